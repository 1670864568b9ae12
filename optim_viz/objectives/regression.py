"""A regression as an Experiment says it: the name of the data, and whether their features are standardized."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from weakref import WeakKeyDictionary

import numpy as np

from optim_viz.arrays import Array
from optim_viz.datasets import DATASETS, OWN, Dataset, find, is_known
from optim_viz.objectives.linear import LinearRegression
from optim_viz.objectives.logistic import LogisticRegression
from optim_viz.parameters import check_parameters, parameter
from optim_viz.words import word

Cost = LinearRegression | LogisticRegression

# Costs that need data; the key is the ``regression`` of a Dataset.
REGRESSIONS: dict[str, type[LinearRegression] | type[LogisticRegression]] = {
    "linear": LinearRegression,
    "logistic": LogisticRegression,
}

# Their factors take longer to find than a run; they go when the data do.
_made: WeakKeyDictionary[Dataset, dict[bool, Cost]] = WeakKeyDictionary()


def read_again(name: str) -> str:
    """What to do about data that are not here, if they were somebody's own."""
    if not name.startswith(OWN):
        return ""
    return "A link does not carry data, and they are gone when the app has ended: open the file again."


@dataclass(frozen=True)
class Regression:
    """The regression that data ask for: linear for a target of numbers, logistic for one of two labels.

    Parameters
    ----------
    data
        ``diabetes``, ``breast_cancer``, or the key of data that :func:`optim_viz.datasets.keep` has kept.
    standardized
        Whether each feature is moved to mean 0 and divided by its standard deviation; the target stays.

    Raises
    ------
    ParameterError
        When there are no such data.
    TableError
        When a feature that is to be standardized is constant.

    Examples
    --------
    >>> Regression().cost, Regression("breast_cancer", standardized=False).cost
    (LinearRegression(442 examples, 10 features), LogisticRegression(569 examples, 10 features))
    >>> Regression().dataset.parameters[-2:], round(Regression().cost.condition_number)
    (('s6', 'b'), 470)

    References
    ----------
    Hastie, Tibshirani and Friedman, The Elements of Statistical Learning (2009), sections 3.2 and 4.4.
    """

    name: ClassVar[str] = "Regression"
    reference: ClassVar[str] = "Hastie, Tibshirani & Friedman 2009, sections 3.2 and 4.4"

    data: str = word(
        "diabetes",
        tuple(DATASETS),
        symbol="data",
        label="data set",
        help="What is learned from.",
        also=is_known,
        others=", or data of your own that are still here",
        advice=read_again,
    )
    standardized: bool = parameter(
        True,
        symbol="z",
        label="standardized features",
        help="Moves each feature to mean 0 and divides it by its standard deviation.",
    )

    def __post_init__(self) -> None:
        check_parameters(self)

    @property
    def dataset(self) -> Dataset:
        """The data, their features standardized where they are to be."""
        dataset = find(self.data)
        return dataset.standardized() if self.standardized else dataset

    @property
    def cost(self) -> Cost:
        """The cost itself, the same object as long as the data are the same."""
        made = _made.setdefault(find(self.data), {})
        if self.standardized not in made:
            dataset = self.dataset
            made[self.standardized] = REGRESSIONS[dataset.regression](dataset.X, dataset.y)
        return made[self.standardized]

    @property
    def start(self) -> Array:
        """Where a run begins, ``(n,)``: all weights and the bias are 0."""
        return np.zeros(len(self.parameters))

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters: the features, then the bias b."""
        return find(self.data).parameters
