"""One's own CSV: good ones are read as they are meant, bad ones are answered with what is wrong and where."""

import csv
import io
import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optim_viz.datasets import Dataset, TableError, column_names, own, read_table
from tests.test_imports import loaded_by

GOOD = "age,size,price\n1,2.5,3\n2,1e1,5\n3,-3,9\n4,.5,2\n"
X = np.array([[1, 2.5], [2, 10], [3, -3], [4, 0.5]])
Y = np.array([3, 5, 9, 2])


def replaced(line: int, text: str) -> str:
    """GOOD with another line, counted from 1."""
    lines = GOOD.splitlines()
    return "\n".join([*lines[: line - 1], text, *lines[line:], ""])


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.rstrip("\n"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        GOOD.replace(",", ";").replace(".", ","),
        GOOD.replace(",", "\t").replace(".", ","),
        GOOD.replace("2.5", '"2,5"').replace(".5", '"0,5"'),
        GOOD.replace(",", " , "),
        GOOD.replace("\n", "\n\n"),
        "\n" + GOOD + "\n\n",
        GOOD.replace("age", '"age"').replace("2.5", '"2.5"'),
        replaced(3, "+2,10,5"),
        replaced(3, "2.,10.00,5E0"),
    ],
    ids=[
        "plain",
        "no last line end",
        "CRLF",
        "CR",
        "semicolons",
        "tabs",
        "German",
        "German with tabs",
        "decimal commas in quotes",
        "blanks",
        "empty lines",
        "empty lines around",
        "quotes",
        "plus sign",
        "other spellings",
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "BOM"])
def test_a_good_table_is_read_as_it_is_meant(text, mark):
    """Separators, decimal marks, line ends and a byte order mark are found out; the target is the last."""
    data = read_table((mark + text).encode())
    assert data.features == ("age", "size")
    assert data.target == "price"
    np.testing.assert_array_equal(data.X, X)
    np.testing.assert_array_equal(data.y, Y)
    assert not data.X.flags.writeable
    assert not data.y.flags.writeable
    assert (data.regression, data.labels) == ("linear", None)


def test_any_column_can_be_the_target(tmp_path):
    """The others are the features, in their order; a path is read as bytes are."""
    path = tmp_path / "things.csv"
    path.write_text(GOOD, encoding="utf-8")
    data = read_table(path, target="size")
    assert (data.features, data.target, data.title) == (("age", "price"), "size", "things.csv")
    np.testing.assert_array_equal(data.X, np.column_stack([X[:, 0], Y]))
    np.testing.assert_array_equal(data.y, X[:, 1])


def test_names_may_be_in_any_script():
    """Headers in UTF-8 stay as they are."""
    assert read_table("Größe;年齢\n1;2\n2;3\n3;5\n".encode()).parameters == ("Größe", "b")


def test_two_words_are_labels():
    """In alphabetical order they are 0 and 1, in whatever order they come; digits in quotes do not matter."""
    for first, second in (("yes", "no"), ("no", "yes")):
        data = read_table(f'a,b,y\n1,2,{first}\n2,7,"{second}"\n3,5, {first} \n4,5,{second}\n'.encode())
        assert data.labels == ("no", "yes")
        np.testing.assert_array_equal(data.y, [first == "yes", second == "yes"] * 2)
        assert data.regression == "logistic"
        np.testing.assert_array_equal(data.X[:, 1], [2, 7, 5, 5])


def test_two_numbers_are_labels():
    """The smaller one becomes 0, the larger one 1; three are a target of numbers."""
    data = read_table(b"a,y\n1,7\n2,5\n4,7\n5,5\n")
    assert (data.regression, data.labels) == ("logistic", ("5", "7"))
    np.testing.assert_array_equal(data.y, [1, 0, 1, 0])
    assert read_table(b"a,y\n1,7\n2,5\n4,6\n5,5\n").labels is None


def test_zeros_and_ones_are_labels():
    """A target of 0 and 1 asks for logistic regression."""
    data = read_table(b"a,y\n1,0\n2,1\n3,1\n")
    assert (data.regression, data.labels) == ("logistic", ("0", "1"))


