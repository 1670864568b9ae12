"""PNG, SVG and PDF: of the right size, with text as text, and equal for equal settings."""

import threading
from functools import cache
from io import BytesIO
from types import ModuleType
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from pypdf import PdfReader

from optim_viz import Experiment, ParameterError, perform
from optim_viz.export import drawing, panels, pdf, png, svg
from optim_viz.export.labels import apart
from optim_viz.export.protocol import silent
from optim_viz.export.still import Pixels, Still
from optim_viz.figures.scene import FAR, Scene, drawn_rows
from optim_viz.figures.theme import THEMES
from optim_viz.race import Race

SVG = "{http://www.w3.org/2000/svg}"
TEXTS = (
    "Gradient descent, α = 0.099",
    "Adam, α = 0.099",
    "w₁",
    "w₂",
    "α₁",
    "α₂",
    "cost J / J₀ against step",
    "10⁻²",
)
HARD = {
    "diverging": "a.alpha=0.108&b=momentum&b.alpha=0.3",
    "overflow": "a.alpha=1e300&steps=1000",
    "one step": "steps=1",
    "10,000 steps": "steps=10000&a.alpha=0.0999",
    "Adam against Adam": "a=adam&b=adam&a.alpha=0.099&a.beta1=0&b.bias_correction=false",
    "division by zero": "a=adagrad&a.epsilon=0&b=rmsprop&b.epsilon=0&start=-4,0",
    "a start at the minimum": "start=0,0",
    "far away": "start=1e5,-3e5",
}


@cache
def race(query: str = "") -> Race:
    """The race that a query describes."""
    return perform(Experiment.from_query(query)[0])


@cache
def file(module: ModuleType, options: Still, query: str = "") -> bytes:
    """Its picture, drawn once for all tests."""
    return module.render(race(query), options, silent)


def texts(content: bytes) -> list[str]:
    """What the text elements of an SVG say."""
    return ["".join(element.itertext()) for element in ElementTree.fromstring(content).iter(f"{SVG}text")]


def pixels(options: Pixels, query: str = "") -> np.ndarray:
    """The picture as a PNG holds it, ``(height, width, 4)``."""
    return np.asarray(Image.open(BytesIO(file(png, options, query))).convert("RGBA"))


@pytest.mark.parametrize(("width", "scale"), [(400, 3), (599, 1), (700, 2)])
def test_a_png_has_the_width_asked_for_times_its_scale(width, scale):
    """To the pixel, side by side and one below the other."""
    height, across, _ = pixels(Pixels(width=width, scale=scale)).shape
    assert across == width * scale
    assert height % scale == 0


def test_a_wider_picture_is_the_same_one_magnified():
    """So that letters stay as readable as lines; at scale 2, width 960 has the pixels of width 1,920."""
    small, large = (pixels(Pixels(width=960, scale=scale)).shape for scale in (1, 2))
    assert pixels(Pixels(width=1920)).shape == large == (2 * small[0], 2 * small[1], 4)


def test_svg_has_text_as_text_and_no_raster_picture():
    """Titles, axes, powers of ten and Greek letters can be searched and edited."""
    content = file(svg, Still())
    assert set(TEXTS) <= set(texts(content))
    assert not list(ElementTree.fromstring(content).iter(f"{SVG}image"))


def test_pdf_has_text_as_text_and_no_raster_picture():
    """The same in PDF, on a page of the picture's size at 96 pixels an inch."""
    (page,) = PdfReader(BytesIO(file(pdf, Still()))).pages
    said = page.extract_text()
    for text in TEXTS:
        assert text in said
    assert not page.images
    assert float(page.mediabox.width) == 1200 * 72 / 96


@pytest.mark.parametrize(("module", "options"), [(png, Pixels()), (svg, Still()), (pdf, Still())])
def test_equal_settings_give_equal_files(module, options):
    """No date, no random name."""
    assert module.render(race(), options, silent) == file(module, options)


@pytest.mark.parametrize("dark", [False, True])
def test_the_ground_is_the_theme_s_or_none(dark):
    """White, dark, or nothing at all, behind the panels too."""
    ground = THEMES["dark" if dark else "light"].panel
    solid = tuple(int(ground[i : i + 2], 16) for i in (1, 3, 5))
    assert tuple(pixels(Pixels(width=400, dark=dark))[0, 0]) == (*solid, 255)
    clear = pixels(Pixels(width=400, dark=dark, transparent=True))
    assert clear[0, 0, 3] == 0
    assert (clear[..., 3] == 255).any()
    content = file(svg, Still(width=400, transparent=True, dark=dark)).decode()
    assert f"fill: {ground}" not in content


