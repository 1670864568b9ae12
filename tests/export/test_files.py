"""A run goes to a file whole or not at all, under a telling name, in the format that the name says."""

import errno
import io
import os
import re
from pathlib import Path

import numpy as np
import pytest

from optim_viz import Experiment, ParameterError, perform
from optim_viz.datasets import Dataset, keep
from optim_viz.export import FORMATS, file_name, format_named, format_of, save
from optim_viz.parameters import parameters_of

LINK = "a.alpha=0.05&steps=3"


def test_race_experiment_and_link_give_one_file(tmp_path):
    """A race, its experiment and its link are written to the same bytes, at a path and to a file object."""
    experiment = Experiment.from_query(LINK)[0]
    written = []
    for what in (perform(experiment), experiment, LINK, f"http://127.0.0.1:8501/?{LINK}"):
        save(what, tmp_path / "run.csv", force=True)
        written.append((tmp_path / "run.csv").read_bytes())
    file = io.BytesIO()
    save(experiment, file, format="csv")
    assert {*written} == {file.getvalue()}
    assert written[0].count(b"\n") == 1 + 2 * 4


def test_every_format_has_its_own_ending_and_key():
    """Keys and endings tell the formats apart, and a name with an ending means its format."""
    assert len({known.key for known in FORMATS}) == len({known.ending for known in FORMATS}) == len(FORMATS)
    for known in FORMATS:
        assert re.fullmatch(r"(\.[a-z0-9]+)+", known.ending)
        assert format_of(f"a.b/gd-vs-adam_alpha-0.1{known.ending}") is known
        assert format_of(f"RACE{known.ending.upper()}") is known
        assert format_named(known.key) is known
        assert all(declared.help.endswith(".") for declared in parameters_of(known.options).values())


def test_the_longest_ending_decides():
    """``.torch.py`` is not ``.py``."""
    assert [format_of(name).key for name in ("s.py", "s.torch.py", "torch.py")] == ["numpy", "torch", "numpy"]


@pytest.mark.parametrize(
    ("name", "hint"), [("race.cvs", "did you mean .csv?"), ("race.jsn", "did you mean .json?"), ("race", "")]
)
def test_an_unknown_ending_is_refused_with_those_there_are(tmp_path, name, hint):
    """The error names the file, the endings, and the nearest one if there is one; nothing is written."""
    with pytest.raises(ValueError, match=re.escape(name)) as refused:
        save(LINK, tmp_path / name)
    assert ".csv .json" in str(refused.value)
    assert str(refused.value).endswith(hint or ".")
    assert not list(tmp_path.iterdir())


def test_an_unknown_format_is_refused_with_the_nearest():
    """So is a key that no format has."""
    with pytest.raises(ValueError, match="got 'jso'; did you mean json"):
        save(LINK, io.BytesIO(), format="jso")


def test_a_file_object_needs_a_format_and_bytes():
    """Both errors say what to do."""
    with pytest.raises(ValueError, match="needs `format`, one of"):
        save(LINK, io.BytesIO())
    with pytest.raises(TypeError, match="open it for bytes"):
        save(LINK, io.StringIO(), format="csv")


def test_a_link_with_mistakes_is_refused(tmp_path):
    """No file is made of another run than was asked for; each mistake comes with the way out."""
    with pytest.raises(ValueError, match="try") as refused:
        save("b.beta1=1.2&a=adan&color=red&steps=1&steps=2", tmp_path / "run.csv")
    assert str(refused.value).splitlines() == [
        "`steps` was given more than once; give it once.",
        "`a` must be one of gd, momentum, nesterov, adagrad, rmsprop, adam; got 'adan'; try adam.",
        "`b.beta1` must be in [0, 1); got 1.2; try 0.9999.",
        "`color` is not known here; leave it out.",
    ]
    assert not list(tmp_path.iterdir())


def test_a_race_of_batches_is_refused():
    """Files are of single runs."""
    with pytest.raises(ValueError, match="single runs"):
        save(perform(Experiment(), vary={"a.alpha": [0.1, 0.2]}), io.BytesIO(), format="csv")