BAD = {
    "empty": ("", "The file is empty."),
    "blank": (" \n\n", "The file is empty."),
    "no header": (
        "59,2,32.1\n1,2,3\n2,2,4\n",
        "Line 1, the first, holds numbers only (`59` `2` `32.1`): there is no header.",
    ),
    "no header, German": ("5,9;2\n1,2;3\n", "there is no header. Put the names of the columns there."),
    "text": (
        replaced(4, "3,abc,9"),
        "Column `size`, line 4: `abc` is not a number. Write numbers there, or leave",
    ),
    "code marks": ("a,y\n`x`,2\n", "Column `a`, line 2: `'x'` is not a number."),
    "text in line 17": ("a,y\n" + "1,2\n" * 15 + "x y,2\n", "Column `a`, line 17: `x y` is not a number."),
    "text after an empty line": ("a,y\n\n1,2\n\n2,3\nx,3\n", "Column `a`, line 6: `x` is not a number."),
    "text with CRLF": (replaced(4, "3,abc,9").replace("\n", "\r\n"), "Column `size`, line 4: `abc` is not"),
    "text after a name of two lines": ('"a\nb",y\n1,2\nx,3\n', "Column `a\\nb`, line 4: `x` is not a number."),
    "text in the target": (replaced(4, "3,3,abc"), "(The target may also hold two words.)"),
    "missing": (
        replaced(3, "2,,5"),
        "Column `size`, line 3: the value is missing. Fill it in, or leave the row",
    ),
    "missing in the target": (replaced(2, "2,1,"), "Column `price`, line 2: the value is missing."),
    "NA": (replaced(5, "NA,1,5"), "Column `age`, line 5: `NA` stands for a missing value."),
    "NA in a target of words": ("a,y\n1,NA\n2,b\n", "Column `y`, line 2: `NA` stands for a missing value."),
    "NaN": (replaced(5, "1,nan,5"), "Column `size`, line 5: `nan` stands for a missing value."),
    "infinite": (replaced(5, "1,inf,5"), "Column `size`, line 5: `inf` is not a number."),
    "too large": (replaced(5, "1,1e999,5"), "Column `size`, line 5: `1e999` is too large"),
    "square too large": (replaced(5, "1,1e160,5"), "Column `size`, line 5: `1e160` is too large"),
    "Python's own spelling": (replaced(5, "1,1_000,5"), "Column `size`, line 5: `1_000` is not a number."),
    "one row": (
        "a,b,y\n1,2,3\n",
        "There is one row of numbers only: at least as many rows as columns are needed",
    ),
    "one row of words": ("a,y\n1,b\n", "There is one row of numbers only"),
    "separators": (";;\n", "The file holds nothing but separators."),
    "no row": ("a,b,y\n", "There is no row of numbers"),
    "constant": ("a,b,y\n1,2,3\n2,2,4\n3,2,6\n", "Column `b` is constant: 2 in every row"),
    "constant target": ("a,b,y\n1,2,3\n2,4,3\n3,2,3\n", "Column `y` is constant: 3 in every row"),
    "one word": ("a,y\n1,b\n2,b\n", "The target `y` is `b` in every row: there is nothing to tell apart."),
    "three words": ("a,y\n1,b\n2,c\n3,d\n", "Column `y`, line 4: `d` is a third word beside `b` and `c`."),
    "number among words": (
        "a,y\n1,b\n2,7\n",
        "Column `y`, line 3: `7` is a number, and `b` before it is none.",
    ),
    "more columns than rows": (
        "a,b,c,y\n1,2,3,4\n2,1,5,6\n3,4,5,1\n",
        "There are more columns (4) than rows (3): the weights would not be determined.",
    ),
    "ragged, short": (replaced(4, "3,9"), "Line 4 has 2 values; the header has 3 columns."),
    "ragged, long": (replaced(4, "3,9,1,1"), "Line 4 has 4 values; the header has 3 columns."),
    "decimal commas between commas": (
        "a,y\n1,5,2,5\n2,5,3,5\n",
        "Line 2 has 4 values; the header has 2 columns. Where numbers have decimal commas, separate",
    ),
    "comma may be for thousands": (
        "a;y\n1,500;2\n2;1,250\n3;3\n",
        "`1,500` may be 1.500 or 1500, and so may every number with a comma in the file. Write decimal points",
    ),
    "thousands in quotes": ('a,y\n"1,500",2\n2,"1,250"\n3,3\n', "`1,500` may be 1.500 or 1500"),
    "point and comma in one": (
        "a;y\n1.234,5;2\n2;1\n",
        "Column `a`, line 2: `1.234,5` is not a number with one mark.",
    ),
    "points among commas": (
        "a;y\n1,5;2\n2.5;1\n",
        "Column `a`, line 3: `2.5` is not a number: it has a point, and",
    ),
    "commas among points": (
        "a;y\n1.5;2\n2,5;1\n",
        "Column `a`, line 3: `2,5` is not a number: it has a comma, and",
    ),
    "same name twice": ("a,b,a\n1,2,3\n", "Line 1: columns 1 and 3 are both called `a`. Rename one."),
    "no name": (
        ",b,y\n1,2,3\n",
        "Line 1: column 1 has no name. Name it, or leave it out when it numbers the rows.",
    ),
    "one column": ("a\n1\n2\n", "There is one column only, `a`: a feature and a target are needed."),
    "blanks between columns": ("a b\n1 2\n2 3\n", "Columns are separated by commas, semicolons or tabs."),
    "open quote": (replaced(3, '2,"1,5'), "Line 3: a quotation mark is opened and not closed"),
    "open quote in the header": ('a,"y\n1,2\n' + "1,2\n" * 50_000, "quotation mark is opened and not closed"),
    "zero byte": ("a,y\n1,2\n2,\0\n", "Line 3 holds a byte of value 0"),
    "too many columns": (
        ",".join(f"x{i}" for i in range(501)) + "\n1\n",
        "There are 501 columns; at most 500 are",
    ),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
def test_a_bad_table_is_answered_with_what_is_wrong_and_where(text, said):
    """One sentence names column, line and value, and the way out."""
    with pytest.raises(TableError) as error:
        read_table(text.encode())
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (GOOD.replace("age", "größe").encode("latin-1"), r"Line 1, byte 3 \(0xF6\) is not UTF-8"),
        (GOOD.encode() + b"5,\xe9,1\n", r"Line 6, byte 3 \(0xE9\) is not UTF-8"),
        (GOOD.encode("utf-16"), "The file is UTF-16, not UTF-8"),
        (b"PK\x03\x04\x14\x00", "This is a ZIP archive, as .xlsx files are"),
    ],
    ids=["Latin-1 header", "Latin-1 cell", "UTF-16", "Excel"],
)
def test_bytes_that_are_no_text_are_refused(content, said):
    """The first byte that is not UTF-8 is named by line and place in it."""
    with pytest.raises(TableError, match=said):
        read_table(content)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("Price", "There is no column `Price`. Did you mean `price`? There are `age`, `size`, `price`."),
        ("prise", "There is no column `prise`. Did you mean `price`?"),
        ("weight of all", "There is no column `weight of all`. There are `age`, `size`, `price`."),
    ],
)
def test_an_unknown_target_is_answered_with_the_nearest(target, said):
    """Columns are listed, and one that is spelled alike is suggested."""
    with pytest.raises(TableError) as error:
        read_table(GOOD.encode(), target)
    assert said in str(error.value)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_the_names_of_the_columns_are_in_the_beginning(end, monkeypatch):
    """They are the same wherever the beginning ends, and what is wrong after it does not matter to them."""
    content = f'größe;"a;b";ïé{end}1,5;2;3{end}é{end}'.encode() + b"\xff"
    header = len(f'größe;"a;b";ïé{end}'.encode())
    for beginning in range(1, len(content) - 4):
        monkeypatch.setattr(own, "BEGINNING", beginning)
        if beginning <= header - len(end):  # not even one line: all of it is looked at
            with pytest.raises(TableError, match="not UTF-8"):
                column_names(content)
        else:
            assert column_names(content) == ("größe", "a;b", "ïé")


