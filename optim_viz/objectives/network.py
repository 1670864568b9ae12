"""The network of the lecture as an experiment says it: the name of the digits, and how many a step sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from optim_viz.datasets import OWN, Digits, digits_are_known, find_digits
from optim_viz.datasets.digit_shelf import SHIPPED, WHOLE
from optim_viz.parameters import check_parameters
from optim_viz.words import word

FULL = "full"
"""The word for all digits at each step."""

SIZES = ("1", "8", "16", "32", "64", "128", "256", "512", "1024", FULL)
LARGEST = 1_000_000


def is_size(text: str) -> bool:
    """Whether a word says a number of digits.

    >>> [is_size(text) for text in ("48", "full", "0", "-1", "1e3")]
    [True, False, False, False, False]
    """
    return text.isascii() and text.isdigit() and text[0] != "0" and int(text[:10]) <= LARGEST and len(text) < 10


def open_again(name: str) -> str:
    """What to do about digits that are not here."""
    if name.startswith(OWN):
        return "A link does not carry data, and they are gone when the app has ended: open the file again."
    return "Open Keras's mnist.npz, or MNIST's four IDX files." if name == WHOLE else ""


@dataclass(frozen=True)
class Network:
    """A network 784-25-15-10 that learns to read handwritten digits; sigmoid, sigmoid, linear.

    Parameters
    ----------
    data
        ``mnist-10k``, which is shipped; ``mnist``, where Keras has put its copy into the home folder or
        somebody has given it; or what :func:`optim_viz.datasets.keep_digits` has given.
    batch
        How many digits a step sees, a whole number as text, or ``full`` for all of them.

    Raises
    ------
    ParameterError
        When there are no such digits, or ``batch`` is no such word.

    Examples
    --------
    >>> Network().digits, Network().size, Network(batch="full").size
    (Digits(MNIST, shortened: 10,000 to learn from, 2,000 to test), 32, None)
    """

    name: ClassVar[str] = "Network"
    reference: ClassVar[str] = "Rumelhart, Hinton & Williams 1986"

    data: str = word(
        SHIPPED,
        (SHIPPED,),
        symbol="data",
        label="digits",
        help="What is learned from.",
        also=digits_are_known,
        others=", mnist where Keras has put its copy into the home folder, or digits of your own",
        advice=open_again,
    )
    batch: str = word(
        "32",
        SIZES,
        symbol="batch",
        label="digits a step",
        help="How many digits the gradient of a step is of; full: all of them.",
        also=is_size,
        others=f", or another whole number up to {LARGEST:,}",
    )

    def __post_init__(self) -> None:
        check_parameters(self)

    @property
    def digits(self) -> Digits:
        """The digits themselves; raises ``ValueError`` when they are not here any more."""
        return find_digits(self.data)

    @property
    def size(self) -> int | None:
        """Digits a step; None for all."""
        return None if self.batch == FULL else int(self.batch)
