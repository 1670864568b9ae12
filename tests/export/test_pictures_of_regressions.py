"""Pictures of regressions: what they show are the numbers of the run, and no text lies on another."""

import math
from functools import cache
from io import BytesIO
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image
from pypdf import PdfReader

from optim_viz import Experiment, datasets, perform
from optim_viz.datasets import Dataset
from optim_viz.export import pdf, png, svg
from optim_viz.export.protocol import silent
from optim_viz.export.regression import drawing
from optim_viz.export.regression.drawing import Drawing
from optim_viz.export.regression.names import spaced
from optim_viz.export.scale import MOST_TICKS, Scale
from optim_viz.export.still import Pixels, Still
from optim_viz.figures.theme import THEMES
from optim_viz.race import Race
from tests.export.test_pictures import texts

RANDOM = np.random.default_rng(0)


def own(X, y, names=None, title="houses.csv", labels=None) -> str:
    """The name of data of one's own, kept as long as the tests run."""
    X = np.asarray(X, dtype=float)
    features = tuple(names or (f"the feature number {j}" for j in range(1, X.shape[1] + 1)))
    KEPT.append(datasets.keep(Dataset("own", title, "your own file", features, "price", X, y, labels)))
    return KEPT[-1].key


KEPT: list[Dataset] = []
WIDE = RANDOM.normal(size=(200, 150)) * np.geomspace(0.1, 10, 150)
FACTORS = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])
"""Standardized and orthogonal: the Hessian of linear regression is the identity."""

ODD_NAMES = ("$x^2$ \\frac", "größe", "身長", "\n", "a_very_long_name_of_a_feature_that_does_not_end_here")
DATA = {
    "two features": own(FACTORS, [1, 2, 3, 5]),
    "60 features": own(WIDE[:, :60], WIDE[:, :60].sum(axis=1)),
    "150 features": own(WIDE, WIDE @ RANDOM.normal(size=150) + RANDOM.normal(size=200)),
    "odd names": own(WIDE[:20, :5], WIDE[:20, 7], names=ODD_NAMES, title="數據$a$\x01.csv"),
    "separable": own(FACTORS, [1, 1, 0, 0], labels=("no", "yes")),
    "many minima": own(FACTORS[:, [0, 0, 1]], [1, 2, 3, 5]),
    "a constant target": own(FACTORS, [3, 3, 3, 3]),
    "a target of zeros": own(FACTORS, [0, 0, 0, 0]),
    "hardly a fit": own(FACTORS, [9, 10, 10, 9.001]),
}
HARD = {
    "usual": "",
    "raw": "f.standardized=false&a.alpha=2.7e-5&b.alpha=1&steps=2000",
    "logistic": "f.data=breast_cancer&a.alpha=1&b.alpha=0.1",
    "diverging": "a.alpha=0.6",
    "overflow": "a.alpha=1e300&b=momentum&b.alpha=5&steps=1000",
    "small alphas": "f.data=breast_cancer&a.alpha=3e-7&b=momentum&b.alpha=1e-5",
    "one step": "steps=1",
    "Adam against Adam": "a=adam&b=adam&a.alpha=0.099&a.beta1=0&b.bias_correction=false",
    "division by zero": f"f.data={DATA['a target of zeros']}&a=adagrad&a.epsilon=0&b=rmsprop&b.epsilon=0",
    **{name: f"f.data={key}&a.alpha=0.1&b.alpha=0.1" for name, key in DATA.items()},
}

ALIKE = ("two features", "150 features", "a target of zeros")
"""Those whose texts are, at full width, those of others: three rows, columns of rows, the same data."""

NARROW = ("usual", "diverging", "60 features", "odd names", "separable")


@cache
def race(query: str = "") -> Race:
    """The race on a regression that a query describes."""
    experiment, remarks = Experiment.from_query(f"f=regression&{query}".rstrip("&"))
    assert not remarks
    return perform(experiment)


@cache
def drawn(query: str = "", width: int = 960) -> Drawing:
    """Its picture, with what it is made from, drawn once for all tests."""
    return drawing.draw(race(query), width)


def lines(axes: Axes, colour: str) -> list[np.ndarray]:
    """The curves and marks of a colour, each ``(2, points)``."""
    return [
        np.array(line.get_data())
        for line in axes.lines
        if colour in (line.get_color(), line.get_markerfacecolor())
    ]


def shown(figure: Figure) -> list[Text]:
    """All texts that are in the picture."""
    found = list(figure.texts)
    for axes in figure.axes:
        found += [*axes.texts, axes._left_title]
        for axis in (axes.xaxis, axes.yaxis):
            found += [tick.label1 for tick in axis._update_ticks()]
    return [text for text in found if text.get_text()]


