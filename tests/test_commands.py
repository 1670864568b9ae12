"""``optim-viz run`` and ``optim-viz export``: the numbers and files of the page, without a browser."""

import csv
import io
import json
import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner, Result

from optim_viz import COSTS, OPTIMIZERS, Experiment, parameters_of, perform
from optim_viz.cli import main
from optim_viz.commands import progress as progress_module
from optim_viz.commands.options import option_flags
from optim_viz.commands.settings import experiment_flags
from optim_viz.export import FORMATS, save
from tests.running import ROOT

LINK = "f.kappa=30&f.angle=20&a=momentum&a.alpha=0.02&b=adam&b.alpha=0.2&start=-4,3&steps=60"

LECTURE = "--kappa 20 --a gd --a.alpha 0.099 --b adam --b.alpha 0.099 --steps 200"


def invoke(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, arguments)


def test_run_prints_a_table():
    """The lecture's case: 169 against 68 steps, zig-zag, and a link that opens the same on the page."""
    said = invoke("run", *LECTURE.split())
    assert said.exit_code == 0
    rows = [line.split("  ") for line in said.output.splitlines()]
    table = {row[0]: [text.strip() for text in row[1:] if text.strip()] for row in rows}
    assert table["steps to J ≤ 0.001 J₀"] == ["169", "68"]
    assert table["final J"] == ["0.0278", "5.47 × 10⁻⁸"]
    assert table["α·λ₂"][0] == "1.98 zig-zag"
    assert table["what happened"] == ["arrived at step 169", "arrived at step 68"]
    assert Experiment().link() in said.output


def test_run_tells_of_divergence():
    """A run beyond the wall says that it diverges, where it leaves and by how much it grows."""
    said = invoke("run", "--a.alpha", "0.102")
    assert "2.04 diverges" in said.output
    assert "left the view at step 14, ×1.04 a step" in said.output


def test_one_permalink_gives_the_same_numbers_everywhere(tmp_path):
    """API, ``run --json``, CSV and JSON: the same final points, costs and learning rates, bit for bit."""
    race = perform(Experiment.from_query(LINK)[0])
    from_run = json.loads(invoke("run", "--json", "--link", LINK).output)
    assert invoke("export", str(tmp_path / "r.csv"), str(tmp_path / "r.json"), "--link", LINK).exit_code == 0
    from_json = json.loads((tmp_path / "r.json").read_text())
    rows = list(csv.DictReader((tmp_path / "r.csv").read_text().splitlines()))
    for slot, run in (("a", race.a), ("b", race.b)):
        last = [row for row in rows if row["contender"] == slot][-1]
        expected = [*run.x[-1].tolist(), float(run.value[-1])]
        assert [*from_run[slot]["w"], from_run[slot]["J"]] == expected
        assert [*from_json[slot]["w"], from_json[slot]["J"]] == expected
        assert [float(last[name]) for name in ("w1", "w2", "J")] == expected
        assert [float(last[name]) for name in ("alpha1", "alpha2")] == run.learning_rates[-1].tolist()
        trajectory = from_json[slot].pop("trajectory")
        assert trajectory["J"] == run.value.tolist()
    assert from_run == from_json


FLAGS = "--f.kappa 30 --f.angle 20 --a momentum --a.alpha 0.02 --b adam --b.alpha 0.2 --start -4,3 --steps 60"


@pytest.mark.parametrize(
    "arguments",
    [
        FLAGS.split(),
        FLAGS.replace("f.", "").split(),
        ["--link", LINK],
        [LINK],
        [f"?{LINK}"],
        [f"http://127.0.0.1:8501/?{LINK}&step=7"],
        ["--link", LINK.replace("steps=60", "steps=9&seed=0"), "--steps", "60"],
        ["--link", LINK.replace("a=momentum", "a=adam&a.beta2=0.5"), "--a", "momentum", "--a.alpha", "0.02"],
    ],
    ids=["flags", "short flags", "link", "argument", "query", "address", "link and flag", "another optimizer"],
)
def test_flags_and_links_say_one_thing(arguments):
    """The same experiment, however it is said."""
    said = json.loads(invoke("run", "--json", *arguments).output)
    assert Experiment.from_query(said["link"])[0] == Experiment.from_query(LINK)[0]