@pytest.mark.parametrize(
    ("module", "options", "name"),
    [
        *((png, Pixels(width=400), name) for name in HARD),
        *((svg, Still(), name) for name in ("diverging", "overflow", "division by zero")),
    ],
)
def test_every_race_can_be_drawn(module, options, name):
    """Without a warning, whatever has become of the runs."""
    assert len(file(module, options, HARD[name])) > 10_000


def test_a_run_that_leaves_says_so_on_its_panel():
    """At which step, and how it grows; a run that stays says nothing."""
    assert "left the view at step 4, ×1.2 a step" in texts(file(svg, Still(), HARD["diverging"]))
    assert not [text for text in texts(file(svg, Still())) if "left the view" in text]


def test_a_path_that_leaves_runs_to_the_frame_along_its_own_line():
    """A far point is fetched nearer, and the line to it keeps its direction."""
    run = race("a.alpha=1e6")
    scene = Scene.of(run)
    first, far = panels.path_points(scene, run.a, drawn_rows(scene, run.a))
    assert (first == run.a.x[0]).all()
    assert FAR / 2 <= np.abs(far).max() / scene.half <= 2 * FAR
    step = run.a.x[1] - run.a.x[0]
    np.testing.assert_allclose(
        (far - first) / np.linalg.norm(far - first), step / np.linalg.norm(step), rtol=1e-12
    )


def test_contenders_of_one_kind_are_told_apart_by_what_differs():
    """Adam against Adam; alpha is always said, and once."""
    said = texts(svg.render(race("a=adam&b=adam&a.alpha=0.1&b.alpha=0.1&b.beta1=0.5"), Still(), silent))
    assert {"Adam (β₁ = 0.9), α = 0.1", "Adam (β₁ = 0.5), α = 0.1"} <= set(said)
    said = texts(svg.render(race("a=adam&b=adam&a.alpha=0.1&b.alpha=0.2"), Still(), silent))
    assert {"Adam (α = 0.1)", "Adam (α = 0.2)"} <= set(said)


def test_a_long_title_ends_with_its_panel():
    """Its letters become smaller instead of running into the next panel."""
    query = "a=adam&a.alpha=0.3&b=adam&a.beta1=0&a.beta2=0.98765&a.epsilon=0&b.bias_correction=false"
    figure = drawing.figure(race(query), Still(width=700))
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    for axes in figure.axes[:2]:
        assert axes._left_title.get_window_extent(renderer).x1 <= axes.bbox.x1 + 1


def test_names_of_curves_keep_their_distance_between_the_ends():
    """However close the curves end."""
    places = apart([1.0, 1.0, 1.1, 5.0], 1.0, 0.9, 4.5)
    assert np.diff(places).min() >= 1 - 1e-6
    assert places[0] >= 0.9
    assert places[-1] <= 4.5


def test_the_picture_holds_the_link_to_its_settings():
    """Whoever finds the file can open the page as it was."""
    link = Experiment().link()
    assert Image.open(BytesIO(file(png, Pixels()))).text["Description"] == link
    assert PdfReader(BytesIO(file(pdf, Still()))).metadata.subject == link
    said = ElementTree.fromstring(file(svg, Still())).itertext()
    assert link in {text.strip() for text in said}


def test_matplotlib_s_settings_neither_matter_nor_change():
    """A notebook's style does not change the file, and the file not the notebook's style."""
    usual = file(png, Pixels(width=400))
    with matplotlib.rc_context(
        {"lines.linewidth": 9, "font.size": 30, "axes.facecolor": "red", "axes.grid": True}
    ):
        before = dict(matplotlib.rcParams)
        assert png.render(race(), Pixels(width=400), silent) == usual
        assert dict(matplotlib.rcParams) == before


def test_threads_draw_what_one_draws():
    """A server draws for several people at once."""
    usual = file(svg, Still())
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(svg.render(race(), Still(), silent))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [usual] * 3


@pytest.mark.parametrize("options", [{"width": 399}, {"width": 4001}, {"width": 800.5}])
def test_a_width_out_of_range_is_refused(options):
    """The message names the option and its range."""
    with pytest.raises(ParameterError, match="`width` of `Still` must be a whole number in"):
        Still(**options)


def test_a_picture_is_no_pyplot_figure():
    """Pyplot keeps its figures until they are closed: a server would fill up."""
    from matplotlib._pylab_helpers import Gcf

    drawing.figure(race())
    assert not Gcf.get_all_fig_managers()
