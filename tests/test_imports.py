"""What imports what."""

import subprocess
import sys

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.running import ROOT


def loaded_by(statement: str) -> set[str]:
    """Give the top-level modules that a fresh interpreter holds after a statement."""
    program = f"import sys\n{statement}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(said.stdout.split())


def test_core_needs_numpy_only():
    """``import optim_viz`` loads no package that ``import numpy`` does not."""
    extra = loaded_by("import optim_viz") - loaded_by("import numpy") - set(sys.stdlib_module_names)
    assert extra == {"optim_viz"}


def test_figures_need_no_server():
    """A figure can be drawn in a notebook or a script without the web server."""
    assert not loaded_by("import optim_viz.figures") & {"streamlit", "starlette", "uvicorn", "matplotlib"}


def test_imports_go_one_way(monkeypatch):
    """The contracts in pyproject.toml hold: layers point one way, and few know the server and the drawing."""
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS
