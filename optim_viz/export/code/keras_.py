"""Keras: epsilon stands before Adam's correction ("epsilon hat"), and inside the root elsewhere.

Some of ``keras.ops`` calculate with float64 in float32 and are not used: ``mean`` and ``logaddexp`` on JAX,
``matmul`` on PyTorch.
"""

from __future__ import annotations

from optim_viz.choice import Choice
from optim_viz.export.code.rules import loop, update
from optim_viz.export.code.script import INSIDE, WRITTEN_OUT, Dialect, Line, inside

HAT = "optimizer.epsilon = {epsilon!r} * math.sqrt(1 - {beta2!r}**t)\n"

UNDO = "optimizer.learning_rate = {alpha!r} * (1 - {beta1!r}**t) / math.sqrt(1 - {beta2!r}**t)\n"

QUADRATIC = '''A = keras.ops.convert_to_tensor(MATRIX, dtype="float64")
c = keras.ops.convert_to_tensor(CENTER, dtype="float64")


def gradient(w):
    """The gradient A (w - c) of the cost, written out, since each backend has its own way to find it."""
    return keras.ops.sum(A * keras.ops.subtract(w, c), axis=-1)


def J(w):
    """The cost 1/2 (w - c)' A (w - c)."""
    return 0.5 * keras.ops.sum(keras.ops.subtract(w, c) * gradient(w))
'''

LINEAR = '''def f(w):
    """The prediction A w, as a sum, since some backends multiply matrices in float32."""
    return keras.ops.sum(keras.ops.multiply(A, w), axis=1)


def gradient(w):
    """The gradient of the cost, written out, since each backend has its own way to find it."""
    return keras.ops.sum(A * (f(w) - y)[:, None], axis=0) / len(rows)


def J(w):
    """Half the mean squared error."""
    return 0.5 * keras.ops.sum((f(w) - y) ** 2) / len(rows)
'''

LOGISTIC = '''def wrong(w):
    """How wrong the logits are, S w, as a sum, since some backends multiply matrices in float32."""
    return keras.ops.sum(keras.ops.multiply(S, w), axis=1)


def gradient(w):
    """The gradient of the cost, written out, since each backend has its own way to find it."""
    return keras.ops.sum(S * keras.ops.sigmoid(wrong(w))[:, None], axis=0) / len(rows)


def J(w):
    """The mean cross-entropy, log(1 + exp(S w))."""
    return keras.ops.sum(keras.ops.softplus(wrong(w))) / len(rows)
'''


def _line(choice: Choice) -> Line:
    n = dict(choice.numbers)
    rate = f"learning_rate={n['alpha']!r}"
    squared = f"epsilon={inside(n.get('epsilon', 0.0))!r}"
    differs = (INSIDE, WRITTEN_OUT) if n.get("epsilon") else ()
    match choice.key:
        case "gd":
            return Line(f"tf.keras.optimizers.SGD({rate})")
        case "momentum":
            return Line(f"tf.keras.optimizers.SGD({rate}, momentum={n['beta']!r})")
        case "nesterov":
            return Line(f"tf.keras.optimizers.SGD({rate}, momentum={n['beta']!r}, nesterov=True)")
        case "adagrad":
            start = "initial_accumulator_value=0.0"
            return Line(f"tf.keras.optimizers.Adagrad({rate}, {start}, {squared})", *differs)
        case "rmsprop":
            return Line(f"tf.keras.optimizers.RMSprop({rate}, rho={n['rho']!r}, {squared})", *differs)
        case "adam":
            betas = f"beta_1={n['beta1']!r}, beta_2={n['beta2']!r}"
            code = f"tf.keras.optimizers.Adam({rate}, {betas}, epsilon={n['epsilon']!r})"
            if not n["bias_correction"]:
                return Line(code, "always corrects the bias", "this is undone before each step here")
            if n["epsilon"] and not n["epsilon_hat"]:
                return Line(code, "adds epsilon before the correction", "it is set anew before each step here")
            return Line(code)
    raise KeyError(choice.key)


def _block(choice: Choice, steps: int) -> str:
    n = dict(choice.numbers)
    if choice.key in ("adagrad", "rmsprop") and n["epsilon"]:
        start = 'keras.ops.convert_to_tensor(START, dtype="float64")'
        return update(choice, "keras.ops", "gradient(w)", start, steps)
    before = ""
    if choice.key == "adam":
        # Without bias correction epsilon stands where Keras has it, once the learning rate undoes the rest.
        before = ("" if n["epsilon_hat"] else HAT) if n["bias_correction"] else UNDO
        before = before.format(**n)
    return "\n".join(
        [
            'w = keras.Variable(START, dtype="float64")',
            f"optimizer = {_line(choice).code.removeprefix('tf.')}",
            "optimizer.build([w])",
            loop(steps, f"{before}optimizer.apply([gradient(w)], [w])"),
        ]
    )


DIALECT = Dialect(
    key="keras",
    title="Keras",
    needs="keras (3.x) and one of tensorflow, jax and torch",
    standard=("importlib.util", "math", "os"),
    imports="""\
installed = [name for name in ("tensorflow", "jax", "torch") if importlib.util.find_spec(name)]
os.environ.setdefault("KERAS_BACKEND", installed[0])
os.environ.setdefault("JAX_ENABLE_X64", "true")

import keras

keras.config.set_floatx("float64")  # as optim-viz calculates""",
    module="keras.ops",
    table='keras.ops.convert_to_tensor(rows, dtype="float64")',
    costs={"quadratic": QUADRATIC, "linear": LINEAR, "logistic": LOGISTIC},
    line=_line,
    block=_block,
    point="keras.ops.convert_to_numpy(w).tolist()",
    value="float(keras.ops.convert_to_numpy(J(w)))",
)
FORMAT = DIALECT.format(".keras.py")