def test_every_setting_has_a_flag():
    """What the registries and the experiment declare can be said, each once, and is in the help."""
    flags = {name for flag in experiment_flags() for name in flag.opts}
    for part, registry in {"f": COSTS, "a": OPTIMIZERS, "b": OPTIMIZERS}.items():
        assert f"--{part}" in flags
        for kind in registry.values():
            assert {f"--{part}.{name}" for name in parameters_of(kind)} <= flags
    assert {f"--{name}" for name in (*parameters_of(Experiment), "start", "link", "kappa")} <= flags
    said = invoke("run", "--help").output
    assert all(name in said for name in flags)


def test_every_option_of_a_format_has_a_flag():
    """Width, seconds and the like are flags of ``export``, none of which hides a setting."""
    flags = [name for flag in (*experiment_flags(), *option_flags()) for name in flag.opts]
    assert len(set(flags)) == len(flags)
    said = {name: flag.help for flag in option_flags() for name in flag.opts}
    assert all(name in invoke("export", "--help").output for name in said)
    for known in FORMATS:
        for name, declared in parameters_of(known.options).items():
            help = said[f"--{name.replace('_', '-')}"]
            assert known.ending in help
            # What one format allows is not said of another that allows something else.
            if not isinstance(declared.default, bool):
                (own,) = [part for part in help.split("  ")[1:] if known.ending in part]
                assert own.endswith(f": {declared.range}; default: {declared.default}]")


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        ("run --b adan", ["`b` must be one of gd, momentum", "got 'adan'; try adam."]),
        ("run --b.beta1 1.2", ["`b.beta1` must be in [0, 1); got 1.2; try 0.9999."]),
        ("run --steps many", ["`steps` must be a whole number in [1, 10000]; got 'many'; try 200."]),
        ("run --a.beta1 0.9", ["`a.beta1` is not known here"]),
        ("run --a.alhpa 0.1", ["--a.alhpa", "--a.alpha"]),
        ("run --start 1", ["`start` must be 2 numbers", "got '1'"]),
        ("run --link colour=red", ["`colour` is not known here"]),
        ("run steps=1 --link steps=2", ["give it once"]),
        ("rnu", ["did you mean run?"]),
        ("exprt race.csv", ["did you mean export?"]),
        ("export", ["FILE"]),
        ("export race.cvs", ["race.cvs", "did you mean .csv?"]),
        ("export -", ["--format", "csv"]),
        ("export race --format cvs", ["`format`", "did you mean csv?"]),
        ("export nowhere/race.csv", ["no folder 'nowhere'"]),
        ("export race.png --width 3", ["`width`", "got '3'"]),
        ("export race.csv --width 800", ["--width is for .png"]),
        (
            "export a=gd&a.alpha=0.05",
            ["'a=gd&a.alpha=0.05' has none of the endings", "A link goes behind --link"],
        ),
        ("export a.csv http://localhost:8501/", ["A link goes behind --link"]),
        ("export a.csv a.csv", ["a.csv is named twice"]),
        ("export a.csv ./a.csv", ["a.csv is named twice"]),
    ],
)
def test_bad_input_ends_with_status_2_and_a_way_out(arguments, parts, tmp_path, monkeypatch):
    """The value, the valid range and the nearest spelling; no file and no traceback."""
    monkeypatch.chdir(tmp_path)
    said = invoke(*arguments.split())
    assert said.exit_code == 2
    assert all(part in " ".join(said.output.split()) for part in parts), said.output
    assert not list(tmp_path.iterdir())


def test_a_file_that_exists_is_overwritten_with_force_only(tmp_path):
    """And no other file of the same call is written."""
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("mine")
    said = invoke("export", str(new), str(old))
    assert said.exit_code == 2
    assert "--force" in said.output
    assert (old.read_text(), new.exists()) == ("mine", False)
    assert invoke("export", str(new), str(old), "--force").exit_code == 0
    assert old.read_text() == new.read_text() != "mine"


