"""NumPy: the update rules themselves, in the arithmetic of optim-viz, so that every digit is the same."""

from __future__ import annotations

import re

from optim_viz.choice import Choice
from optim_viz.export.code.rules import rule, update
from optim_viz.export.code.script import Dialect, Line

QUADRATIC = '''A, c = np.array(MATRIX), np.array(CENTER)


def gradient(w):
    """The gradient A (w - c) of the cost."""
    return np.sum(A * (w - c), axis=-1)


def J(w):
    """The cost 1/2 (w - c)' A (w - c)."""
    return 0.5 * np.sum((w - c) * gradient(w))
'''

LINEAR = '''def gradient(w):
    """The gradient of the cost, A' (A w - y) over the number of examples."""
    return A.T @ (A @ w - y) / len(y)


def J(w):
    """Half the mean squared error."""
    return 0.5 * np.mean((A @ w - y) ** 2)
'''

LOGISTIC = '''def gradient(w):
    """The gradient of the cost; sigmoid(z) is exp(-log(1 + exp(-z))), which neither overflows nor cancels."""
    return S.T @ np.exp(-np.logaddexp(0, -(S @ w))) / len(y)


def J(w):
    """The mean cross-entropy, log(1 + exp(S w))."""
    return np.mean(np.logaddexp(0, S @ w))
'''


def _line(choice: Choice) -> Line:
    step = rule(choice)[1].splitlines()[-1]
    for name in ("alpha", "epsilon", "beta"):
        if name in choice.parameters:
            step = re.sub(rf"\b{name}\b", repr(choice[name]), step)
    return Line(step.replace("{np}", "np"))


def _block(choice: Choice, steps: int) -> str:
    return update(choice, "np", "gradient(w)", "np.array(START)", steps)


DIALECT = Dialect(
    key="numpy",
    title="NumPy",
    needs="nothing but numpy",
    standard=(),
    imports="import numpy as np",
    module="np",
    table="np.array(rows)",
    costs={"quadratic": QUADRATIC, "linear": LINEAR, "logistic": LOGISTIC},
    line=_line,
    block=_block,
    point="w.tolist()",
    value="float(J(w))",
)
FORMAT = DIALECT.format(".py")
