"""Real data: what is shipped, and the reader for one's own.  Sources and licences are in ATTRIBUTION.md."""

from optim_viz.datasets.dataset import Dataset, TableError
from optim_viz.datasets.own import read_table
from optim_viz.datasets.shipped import DATASETS, Shipped, load

__all__ = ["DATASETS", "Dataset", "Shipped", "TableError", "load", "read_table"]
