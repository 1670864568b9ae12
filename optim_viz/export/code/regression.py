"""What a script on a regression begins with: where its data are, their check, and the design matrix."""

from __future__ import annotations

import re

from optim_viz.datasets import OWN, Dataset
from optim_viz.experiment import Experiment
from optim_viz.export.regression.subject import subject
from optim_viz.objectives import Regression

SHIPPED = """\
# The data stand in a file beside this script. Where optim-viz is installed, this writes it:
#   python -c "from optim_viz import datasets; datasets.load('{key}').write('{file}')"
"""

YOURS = """\
# Your data are in no link, but in a file beside this script; where optim-viz is installed, this writes it:
#   >>> from optim_viz import datasets
#   >>> datasets.read_table("{yours}", target={target!a}).write("{file}")
"""

CHECK = """\
DATA = "{file}"
NAMES = {names!a}

with open(DATA, encoding="utf-8", newline="") as file:
    names, *lines = csv.reader(file)
if names != NAMES or len(lines) != {examples}:
    raise SystemExit(f"{{DATA}} must have {examples} rows of {{NAMES}}; it has {{len(lines)}} of {{names}}.")
rows = [[float(cell) for cell in line] for line in lines]
"""

LABELS = """\
if {row[-1] for row in rows} != {0, 1}:
    raise SystemExit(f"The last column of {DATA} must hold labels 0 and 1.")
"""

SPLIT = """\
table = {table}
X, y = table[:, :-1], table[:, -1]
"""

STANDARDIZE = """\
X = X - {np}.sum(X, axis=0) / len(rows)
X = X / {np}.sqrt({np}.sum(X * X, axis=0) / len(rows))  # mean 0, standard deviation 1
"""

DESIGN = """\
A = {np}.concatenate([X, {np}.ones((len(rows), 1))], axis=1)  # the bias is the last weight
"""

TURNED = """\
S = A * (1 - 2 * y)[:, None]  # rows of label 1 turned round: S w says how wrong each logit is
"""


def kind(experiment: Experiment) -> str:
    """``linear`` or ``logistic``."""
    recipe: Regression = experiment.f.recipe
    return recipe.dataset.regression


def data_file(experiment: Experiment) -> str:
    """The name of the file with the data."""
    return f"{experiment.f['data']}.csv"


def data(experiment: Experiment, module: str, table: str) -> str:
    """The lines up to the design matrix ``A`` and the target ``y``, in a framework's arrays.

    For logistic regression there is also ``S``.
    """
    recipe: Regression = experiment.f.recipe
    dataset, file = recipe.dataset, data_file(experiment)
    logistic = dataset.regression == "logistic"
    parts = [
        f"\n# {subject(experiment, _plain)}.\n",
        _where(dataset, file),
        CHECK.format(file=file, names=[*dataset.features, dataset.target], examples=len(dataset.y)),
        LABELS * logistic,
        SPLIT.format(table=table),
        STANDARDIZE.replace("{np}", module) * recipe.standardized,
        DESIGN.replace("{np}", module),
        TURNED * logistic,
        "\n\n",
    ]
    return "".join(parts)


def _where(dataset: Dataset, file: str) -> str:
    if not dataset.key.startswith(OWN):
        return SHIPPED.format(key=dataset.key, file=file)
    yours = dataset.title if _plain(dataset.title) else "yours.csv"
    return YOURS.format(yours=yours, target=dataset.target, file=file)


def _plain(title: str) -> bool:
    """Whether a title can stand in a comment as it is."""
    return re.fullmatch(r"[\w .-]+", title, re.ASCII) is not None
