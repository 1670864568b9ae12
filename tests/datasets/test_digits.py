"""Digits: the shipped ones are MNIST's, good files are read, bad ones are answered with what is wrong."""

import gzip
import io
import os
import pickle
import re
import struct
import tracemalloc
import zipfile
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path
from weakref import WeakValueDictionary

import numpy as np
import pytest

from optim_viz import datasets
from optim_viz.datasets import (
    Digits,
    DigitsError,
    digit_shelf,
    digits_are_known,
    find_digits,
    keep_digits,
    keras_file,
    load_digits,
    mnist,
    read_digits,
)
from optim_viz.datasets import digits as digits_module

FOLDER = Path(datasets.__file__).parent
RNG = np.random.default_rng(0)
ARRAYS = {
    "x_train": RNG.integers(0, 256, (12, 28, 28), dtype=np.uint8),
    "y_train": RNG.integers(0, 10, 12, dtype=np.uint8),
    "x_test": RNG.integers(0, 256, (5, 28, 28), dtype=np.uint8),
    "y_test": RNG.integers(0, 10, 5, dtype=np.uint8),
}
IDX = {
    "train-images-idx3-ubyte": "x_train",
    "train-labels-idx1-ubyte": "y_train",
    "t10k-images-idx3-ubyte": "x_test",
    "t10k-labels-idx1-ubyte": "y_test",
}


def npz(save=np.savez_compressed, **changes):
    """The content of an npz file; an array that is None is left out."""
    stream = io.BytesIO()
    save(stream, **{name: array for name, array in {**ARRAYS, **changes}.items() if array is not None})
    return stream.getvalue()


def idx(array):
    """The content of an IDX file, as Yann LeCun's page describes it."""
    return struct.pack(f">{array.ndim + 1}I", 0x800 + array.ndim, *array.shape) + array.tobytes()


def four(**changes):
    """Names and contents of the four IDX files."""
    return [(name, changes.get(key, idx(ARRAYS[key]))) for name, key in IDX.items()]


def assert_read(digits):
    """Whether these are ARRAYS, flattened."""
    for pictures, labels, kind in ((digits.X, digits.y, "train"), (digits.X_test, digits.y_test, "test")):
        np.testing.assert_array_equal(pictures.reshape(-1, 28, 28), ARRAYS[f"x_{kind}"])
        np.testing.assert_array_equal(labels, ARRAYS[f"y_{kind}"])
        assert pictures.dtype == labels.dtype == np.uint8
        assert not pictures.flags.writeable
        assert not labels.flags.writeable


def refused(*sources):
    """The sentence with which files are refused."""
    with pytest.raises(DigitsError) as caught:
        read_digits(*sources)
    sentence = str(caught.value)
    assert sentence.endswith((".", ".gz."))
    assert "\n" not in sentence
    assert len(sentence) < 240
    return sentence