@pytest.mark.parametrize(
    "case", ["empty", "no header", "one column", "too many columns", "open quote in the header"]
)
def test_bad_names_are_refused_as_by_the_reader(case):
    """What is wrong with the header is known without the rest, and said in the same sentence."""
    content = BAD[case][0].encode()
    with pytest.raises(TableError) as read:
        read_table(content)
    with pytest.raises(TableError) as looked:
        column_names(content)
    assert str(looked.value) == str(read.value)


def test_a_table_that_is_too_large_is_refused():
    """The error says how large it is and how large it may be."""
    with pytest.raises(
        TableError, match=r"The file has 50,000,001 bytes; at most 50,000,000 are read \(50 MB\)"
    ):
        read_table(b"a" * 50_000_001)


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    """Of 200 MB not a byte is taken into memory: the size is known before."""
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # takes no room on the disk
    tracemalloc.start()
    try:
        with pytest.raises(TableError, match=r"The file has 200,000,000 bytes"):
            read_table(path)
        assert tracemalloc.get_traced_memory()[1] < 1e6
    finally:
        tracemalloc.stop()


def test_an_endless_file_ends_at_the_limit():
    """What has no size, such as a device, is read up to the limit."""
    with pytest.raises(TableError, match="The file has 50,000,001 bytes"):
        read_table("/dev/zero")


