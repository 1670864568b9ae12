"""What is installed elsewhere."""

import subprocess
import sys
import zipfile

from tests.running import ROOT


def test_wheel_carries_the_whole_package(tmp_path):
    """The wheel holds every file of the package: code, component, settings, manifest."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as content:
        carried = {name for name in content.namelist() if name.startswith("optim_viz/")}
    package = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "optim_viz").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert carried == package
    assert {"optim_viz/pyproject.toml", "optim_viz/ui/.streamlit/config.toml", "optim_viz/ui/app.py"} <= carried
