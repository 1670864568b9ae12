"""A table of numbers with names: what a regression is fitted to."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass, replace

import numpy as np

from optim_viz.arrays import Array, read_only


class TableError(ValueError):
    """Data that cannot be used; the message says what is wrong, where, and the way out."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Examples of features and a target; its arrays cannot be written to.

    Parameters
    ----------
    key, title, source
        A short name, a name for people, and where the data come from.
    features
        Names of the columns of X.
    target
        The name of y.
    X
        Shape ``(examples, features)``.
    y
        Shape ``(examples,)``.
    labels
        What y = 0 and y = 1 stand for, where y is a label; None where it is any number.

    Raises
    ------
    ValueError
        When names, labels and arrays do not fit together.

    Examples
    --------
    >>> data = Dataset("cups", "Cups", "a kitchen", ("size",), "price", X=[[1], [2], [3]], y=[2, 2, 5])
    >>> data
    Dataset(cups: 3 examples, 1 feature, target price)
    >>> data.standardized().X.ravel().round(3)
    array([-1.225,  0.   ,  1.225])
    """

    key: str
    title: str
    source: str
    features: tuple[str, ...]
    target: str
    X: Array
    y: Array
    labels: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        X, y = read_only(self.X), read_only(self.y)
        if X.ndim != 2 or X.shape[1] != len(self.features) or y.shape != X.shape[:1]:
            raise ValueError(
                f"`X` and `y` of `{self.key}` must have shapes (examples, {len(self.features)}) and "
                f"(examples,); got {X.shape} and {y.shape}."
            )
        if self.labels is not None and not np.isin(y, (0, 1)).all():
            raise ValueError(f"`y` of `{self.key}` must be 0 or 1 where there are `labels`.")
        object.__setattr__(self, "X", X)
        object.__setattr__(self, "y", y)

    def __repr__(self) -> str:
        m, d = self.X.shape
        return f"Dataset({self.key}: {m} examples, {d} feature{'s' * (d > 1)}, target {self.target})"

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters of a regression: the features, then the bias b."""
        return (*self.features, "b")

    @property
    def regression(self) -> str:
        """The regression that the target asks for: ``logistic`` for labels, ``linear`` for numbers."""
        return "linear" if self.labels is None else "logistic"

    def standardized(self) -> Dataset:
        """The same with features of mean 0 and standard deviation 1; the target stays as it is.

        Raises :class:`TableError` when a feature is constant.
        """
        for name, column in zip(self.features, self.X.T, strict=True):
            if column.min() == column.max():
                raise TableError(
                    f"Column `{name}` is {column[0]:g} in every row: it has no spread to divide by. "
                    "Leave it out, or take the raw features."
                )
        centered = self.X - self.X.mean(axis=0)
        # Squares of very small numbers would be 0; a factor of a power of two changes no digit.
        centered = np.ldexp(centered, -np.frexp(np.abs(centered).max(axis=0))[1])
        return replace(self, X=centered / np.sqrt(np.mean(centered * centered, axis=0)))

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write it as CSV, which :func:`read_table` reads: names, then an example a line, the target last.

        Read back, the numbers are the same float64.  Raises ``FileExistsError`` where there is a file.

        >>> import tempfile
        >>> from pathlib import Path
        >>> data = Dataset("cups", "Cups", "a kitchen", ("size",), "price", X=[[1], [2], [3]], y=[2, 2, 5])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     data.write(f"{folder}/cups.csv")
        ...     print(Path(folder, "cups.csv").read_text().split())
        ['size,price', '1.0,2.0', '2.0,2.0', '3.0,5.0']
        """
        with open(path, "x", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*self.features, self.target])
            writer.writerows(np.column_stack([self.X, self.y]).tolist())

    def binary(self) -> Dataset:
        """The same with a target of 0 and 1: of two numbers the smaller becomes 0, ``labels`` says which.

        Raises :class:`TableError` when the target has not exactly two values.

        >>> data = Dataset("cups", "Cups", "a kitchen", ("size",), "price", X=[[1], [2], [3]], y=[2, 2, 5])
        >>> data.binary().y, data.binary().labels
        (array([0., 0., 1.]), ('2', '5'))
        """
        if self.labels is not None:
            return self
        values = np.unique(self.y)
        if len(values) != 2:
            raise TableError(
                f"The target `{self.target}` has {len(values):,} different values; logistic regression needs "
                "exactly two, such as 0 and 1. Choose another target, or linear regression."
            )
        return replace(self, y=self.y == values[1], labels=(f"{values[0]:.17g}", f"{values[1]:.17g}"))