def test_the_shipped_digits_are_mnist():
    """10,000 and 2,000 of them, in MNIST's order: its first labels, and how often each digit is among them."""
    digits = load_digits()
    assert digits.X.shape == (10_000, 784)
    assert digits.X_test.shape == (2_000, 784)
    assert digits.y[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert digits.y_test[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert np.bincount(digits.y).tolist() == [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]
    assert np.bincount(digits.y_test).tolist() == [175, 234, 219, 207, 217, 179, 178, 205, 192, 194]
    assert digits.X.min() == 0
    assert digits.X.max() == 255
    assert load_digits() is digits


def test_the_shipped_digits_are_small_and_attributed():
    """2 MB; author and licence stand beside them, apart from the code's."""
    assert (FOLDER / "mnist.npz").stat().st_size < 2_000_000
    section = (FOLDER / "ATTRIBUTION.md").read_text(encoding="utf-8").partition("## mnist.npz")[2]
    for word in ("LeCun", "Cortes", "Burges", "Citation:", "CC BY-SA 3.0", "Source:", "Changed"):
        assert word in section
    assert "CC BY-SA 3.0" in load_digits().source


def test_digits_cannot_be_written_to():
    """Whoever shares them cannot change them, nor does who gave them."""
    given = {name: array.reshape(len(array), -1).squeeze().copy() for name, array in ARRAYS.items()}
    digits = Digits("mine", "me", *given.values())
    given["x_train"][:] = 0
    assert_read(digits)


@pytest.mark.parametrize(
    "changes",
    [
        {"X": np.zeros((3, 784))},
        {"X": np.zeros((3, 28, 28), np.uint8)},
        {"X": np.zeros((2, 784), np.uint8)},
        {"y": np.array([1, 2, 10])},
        {"y": np.array([1, 2, -1])},
        {"y": np.array([1.0, 2.0, 3.0])},
    ],
)
def test_arrays_have_to_fit(changes):
    """Floats, another shape and labels that are no digits are refused."""
    good = {"X": np.zeros((3, 784), np.uint8), "y": np.array([1, 2, 3])}
    full = {**good, "X_test": good["X"], "y_test": good["y"], **changes}
    Digits("mine", "me", **{**full, **good})
    with pytest.raises(ValueError, match="must be"):
        Digits("mine", "me", **full)


@pytest.mark.parametrize(
    "content",
    [
        npz(),
        npz(np.savez),
        npz(y_train=ARRAYS["y_train"].astype(np.int64)),
        npz(x_test=np.asfortranarray(ARRAYS["x_test"])),
        gzip.compress(npz()),
    ],
    ids=["compressed", "plain", "int64 labels", "Fortran order", "gzipped"],
)
def test_an_npz_file_is_read(content, tmp_path):
    """As Keras has it, or as NumPy writes it in another way; by path or by content."""
    assert_read(read_digits(("mnist.npz", content)))
    (tmp_path / "any name").write_bytes(content)
    assert_read(read_digits(tmp_path / "any name"))


def test_four_idx_files_are_read():
    """In any order, under any names, gzipped or not, or some of them."""
    files = four()
    assert_read(read_digits(*files))
    assert_read(read_digits(*((f"{i}", content) for i, (_, content) in enumerate(files[::-1]))))
    assert_read(read_digits(*((name, gzip.compress(content)) for name, content in files)))
    assert_read(read_digits(*files[:2], *((name, gzip.compress(content)) for name, content in files[2:])))


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("mark", ["-", "."])
def test_a_folder_of_idx_files_is_read(packed, mark, tmp_path):
    """The folder, or one of its four files, stands for all four."""
    for name, content in four():
        file = tmp_path / f"{name.replace('-idx', f'{mark}idx')}{'.gz' * packed}"
        file.write_bytes(gzip.compress(content) if packed else content)
    assert_read(read_digits(tmp_path))
    assert_read(read_digits(str(file)))
    file.unlink()
    assert "holds 3 of MNIST's four IDX files" in refused(tmp_path)


def test_keras_s_own_copy_is_found(tmp_path, monkeypatch):
    """Below the home folder, or where KERAS_HOME says; nowhere for a user who has no home."""
    monkeypatch.delenv("KERAS_HOME", raising=False)
    with monkeypatch.context() as nobody:
        nobody.delenv("HOME", raising=False)
        nobody.setattr(Path, "home", lambda: pytest.fail("there is none"))
        nobody.setattr(os.path, "expanduser", str)  # what it gives where it finds none
        assert keras_file() is None
    monkeypatch.setattr(os.path, "expanduser", lambda path: path.replace("~", str(tmp_path)))
    assert keras_file() is None
    for folder in (tmp_path / ".keras", tmp_path / "elsewhere"):
        (folder / "datasets").mkdir(parents=True)
        (folder / "datasets" / "mnist.npz").write_bytes(npz())
    assert keras_file() == tmp_path / ".keras" / "datasets" / "mnist.npz"
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "elsewhere"))
    assert_read(read_digits(keras_file()))


