"""A table of one's own: CSV in, a Dataset out, or one sentence about what is wrong and where."""

from __future__ import annotations

import os
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from optim_viz.arrays import LARGEST, Array, read_only
from optim_viz.datasets.cells import exact, is_word, shown
from optim_viz.datasets.dataset import Dataset, TableError
from optim_viz.datasets.dialect import Form, form_of, header_of, text_of

LARGEST_FILE = 50_000_000
MOST_COLUMNS = 500
BEGINNING = 1_000_000


def read_table(data: bytes | str | os.PathLike[str], target: str | None = None) -> Dataset:
    r"""Read a CSV: names in the first line, then numbers.

    Commas, semicolons or tabs between the columns, a point or a comma in the numbers, LF or CRLF and a byte
    order mark are all found out.  A target of two numbers, or of two words, becomes 0 and 1, in the order of
    size or of the alphabet, which ``labels`` of the result says.

    Parameters
    ----------
    data
        The content as bytes, or the path of a file; at most 50 MB, 500 columns.
    target
        Name of the column to be predicted; None takes the last one.

    Raises
    ------
    TableError
        With the column and line of the first value that cannot be used, and the way out.

    Examples
    --------
    >>> data = read_table(b"size;shape;price\n1,5;3;2\n2,5;4;3\n3,5;3;5\n4,5;1;7\n")
    >>> data, data.X[0]
    (Dataset(own: 4 examples, 2 features, target price), array([1.5, 3. ]))
    >>> read_table(b"size,price\n1,2\n2,abc\n")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    optim_viz.datasets.dataset.TableError: Column `price`, line 3: `abc` is not a number. ...
    """
    title, content = _content(data)
    form = form_of(text_of(content))
    names = form.names
    _check_width(names)
    at = _place(target, names)
    table, words = _fast(form, at) or exact(form, at)
    _check(table, names)
    features = tuple(name for j, name in enumerate(names) if j != at)
    X = np.delete(table, at, axis=1)
    y = table[:, at]
    labels = (words[0], words[1]) if words else None
    dataset = Dataset("own", title, "your own file", features, names[at], _final(X), _final(y.copy()), labels)
    return dataset.binary() if np.isin(y, (y.min(), y.max())).all() else dataset


def column_names(content: bytes) -> tuple[str, ...]:
    r"""The names of a CSV's columns, from its first megabyte alone: what a target can be chosen from.

    Raises :class:`TableError` for what :func:`read_table` would refuse there.

    >>> column_names(b"size;price\n1,5;2\n2,5;abc\n")
    ('size', 'price')
    """
    beginning = content[:BEGINNING]
    if len(content) > BEGINNING:
        # Not within a line, nor within a character.
        end = max(beginning.rfind(b"\n"), beginning.rfind(b"\r")) + 1
        beginning = beginning[:end] or content
    names, _, _ = header_of(text_of(beginning))
    _check_width(names)
    return names


def check_size(size: int) -> None:
    """Raise :class:`TableError` unless so many bytes are read."""
    if size > LARGEST_FILE:
        raise TableError(
            f"The file has {size:,} bytes; at most {LARGEST_FILE:,} are read (50 MB). Take fewer rows."
        )


def _content(data: bytes | str | os.PathLike[str]) -> tuple[str, bytes]:
    """A title and the bytes; a file that is too large is not read to its end."""
    if isinstance(data, bytes):
        title, content, size = "Your data", data, len(data)
    else:
        path = Path(data)
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            content = b"" if size > LARGEST_FILE else file.read(LARGEST_FILE + 1)
        title, size = path.name, max(size, len(content))
    check_size(size)
    return title, content


def _check_width(names: Sequence[str]) -> None:
    """Raise unless there are features and a target, and not too many of them."""
    if len(names) < 2:
        raise TableError(
            f"There is one column only, {shown(names[0])}: a feature and a target are needed. "
            "Columns are separated by commas, semicolons or tabs."
        )
    if len(names) > MOST_COLUMNS:
        raise TableError(f"There are {len(names):,} columns; at most {MOST_COLUMNS} are read.")


def _place(target: str | None, names: Sequence[str]) -> int:
    """The number of the target's column."""
    if target is None:
        return len(names) - 1
    if target in names:
        return names.index(target)
    folded = {name.casefold(): name for name in names}
    near = get_close_matches(target.strip().casefold(), folded, n=1)
    meant = f" Did you mean {shown(folded[near[0]])}?" if near else ""
    some = ", ".join(shown(name) for name in names[:20]) + (", …" if len(names) > 20 else "")
    raise TableError(f"There is no column {shown(target)}.{meant} There are {some}.")


def _fast(form: Form, at: int) -> tuple[Array, tuple[str, ...]] | None:
    """What :func:`exact` would give, a hundred times sooner; None when it has to look itself."""
    import pyarrow as pa
    from pyarrow import csv

    names = [str(j) for j in range(len(form.names))]
    types = dict.fromkeys(names, pa.float64())
    if form.target_is_text(at):
        types[names[at]] = pa.dictionary(pa.int32(), pa.string())
    try:
        table = csv.read_csv(
            pa.BufferReader(form.body.encode()),
            read_options=csv.ReadOptions(column_names=names),
            parse_options=csv.ParseOptions(delimiter=form.delimiter),
            convert_options=csv.ConvertOptions(
                column_types=types, decimal_point=form.decimal, null_values=[""], strings_can_be_null=True
            ),
        )
    except pa.ArrowInvalid:
        return None
    if any(column.null_count for column in table.columns):
        return None
    words: tuple[str, ...] = ()
    columns = []
    for column in table.columns:
        if pa.types.is_dictionary(column.type):
            coded = column.unify_dictionaries().combine_chunks()
            found = coded.dictionary.to_pylist()
            words = tuple(sorted(found))
            if len(words) != 2 or not all(map(is_word, words)):
                return None
            columns.append(np.array([words.index(word) for word in found])[coded.indices.to_numpy()])
        else:
            columns.append(column.to_numpy())
    numbers = np.column_stack(columns)
    usable = len(numbers) and numbers.min() > -LARGEST and numbers.max() < LARGEST  # not with a NaN either
    return (numbers, words) if usable else None


def _check(table: Array, names: Sequence[str]) -> None:
    """Raise unless a regression can be fitted to the numbers."""
    rows, columns = table.shape
    if rows < 2:
        found = "one row of numbers only" if rows else "no row of numbers"
        raise TableError(f"There is {found}: at least as many rows as columns are needed ({columns}).")
    for j in np.flatnonzero(table.min(axis=0) == table.max(axis=0)).tolist():
        raise TableError(
            f"Column {shown(names[j])} is constant: {table[0, j]:.17g} in every row, from which nothing can be "
            "learned. Leave it out, or choose another target."
        )
    if columns > rows:
        raise TableError(
            f"There are more columns ({columns}) than rows ({rows}): the weights would not be determined. "
            "Add rows or leave columns out."
        )


def _final(array: Array) -> Array:
    """The same array, from now on read-only, so that it need not be copied again."""
    array = np.ascontiguousarray(array)
    array.flags.writeable = False
    return read_only(array)
