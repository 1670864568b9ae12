"""Optax: AdaGrad's epsilon stands inside the root, RMSProp's where it is told to, and Adam's outside."""

from __future__ import annotations

from optim_viz.choice import Choice
from optim_viz.export.code.rules import loop, update
from optim_viz.export.code.script import INSIDE, WRITTEN_OUT, Dialect, Line, inside

STILL = "takes no step where every gradient was 0, instead of dividing by it"
"""What its AdaGrad does without epsilon."""

SETUP = """\
w = jnp.array(START)
optimizer = {line}
state = optimizer.init(w)


@jax.jit
def step(w, state):
    updates, state = optimizer.update(gradient(w), state, w)
    return optax.apply_updates(w, updates), state


"""

GRADIENT = """

gradient = jax.jit(jax.grad(J))
"""

QUADRATIC = f'''A, c = jnp.array(MATRIX), jnp.array(CENTER)


def J(w):
    """The cost 1/2 (w - c)' A (w - c)."""
    return 0.5 * ((w - c) @ (A @ (w - c)))
{GRADIENT}'''

LINEAR = f'''def J(w):
    """Half the mean squared error."""
    return 0.5 * jnp.mean((A @ w - y) ** 2)
{GRADIENT}'''

LOGISTIC = f'''def J(w):
    """The mean cross-entropy, log(1 + exp(S w)), which neither overflows nor cancels."""
    return jnp.mean(jnp.logaddexp(0, S @ w))
{GRADIENT}'''


def _line(choice: Choice) -> Line:
    n = dict(choice.numbers)
    rate = f"learning_rate={n['alpha']!r}"
    match choice.key:
        case "gd":
            return Line(f"optax.sgd({rate})")
        case "momentum":
            return Line(f"optax.sgd({rate}, momentum={n['beta']!r})")
        case "nesterov":
            return Line(f"optax.sgd({rate}, momentum={n['beta']!r}, nesterov=True)")
        case "adagrad":
            code = f"optax.adagrad({rate}, initial_accumulator_value=0.0, eps={inside(n['epsilon'])!r})"
            return Line(code, INSIDE if n["epsilon"] else STILL, WRITTEN_OUT)
        case "rmsprop":
            outside = f"decay={n['rho']!r}, eps={n['epsilon']!r}, eps_in_sqrt=False"
            return Line(f"optax.rmsprop({rate}, {outside})")
        case "adam":
            code = f"optax.adam({rate}, b1={n['beta1']!r}, b2={n['beta2']!r}, eps={n['epsilon']!r})"
            if not n["bias_correction"]:
                return Line(code, "always corrects the bias", WRITTEN_OUT)
            if n["epsilon_hat"] and n["epsilon"]:
                return Line(code, "adds epsilon after the correction", WRITTEN_OUT)
            return Line(code)
    raise KeyError(choice.key)


def _block(choice: Choice, steps: int) -> str:
    line = _line(choice)
    if line.differs:
        return update(choice, "jnp", "gradient(w)", "jnp.array(START)", steps)
    return SETUP.format(line=line.code) + loop(steps, "w, state = step(w, state)")


DIALECT = Dialect(
    key="optax",
    title="Optax",
    needs="optax and jax",
    standard=(),
    imports="""\
import jax
import jax.numpy as jnp
import optax

jax.config.update("jax_enable_x64", True)  # as optim-viz calculates""",
    module="jnp",
    table="jnp.array(rows)",
    costs={"quadratic": QUADRATIC, "linear": LINEAR, "logistic": LOGISTIC},
    line=_line,
    block=_block,
    point="w.tolist()",
    value="float(J(w))",
)
FORMAT = DIALECT.format(".optax.py")