@pytest.mark.parametrize("name", ["diverging", "overflow", "division by zero", "odd names"])
def test_every_race_can_be_written(name):
    """Without a warning, whatever the data are called and whatever has become of the runs."""
    assert len(svg.render(race(HARD[name]), Still(dark=True), silent)) > 10_000


@pytest.mark.parametrize(
    ("name", "width"),
    [
        *((name, 960) for name in HARD if name not in ALIKE),
        *((name, 400) for name in NARROW),
        ("small alphas", 600),
        ("150 features", 601),
    ],
)
def test_no_text_lies_on_another_or_leaves_the_picture(name, width):
    """Names of two or of 150 features, numbers, headings and names of curves; nothing is warned of."""
    figure = drawn(HARD[name], width).figure
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw_without_rendering()
    boxes = {text: text.get_window_extent(renderer) for text in shown(figure)}
    for text, box in boxes.items():
        assert box.x0 >= 0, text
        assert box.x1 <= figure.bbox.x1, text
        assert 0 <= box.y0 < box.y1 <= figure.bbox.y1, text
    for (one, box), (other, its) in combinations(boxes.items(), 2):
        across = min(box.x1, its.x1) - max(box.x0, its.x0)
        down = min(box.y1, its.y1) - max(box.y0, its.y0)
        # Boxes hold room above and below the letters.
        assert across <= 0 or down <= 0.25 * min(box.height, its.height), (one, other)


def test_a_png_is_as_wide_as_asked_for_and_an_even_number_of_pixels_high():
    """Films need that; at scale 2, width 960 has the pixels of width 1,920."""
    sizes = [
        Image.open(BytesIO(png.render(race(), Pixels(width=width, scale=scale), silent))).size
        for width, scale in ((401, 1), (960, 2), (1920, 1))
    ]
    assert [width for width, _ in sizes] == [401, 1920, 1920]
    assert all(height % 2 == 0 for _, height in sizes)
    assert sizes[1] == sizes[2]


def test_marks_are_the_learning_rates_of_the_last_step():
    """Of the first step they are known: alpha for gradient descent, alpha / |gradient| for Adam."""
    made = drawn("steps=1&b.epsilon=0&b.alpha=3")
    data = datasets.load("diabetes").standardized()
    gradient = np.append(data.X.T @ data.y, data.y.sum()) / len(data.y)
    theme = THEMES["light"]
    ((a, rows_a),), ((b, rows_b),) = lines(made.marks, theme.a), lines(made.marks, theme.b)
    np.testing.assert_allclose(a, math.log10(0.3))
    np.testing.assert_allclose(b, np.log10(3 / np.abs(gradient)), rtol=1e-9)
    assert rows_a.round().tolist() == rows_b.round().tolist() == list(range(11))


def test_rows_are_named_by_feature():
    """Each with the number of its learning rate, the bias last; a name that no font has is left out."""
    said = texts(svg.render(race(), Still(), silent))
    names = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6", "b")
    assert {f"{name}  {symbol}" for name, symbol in zip(names, SYMBOLS, strict=True)} <= set(said)
    said = texts(svg.render(race(HARD["odd names"]), Still(), silent))
    assert {"$x^2$ \\frac  α₁", "größe  α₂", "α₃", "(no name)  α₄", "b  α₆"} <= set(said)
    assert [text for text in said if text.startswith("a very long") and text.endswith("…  α₅")]


SYMBOLS = ("α₁", "α₂", "α₃", "α₄", "α₅", "α₆", "α₇", "α₈", "α₉", "α₁₀", "α₁₁")


def test_distances_fall_as_theory_says():
    """Where the Hessian is the identity, gradient descent multiplies each by 1 - alpha at every step."""
    made = drawn(f"f.data={DATA['two features']}&a.alpha=0.2&b=gd&b.alpha=0.5&steps=10")
    for colour, factor in ((THEMES["light"].a, 0.8), (THEMES["light"].b, 0.5)):
        curves = lines(made.away, colour)
        assert len(curves) == 3
        for steps, logs in curves:
            np.testing.assert_allclose(logs, logs[0] + steps * math.log10(factor), atol=1e-9)


