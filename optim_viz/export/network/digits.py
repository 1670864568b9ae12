"""What a script on digits begins with: where their file is, and a check that it is the right one."""

from __future__ import annotations

from textwrap import indent

from optim_viz.datasets import OWN
from optim_viz.datasets.digit_shelf import SHIPPED
from optim_viz.network_experiment import NetworkExperiment

KERAS_S = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
"""Where Keras fetches MNIST."""

MNIST = """\
# MNIST in Keras's own file, mnist.npz: given as an argument, beside this script, or where Keras keeps it.
"""

COPY = """\
# Where optim-viz is installed, this puts the digits that are needed into the folder where you are:
#   python -c "import shutil, optim_viz.datasets as d; shutil.copy(d.__path__[0] + '/mnist.npz', '.')"
"""

YOURS = """\
# Your digits are in no link: give their file as an argument, or put it beside this script as digits.npz. It
# holds x_train, y_train, x_test and y_test, as Keras's mnist.npz; where optim-viz is installed, this writes it:
#   >>> import numpy as np
#   >>> from optim_viz.datasets import read_digits
#   >>> d = read_digits("yours")
#   >>> np.savez("digits.npz", x_train=d.X, y_train=d.y, x_test=d.X_test, y_test=d.y_test)
"""

PLACES = """\
places = [{places}]
given = sys.argv[1:] or [place for place in places if place.is_file()]
"""

BESIDE = 'Path(__file__).with_name("{file}")'
KEPT = ', Path.home() / ".keras/datasets/mnist.npz"'

NONE = """\
if not given:
    raise SystemExit({message})
"""

NO_MNIST = """
        "There is no mnist.npz; give its path as an argument. Keras has its own from "
        "{keras_s}"
    """

NO_DIGITS = '"There is no digits.npz; give the path of your digits as an argument."'

ARRAYS = """\
with np.load(given[0]) as file:
    X, Y, X_test, Y_test = (file[name] for name in ("x_train", "y_train", "x_test", "y_test"))
"""

FETCH = """\
else:
    (X, Y), (X_test, Y_test) = keras.datasets.mnist.load_data()
"""

SHORTEN = """\
X, Y, X_test, Y_test = X[:{examples}], Y[:{examples}], X_test[:{tests}], Y_test[:{tests}]
"""

CHECK = """\
if (len(X), len(X_test)) != ({examples}, {tests}):
    raise SystemExit(f"Needed are {examples} and {tests} digits; there are {{len(X)}} and {{len(X_test)}}.")
X, X_test = (x.reshape(-1, 784).astype("float32") / 255 for x in (X, X_test))
"""


def read(experiment: NetworkExperiment, *, fetches: bool = False) -> str:
    """The lines that define ``X``, ``Y``, ``X_test`` and ``Y_test``, pixels from 0 to 1 as float32.

    ``fetches``: whether Keras is there, which fetches MNIST itself.  Raises ``ValueError`` when the digits are
    not here any more.
    """
    name, counts = experiment.network.data, _counts(experiment)
    file = file_name(experiment)
    if name.startswith(OWN):
        places = PLACES.format(places=BESIDE.format(file=file))
        return "".join([YOURS, places, NONE.format(message=NO_DIGITS), ARRAYS, CHECK.format(**counts)])
    if fetches:
        places = PLACES.format(places=BESIDE.format(file=file))
        found = f"if given:\n{indent(ARRAYS, '    ')}{FETCH}"
    else:
        places = PLACES.format(places=BESIDE.format(file=file) + KEPT)
        found = NONE.format(message=NO_MNIST.format(keras_s=KERAS_S)) + ARRAYS
    copy, shorten = (COPY, SHORTEN.format(**counts)) if name == SHIPPED else ("", "")
    return "".join([MNIST, copy, places, found, shorten, CHECK.format(**counts)])


def _counts(experiment: NetworkExperiment) -> dict[str, int]:
    digits = experiment.network.digits
    return {"examples": len(digits.y), "tests": len(digits.y_test)}


def file_name(experiment: NetworkExperiment) -> str:
    """The name of the file with the digits."""
    return "digits.npz" if experiment.network.data.startswith(OWN) else "mnist.npz"