def test_all_of_mnist_is_known_by_its_content(monkeypatch, tmp_path):
    """From any file, for what it is: with MNIST's name and source, under the name that links have for it."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    few = read_digits(("few.npz", npz()))
    assert not few.is_mnist
    assert (few.title, few.source) == ("few.npz", "your own file")
    assert keep_digits(few).startswith("own-")
    known = sha256(b"".join(array.tobytes() for array in ARRAYS.values())).hexdigest()
    monkeypatch.setattr(digits_module, "MNIST", known)
    assert not digits_are_known("mnist")
    for files in ([("few.npz", npz())], four()):
        found = read_digits(*files)
        assert found.is_mnist
        assert (found.title, found.source) == ("MNIST", load_digits().source)
        assert keep_digits(found) == "mnist"
        assert_read(find_digits("mnist"))
    other = read_digits(("few.npz", npz(y_test=np.uint8([1, 2, 3, 4, 5]))))
    assert not other.is_mnist
    digit_shelf._held.pop("mnist")


def other(number, content):
    """The four IDX files with another content in place of one."""
    files = four()
    files[number] = (files[number][0], content)
    return files


CAT = b"\x89PNG\r\n\x1a\n" + bytes(100)


def packed(method):
    """An npz file as ZIP can also pack it, with some bytes in the midst that are others."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(npz())) as known, zipfile.ZipFile(stream, "w", method) as archive:
        for name in known.namelist():
            archive.writestr(name, known.read(name))
    content = stream.getvalue()
    return content[:2000] + bytes(200) + content[2200:]


def headed(header):
    """An npz file in which an array begins with other words; the archive itself is whole."""
    stream, begin = io.BytesIO(), b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
    with zipfile.ZipFile(io.BytesIO(npz())) as known, zipfile.ZipFile(stream, "w") as archive:
        for name in known.namelist():
            archive.writestr(name, begin if name == "x_train.npy" else known.read(name))
    return stream.getvalue()


DAMAGED = "`f` is a ZIP archive that is damaged or cut off. Fetch it again."
BAD_NPZ = {
    "truncated": (npz()[:-500], DAMAGED),
    "damaged": (npz(np.savez)[:5000] + b"cat" + npz(np.savez)[5003:], DAMAGED),
    "damaged deflate": (packed(zipfile.ZIP_DEFLATED), DAMAGED),
    "damaged bzip2": (packed(zipfile.ZIP_BZIP2), DAMAGED),
    "damaged LZMA": (packed(zipfile.ZIP_LZMA), DAMAGED),
    "cut in the midst": (npz()[:400] + npz()[900:], DAMAGED),
    **{
        f"header {header[:4]!r}": (headed(header), "`x_train of f` is no array of NumPy's. Fetch the file")
        for header in (b"(" * 400, b"{'a': '''|u1", b"-" * 9000 + b"1", b"{[]: 1}", b"{'descr': 1}", b"\xff")
    },
    "no array": (npz(y_test=None), "`f` has no array `y_test`; it holds x_test.npy, x_train.npy, y_train.npy"),
    "pickled": (
        npz(y_train=np.array([*range(11), "one"], dtype=object)),
        "`y_train of f` holds pickled Python objects, which are not read, since they can run code. Save",
    ),
    "floats": (
        npz(x_train=ARRAYS["x_train"] / 255),
        "`x_train of f` must hold pixels from 0 to 255 as uint8; got",
    ),
    "float labels": (npz(y_test=np.ones(5)), "`y_test of f` must hold digits as whole numbers; got float64."),
    "flat": (npz(x_test=ARRAYS["x_test"].reshape(5, 784)), "the shape (pictures, 28, 28); got (5, 784)."),
    "one-hot": (npz(y_test=np.eye(10, dtype=int)[:5]), "must have the shape (pictures,); got (5, 10)."),
    "larger": (npz(x_test=np.zeros((5, 32, 32), np.uint8)), "pictures of 32 × 32 pixels; 28 × 28 are needed."),
    "letters": (npz(y_test=np.array([1, 2, 11, 3, 4])), "`y_test of f`: label 3 is 11; labels are digits from"),
    "negative": (npz(y_test=np.array([1, 2, 3, 4, -1])), "`y_test of f`: label 5 is -1; labels are digits"),
    "nothing": (npz(x_test=np.zeros((0, 28, 28), np.uint8)), "`x_test of f` is empty."),
    "too few labels": (npz(y_train=np.arange(9)), "has 12 pictures in `x_train` and 9 labels in `y_train`."),
    "PNG": (CAT, "`f` is a PNG picture. Give Keras's mnist.npz, or MNIST's four IDX files."),
    "empty": (b"", "`f` is empty. Give Keras's"),
    "pickle": (pickle.dumps([1, 2]), "`f` is a Python pickle, which is not read, since it can run code. Give"),
    "text": (b"5, 0, 4", "`f` is no file of MNIST: it begins with 35 2C 20 30. Give"),
}
BAD_IDX = {
    "magic": (
        other(0, b"\0\0\x0d\3" + four()[0][1][4:]),
        "`train-images-idx3-ubyte` begins with the magic number 0x00000D03; pictures have 0x00000803, labels",
    ),
    "truncated": (
        other(0, four()[0][1][:5000]),
        "`train-images-idx3-ubyte` holds 4,984 bytes after its header, which says 12 × 28 × 28 = 9,408. Fetch",
    ),
    "longer": (other(1, four()[1][1] + b"\0"), "holds 13 bytes after its header, which says 12 = 12. Fetch"),
    "no header": (other(0, four()[0][1][:9]), "`train-images-idx3-ubyte` is cut off within its header."),
    "truncated gzip": (
        other(0, gzip.compress(four()[0][1])[:900]),
        "`train-images-idx3-ubyte` is damaged or cut off: gzip cannot unpack it. Fetch it again.",
    ),
    "PNG": (other(3, CAT), "`t10k-labels-idx1-ubyte` is a PNG picture. Give Keras's"),
    "npz": (other(3, npz()), "`t10k-labels-idx1-ubyte` is a ZIP archive beside other files. Give"),
    "labels": (other(3, idx(np.uint8([1, 2, 3, 4, 77]))), "label 5 is 77; labels are digits from 0 to 9."),
    "size": (other(2, idx(np.zeros((5, 20, 20), np.uint8))), "pictures of 20 × 20 pixels; 28 × 28 are"),
    "one": (four()[:1], "Two IDX files of pictures and two of labels are needed; there are 1 and 0. Give"),
    "none": ([], "Two IDX files of pictures and two of labels are needed; there are 0 and 0. Give"),
    "twice": ([*four()[:3], four()[0]], "two of labels are needed; there are 3 and 1."),
    "unpaired": (
        other(3, idx(np.uint8([1, 2]))),
        "The IDX files hold 12 and 5 pictures, but 12 and 2 labels. Give files that belong together.",
    ),
    "alike": ([*four()[:2], *four()[:2]], "Both pairs of IDX files hold 12 digits, so nothing says which are"),
}


