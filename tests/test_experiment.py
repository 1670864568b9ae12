"""An experiment is exactly one link; whatever a link says, an experiment comes out and nothing raises."""

import warnings
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optim_viz import OPTIMIZERS, Adam, Choice, Experiment, GradientDescent, ParameterError, perform, run
from tests.strategies import experiments

DEFAULT = Experiment()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(experiment=experiments())
def test_a_link_gives_the_experiment_back(experiment: Experiment) -> None:
    """``from_query(to_query(e))`` is e without a remark: a dict, a query string, a pasted address."""
    query = experiment.to_query()
    pasted = "http://localhost:8501/?" + "&".join(f"{key}={value}" for key, value in query.items())
    for link in (query, {key: [value] for key, value in query.items()}, urlencode(query), pasted):
        assert Experiment.from_query(link) == (experiment, ())


def test_a_link_says_everything_in_one_order() -> None:
    """The link of the opening screen, as text."""
    assert urlencode(DEFAULT.to_query(), safe=",") == (
        "f=quadratic&f.kappa=20&f.angle=0&f.scale=1&a=gd&a.alpha=0.099"
        "&b=adam&b.alpha=0.099&b.beta1=0.9&b.beta2=0.999&b.epsilon=1e-08&b.bias_correction=true&b.epsilon_hat=false"
        "&start=-4,3&steps=200&tolerance=0.001&seed=0"
    )


@pytest.mark.parametrize(
    "empty", ["", "?", "#", "http://localhost:8501/?", {}, {"a": []}, "step=17", {"step": "17"}]
)
def test_a_link_that_says_nothing_is_the_opening_screen(empty: Any) -> None:
    """What a link leaves out takes its default, without a remark; the clock's step is the page's."""
    assert Experiment.from_query(empty) == (DEFAULT, ())


def test_what_a_link_leaves_out_takes_its_default() -> None:
    """Some settings are enough; another optimizer comes with its own defaults."""
    experiment, remarks = Experiment.from_query("a=momentum&b.alpha=0.5&start=1,2&steps=17")
    assert experiment == Experiment(
        a=Choice.of("momentum"), b=Choice.of("adam", alpha=0.5), start=(1.0, 2.0), steps=17
    )
    assert remarks == ()


keys = st.sampled_from(
    [*DEFAULT.to_query(), "a.beta", "a.beta1", "b.rho", "step", "color", "A", "a.", ".a", ""]
)
nasty = st.sampled_from(
    [
        *(
            "nan",
            "NaN",
            "-nan",
            "inf",
            "-inf",
            "Infinity",
            "1e999",
            "-1e999",
            "1e-999",
            "0",
            "-0",
            "-1",
            "1_0",
            "0x10",
        ),
        *(
            "",
            " ",
            "+",
            "null",
            "None",
            "true",
            "[]",
            "{}",
            "1,2,3",
            ",",
            "1,",
            "nan,nan",
            "1e999,0",
            "-4;3",
            "9" * 500,
        ),
        *(
            "<script>alert(1)</script>",
            "'; DROP TABLE runs; --",
            "../../etc/passwd",
            "{{7*7}}",
            "__import__('os')",
        ),
        *(
            "adam",
            "Adam",
            "ADAM",
            "adm",
            "quadratic",
            "rosenbrock",
            "\x00",
            "\n",
            "\ud800",
            "\u202e1",
            "٣",
            "½",
            "−4,3",
        ),
        *("%", "%%", "%zz", "%00", "%E0%A4%A", "%u2028", "?", "a=b", "#", "&&", "🙂"),
    ]
)
words = nasty | st.text(max_size=30) | st.floats().map(repr) | st.integers().map(str)
garbled = st.lists(st.tuples(keys | words, words), max_size=12).flatmap(
    lambda pairs: st.sampled_from(
        [
            "&".join(f"{key}={value}" for key, value in pairs),
            "&".join(f"{key}={quote(value.encode('utf-8', 'replace'))}" for key, value in pairs),
            dict(pairs),
            {key: [value, value[::-1]] for key, value in pairs},
        ]
    )
)


def assert_read(query: Any) -> None:
    """An experiment comes out that has a link of its own, with short printable remarks."""
    experiment, remarks = Experiment.from_query(query)
    assert isinstance(experiment, Experiment)
    assert Experiment.from_query(experiment.to_query()) == (experiment, ())
    assert len(remarks) <= 250
    for remark in remarks:
        assert remark.isprintable()
        assert len(remark) <= 250
        assert remark.endswith(".")


@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(query=garbled | words)
def test_garbage_never_raises(query: Any) -> None:
    """Whatever a link says, an experiment comes out, and remarks that fit on a line."""
    assert_read(query)


MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "query",
    [
        "x" * MEGABYTE,
        "&" * MEGABYTE,
        "=" * MEGABYTE,
        "?" * MEGABYTE,
        "%" * MEGABYTE,
        "a=" + "9" * MEGABYTE,
        "a.alpha=" + "9" * MEGABYTE,
        "steps=0." + "0" * MEGABYTE,
        "start=" + "1," * MEGABYTE,
        "start=-4,0" + "0" * MEGABYTE + "3",
        "a=gd&" * (MEGABYTE // 5),
        "&".join(f"key{i}={i}" for i in range(MEGABYTE // 12)),
        {"a.alpha": "9" * MEGABYTE, "x" * MEGABYTE: "1"},
        {f"key{i}": "1" for i in range(10_000)},
        {"a.alpha": ["0.1"] * 10_000},
    ],
    ids=lambda query: f"{str(query)[:12]}...",
)
def test_a_megabyte_is_read_like_anything_else(query: Any) -> None:
    """Length breaks nothing: the experiment is the default, and what was not read is said."""
    assert_read(query)
    experiment, remarks = Experiment.from_query(query)
    assert experiment in (DEFAULT, DEFAULT.with_value("a.alpha", 0.1))
    assert remarks or set(query) <= set("&=?")


@pytest.mark.parametrize(
    ("query", "remark"),
    [
        ("a.alpha=-1", "`a.alpha` must be a positive finite number; got -1, replaced by 1e-05."),
        ("a.alpha=abc", "`a.alpha` must be a positive finite number; got 'abc', replaced by 0.099."),
        ("a.alpha=nan", "`a.alpha` must be a positive finite number; got nan, replaced by 0.099."),
        ("b.alpha=1e999", "`b.alpha` must be a positive finite number; got 1e999, replaced by 10."),
        ("b.beta1=1.2", "`b.beta1` must be in [0, 1); got 1.2, replaced by 0.9999."),
        (
            "b.bias_correction=maybe",
            "`b.bias_correction` must be true or false; got 'maybe', replaced by true.",
        ),
        ("f.kappa=-inf", "`f.kappa` must be in [1, 1000]; got -inf, replaced by 1."),
        ("f.kappa=", "`f.kappa` must be in [1, 1000]; got '', replaced by 20."),
        ("steps=20000", "`steps` must be a whole number in [1, 10000]; got 20000, replaced by 10000."),
        ("steps=2.5", "`steps` must be a whole number in [1, 10000]; got 2.5, replaced by 2."),
        ("seed=-1", "`seed` must be a whole number in [0, 4294967295]; got -1, replaced by 0."),
        ("start=1", "`start` must be 2 numbers, each at most 1e+06 in size; got '1', replaced by -4,3."),
        (
            "start=nan,0",
            "`start` must be 2 numbers, each at most 1e+06 in size; got 'nan,0', replaced by -4,3.",
        ),
        (
            "start=1e9,-2",
            "`start` must be 2 numbers, each at most 1e+06 in size; got '1e9,-2', replaced by 1000000,-2.",
        ),
        (
            "b=ADAM",
            "`b` must be one of gd, momentum, nesterov, adagrad, rmsprop, adam; got 'ADAM', replaced by adam.",
        ),
        (
            "a=<b>",
            "`a` must be one of gd, momentum, nesterov, adagrad, rmsprop, adam; got '<b>', replaced by gd.",
        ),
        ("f=rosenbrock", "`f` must be one of quadratic, regression; got 'rosenbrock', replaced by quadratic."),
        ("a.beta1=0.9", "`a.beta1` is not known here (did you mean `b.beta1`?); left out."),
        ("stpes=9", "`stpes` is not known here (did you mean `steps`?); left out."),
        ("color=red", "`color` is not known here; left out."),
        ("steps=200&steps=5", "`steps` was given more than once; the first counts."),
        ({"steps": ["200", "5"]}, "`steps` was given more than once; the first counts."),
        ("why=is a=b here?", "`why` is not known here; left out."),
    ],
)
def test_a_remark_names_what_was_replaced_and_by_what(query: Any, remark: str) -> None:
    """One sentence for each thing that was not understood: its name, its range, what it said, what counts."""
    experiment, remarks = Experiment.from_query(query)
    assert remarks == (remark,)
    if ", replaced by " in remark:
        shown = remark.removesuffix(".").rpartition(", replaced by ")[2]
        assert experiment.to_query()[remark.split("`")[1]] == shown
    else:
        assert experiment == DEFAULT


def test_each_setting_is_read_for_itself() -> None:
    """What is wrong at one place changes nothing at another."""
    experiment, remarks = Experiment.from_query("f.kappa=7&a.alpha=oops&b=momentum&b.beta=2&steps=33&foo=1")
    assert experiment == Experiment(
        f=Choice.of("quadratic", kappa=7), b=Choice.of("momentum", beta=0.9999), steps=33
    )
    assert len(remarks) == 3


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(experiment=experiments(), steps=st.integers(1, 30))
def test_every_experiment_can_be_performed(experiment: Experiment, steps: int) -> None:
    """No valid experiment raises or warns; its numbers have their shapes, diverged or not."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        race = perform(replace(experiment, steps=steps))
    for path in (race.a, race.b):
        assert path.x.shape == (steps + 1, len(experiment.start))
        assert path.last <= steps


def test_equal_experiments_are_written_alike() -> None:
    """Numbers take the type of their parameter, so 200, 200.0 and NumPy's 200 are one experiment."""
    for steps in (200, 200.0, np.int64(200), np.float64(200)):
        experiment = Experiment(
            steps=steps, start=(-4, np.float32(3)), a=Choice.of("gd", alpha=np.float64(0.099))
        )
        assert experiment == DEFAULT
        assert hash(experiment) == hash(DEFAULT)
        assert repr(experiment) == repr(DEFAULT)
        assert experiment.to_query() == DEFAULT.to_query()
        assert perform(experiment).a.steps == 200


def test_every_number_has_a_path() -> None:
    """Each path of an experiment reads, describes and replaces its number."""
    assert set(DEFAULT.paths) == set(DEFAULT.to_query()) - {"f", "a", "b", "start"}
    for path in DEFAULT.paths:
        known = DEFAULT.parameter(path)
        value = not known.default if isinstance(known.default, bool) else known.typed(known.slider[1])
        changed = DEFAULT.with_value(path, value)
        assert changed[path] == value
        assert changed != DEFAULT
        assert changed.with_value(path, DEFAULT[path]) == DEFAULT


def test_an_experiment_is_what_its_parts_say() -> None:
    """``perform`` runs the recipes that the choices name, from the start, for the steps."""
    race = perform(
        Experiment(a=Choice.of("gd", alpha=0.05), b=Choice.of("adam", alpha=0.2), start=(1, 2), steps=9)
    )
    np.testing.assert_array_equal(race.a.x, run(race.objective, GradientDescent(0.05), (1, 2), 9).x)
    np.testing.assert_array_equal(race.b.x, run(race.objective, Adam(0.2), (1, 2), 9).x)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_family_is_its_experiments(key: str) -> None:
    """Varying a live number in one call gives what each value gives alone, bit for bit, for both contenders."""
    experiment = Experiment(a=Choice.of(key, alpha=0.05), steps=40).with_value("f.angle", 30.0)
    for path in (path for path in experiment.paths if experiment.parameter(path).live):
        positions = experiment.parameter(path).positions
        values = positions[:: len(positions) // 4]
        family = perform(experiment, {path: values})
        for i, value in enumerate(values):
            alone = perform(experiment.with_value(path, value))
            for together, single in ((family.a, alone.a), (family.b, alone.b)):
                row = (slice(None), i) if together.x.ndim == 3 else (slice(None),)
                np.testing.assert_array_equal(together.x[row], single.x)
                np.testing.assert_array_equal(together.learning_rates[row], single.learning_rates)


@pytest.mark.parametrize("start", [(1.0,), (1.0, 2.0, 3.0), (np.nan, 0.0), (np.inf, 0.0), (2e6, 0.0), ()])
def test_a_start_that_is_none_is_refused(start: Any) -> None:
    """A start has as many coordinates as the cost has parameters, each of at most a million."""
    with pytest.raises(ParameterError, match="`start` must be 2 numbers"):
        Experiment(start=start)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: Choice.of("adam", alpha=-1),
            ParameterError,
            "`alpha` of `Adam` must be a positive finite number",
        ),
        (lambda: Choice.of("gd", beta=0.9), TypeError, "`GradientDescent` has no `beta`; it has alpha."),
        (
            lambda: Experiment(f=Choice.of("adam")),
            ValueError,
            "`f` must be one of quadratic, regression; got 'adam'.",
        ),
        (lambda: Experiment(a=Choice.of("quadratic")), ValueError, "`a` must be one of gd, momentum, "),
        (
            lambda: DEFAULT.with_value("b.beta1", 1.0),
            ParameterError,
            "`beta1` of `Adam` must be in [0, 1); got 1.0.",
        ),
    ],
)
def test_mistakes_in_code_are_errors(make: Any, error: type[Exception], message: str) -> None:
    """Whoever builds an experiment in Python is told what is wrong with it."""
    with pytest.raises(error) as caught:
        make()
    assert message in str(caught.value)