def test_a_dash_is_the_standard_output(tmp_path):
    """``export -`` prints the bytes of the file and nothing else there."""
    file = io.BytesIO()
    save(LINK, file, format="csv")
    assert invoke("export", "-", "--format", "csv", "--link", LINK).stdout_bytes == file.getvalue()


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    """Status 1, one sentence, no file."""

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    said = invoke("export", str(tmp_path / "r.csv"))
    assert said.exit_code == 1
    assert "r.csv was not written: No space left on device." in said.output
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
@pytest.mark.parametrize(
    "command",
    [
        "export - --format csv",
        "sweep --alpha 0.01,0.1 --steps 5 --out - --format csv",
        "train --epochs 1 --batch full",
    ],
)
def test_a_standard_output_that_is_full_is_told(command):
    """Status 1 and one sentence, also where all that is written fits into a buffer."""
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "optim_viz", *command.split()],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
    assert ended.returncode == 1
    assert ended.stderr == "Error: The standard output was not written: No space left on device.\n"


def test_whoever_has_read_enough_is_told_nothing():
    """``optim-viz run | head``: the other end of a pipe may close it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "optim_viz", "run"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout
    process.stdout.close()
    assert process.stderr
    assert process.stderr.read() == ""
    process.wait()
    process.stderr.close()


def test_what_a_machine_lacks_is_told(tmp_path, monkeypatch):
    """Without ffmpeg an MP4 ends with status 1 and one sentence, before anything is written."""
    monkeypatch.setenv("PATH", str(tmp_path))
    said = invoke("export", str(tmp_path / "race.csv"), str(tmp_path / "race.mp4"))
    assert said.exit_code == 1
    assert said.stderr.endswith("install it, or take GIF or WebP.\n")
    assert not list(tmp_path.iterdir())


def test_a_long_file_shows_progress_on_a_terminal_only(monkeypatch):
    """A bar on stderr once it takes longer than patience lasts; none where nobody watches."""
    monkeypatch.setattr(progress_module, "PATIENCE", 0)
    shown = []
    monkeypatch.setattr(click, "progressbar", lambda **options: shown.append(options) or Bar())
    for watched in (False, True):
        monkeypatch.setattr("sys.stderr.isatty", lambda watched=watched: watched)
        with progress_module.progress_bar("race.gif") as progress:
            progress(0.5)
            progress(1.0)
        assert len(shown) == watched
    assert (shown[0]["label"], Bar.moved) == ("race.gif", [500, 500])


class Bar:
    """What click.progressbar gives."""

    moved: list[int] = []  # noqa: RUF012
    pos = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def update(self, steps):
        """Move on."""
        Bar.moved.append(steps)
        self.pos += steps


def test_commands_import_nothing_heavy():
    """No web server, no drawing: what is not needed is not waited for."""
    commands = ["run --help", "export --help", "run", "export - --format csv", "train --epochs 1 --batch full"]
    program = (
        f"import sys, optim_viz.cli\n"
        f"heavy = {{'streamlit', 'plotly', 'uvicorn', 'matplotlib', 'PIL', 'pandas'}}\n"
        f"for command in {commands!r}:\n"
        f"    try: optim_viz.cli.main(command.split())\n"
        f"    except SystemExit: pass\n"
        f"    print('\\nloaded:', command, heavy & set(sys.modules))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT, encoding="utf-8"
    )
    loaded = [line for line in said.stdout.splitlines() if line.startswith("loaded:")]
    assert loaded == [f"loaded: {command} set()" for command in commands]


def test_a_terminal_without_greek_gets_the_table():
    """Letters that cannot be printed become question marks, not a traceback."""
    said = subprocess.run(
        [sys.executable, "-m", "optim_viz", "run"],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=True,
    )
    assert b"final J" in said.stdout


def test_help_names_the_commands():
    """``optim-viz --help`` lists each command with its sentence."""
    said = invoke("--help").output
    assert "run     Print what both runs come to" in said
    assert "export  Write a run to files" in said