def test_minimum_and_tolerance_are_lines():
    """At the least squares that NumPy finds, and where J - J* is the part of J_0 - J* that was asked for."""
    made = drawn("tolerance=0.1")
    data = datasets.load("diabetes").standardized()
    A = np.column_stack([data.X, np.ones(len(data.y))])
    least = np.sum((A @ np.linalg.lstsq(A, data.y)[0] - data.y) ** 2) / (2 * len(data.y))
    first = np.mean(data.y**2) / 2
    levels = [logs[0] for _, logs in lines(made.cost, THEMES["light"].muted)]
    np.testing.assert_allclose(levels, np.log10([least, least + 0.1 * (first - least)]), rtol=1e-12)
    assert made.cost.get_title(loc="left") == "cost J against step; minimum J* = 1,430"


def test_without_a_minimum_no_line_claims_one():
    """Where a hyperplane separates the labels, the weights are shown as they grow."""
    made = drawn(HARD["separable"])
    assert not lines(made.cost, THEMES["light"].muted)
    assert made.cost.get_title(loc="left") == "cost J against step"
    assert made.away.get_title(loc="left") == "size |wⱼ| against step"
    assert made.figure.texts[-1].get_text() == "A hyperplane separates the labels: there is no minimum."
    growing = [logs for _, logs in lines(made.away, THEMES["light"].a) if np.isfinite(logs[1:]).all()]
    assert growing
    assert all((np.diff(logs[1:]) > 0).all() for logs in growing)


def test_of_many_minima_the_picture_says_which_it_measures_from():
    """Two equal columns leave a weight free."""
    assert drawn(HARD["many minima"]).figure.texts[-1].get_text() == "Of its many minima, w* is the shortest."


def test_a_diverging_run_leaves_through_the_frame():
    """Nothing is cut off its numbers, the axis stays where the other run can be read, and a line says it."""
    made = drawn(HARD["diverging"])
    run = race(HARD["diverging"]).a
    ((_, logs),) = lines(made.cost, THEMES["light"].a)
    assert logs.max() == math.log10(run.value.max()) > 60
    assert made.cost.get_ylim()[1] < math.log10(run.value[0]) + 2
    assert made.figure.texts[-1].get_text() == "Gradient descent: ×1.4 a step"


def test_a_run_out_of_numbers_says_at_which_step():
    """Its curves end there, and no name stands at their ends."""
    made = drawn("a.alpha=5&steps=1000")
    broke = int(race("a.alpha=5&steps=1000").a.last) + 1
    assert made.figure.texts[-1].get_text().endswith(f"overflow at step {broke}")
    assert not [text for text in made.rates.texts if text.get_color() == THEMES["light"].a]


def test_one_learning_rate_is_one_curve():
    """Gradient descent has one α, Adam eleven."""
    made = drawn()
    assert len(lines(made.rates, THEMES["light"].a)) == 1
    assert len(lines(made.rates, THEMES["light"].b)) == 11
    assert [text.get_text() for text in made.rates.texts if text.get_color() == THEMES["light"].a] == ["α"]


def test_the_file_says_who_ran_on_what():
    """In its title; its description is the link."""
    metadata = Image.open(BytesIO(png.render(race("steps=1"), Pixels(width=400), silent))).text
    assert (
        metadata["Title"] == "Gradient descent and Adam: Linear regression on Diabetes, standardized features"
    )
    assert metadata["Description"] == race("steps=1").experiment.link()
    said = PdfReader(BytesIO(pdf.render(race(HARD["odd names"]), Still(width=400), silent))).metadata
    assert said.title.endswith("on own data, standardized features")


@given(
    st.floats(-300, 200),
    st.tuples(st.floats(0.05, 100), st.just(MOST_TICKS))
    | st.tuples(st.floats(1, 100), st.integers(3, MOST_TICKS)),
)
def test_every_axis_has_numbers_that_can_be_told_apart(low, room):
    """At least two, at most as many as there is room for, rising, within the axis."""
    span, most = room
    scale = Scale(low, low + span)
    ticks = scale.ticks(most)
    places = [place for place, _ in ticks]
    assert 2 <= len(ticks) <= most
    assert places == sorted(places)
    assert scale.low <= places[0] < places[-1] <= scale.high
    assert len({text for _, text in ticks}) == len(ticks)


@given(st.lists(st.floats(-5, 5)), st.floats(0, 3))
def test_names_are_kept_where_there_is_room_and_only_there(wanted, gap):
    """Those kept are apart, and each that is not is too near to one kept before it."""
    kept = spaced(wanted, gap)
    assert all(abs(wanted[i] - wanted[j]) >= gap for i, j in combinations(kept, 2))
    for k in set(range(len(wanted))) - set(kept):
        assert any(abs(wanted[k] - wanted[j]) < gap for j in kept if j < k)
