"""Optax on JAX: an epoch is one compiled scan over the batches of optim-viz."""

from __future__ import annotations

import re
from textwrap import indent

from optim_viz.choice import Choice
from optim_viz.export.code import DIALECTS
from optim_viz.export.code.rules import assigned, rule
from optim_viz.export.network.script import DRAWN, SAME, Made, NetworkScript

BODY = f'''{DRAWN}
X, Y, X_test, Y_test = map(jnp.asarray, (X, Y, X_test, Y_test))


def initial():
    """784-25-15-10: weights of each layer by Glorot's uniform distribution, biases 0."""
    draw, layers = np.random.default_rng(OF_WEIGHTS), []
    for inputs, outputs in ((784, 25), (25, 15), (15, 10)):
        limit = np.sqrt(6 / (inputs + outputs))
        weights = draw.uniform(-limit, limit, (inputs, outputs))
        layers.append((jnp.array(weights, jnp.float32), jnp.zeros(outputs)))
    return layers


def cost(layers, X, Y):
    """The mean cross-entropy, from logits, and the share of digits that are read right."""
    *hidden, (W, b) = layers
    for V, c in hidden:
        X = jax.nn.sigmoid(X @ V + c)
    logits = X @ W + b
    loss = optax.softmax_cross_entropy_with_integer_labels(logits, Y).mean()
    return loss, (logits.argmax(axis=1) == Y).mean()


gradient, measure = jax.grad(cost, has_aux=True), jax.jit(cost)


def train(name, optimizer):
    """Train from the same weights on the same batches, and print how each epoch ends."""

    @jax.jit
    def an_epoch(layers, state, X, Y, order):
        def step(carry, rows):
            layers, state = carry
            updates, state = optimizer.update(gradient(layers, X[rows], Y[rows])[0], state, layers)
            return (optax.apply_updates(layers, updates), state), None

        whole = len(order) // BATCH * BATCH
        carry, _ = jax.lax.scan(step, (layers, state), order[:whole].reshape(-1, BATCH))
        if whole < len(order):  # the last batch is smaller
            carry, _ = step(carry, order[whole:])
        return carry

    layers, order = initial(), np.random.default_rng(OF_ORDER)
    state = optimizer.init(layers)
    for epoch in range(1, EPOCHS + 1):
        layers, state = an_epoch(layers, state, X, Y, order.permutation(len(X)))
        loss, _ = measure(layers, X[:1000], Y[:1000])
        test_loss, accuracy = measure(layers, X_test, Y_test)
        told = f"loss {{loss:.6g}}, test loss {{test_loss:.6g}}, test accuracy {{accuracy:.4f}}"
        print(f"{{name}}, epoch {{epoch}}: {{told}}")


'''

RULE = '''\
def {slot}():
    """The rule of {name}, on all weights as one vector."""
    {hyperparameters}

    def init(w):
{before}
        return ({state})

    def update(g, state, w=None):
        ({state}) = state
{step}
        return -({change}), ({state})

    return optax.flatten(optax.GradientTransformation(init, update))


'''


def _make(slot: str, choice: Choice) -> Made:
    line = DIALECTS["optax"].line(choice)
    if line.differs:
        return Made(f"{slot}()", _rule(slot, choice), f"Optax {line.differs}; {line.so}.")
    return Made(line.code)


def _rule(slot: str, choice: Choice) -> str:
    """The update rule as a transformation of gradients, on all weights as one vector."""
    before, step = rule(choice)
    if re.search(r"\bt\b", step):
        before, step = f"t = 0\n{before}", f"t = t + 1\n{step}"
    step, _, change = f"\n{step}".replace("{np}", "jnp").rpartition("\nw = w - ")
    remembered = re.findall(r"^(\w+) =", before, re.MULTILINE)
    return RULE.format(
        slot=slot,
        name=choice.kind.name,
        hyperparameters=assigned(choice),
        before=indent(before.replace("{np}", "jnp"), "        "),
        state=", ".join(remembered) if len(remembered) > 1 else f"{remembered[0]},",
        step=indent(step.removeprefix("\n"), "        "),
        change=change,
    )


SCRIPT = NetworkScript(
    key="optax",
    needs="optax, jax and numpy",
    promise=SAME,
    imports="import jax\nimport jax.numpy as jnp\nimport numpy as np\nimport optax",
    body=BODY,
    make=_make,
)