@pytest.mark.parametrize(("content", "said"), BAD_NPZ.values(), ids=BAD_NPZ)
def test_a_wrong_file_is_refused(content, said):
    """One sentence names the file, what is wrong with it, and the way out."""
    assert said in refused(("f", content))


@pytest.mark.parametrize(("files", "said"), BAD_IDX.values(), ids=BAD_IDX)
def test_wrong_idx_files_are_refused(files, said):
    """One sentence names the file, what is wrong with it, and the way out."""
    assert said in refused(*files)


def test_nothing_is_unpickled():
    """An object in a file that would run code when it is unpickled does not."""

    class Trap:
        def __reduce__(self):
            return os.mkdir, ("trapped",)

    refused(("f", npz(y_train=np.array([Trap()] * 12, dtype=object))))
    refused(("f", pickle.dumps(Trap())))
    assert not Path("trapped").exists()


def test_3_gb_are_refused_unread(tmp_path):
    """A file that is too large is refused by its size, and so is one that unpacks to too much."""
    large = tmp_path / "large.npz"
    with large.open("wb") as file:
        file.truncate(3 * 2**30)
    tracemalloc.start()
    assert refused(large).startswith(
        "`large.npz` has 3,221,225,472 bytes; at most 100,000,000 are read (100 MB)"
    )
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_what_unpacks_to_too_much_is_refused(tmp_path):
    """A ZIP archive is refused by what it says of its size, before it is unpacked; gzip at 100 MB."""
    bomb = tmp_path / "bomb.npz"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in ARRAYS:
            with archive.open(f"{name}.npy", "w") as member:
                for _ in range(101):
                    member.write(bytes(1_000_000))
    assert "With `bomb.npz`, what is given unpacks to more than 100,000,000 bytes (100 MB)" in refused(bomb)
    packed = gzip.compress(bytes(101_000_000), compresslevel=1)
    assert "With `f`, what is given unpacks to more than 100,000,000 bytes (100 MB)" in refused(("f", packed))


