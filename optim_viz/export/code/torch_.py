"""PyTorch: the conventions of optim-viz are those of torch.optim, but for two ways of Adam that it has not."""

from __future__ import annotations

from optim_viz.choice import Choice
from optim_viz.export.code.rules import loop
from optim_viz.export.code.script import Dialect, Line

STEP = "optimizer.zero_grad()\nJ(w).backward()\noptimizer.step()"

HAT = "optimizer.param_groups[0].update(eps={epsilon!r} / math.sqrt(1 - {beta2!r}**t))\n"

UNDO = """\
undo = math.sqrt(1 - {beta2!r}**t)
optimizer.param_groups[0].update(lr={alpha!r} * (1 - {beta1!r}**t) / undo, eps={epsilon!r} / undo)
"""

QUADRATIC = '''A, c = torch.tensor(MATRIX), torch.tensor(CENTER)


def J(w):
    """The cost 1/2 (w - c)' A (w - c)."""
    return 0.5 * ((w - c) @ (A @ (w - c)))
'''

LINEAR = '''def J(w):
    """Half the mean squared error."""
    return 0.5 * torch.mean((A @ w - y) ** 2)
'''

LOGISTIC = '''def J(w):
    """The mean cross-entropy, log(1 + exp(S w)), which neither overflows nor cancels."""
    return torch.mean(torch.logaddexp(S @ w, torch.zeros(())))
'''


def _line(choice: Choice) -> Line:
    n = dict(choice.numbers)
    rate = f"params, lr={n['alpha']!r}"
    match choice.key:
        case "gd":
            return Line(f"torch.optim.SGD({rate})")
        case "momentum":
            return Line(f"torch.optim.SGD({rate}, momentum={n['beta']!r})")
        case "nesterov" if n["beta"] == 0:
            # torch refuses nesterov=True without momentum, where it would be gradient descent.
            return Line(f"torch.optim.SGD({rate})")
        case "nesterov":
            return Line(f"torch.optim.SGD({rate}, momentum={n['beta']!r}, nesterov=True)")
        case "adagrad":
            return Line(f"torch.optim.Adagrad({rate}, eps={n['epsilon']!r})")
        case "rmsprop":
            return Line(f"torch.optim.RMSprop({rate}, alpha={n['rho']!r}, eps={n['epsilon']!r})")
        case "adam":
            betas = f"betas=({n['beta1']!r}, {n['beta2']!r})"
            code = f"torch.optim.Adam({rate}, {betas}, eps={n['epsilon']!r})"
            if not n["bias_correction"]:
                return Line(code, "always corrects the bias", "this is undone before each step here")
            if n["epsilon_hat"] and n["epsilon"]:
                return Line(code, "adds epsilon after the correction", "it is set anew before each step here")
            return Line(code)
    raise KeyError(choice.key)


def _block(choice: Choice, steps: int) -> str:
    n = dict(choice.numbers)
    before = ""
    if choice.key == "adam":
        before = (HAT if n["epsilon_hat"] else "") if n["bias_correction"] else UNDO
    return "\n".join(
        [
            "w = torch.tensor(START, requires_grad=True)",
            f"optimizer = {_line(choice).code.replace('params', '[w]')}",
            loop(steps, before.format(**n) + STEP),
        ]
    )


DIALECT = Dialect(
    key="torch",
    title="PyTorch",
    needs="torch (2.x)",
    standard=("math",),
    imports="import torch\n\ntorch.set_default_dtype(torch.float64)  # as optim-viz calculates",
    module="torch",
    table="torch.tensor(rows)",
    costs={"quadratic": QUADRATIC, "linear": LINEAR, "logistic": LOGISTIC},
    line=_line,
    block=_block,
    point="w.tolist()",
    value="J(w).item()",
)
FORMAT = DIALECT.format(".torch.py")
