"""The HTML file, read without a browser: its size, its numbers, its safety."""

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from optim_viz import Adam, Choice, Experiment, ParameterError, perform
from optim_viz.export.html import FORMAT, Options
from optim_viz.export.protocol import silent
from optim_viz.presets import PRESETS
from tests.running import ROOT

DEFAULT = Experiment()
DIVERGES = Experiment(a=Choice.of("gd", alpha=0.5), b=Choice.of("momentum", alpha=9.0))
SAME = [DEFAULT, DIVERGES, Experiment(steps=1), Experiment(start=(0, 0)), Experiment(b=Choice.of("rmsprop"))]
HOSTILE = "</script><script>alert(1)</script><b title=\"'&"


class Elements(HTMLParser):
    """The elements of a page with their attributes, and the text of each script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.title = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        """Note the text of scripts and of the title."""
        if self.cdata_elem == "script":
            self.scripts[-1] += data
        elif self.lasttag == "title":
            self.title += data.strip()

    def script(self, name: str) -> str:
        """The text of the script with that id."""
        ids = [attributes.get("id") for tag, attributes in self.found if tag == "script"]
        return self.scripts[ids.index(name)]


def page(experiment: Experiment = DEFAULT, **options: bool) -> str:
    """The file as text."""
    return FORMAT.render(perform(experiment), Options(**options), silent).decode()


def unpacked(text: str) -> bytes:
    """What a script of the page carries compressed."""
    return gzip.decompress(base64.b64decode(text, validate=True))


def array(text: str, kind: str) -> Any:
    """Numbers as the player reads them."""
    return np.frombuffer(base64.b64decode(text), kind)


def plotly_js() -> bytes:
    """plotly.js of the installed package."""
    return (files("plotly") / "package_data" / "plotly.min.js").read_bytes()


def test_the_offline_file_is_small():
    """With plotly.js inside, the file of the opening screen has at most 2.2 MB."""
    assert len(page().encode()) <= 2_200_000


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_the_file_for_a_network_is_very_small(preset):
    """With plotly.js from a network, the file of 200 steps has at most 150 kB."""
    assert len(page(preset.experiment.with_value("steps", 200), cdn=True).encode()) <= 150_000


def test_the_offline_file_names_no_other_place():
    """Nothing in the file is fetched: no address, no style sheet, no picture from anywhere."""
    text = page()
    assert not re.search(r"https?:|@import|url\(", text)
    named = [
        attributes.get(key) for _, attributes in Elements(text).found for key in ("src", "href", "data-src")
    ]
    assert {address for address in named if address is not None} == {"data:,"}


def test_plotly_js_inside_is_the_installed_one():
    """Unpacked, it is the installed file, byte for byte."""
    assert unpacked(Elements(page()).script("plotly")) == plotly_js()


def test_plotly_js_from_a_network_must_be_the_installed_one():
    """The file names the installed version, and the digest without which a browser refuses it."""
    elements = Elements(page(cdn=True))
    (named,) = [attributes for tag, attributes in elements.found if attributes.get("id") == "plotly"]
    version = re.search(rb"plotly\.js v([\d.]+)", plotly_js()[:100])[1].decode().rstrip(".")
    assert named["data-src"] == f"https://cdn.plot.ly/plotly-{version}.min.js"
    digest = base64.b64encode(hashlib.sha384(plotly_js()).digest()).decode()
    assert named["data-integrity"] == f"sha384-{digest}"
    assert elements.script("plotly") == ""


@pytest.mark.parametrize("experiment", SAME, ids=["default", "diverges", "one step", "at rest", "rmsprop"])
def test_the_numbers_are_those_of_the_run(experiment):
    """Points are the run's in float32, the arithmetic's numbers in float64, the points in words in full."""
    race = perform(experiment)
    text = page(experiment, cdn=True)
    data = json.loads(unpacked(Elements(text).script("race")))
    assert Experiment.from_query(data["query"]) == (experiment, ())
    said = re.findall(r'<span class="point">(.*?)</span>', text)
    for slot, trajectory, words in zip("ab", (race.a, race.b), said, strict=True):
        track = data["scene"]["slots"][slot]["track"]
        with np.errstate(over="ignore"):
            np.testing.assert_array_equal(array(track["x"], "<f4"), trajectory.x.astype("<f4").ravel())
        for line, known in zip(data["arithmetic"][slot], trajectory.arithmetic(), strict=True):
            np.testing.assert_array_equal(array(line["values"], "<f8"), known.values.ravel())
        last = trajectory.x[int(trajectory.last)]
        assert [float(number) for number in re.findall(r"= (\S+?)(?:,|$)", words)] == last.tolist()


@pytest.mark.parametrize("cdn", [False, True])
def test_names_cannot_become_markup(monkeypatch, cdn):
    """A name full of markup is shown as it is: the file has the same elements as with a harmless one."""
    harmless = Elements(page(cdn=cdn))
    monkeypatch.setattr(Adam, "name", HOSTILE)
    text = page(cdn=cdn)
    hostile = Elements(text)
    assert hostile.found == harmless.found
    assert HOSTILE not in text
    assert HOSTILE in unescape(text)
    assert hostile.script("race") != harmless.script("race")


def test_the_same_race_gives_the_same_file():
    """No clock and no chance in it: files can be compared."""
    assert page(cdn=True) == page(cdn=True)


def test_the_title_tells_what_races():
    """A row of open tabs can be told apart."""
    elements = Elements(page(Experiment(b=Choice.of("rmsprop", alpha=0.02)), cdn=True))
    assert elements.title == "Gradient descent (α = 0.099) and RMSProp (α = 0.02), κ = 20 · optim-viz"


def test_all_settings_are_told():
    """The link stands in the file, and so does each of its numbers in words."""
    experiment = DIVERGES.with_value("tolerance", 1e-5)
    text = unescape(page(experiment, cdn=True))
    assert f"?{experiment.link()}<" in text
    deck = json.loads(unpacked(Elements(text).script("race")))["deck"]
    told = {(part, value) for part, known in deck.items() for _, _, value in known["numbers"]}
    query = experiment.to_query()
    assert told == {(path[0], value) for path, value in query.items() if path[1:2] == "."}
    for name in ("steps", "tolerance", "seed"):
        assert f"<dt>{name}</dt><dd>{query[name]}</dd>" in text


@pytest.mark.parametrize("preset", PRESETS[:2], ids=lambda preset: preset.key)
def test_a_situation_of_the_lecture_says_what_to_look_at(preset):
    """The sentence of a preset stands above its pictures; another setting has none."""
    assert preset.text in unescape(page(preset.experiment, cdn=True))
    other = preset.experiment.with_value("steps", 77)
    assert preset.text not in unescape(page(other, cdn=True))


def test_options_are_checked():
    """What is not true or false is refused by name."""
    with pytest.raises(ParameterError, match="`dark`"):
        Options(dark=2)  # type: ignore[arg-type]


def test_the_format_itself_loads_neither_plotly_nor_a_server():
    """Whoever lists the formats does not wait for what one of them needs."""
    program = "import sys, optim_viz.export.html\nprint(*{name.partition('.')[0] for name in sys.modules})"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not set(said.stdout.split()) & {"plotly", "matplotlib", "PIL", "streamlit", "starlette"}


def test_both_sides_of_one_kind_have_names_that_tell_them_apart():
    """Adam against Adam: tables and final points say which is which."""
    text = page(Experiment(a=Choice.of("adam", alpha=0.1), b=Choice.of("adam", alpha=0.3)), cdn=True)
    for slot, alpha in (("a", "0.1"), ("b", "0.3")):
        assert text.count(f'<th class="{slot}" scope="col">Adam (α = {alpha})</th>') == 2
        assert text.count(f'<dt class="{slot}">Adam (α = {alpha}) at step 200</dt>') == 1