def test_an_option_is_checked(tmp_path):
    """One that a format does not have, and a value out of range, are refused before anything is drawn."""
    with pytest.raises(ValueError, match=r"CSV has no option `width`; it has none"):
        save(LINK, tmp_path / "run.csv", width=800)
    with pytest.raises(ParameterError, match=r"`width` of `.*` must be a whole number in .*; got 3"):
        save(LINK, tmp_path / "run.png", width=3)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "gd-vs-adam_kappa-20_alpha-0.099.svg"),
        ("f.kappa=7.5&a.alpha=1e-5&b.alpha=1e-5", "gd-vs-adam_kappa-7.5_alpha-1e-05.svg"),
        ("f.angle=30&a.alpha=0.095&b.alpha=0.2", "gd-vs-adam_kappa-20_angle-30_alpha-0.095-0.2.svg"),
        ("a=adam&f.scale=0.01", "adam-vs-adam_kappa-20_scale-0.01_alpha-0.001-0.099.svg"),
        ("f=regression", "gd-vs-adam_diabetes_alpha-0.3-3.svg"),
        (
            "f=regression&f.data=breast_cancer&f.standardized=false",
            "gd-vs-adam_breast_cancer_raw_alpha-0.3-3.svg",
        ),
    ],
)
def test_names_tell_what_is_inside(query, name):
    """Who races, on which cost, at which learning rates; in characters that every system allows."""
    assert file_name(Experiment.from_query(query)[0], ".svg") == name
    assert re.fullmatch(r"[a-z0-9._-]{1,120}", name)


@pytest.mark.parametrize(
    ("title", "name"),
    [("My houses (2026).csv", "my-houses-2026"), ("数据.csv", "own"), ("x" * 300, "x" * 40), ("../up", "up")],
)
def test_data_of_ones_own_are_named_after_their_file(title, name):
    """In characters that every system allows, and not too many."""
    X, y = np.arange(6.0).reshape(3, 2), np.arange(3.0)
    kept = keep(Dataset("own", title, "here", ("p", "q"), "y", X, y))
    experiment = Experiment.from_query(f"f=regression&f.data={kept.key}&f.standardized=false")[0]
    assert file_name(experiment, ".csv") == f"gd-vs-adam_{name}_raw_alpha-0.3-3.csv"


def test_a_file_that_exists_is_kept(tmp_path):
    """Without ``force`` it stays, and the error names the way out; with it, it is replaced."""
    path = tmp_path / "run.csv"
    path.write_text("mine")
    with pytest.raises(FileExistsError, match="--force"):
        save(LINK, path)
    assert path.read_text() == "mine"
    save(LINK, path, force=True)
    assert path.read_text().startswith("contender,step,")


def full(*_):
    """What a full disk says."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def interrupt(*_):
    """What Ctrl-C does."""
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("failure", "error"), [(full, OSError), (interrupt, KeyboardInterrupt)], ids=["disk full", "Ctrl-C"]
)
@pytest.mark.parametrize("force", [False, True], ids=["new", "over another"])
def test_what_fails_in_mid_write_leaves_nothing(tmp_path, monkeypatch, failure, error, force):
    """After half of the bytes: no file, no part of one, and what was there before is there still."""
    path = tmp_path / "run.csv"
    if force:
        path.write_text("mine")
    opened = Path.open

    def open_small(self, mode="r", **more):
        file = opened(self, mode, **more)
        if "x" not in mode:
            return file

        class Half(io.BufferedWriter):
            def write(self, content):
                super().write(content[: len(content) // 2])
                self.flush()
                failure()

        return Half(file.detach())

    monkeypatch.setattr(Path, "open", open_small)
    with pytest.raises(error) as failed:
        save(LINK, path, force=force)
    monkeypatch.undo()
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("run.csv", "mine")] * force
    if error is OSError:
        assert str(path) in str(failed.value)


def test_a_rename_that_fails_leaves_nothing(tmp_path, monkeypatch):
    """So does the last step."""
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        save(LINK, tmp_path / "run.csv")
    assert not list(tmp_path.iterdir())


def test_progress_can_stop_the_work(tmp_path):
    """What progress raises comes through, and no file is left."""
    with pytest.raises(KeyboardInterrupt):
        save(LINK, tmp_path / "run.gif", progress=interrupt)
    assert not list(tmp_path.iterdir())


def test_folders_are_named_in_errors(tmp_path, monkeypatch):
    """A folder as a file, a folder that is not there and one that must not be written to."""
    with pytest.raises(IsADirectoryError, match="is a folder"):
        save(LINK, tmp_path, format="csv")
    with pytest.raises(FileNotFoundError, match=r"no folder '.*nowhere'"):
        save(LINK, tmp_path / "nowhere" / "run.csv")
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)
    with pytest.raises(PermissionError, match="cannot be written to"):
        save(LINK, tmp_path / "run.csv")
    assert not list(tmp_path.iterdir())


def test_a_link_in_the_folder_stays_a_link(tmp_path):
    """What a symbolic link stands for is replaced."""
    (tmp_path / "real.csv").write_text("mine")
    (tmp_path / "run.csv").symlink_to("real.csv")
    save(LINK, tmp_path / "run.csv", force=True)
    assert (tmp_path / "run.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text().startswith("contender,step,")


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs a device")
def test_a_device_takes_bytes_and_stays_a_device():
    """Nothing is renamed onto it."""
    save(LINK, "/dev/null", format="csv")
    assert Path("/dev/null").is_char_device()
