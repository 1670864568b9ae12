"""The web server: its settings and what it serves beside Streamlit's own pages."""

import gzip
import json
import os
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from streamlit import config

from optim_viz.ui import settings
from optim_viz.ui.plotly_js import plotly_url, source
from tests.running import ROOT

# Settings of somebody's other app, as they may lie in the home or the working directory.
FOREIGN = """
[theme]
base = "dark"
textColor = "#ffff00"
[theme.sidebar]
backgroundColor = "#00ff00"
[client]
toolbarMode = "developer"
showErrorDetails = "full"
[runner]
postScriptGC = true
fastReruns = false
"""

# Goes through the real entry point up to the moment at which the server would start, and says what holds then.
PROBE = """
import json, runpy, sys
import uvicorn
from streamlit import config

def report(server, sockets=None):
    server.config.load()
    server.started = True
    print("\\n" + json.dumps({key: config.get_option(key) for key in config.get_config_options()}))

uvicorn.Server.run = report
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def options_when_started(*command: str, cwd: Path) -> dict:
    """Give every Streamlit option at the start of the server."""
    (cwd / ".streamlit").mkdir()
    (cwd / ".streamlit" / "config.toml").write_text(FOREIGN)
    environment = {**os.environ, "HOME": str(cwd), "USERPROFILE": str(cwd)}
    said = subprocess.run(
        [sys.executable, "-c", PROBE, *command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(said.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    "command",
    [
        ("optim_viz", "--no-browser", "--port", "0"),
        ("streamlit", "run", str(ROOT / "app.py"), "--server.port", "0"),
    ],
    ids=["optim-viz", "streamlit-run"],
)
def test_settings_are_the_apps_however_it_is_started(command, tmp_path):
    """From any folder and past anybody's own settings, the app runs with its own list."""
    options = options_when_started(*command, cwd=tmp_path)
    expected = {
        key: option.default_val
        for key, option in config.get_config_options().items()
        if key.startswith(settings.OWNED_SECTIONS)
    } | settings.settings()
    assert {key: options[key] for key in expected} == expected


def test_every_setting_is_one_that_streamlit_knows():
    """No setting of the app is misspelt or gone in this version of Streamlit."""
    assert set(settings.settings()) <= set(config.get_config_options())


def test_settings_for_streamlit_run_are_the_apps():
    """What Streamlit reads before ``app.py`` says nothing else than the settings of the app."""
    first = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    ours = settings.settings()
    for section, options in first.items():
        for name, value in options.items():
            assert ours[f"{section}.{name}"] == value


def test_plotly_is_that_of_the_package(app_url):
    """A client that takes no compression gets plotly.js of the installed package byte for byte."""
    with urlopen(app_url + plotly_url()) as answer:
        assert answer.headers["Content-Encoding"] is None
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.read() == source()


def test_plotly_is_compressed_and_kept_for_good(app_url):
    """A browser gets plotly.js compressed, with leave to keep it; the name changes with the version."""
    assert version("plotly") in plotly_url()
    with urlopen(Request(app_url + plotly_url(), headers={"Accept-Encoding": "gzip, br"})) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Accept-Encoding" in answer.headers["Vary"]
        content = answer.read()
    assert len(content) < 0.4 * len(source())
    assert gzip.decompress(content) == source()


def test_plotly_is_below_the_base_path(monkeypatch):
    """Where the app does not stand at the root of its host, neither does plotly.js."""
    root = plotly_url()
    monkeypatch.setattr(config, "get_option", {"server.baseUrlPath": "/lecture/"}.__getitem__)
    assert plotly_url() == f"/lecture{root}"


def test_player_is_served(app_url):
    """Streamlit finds the player in the installed package and serves each of its files."""
    assets = ROOT / "optim_viz" / "ui" / "player" / "assets"
    files = [file for file in assets.rglob("*") if file.is_file()]
    assert files
    for file in files:
        name = file.relative_to(assets).as_posix()
        with urlopen(f"{app_url}/_stcore/bidi-components/optim-viz.player/{name}") as answer:
            assert answer.read() == file.read_bytes()
