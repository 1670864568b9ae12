"""A sweep as text is the sweep, and no other text is one."""

import json
import math

import pytest

from optim_viz.alpha_sweep import (
    READY,
    AlphaSweep,
    Finished,
    Made,
    Results,
    Row,
    Run,
    StoreError,
    dump,
    load,
    ready,
)
from optim_viz.alpha_sweep.ready import ready_file
from tests.alpha_sweep.conftest import SMALL

ROW = Row((0.1 + 0.2, math.nan), (1e-300, math.nan), (1 / 3, math.nan))
RESULTS = Results.of(SMALL, [Finished(Run("b", 0.1, 5), ROW), Finished(Run("a", 0.001, 3), ROW)])
MADE = Made("2026-01-31", {"NumPy": "2.0.0"})


def test_what_is_read_is_what_was_written():
    """To the last bit, with null for what is no number, with date and versions."""
    text = dump(RESULTS, MADE)
    stored = load(text)
    assert stored.made == MADE
    assert stored.results.settings == SMALL
    assert repr(stored.results.rows) == repr({run: RESULTS.rows[run] for run in reversed(RESULTS.rows)})
    assert dump(*stored) == text
    assert json.loads(text)["runs"][0][3] == [0.1 + 0.2, None]


def changed(**parts: object) -> str:
    """The text with other parts; ``...`` takes one out."""
    content = json.loads(dump(RESULTS, MADE)) | parts
    return json.dumps({key: value for key, value in content.items() if value is not ...})


LINE = ["a", 0.1, 3, [1, 1], [1, 1], [1, 1]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is not JSON"),
        ("[]", "`kind` is not"),
        (changed(kind="other"), "`kind` is not"),
        (changed(alphas=...), "it has no 'alphas'"),
        (changed(alphas=[0.1, 0.01]), "`alphas` must be"),
        (changed(alphas=["x"]), "cannot be read"),
        (changed(seeds=3), "cannot be read"),
        (changed(marks=[1]), r"its marks are \[1\], not \[1, 2\]"),
        (changed(experiment={"f": "network", "epochs": "1000"}), "`epochs` must be .* got 1000"),
        (changed(date=5), "5 is no text"),
        (changed(versions=[]), "cannot be read"),
        (changed(runs=[["a", 0.2, *LINE[2:]]]), "alpha=0.2.* is none of its trainings"),
        (changed(runs=[LINE[:-1]]), "has not 3 times 2 numbers"),
        (changed(runs=[[*LINE[:-1], [1]]]), "has not 3 times 2 numbers"),
        (changed(runs=[[*LINE[:-1], [1, "x"]]]), "'x' is no number"),
        (changed(runs=[[*LINE[:-1], [1, True]]]), "True is no number"),
        (changed(runs=[LINE, LINE]), "there twice"),
        (changed(runs=[["a"]]), "cannot be read"),
        (changed(runs=5), "cannot be read"),
        (changed(runs=[["a", [], 3, [1, 1], [1, 1], [1, 1]]]), "cannot be read"),
    ],
)
def test_another_text_is_refused(text, said):
    """With one error, which says what is wrong."""
    with pytest.raises(StoreError, match=said):
        load(text)


@pytest.mark.parametrize("batch", READY)
def test_the_shipped_sweeps_are_whole(batch):
    """25 learning rates from three seeds for both, to 100 epochs, small, with date and versions."""
    stored = ready(batch)
    assert stored.results.settings == READY[batch]
    assert stored.results.settings.experiment.network.batch == batch
    assert stored.results.is_done
    assert len(stored.results.settings.runs) == 150
    assert stored.results.settings.marks == (1, 10, 100)
    assert {"optim-viz", "NumPy", "Python"} <= stored.made.versions.keys()
    assert len(stored.made.date) == 10
    assert ready_file(batch).stat().st_size < 50_000


def test_equal_sweeps_only_are_the_shipped_ones():
    """The default is ten epochs, and so is not the one that is shipped."""
    assert AlphaSweep() not in READY.values()
