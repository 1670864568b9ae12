"""An experiment on the network: one link, read whatever it says."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optim_viz import Choice, ParameterError
from optim_viz.network_experiment import NetworkExperiment
from optim_viz.optimizers import OPTIMIZERS

EXPERIMENTS = st.builds(
    NetworkExperiment,
    f=st.sampled_from(["1", "32", "77", "full"]).map(lambda batch: Choice.of("network", batch=batch)),
    a=st.sampled_from(list(OPTIMIZERS)).map(Choice.of),
    b=st.sampled_from(list(OPTIMIZERS)).map(lambda key: Choice.of(key, alpha=0.25)),
    epochs=st.integers(1, 100),
    seed=st.integers(0, 2**32 - 1),
)

KEYS = ["f", "f.data", "f.batch", "a", "b.alpha", "epochs", "seed", "x"]


@given(EXPERIMENTS)
def test_a_link_holds_all_of_it(experiment: NetworkExperiment) -> None:
    """What is written into a link is read from it, without a remark."""
    assert NetworkExperiment.from_query(experiment.link()) == (experiment, ())


@given(
    st.dictionaries(
        st.sampled_from(["f", "f.data", "f.batch", "a", "b.alpha", "epochs", "seed", "x"]), st.text()
    )
)
def test_garbage_never_raises(query: dict[str, str]) -> None:
    """Whatever a link says, an experiment comes out that has a link of its own."""
    for text in (query, urlencode(query, errors="replace")):
        experiment, _ = NetworkExperiment.from_query(text)
        assert NetworkExperiment.from_query(experiment.link()) == (experiment, ())


@pytest.mark.parametrize(("batch", "epochs", "steps"), [("32", 10, 3130), ("full", 100, 100), ("9999", 1, 2)])
def test_steps_are_batches(batch: str, epochs: int, steps: int) -> None:
    """An epoch takes each of the 10,000 digits once."""
    assert NetworkExperiment(Choice.of("network", batch=batch), epochs=epochs).steps == steps


def test_numbers_out_of_range_are_refused() -> None:
    """A setting out of its range is named, with its range."""
    with pytest.raises(ParameterError, match=r"`epochs` of `NetworkExperiment` must be .* \[1, 100\]; got 0"):
        NetworkExperiment(epochs=0)
    with pytest.raises(ParameterError, match=r"`data` of `Network` must be one of mnist-10k.*got 'own-1'"):
        Choice.of("network", data="own-1")
    with pytest.raises(ValueError, match="`f` must be one of network; got 'quadratic'"):
        NetworkExperiment(Choice.of("quadratic"))
