"""The shipped data are what they are said to be."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optim_viz import REGRESSIONS, datasets
from optim_viz.datasets import DATASETS, Dataset, TableError, load
from optim_viz.datasets.shipped import read

FOLDER = Path(datasets.__file__).parent
every_data_set = pytest.mark.parametrize("key", DATASETS)


def cups(**changes):
    """A small table."""
    return replace(
        Dataset("cups", "Cups", "a kitchen", ("size",), "price", [[1], [2], [4]], [2, 2, 5]), **changes
    )


def test_the_order_is_that_of_the_lesson():
    """Linear regression comes first, then logistic; keys are fit for links."""
    assert {key: load(key).regression for key in DATASETS} == {
        "diabetes": "linear",
        "breast_cancer": "logistic",
    }
    assert set(REGRESSIONS) == {"linear", "logistic"}
    assert all(re.fullmatch("[a-z_]+", key) and DATASETS[key].key == key for key in DATASETS)


@every_data_set
def test_numbers_are_those_of_the_file(key):
    """Features and target are the columns of the file, as a plain reading has them, under their names."""
    data = load(key)
    names, *rows = (FOLDER / f"{key}.csv").read_text(encoding="ascii").split()
    assert (*data.features, data.target) == tuple(names.split(","))
    table = np.array([[float(cell) for cell in row.split(",")] for row in rows])
    np.testing.assert_array_equal(np.column_stack([data.X, data.y]), table)


@every_data_set
def test_a_data_set_has_eleven_parameters(key):
    """Ten features and the bias."""
    assert load(key).X.shape[1] == 10
    assert load(key).parameters == (*load(key).features, "b")


def test_known_facts():
    """442 patients and their published means; 569 tumours of which 357 are benign."""
    diabetes, cancer = load("diabetes"), load("breast_cancer")
    assert diabetes.X.shape == (442, 10)
    assert diabetes.y.mean() == pytest.approx(152.1335, abs=1e-4)
    assert diabetes.X[:, 0].mean() == pytest.approx(48.5181, abs=1e-4)
    assert cancer.X.shape == (569, 10)
    assert cancer.y.sum() == 357
    assert cancer.labels == ("malignant", "benign")


@every_data_set
def test_standardized_features_have_mean_0_and_deviation_1(key):
    """So says numpy; the target stays, and so do names and the raw data."""
    raw, data = load(key), load(key).standardized()
    np.testing.assert_allclose(data.X.mean(axis=0), 0, atol=1e-13)
    np.testing.assert_allclose(data.X.std(axis=0), 1, rtol=1e-13)
    np.testing.assert_array_equal(data.y, raw.y)
    assert (data.key, data.features, data.labels) == (raw.key, raw.features, raw.labels)
    assert raw.X.max() > 10


@every_data_set
def test_arrays_cannot_be_written_to(key):
    """Whoever shares a data set cannot change it."""
    for data in (load(key), load(key).standardized()):
        for array in (data.X, data.y):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0


@every_data_set
def test_every_data_set_is_attributed(key):
    """Source, year and licence stand in the registry and in ATTRIBUTION.md."""
    text = (FOLDER / "ATTRIBUTION.md").read_text(encoding="utf-8")
    section = text.partition(f"## {key}.csv")[2].partition("\n## ")[0]
    year = re.search(r"\b\d{4}\b", DATASETS[key].source)[0]
    assert year in section
    assert "Citation:" in section
    assert "Licence:" in section
    if DATASETS[key].license.startswith("CC"):
        assert DATASETS[key].license in section
    assert load(key).source == f"{DATASETS[key].source} ({DATASETS[key].license})"


def test_an_unknown_name_is_refused():
    """The error lists what there is."""
    with pytest.raises(ValueError, match="`iris` is no shipped data set; there are diabetes, breast_cancer"):
        load("iris")


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("age", "years", 1),
        lambda text: text.rsplit("\n", 2)[0],
        lambda text: text.replace("151", "nan", 1),
    ],
    ids=["name", "row", "value"],
)
def test_a_damaged_file_is_refused(damage, tmp_path):
    """Another header, a lost row or a value that is no number is said."""
    path = tmp_path / "diabetes.csv"
    path.write_text(damage((FOLDER / "diabetes.csv").read_text(encoding="ascii")), encoding="ascii")
    with pytest.raises(
        ValueError, match=r"`diabetes.csv` must have 442 rows of finite numbers in the columns age, "
    ):
        read(DATASETS["diabetes"], path)


def test_a_constant_feature_cannot_be_standardized():
    """The error names the column and its value."""
    with pytest.raises(TableError, match=r"Column `size` is 3 in every row: it has no spread"):
        cups(X=[[3], [3], [3]]).standardized()


def test_two_numbers_become_labels():
    """The smaller is 0, the larger 1, and labels say so; three are refused; labels stay."""
    data = cups().binary()
    np.testing.assert_array_equal(data.y, [0, 0, 1])
    assert data.labels == ("2", "5")
    assert data.binary() is data
    with pytest.raises(
        TableError, match="The target `price` has 3 different values; logistic regression needs"
    ):
        cups(y=[1, 2, 3]).binary()


@pytest.mark.parametrize("changes", [{"X": [1, 2, 3]}, {"y": [1, 2]}, {"features": ("a", "b")}])
def test_names_and_arrays_have_to_fit(changes):
    """A shape that does not fit is an error that says which would."""
    with pytest.raises(ValueError, match="of `cups` must have shapes"):
        cups(**changes)


def test_labels_are_for_0_and_1():
    """Labels without a target of 0 and 1 are refused."""
    with pytest.raises(ValueError, match="must be 0 or 1 where there are `labels`"):
        cups(labels=("no", "yes"))
