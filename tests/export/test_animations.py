"""GIF, WebP and MP4: the right frames, for the right time, the last one at the last step."""

import json
import math
import shutil
import subprocess
from functools import cache
from io import BytesIO
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from optim_viz.export import gif, mp4, webp
from optim_viz.export.film import Film
from optim_viz.export.motion import HOLD, Motion
from optim_viz.export.protocol import silent
from tests.export.test_pictures import HARD, race

SHORT = Motion(width=400, seconds=1, fps=5)
MODULES = [gif, webp]


@cache
def film_of(query: str = "") -> Film:
    """The film of a race, one for all tests, since a frame depends on its moment alone."""
    return Film(race(query), SHORT)


@cache
def file(module: ModuleType, options: Motion, query: str = "") -> bytes:
    """An animation, made once for all tests."""
    return module.render(race(query), options, silent)


def frames(content: bytes) -> tuple[np.ndarray, list[float]]:
    """All frames, ``(frames, height, width, 3)``, and how long each stays, in milliseconds."""
    picture = Image.open(BytesIO(content))
    shown, lasting = [], []
    for number in range(picture.n_frames):
        picture.seek(number)
        shown.append(np.asarray(picture.convert("RGB")))
        lasting.append(picture.info["duration"])
    assert picture.info["loop"] == 0, "0 is for ever"
    return np.stack(shown), lasting


def expected(options: Motion, query: str = "") -> np.ndarray:
    """The frames as they are drawn."""
    film = Film(race(query), options)
    return np.stack([film.at(t)[..., :3].copy() for t in options.playheads(film.steps)])


def test_the_default_gif_has_a_hundred_frames_in_five_seconds_and_is_800_wide():
    """And its last frame is held one second more."""
    content = file(gif, Motion())
    picture = Image.open(BytesIO(content))
    assert (picture.n_frames, picture.width) == (100, 800)
    _, lasting = frames(content)
    assert sum(lasting) == 5000 + HOLD
    assert lasting[-1] == 50 + HOLD


@pytest.mark.parametrize(
    ("module", "seconds", "fps", "width"), [(gif, 1, 7, 300), (webp, 1, 7, 401), (gif, 2, 5, 401)]
)
def test_length_speed_and_width_are_those_asked_for(module, seconds, fps, width):
    """Also where a frame lasts no whole number of the format's units."""
    shown, lasting = frames(module.render(race(), Motion(seconds=seconds, fps=fps, width=width), silent))
    assert shown.shape[0] == seconds * fps
    assert shown.shape[2] == width
    assert sum(lasting) == 1000 * seconds + HOLD


def test_a_webp_shows_every_frame_exactly():
    """Every pixel of every frame."""
    shown, _ = frames(file(webp, SHORT, HARD["diverging"]))
    assert (shown == expected(SHORT, HARD["diverging"])).all()


@pytest.mark.parametrize(("query", "dark"), [("", False), (HARD["Adam against Adam"], True)])
def test_a_gif_shows_every_frame_in_colours_next_to_the_true_ones(query, dark):
    """One palette for all: grounds and fills are exact, mixtures at edges come close."""
    options = Motion(width=400, seconds=1, fps=5, dark=dark)
    shown, _ = frames(file(gif, options, query))
    true = expected(options, query)
    away = np.abs(shown.astype(int) - true).max(axis=-1)
    assert (away == 0).mean() > 0.9
    assert np.quantile(away, 0.999) <= 16
    assert away.max() <= 64


@pytest.mark.parametrize("name", [name for name in HARD if name not in ("Adam against Adam", "10,000 steps")])
def test_every_race_can_be_animated(name):
    """Without a warning, whatever has become of the runs; the first frame is another than the last."""
    film = film_of(HARD[name])
    first, _, last = (film.at(t).copy() for t in (0, film.steps / 2, film.steps))
    assert (first != last).any()


def test_the_last_frame_shows_the_last_step_and_the_first_the_start():
    """Heads and counter alike."""
    film = film_of()
    film.at(200)
    ends = {slot.run.optimizer.name: np.ravel(slot.head.get_data()) for slot in film.runners}
    for name, run in (("Gradient descent", race().a), ("Adam", race().b)):
        np.testing.assert_array_equal(ends[name], run.x[200])
    assert film.counter.get_text() == "step 200 / 200"
    film.at(0)
    assert film.counter.get_text() == "step 0 / 200"
    for runner in film.runners:
        np.testing.assert_array_equal(np.ravel(runner.head.get_data()), (-4, 3))


