"""The commands of ``optim-viz``, one a file, loaded by :mod:`optim_viz.cli` when they are asked for."""
