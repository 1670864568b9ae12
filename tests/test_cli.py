"""The command line."""

import os
import signal
import socket
import subprocess
import sys
import time
from importlib.metadata import version
from urllib.request import urlopen

import numpy as np
import pytest
from click.testing import CliRunner, Result

from optim_viz.cli import main, page_url
from optim_viz.datasets import load_digits
from optim_viz.ui.listener import listen, listen_from
from tests.running import OPTIM_VIZ, ROOT


def invoke(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, arguments)


def test_help_names_every_option():
    """``optim-viz --help`` tells all that can be said on the command line."""
    result = invoke("--help")
    assert result.exit_code == 0
    for option in ("--host", "--port", "--no-browser", "--link", "--version"):
        assert option in result.output


def test_help_is_quick():
    """``optim-viz --help`` does not import the server or the drawing."""
    program = (
        "import sys, optim_viz.cli\n"
        "try: optim_viz.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print('loaded:', {'streamlit', 'plotly', 'uvicorn', 'matplotlib'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.splitlines()[-1] == "loaded: set()"


def test_version_is_the_package_version():
    """``optim-viz --version`` says what is installed."""
    assert invoke("--version").output.strip() == f"optim-viz, version {version('optim-viz')}"


def test_taken_port_is_refused_with_a_way_out():
    """A port that was asked for and is taken ends with status 2 and names the port and the way out."""
    with listen("127.0.0.1", 0) as other:
        port = other.getsockname()[1]
        result = invoke("--port", str(port), "--no-browser")
    assert result.exit_code == 2
    assert f"Port {port} of 127.0.0.1 is taken" in result.output
    assert "--port" in result.output


def test_port_outside_its_range_is_refused():
    """A port that cannot be one ends with status 2 and the range."""
    result = invoke("--port", "65536")
    assert result.exit_code == 2
    assert "65536 is not in the range 0<=x<=65535" in result.output


def test_host_of_another_machine_is_refused_with_a_way_out():
    """An address that is not this machine's (192.0.2.0/24 is nobody's) ends with status 2."""
    result = invoke("--host", "192.0.2.1", "--no-browser")
    assert result.exit_code == 2
    assert "192.0.2.1" in result.output
    assert "127.0.0.1" in result.output


def test_without_a_port_the_next_free_one_is_taken():
    """A busy port is passed over where none was asked for."""
    with listen("127.0.0.1", 0) as other:
        busy = other.getsockname()[1]
        with listen_from("127.0.0.1", busy) as own:
            assert own.getsockname()[1] > busy


def test_connections_send_without_delay():
    """Nagle's algorithm is off on the connections that the server accepts."""
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


@pytest.mark.parametrize(
    ("link", "query"),
    [
        ("", ""),
        ("f=quadratic&f.kappa=20", "?f=quadratic&f.kappa=20"),
        ("?start=-4,3", "?start=-4,3"),
        ("http://127.0.0.1:8501/?a=gd&a.alpha=1e-05", "?a=gd&a.alpha=1e-05"),
        ('a=<b> "c"#d', "?a=%3Cb%3E%20%22c%22%23d"),
    ],
)
def test_link_becomes_the_query_of_the_page(link, query):
    """A query, a query with its mark and a whole address all open the same page, and nothing breaks out."""
    assert page_url("127.0.0.1", 8501, link) == f"http://127.0.0.1:8501/{query}"


def test_ipv6_addresses_stand_in_brackets():
    """The address of a page on an IPv6 interface is a valid one."""
    assert page_url("::1", 8501) == "http://[::1]:8501/"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl-C to one process")
@pytest.mark.parametrize(("answered", "after"), [(False, 0.0), (False, 0.3), (True, 0.0), (True, 1.0)])
def test_ctrl_c_ends_quietly(answered, after):
    """Ctrl-C ends the app with status 0 and without a word, while it starts and once it has answered."""
    process = subprocess.Popen(
        [*OPTIM_VIZ, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "Ctrl-C" in line
    if answered:
        with urlopen(f"{line.split()[3]}_stcore/health", timeout=60) as answer:
            assert answer.status == 200
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, "")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "OPTIM_VIZ_WORKERS",
            "0",
            "`OPTIM_VIZ_WORKERS` must be a whole number of at least 1, or not set; got '0'.",
        ),
        ("OPTIM_VIZ_LONGEST", "soon", "`OPTIM_VIZ_LONGEST` must be a whole number of at least 1"),
        ("OPTIM_VIZ_FAST", "yes", "`OPTIM_VIZ_FAST` must be on, off or not set; got 'yes'."),
    ],
)
def test_a_wrong_variable_is_said_before_anybody_comes(name, value, said, monkeypatch):
    """The app does not start, and says which one it is and what it may be."""
    monkeypatch.setenv(name, value)
    result = CliRunner().invoke(main, ["--no-browser"])
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without a word to them")
@pytest.mark.parametrize("arguments", [["train", "--epochs", "100"], ["alphas", "--epochs", "100"]])
def test_who_is_ended_leaves_nothing_behind(arguments, tmp_path):
    """SIGTERM ends a training with the workers' processes, and takes away the file that they read."""
    digits, temporary = load_digits(), tmp_path / "temporary"
    temporary.mkdir()
    np.savez(
        tmp_path / "few.npz",
        x_train=digits.X[:2000].reshape(-1, 28, 28),
        y_train=digits.y[:2000],
        x_test=digits.X_test[:100].reshape(-1, 28, 28),
        y_test=digits.y_test[:100],
    )
    process = subprocess.Popen(
        [*OPTIM_VIZ[:3], *arguments, "--batch", "1", "--mnist", str(tmp_path / "few.npz")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    end = time.monotonic() + 60
    while not list(temporary.glob("optim-viz-*.npz")):
        assert time.monotonic() < end
        assert process.poll() is None
        time.sleep(0.05)
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 128 + signal.SIGTERM
    assert list(temporary.glob("optim-viz-*")) == []
