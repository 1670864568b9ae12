"""Makes the sweeps of alpha that are shipped.

    python -m assets.make_alpha_sweeps

in the repository's folder writes ``batch-32.json`` and ``batch-full.json`` into ``optim_viz/alpha_sweep``, with
their settings, the date and the versions.  It takes half an hour of one core.  What is in these files
already is not done again, so it may be stopped and started; to make all anew, delete them first.
"""

from __future__ import annotations

import os

# Read when NumPy is loaded: products of small batches are quickest in one thread.
os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1")

from optim_viz.alpha_sweep import READY, Finished, Results, dump, load, perform
from optim_viz.alpha_sweep.ready import ready_file
from optim_viz.export.files import write


def make(batch: str) -> None:
    """Do what is missing of one of them, and keep every training."""
    file, settings = ready_file(batch), READY[batch]
    finished: list[Finished] = []
    if file.exists():
        before = load(file.read_text(encoding="ascii")).results
        if before.settings != settings:
            raise SystemExit(f"{file.name} is of other settings; delete it first.")
        finished += before.finished
    for count, each in enumerate(perform(settings, done=tuple(finished)), len(finished) + 1):
        finished.append(each)
        write(file, dump(Results.of(settings, finished)).encode("ascii"))
        print(f"{file.name}: {count} of {len(settings.runs)}", flush=True)


if __name__ == "__main__":
    for batch in READY:
        make(batch)
