"""``python -m optim_viz`` is ``optim-viz``."""

from optim_viz.cli import main

if __name__ == "__main__":
    main(prog_name="optim-viz")
