"""Keras, as in the lecture: a ``Sequential`` of three ``Dense``, ``compile`` and ``fit``."""

from __future__ import annotations

from optim_viz.choice import Choice
from optim_viz.export.code import DIALECTS
from optim_viz.export.network.script import Made, NetworkScript

IMPORTS = """\
import numpy as np

installed = [name for name in ("tensorflow", "jax", "torch") if importlib.util.find_spec(name)]
os.environ.setdefault("KERAS_BACKEND", installed[0])

import keras
from keras import Sequential
from keras.layers import Dense, Input
from keras.losses import SparseCategoricalCrossentropy"""

BODY = '''

def train(name, optimizer):
    """Train from weights and in an order that are the same for both, and print how each epoch ends."""
    keras.utils.set_random_seed(SEED)
    model = Sequential(
        [
            Input((784,)),
            Dense(25, activation="sigmoid"),
            Dense(15, activation="sigmoid"),
            Dense(10, activation="linear"),
        ]
    )
    model.compile(
        optimizer=optimizer,
        loss=SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    print(name)
    model.fit(
        X, Y, batch_size=BATCH, epochs=EPOCHS, validation_data=(X_test, Y_test), shuffle=True, verbose=2
    )


'''

UNCORRECTED = '''\
class Uncorrected(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate that undoes the bias correction, which Keras's Adam always makes."""

    def __init__(self, alpha, beta1, beta2):
        self.alpha, self.beta1, self.beta2 = alpha, beta1, beta2

    def __call__(self, step):
        t = keras.ops.cast(step, "float32") + 1
        return self.alpha * (1 - self.beta1**t) / keras.ops.sqrt(1 - self.beta2**t)


'''


def _make(slot: str, choice: Choice) -> Made:
    line = DIALECTS["keras"].line(choice)
    code, note = line.code.removeprefix("tf."), f"Keras {line.differs}"
    if choice.key == "adam" and not choice["bias_correction"]:
        n = dict(choice.numbers)
        rate = f"Uncorrected({n['alpha']!r}, {n['beta1']!r}, {n['beta2']!r})"
        return Made(code.replace(repr(n["alpha"]), rate, 1), UNCORRECTED, f"{note}; {line.so}.")
    return Made(code, note=f"{note}." if line.differs else "")


SCRIPT = NetworkScript(
    key="keras",
    needs="keras (3.x) with one of tensorflow, jax and torch",
    promise="""\
Weights and the order of the digits are drawn by Keras here, so its numbers are not those of optim-viz, but
near them. For each epoch, fit prints the mean loss while it learned, and val_loss and val_accuracy of the test
digits at its end.""",
    imports=IMPORTS,
    body=BODY,
    make=_make,
    fetches=True,
)
