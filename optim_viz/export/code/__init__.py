"""Scripts that repeat a run, one framework a file, and the one line that most people want."""

from __future__ import annotations

from optim_viz.choice import Choice
from optim_viz.export.code import keras_, numpy_, optax_, torch_
from optim_viz.export.code.script import Dialect

DIALECTS: dict[str, Dialect] = {
    dialect.key: dialect for dialect in (numpy_.DIALECT, torch_.DIALECT, keras_.DIALECT, optax_.DIALECT)
}


def one_line(choice: Choice, framework: str) -> str:
    """The line that makes this optimizer in a framework: ``numpy``, ``torch``, ``keras`` or ``optax``.

    Where the framework's rule is another one, a comment in the line says what differs.

    >>> one_line(Choice.of("adam", alpha=0.1), "torch")
    'torch.optim.Adam(params, lr=0.1, betas=(0.9, 0.999), eps=1e-08)'
    >>> one_line(Choice.of("gd", alpha=0.1), "keras")
    'tf.keras.optimizers.SGD(learning_rate=0.1)'
    """
    line = DIALECTS[framework].line(choice)
    return f"{line.code}  # {line.differs}" if line.differs else line.code