def test_a_long_cell_is_cut_in_the_sentence():
    """An error stays a sentence, whatever stands in the file."""
    with pytest.raises(TableError, match="…` is not a number") as error:
        read_table(replaced(3, f"1,{'x' * 10_000},2").encode())
    assert len(str(error.value)) < 200


numbers = st.floats(-1e100, 1e100, allow_nan=False)


@settings(max_examples=150)
@given(data=st.data(), rows=st.integers(4, 8), columns=st.integers(2, 4))
def test_what_is_written_is_read(data, rows, columns):
    """Numbers that Python writes, with any separator, decimal mark and line end, come back bit for bit."""
    table = np.array(
        [[data.draw(numbers) for _ in range(columns)] for _ in range(rows - 1)] + [[0.25] * columns]
    )
    if (table.min(axis=0) == table.max(axis=0)).any():
        table[0] += 1 + np.abs(table[0])
    delimiter, decimal = data.draw(
        st.sampled_from([(",", "."), (";", "."), (";", ","), ("\t", ","), (",", ",")])
    )
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=data.draw(st.sampled_from(["\n", "\r\n"])))
    writer.writerow([f"c{j}" for j in range(columns)])
    writer.writerows([[repr(x).replace(".", decimal) for x in row] for row in table.tolist()])
    found = read_table(stream.getvalue().encode())
    np.testing.assert_array_equal(found.X, table[:, :-1])
    values = np.unique(table[:, -1])
    # Two numbers are labels, by their size.
    np.testing.assert_array_equal(found.y, table[:, -1] == values[1] if len(values) == 2 else table[:, -1])


cells = st.sampled_from(
    ["1", "2", "2.5", "-3e2", " 4 ", "+5", "", "NA", "x", "y", "1,5", '"6"', "1e999", "nan", "7.", "½"]
)


@settings(max_examples=300)
@given(
    rows=st.lists(st.lists(cells, min_size=2, max_size=3), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t"),
)
def test_the_fast_reader_says_what_the_exact_one_says(rows, delimiter):
    """Whatever stands in a file, the fast reader gives the exact reader's numbers and words, or passes."""
    text = "\n".join([delimiter.join("aby"[: len(rows[0])]), *(delimiter.join(row) for row in rows)])
    try:
        form = own.form_of(text)
    except TableError:
        return
    fast = own._fast(form, len(form.names) - 1)
    if fast is not None:
        table, words = own.exact(form, len(form.names) - 1)
        np.testing.assert_array_equal(fast[0], table)
        assert fast[1] == words


@settings(max_examples=300)
@given(st.binary(max_size=60) | st.text(alphabet='a1,;.\t\n\r" \u2028é', max_size=60).map(str.encode))
def test_garbage_is_read_or_answered(content):
    """Any bytes give a data set of finite numbers or a TableError, and nothing else."""
    try:
        data = read_table(content)
    except TableError:
        return
    assert np.isfinite(data.X).all()
    assert np.isfinite(data.y).all()


def test_the_reader_is_loaded_when_it_is_needed():
    """``import optim_viz`` does not load pyarrow; reading a table does."""
    assert "pyarrow" not in loaded_by("import optim_viz.datasets")


@given(
    st.lists(st.floats(-1e149, 1e149).filter(bool), min_size=4, max_size=9, unique=True),
    st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)] * 2),
)
@settings(max_examples=50)
def test_what_is_written_is_read_back_bit_for_bit(tmp_path_factory, numbers, names):
    """Whatever numbers there are, and whatever the columns are called, as far as a file can call them so."""
    feature, target = (f"n{name.strip()}"[:20].strip() for name in names)
    assume(feature != target and "\r" not in feature + target)
    data = Dataset("own", "Own", "tests", (feature,), target, np.array(numbers)[:, np.newaxis], numbers[::-1])
    path = tmp_path_factory.mktemp("written") / "own.csv"
    data.write(path)
    back = read_table(path)
    assert (back.features, back.target) == (data.features, data.target)
    assert (back.X == data.X).all()
    assert (back.y == data.y).all()


def test_writing_replaces_no_file(tmp_path):
    """What is there stays."""
    (tmp_path / "own.csv").write_text("mine")
    with pytest.raises(FileExistsError):
        read_table(GOOD.encode()).write(tmp_path / "own.csv")
    assert (tmp_path / "own.csv").read_text() == "mine"
