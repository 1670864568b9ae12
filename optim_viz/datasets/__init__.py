"""Real data: what is shipped, and the reader for one's own.  Sources and licences are in ATTRIBUTION.md."""

from optim_viz.datasets.dataset import Dataset, TableError
from optim_viz.datasets.digit_shelf import digits_are_known, find_digits, keep_digits
from optim_viz.datasets.digits import Digits, DigitsError, keras_file, load_digits
from optim_viz.datasets.mnist import read_digits
from optim_viz.datasets.own import check_size, column_names, read_table
from optim_viz.datasets.shelf import OWN, find, is_known, keep
from optim_viz.datasets.shipped import DATASETS, Shipped, load

__all__ = [
    "DATASETS",
    "OWN",
    "Dataset",
    "Digits",
    "DigitsError",
    "Shipped",
    "TableError",
    "check_size",
    "column_names",
    "digits_are_known",
    "find",
    "find_digits",
    "is_known",
    "keep",
    "keep_digits",
    "keras_file",
    "load",
    "load_digits",
    "read_digits",
    "read_table",
]
