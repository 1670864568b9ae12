"""The data that come with optim-viz."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from optim_viz.datasets.dataset import Dataset


@dataclass(frozen=True)
class Shipped:
    """What is known about a shipped table before it is read.

    Parameters
    ----------
    key
        Its name in a link, and of its file.
    title, about, source, license
        For people.
    features, target
        Names of its columns, the target last.
    examples
        How many rows it has.
    labels
        What 0 and 1 stand for in the target; None where it is any number.
    """

    key: str
    title: str
    about: str
    source: str
    license: str
    features: tuple[str, ...]
    target: str
    examples: int
    labels: tuple[str, str] | None = None


DIABETES = Shipped(
    key="diabetes",
    title="Diabetes",
    about="442 patients: age, sex, body mass index, blood pressure and six blood serum measurements, and how "
    "far the disease had progressed a year later.",
    source="Efron, Hastie, Johnstone & Tibshirani 2004, Least Angle Regression",
    license="published with the article, no licence stated",
    features=("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"),
    target="target",
    examples=442,
)

BREAST_CANCER = Shipped(
    key="breast_cancer",
    title="Breast cancer",
    about="569 tumours: ten measurements of the cell nuclei in a picture of a fine needle aspirate, each the "
    "mean over the nuclei, and whether the tumour is benign.",
    source="Wolberg, Street & Mangasarian 1995, Breast Cancer Wisconsin (Diagnostic), UCI Machine Learning "
    "Repository",
    license="CC BY 4.0",
    features=(
        "mean_radius",
        "mean_texture",
        "mean_perimeter",
        "mean_area",
        "mean_smoothness",
        "mean_compactness",
        "mean_concavity",
        "mean_concave_points",
        "mean_symmetry",
        "mean_fractal_dimension",
    ),
    target="benign",
    examples=569,
    labels=("malignant", "benign"),
)

# The order is that of the lesson: linear regression, then logistic.
DATASETS: dict[str, Shipped] = {known.key: known for known in (DIABETES, BREAST_CANCER)}


@cache
def load(key: str) -> Dataset:
    """The shipped data of a name in ``DATASETS``.

    Raises ``ValueError`` for another name, and when the file is not the one that was shipped.

    >>> load("diabetes")
    Dataset(diabetes: 442 examples, 10 features, target target)
    """
    if key not in DATASETS:
        raise ValueError(f"`{key}` is no shipped data set; there are {', '.join(DATASETS)}.")
    return read(DATASETS[key], Path(__file__).with_name(f"{key}.csv"))


def read(known: Shipped, path: Path) -> Dataset:
    """The table in a file, checked against what is known about it; ``ValueError`` when they differ."""
    with path.open(encoding="utf-8") as file:
        names = tuple(file.readline().rstrip("\n").split(","))
        table = np.loadtxt(file, delimiter=",", ndmin=2)
    expected = (*known.features, known.target)
    if names != expected or table.shape != (known.examples, len(expected)) or not np.isfinite(table).all():
        raise ValueError(
            f"`{path.name}` must have {known.examples} rows of finite numbers in the columns "
            f"{', '.join(expected)}; found {len(table)} rows in {', '.join(names)}. Install optim-viz anew."
        )
    return Dataset(
        known.key,
        known.title,
        f"{known.source} ({known.license})",
        known.features,
        known.target,
        table[:, :-1],
        table[:, -1],
        known.labels,
    )