def test_files_are_bounded_together():
    """Four at the most, which is said before one is unpacked; and 100 MB in all, packed or not."""
    part = gzip.compress(bytes(40_000_000), compresslevel=1)
    tracemalloc.start()
    said = refused(*((f"{number}", part) for number in range(5)))
    assert said == "5 files are given; at most 4 are read. Give Keras's mnist.npz, or MNIST's four IDX files."
    plain = bytes(60_000_000)
    tracemalloc.reset_peak()
    assert refused(("0", plain), ("1", plain)).startswith("The files have 120,000,000 bytes together; at most")
    assert refused(("0", plain), ("1", part), ("2", part)).startswith("With `2`, what is given unpacks to more")
    assert tracemalloc.get_traced_memory()[1] < 180_000_000
    tracemalloc.stop()


def test_digits_are_bounded(monkeypatch):
    """All of MNIST finds room; what is more is refused, to learn from and to test counted together."""
    assert 70_000 <= mnist.MOST_DIGITS <= 80_000
    monkeypatch.setattr(mnist, "MOST_DIGITS", 17)
    assert_read(read_digits(("f", npz())))
    monkeypatch.setattr(mnist, "MOST_DIGITS", 16)
    assert refused(("f", npz())).startswith(
        "`f`: 17 digits to learn from and to test; at most 16 are read. All of"
    )
    assert "17 digits" in refused(*four())


@pytest.fixture
def shelf(monkeypatch):
    """An empty one, with room for three sets of digits."""
    monkeypatch.setattr(digit_shelf, "_held", OrderedDict())
    monkeypatch.setattr(digit_shelf, "_alive", WeakValueDictionary())
    monkeypatch.setattr(digit_shelf, "ROOM", 3 * numbered(0).nbytes)


def numbered(number):
    """Digits that are no others."""
    return read_digits((f"{number}", npz(y_test=np.full(5, number))))


def test_all_that_is_held_is_bounded(shelf):
    """Whoever holds it: what nobody uses goes, the longest unused first; where all is used, more is refused."""
    assert numbered(0).nbytes == 17 * 785
    names = [keep_digits(numbered(number)) for number in range(3)]
    find_digits(names[0])
    names.append(keep_digits(numbered(3)))
    assert [digits_are_known(name) for name in names] == [True, False, True, True]
    used = [find_digits(name) for name in names if digits_are_known(name)]
    with pytest.raises(
        DigitsError, match=r"no room for 0.0 MB of digits: those that are in use take 0.0 of 0.0 MB"
    ):
        keep_digits(numbered(4))
    assert keep_digits(numbered(3)) == names[3]  # it is here already
    del used[0]
    name = keep_digits(numbered(4))
    assert not digits_are_known(names[0])
    assert find_digits(name).y_test[0] == 4
    assert all(digits_are_known(name) for name in names[2:])


def test_equal_digits_are_here_once(shelf):
    """Whoever gives the same ones again holds those of the first."""
    first = numbered(0)
    name = keep_digits(first)
    assert keep_digits(numbered(0)) == name
    assert find_digits(name) is first


def test_digits_of_any_size_find_room_alone(shelf, monkeypatch):
    """In Python, where nobody else is."""
    monkeypatch.setattr(digit_shelf, "ROOM", 1)
    name = keep_digits(numbered(0))
    assert digits_are_known(name)
    assert digits_are_known(keep_digits(numbered(1)))
    assert not digits_are_known(name)


def test_a_file_may_have_any_name(tmp_path):
    """Only MNIST's own names stand for four files; what is no file at all is not waited for."""
    named = tmp_path / "my-idx-digits.npz"
    named.write_bytes(npz())
    assert_read(read_digits(named))
    lone = tmp_path / "other-idx3-ubyte"
    lone.write_bytes(four()[0][1])
    assert "there are 1 and 0" in refused(lone)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert refused(tmp_path / "pipe").startswith("`pipe` is no file.")


def test_a_missing_file_is_the_system_s_error(tmp_path):
    """A path that leads nowhere is an OSError, as from open."""
    with pytest.raises(FileNotFoundError, match=re.escape("nowhere.npz")):
        read_digits(tmp_path / "nowhere.npz")
