"""Compiled sweeps: the same bits as NumPy's, for every optimizer, and compiled only when it pays."""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optim_viz import OPTIMIZERS, Choice, Experiment, GradientDescent, Quadratic, fast
from optim_viz.batch import Outcomes, outcomes_of
from optim_viz.compiling import Kernels
from optim_viz.sweep import sweep
from tests.strategies import Bowl, in_domain, per_run, valid

START = np.array([[-4.0, 3.0]])

needs_numba = pytest.mark.skipif(not fast.available(), reason="Numba is not installed")
every_optimizer = pytest.mark.parametrize("key", OPTIMIZERS)


@contextmanager
def switched(how: str) -> Iterator[None]:
    """Set OPTIM_VIZ_FAST for a while."""
    before = os.environ.get("OPTIM_VIZ_FAST")
    os.environ["OPTIM_VIZ_FAST"] = how
    try:
        yield
    finally:
        del os.environ["OPTIM_VIZ_FAST"]
        if before is not None:
            os.environ["OPTIM_VIZ_FAST"] = before


def both(experiment: Experiment, vary: dict[str, Any]) -> tuple[Outcomes, Outcomes]:
    """The outcomes of contender b, from NumPy and compiled."""
    with switched("off"):
        plain = outcomes_of(experiment, "b", vary)
    with switched("on"):
        return plain, outcomes_of(experiment, "b", vary)


def assert_same(one: Outcomes, other: Outcomes) -> None:
    """Equal in every bit, NaN included."""
    for name in Outcomes._fields:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


@needs_numba
@pytest.mark.frameworks
@every_optimizer
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_any_runs_come_out_the_same(key: str, data: st.DataObject) -> None:
    """Random hyperparameters, costs, starts, steps and tolerances: the outcomes are NumPy's, bit for bit."""
    numbers = data.draw(per_run(OPTIMIZERS[key], 3))
    switches = {name: value for name, value in numbers.items() if isinstance(value, bool)}
    vary = {f"b.{name}": value for name, value in numbers.items() if isinstance(value, list)}
    vary |= {f"f.{name}": value for name, value in data.draw(per_run(Quadratic, 3)).items()}
    kept = data.draw(st.sets(st.sampled_from(sorted(vary)), min_size=1))
    experiment = Experiment(
        b=Choice.of(key, **switches),
        start=tuple(data.draw(in_domain(Quadratic)).tolist()),
        steps=data.draw(st.integers(1, 60)),
        tolerance=data.draw(st.floats(1e-9, 0.9)),
    )
    assert_same(*both(experiment, {path: vary[path] for path in sorted(kept)}))


@needs_numba
@pytest.mark.frameworks
@every_optimizer
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_extreme_runs_come_out_the_same(key: str, data: st.DataObject) -> None:
    """The largest and smallest numbers that an optimizer takes, as well: those that overflow or vanish."""
    kind = OPTIMIZERS[key]
    choice = Choice.of(
        key, **{name: data.draw(valid(known)) for name, known in Choice.of(key).parameters.items()}
    )
    vary = {"b.alpha": data.draw(st.lists(valid(Choice.of(key).parameters["alpha"]), min_size=1, max_size=5))}
    assert kind.rule is not None
    assert_same(*both(Experiment(b=choice, steps=data.draw(st.integers(1, 30))), vary))


@needs_numba
@pytest.mark.frameworks
@every_optimizer
def test_many_runs_come_out_the_same(key: str) -> None:
    """1,000 learning rates from far too small to far too large, with 1,000 condition numbers and 500 steps."""
    vary = {"b.alpha": np.geomspace(1e-6, 1e6, 1000), "f.kappa": np.geomspace(1000, 1, 1000)}
    plain, quick = both(Experiment(b=Choice.of(key), steps=500), vary)
    assert_same(plain, quick)
    if key in ("gd", "momentum", "nesterov"):
        assert np.isnan(quick.cost).any(), "some of these run out of range"
    assert np.isfinite(quick.cost).any()


