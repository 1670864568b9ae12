"""What the section about alpha is sent: the ready sweep at once, one's own as it grows."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from optim_viz.alpha_sweep import Finished, Results, Row, Search, Status, ready
from optim_viz.alpha_words import sentences
from optim_viz.figures.encode import to_json
from optim_viz.ui.alphas import _said, answer, source
from tests.alpha_sweep.conftest import SMALL

ROW = Row((1.0, 0.5), (1.0, 0.5), (0.25, 0.75))


def test_the_ready_sweep_is_there_at_once():
    """With both shipped sweeps in words, its date, its versions, and no search."""
    told = answer()
    json.loads(to_json(told))
    stored = ready()
    assert told["search"] is None
    assert told["which"] == "ready"
    assert told["words"] == sentences(stored.results, ready("full").results)
    assert told["source"].startswith(f"Ready: made on {stored.made.date} with optim-viz ")
    assert "10,000 digits (MNIST, shortened), batches of 32, 100 epochs, 25 α from 10⁻⁵ to 10" in told["source"]
    assert told["source"].endswith("seeds 0, 1 and 2.")


def test_one_s_own_sweep_takes_its_place_when_there_is_something_to_compare():
    """When both were trained with two alphas; the ready one stands there until then, and can be chosen."""
    search = Search(SMALL)
    before = answer(search)
    assert before["which"] == "ready"
    assert before["search"]["state"] == "new"
    little = [run for run in SMALL.runs if run.slot == "a" or run.alpha == 0.1]
    told = answer(Search(SMALL, [Finished(run, ROW) for run in little]))
    assert (told["which"], told["search"]["enough"], told["search"]["share"]) == ("ready", False, 0.75)
    search = Search(SMALL, [Finished(run, ROW) for run in SMALL.runs if run.seed == 3])
    own = answer(search, "dark", True)
    assert own["search"]["enough"]
    assert own["which"] == "own"
    assert own["search"]["share"] == 0.5
    assert own["words"] == sentences(Results(SMALL, search.results.finished))
    assert own["source"].startswith(
        "Computed here: 10,000 digits (MNIST, shortened), full batches, 2 epochs, 2 α"
    )
    assert to_json(answer(search, which="ready")) == to_json(answer() | {"search": own["search"]})
    with ThreadPoolExecutor(1) as executor:
        search.start(executor)
        search.wait(60)
    assert answer(search)["search"]["state"] == "done"
    assert answer(search)["search"]["share"] == 1


def test_what_the_page_has_is_not_sent_again():
    """Only how far the search is; another look, width or search, or one more training, is another picture."""
    half = [Finished(run, ROW) for run in SMALL.runs if run.seed == 3]
    search = Search(SMALL, half)
    for which in ("ready", "own"):
        version = answer(search, which=which)["version"]
        same = answer(search, which=which, have=version)
        assert same["same"]
        assert same["search"]["share"] == 0.5
        assert "figure" not in same
        for other in (("dark", False), ("light", True)):
            assert "figure" in answer(search, *other, which=which, have=version)
    version = answer(search)["version"]
    assert "figure" in answer(Search(SMALL, half), have=version)
    with ThreadPoolExecutor(1) as executor:
        search.start(executor)
        search.wait(60)
    assert "figure" in answer(search, have=version)


def test_how_far_it_is_is_said():
    """In trainings, and in the time that is left."""
    status = Status("running", 12, 1500)
    assert _said(status) == "12 of 1,500 trainings"
    assert _said(status._replace(left=200.0)) == "12 of 1,500 trainings, about 3 minutes left"
    assert _said(status._replace(left=0.2)) == "12 of 1,500 trainings, about 1 second left"
    assert _said(status._replace(state="stopping")).endswith("; those that have begun are waited for")
    assert _said(status._replace(state="stopped")) == "Stopped at 12 of 1,500 trainings, which are kept"
    failed = status._replace(state="failed", message="It broke.")
    assert _said(failed) == "12 of 1,500 trainings are kept. It broke."


def test_digits_that_are_gone_are_told_of_all_the_same():
    """A sweep on digits of one's own can be shown after these were forgotten."""
    numbers = tuple(
        ("data", "own-0123456789abcdef") if name == "data" else (name, value)
        for name, value in SMALL.experiment.f.numbers
    )
    # As it comes from another process: nobody looks whether the digits are here.
    gone = replace(SMALL)
    object.__setattr__(gone, "experiment", replace(SMALL.experiment))
    object.__setattr__(gone.experiment, "f", replace(SMALL.experiment.f, numbers=numbers))
    assert "digits that are not here any more, full batches" in source(gone)
    told = answer(Search(gone, [Finished(run, ROW) for run in gone.runs]))
    assert told["which"] == "own"