@pytest.mark.parametrize("t", [0, 0.25, 199.75, 200])
def test_a_frame_is_the_whole_figure_drawn_at_once(t):
    """Blitting is no more than a quicker way: matplotlib's own drawing of all artists gives the same."""
    film = film_of()
    blitted = film.at(t).copy()
    for artist in film.moving(t):
        artist.set_animated(False)
    film.canvas.draw()
    whole = np.asarray(film.canvas.buffer_rgba())
    for artist in film.moving(t):
        artist.set_animated(True)
    # The frame of a panel is drawn over a still picture's lines, and under what moves.
    assert (np.abs(blitted.astype(int) - whole).max(axis=-1) > 8).mean() < 2e-3


def test_frames_depend_on_their_moment_alone():
    """Not on the frame drawn before."""
    film = film_of()
    once = film.at(50.5).copy()
    film.at(200)
    assert (film.at(50.5) == once).all()


def test_heads_move_along_the_straight_line_between_two_steps():
    """As on the page."""
    run, film = race(), film_of()
    film.at(10.25)
    place = np.ravel(film.runners[0].head.get_data())
    np.testing.assert_allclose(place, 0.75 * run.a.x[10] + 0.25 * run.a.x[11], rtol=1e-12)


def test_the_trail_goes_through_every_step_up_to_the_head():
    """No corner of a zig-zag is cut, however few frames there are."""
    run, film = race(), film_of()
    film.at(20)
    trail = np.column_stack(film.runners[0].trail.get_data())
    np.testing.assert_array_equal(trail[:21], run.a.x[:21])


def test_a_run_whose_numbers_have_ended_has_no_head_and_says_when():
    """Its label comes when it leaves the view."""
    film = film_of("a.alpha=2&steps=1000")
    gone = film.runners[0]
    assert gone.head in film.moving(0)
    assert gone.fate not in film.moving(0)
    after = film.moving(1000)
    assert gone.head not in after
    assert gone.fate in after
    assert "overflow at step 97" in gone.fate.get_text()


@pytest.mark.parametrize("module", MODULES)
def test_equal_settings_give_equal_files_and_progress_rises_to_one(module):
    """Byte for byte, whether anybody watches or not; told at every frame, and what it raises goes through."""
    told = []
    assert module.render(race(), SHORT, told.append) == file(module, SHORT)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) >= SHORT.frames

    def stop(done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        module.render(race(), SHORT, stop)


@pytest.mark.skipif(not shutil.which("ffprobe"), reason="needs ffmpeg")
def test_an_mp4_has_all_frames_and_holds_the_last():
    """In the H.264 that every player knows, with an even width."""
    content = mp4.render(race(), Motion(width=401, seconds=1, fps=10), silent)
    command = ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json", "-i", "-"]
    (stream,) = json.loads(subprocess.run(command, input=content, capture_output=True, check=True).stdout)[
        "streams"
    ]
    assert (stream["codec_name"], stream["pix_fmt"], stream["width"]) == ("h264", "yuv420p", 402)
    assert int(stream["nb_read_frames"]) == 10 + 10 * HOLD // 1000
    assert math.isclose(float(stream["duration"]), 2.0, abs_tol=0.05)


def test_without_ffmpeg_mp4_says_what_is_missing_and_what_else_there_is(monkeypatch):
    """A sentence instead of a traceback."""
    monkeypatch.setenv("PATH", "")
    assert mp4.missing()
    with pytest.raises(
        OSError, match="MP4 needs ffmpeg, which is not on the PATH: install it, or take GIF or WebP"
    ):
        mp4.render(race(), SHORT, silent)


def test_an_ffmpeg_that_fails_is_quoted(monkeypatch, tmp_path):
    """Its last words are in the message."""
    broken = tmp_path / "ffmpeg"
    broken.write_text("#!/bin/sh\necho Unknown encoder libx264 >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    with pytest.raises(OSError, match="Unknown encoder libx264"):
        mp4.render(race(), SHORT, silent)