@needs_numba
@pytest.mark.frameworks
@pytest.mark.parametrize("path", ["b.beta1", "b.beta2"])
def test_corrections_of_each_run_come_in_parts(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The powers of a decay rate are the same whether they are worked out for many steps together or few."""
    vary = {path: np.linspace(0, 0.9999, 200)}
    plain, whole = both(Experiment(steps=101), vary)
    assert_same(plain, whole)
    monkeypatch.setattr(fast, "BLOCK", 1000)
    assert_same(plain, both(Experiment(steps=101), vary)[1])


@needs_numba
@pytest.mark.frameworks
@pytest.mark.parametrize("cores", [1, 3, 64])
def test_any_number_of_threads(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One thread or many, runs in a grid: shapes and bits are NumPy's."""
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    vary = {
        "b.alpha": np.geomspace(1e-3, 10, 21).reshape(-1, 1),
        "f.kappa": np.array([1.0, 20.0, 300.0, 1000.0] * 4),
    }
    plain, quick = both(Experiment(steps=50), vary)
    assert quick.steps.shape == (21, 16)
    assert_same(plain, quick)


@needs_numba
@pytest.mark.frameworks
def test_worker_processes_compile_for_themselves() -> None:
    """A sweep in two fresh processes, compiled there, has the bits of NumPy's here."""
    axes = {"b.alpha": np.geomspace(1e-3, 10, 40), "f.kappa": np.geomspace(1, 1000, 9)}
    experiment = Experiment(steps=30)
    with switched("off"):
        plain = sweep(experiment, "b", axes)
    with switched("on"), ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as executor:
        assert_same(plain.outcomes, sweep(experiment, "b", axes, executor=executor, chunk=100).outcomes)


def test_compiled_when_it_has_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    """NumPy takes the first sweeps; the kernel is compiled, once, after as much work as compiling is worth."""
    compiled = []
    monkeypatch.delenv("OPTIM_VIZ_FAST", raising=False)
    kernels: Kernels[str] = Kernels(100)
    asked = [kernels.after("rule", 50, lambda: compiled.append("rule") or "kernel") for _ in range(5)]
    assert asked == [None, None, "kernel", "kernel", "kernel"]
    assert compiled == ["rule"]
    ahead = [kernels.ahead("rule", work, lambda: pytest.fail("compiled again")) for work in (99, 100, 99)]
    assert ahead == [None, "kernel", None], "a task's own work decides"


def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """``OPTIM_VIZ_FAST=off`` leaves all to NumPy, and what is neither on nor off is named."""
    monkeypatch.setattr(fast, "available", lambda: True)
    monkeypatch.setattr(fast, "compiled", lambda rule, layout: pytest.fail("compiled"))
    with switched("off"):
        assert fast.seen(Quadratic(), GradientDescent(), START, 10**9, 1e-3) is None
    with switched("perhaps"), pytest.raises(ValueError, match="must be on, off or not set; got 'perhaps'"):
        fast.seen(Quadratic(), GradientDescent(), START, 10, 1e-3)


def test_what_cannot_be_compiled_is_numpys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Numba, on another cost, or with an optimizer without a rule, nothing is compiled."""
    monkeypatch.setattr(fast, "compiled", lambda rule, layout: pytest.fail("compiled"))

    class Standing:
        """An optimizer that has no elementwise rule."""

    with switched("on"):
        monkeypatch.setattr(fast, "available", lambda: True)
        assert fast.seen(Bowl((1.0, 2.0)), GradientDescent(), START, 10, 1e-3) is None
        assert fast.seen(Quadratic(), Standing(), START, 10, 1e-3) is None
        monkeypatch.setattr(fast, "available", lambda: False)
        assert fast.seen(Quadratic(), GradientDescent(), START, 10, 1e-3) is None
