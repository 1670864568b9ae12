"""Random planes, on which a unit is the same for every neuron, whatever the size of its weights."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from optim_viz.arrays import points
from optim_viz.landscape.plane import Plane
from optim_viz.network import Perceptron


def random(network: Perceptron, around: npt.ArrayLike, seed: int = 0) -> Plane:
    """A plane of two random directions, filter-normalised.

    Each is drawn from a normal distribution, then the weights that come into each neuron, its filter, are
    scaled to the size that the neuron's own have.  Biases do not move: so the authors' code made
    the paper's pictures (``ignore="biasbn"``).

    Parameters
    ----------
    network
        Whose weights they are, n of them.
    around
        The origin, and the sizes, ``(n,)``.
    seed
        Of the directions, at least 0.

    Raises
    ------
    ValueError
        When ``around`` does not fit, is not finite, or holds no weight but 0.

    Examples
    --------
    >>> network = Perceptron((2, 1), ("linear",))
    >>> plane = random(network, around=[3, 4, 7])
    >>> np.linalg.norm(plane.directions[:, :2], axis=1).round(12), plane.directions[:, 2]
    (array([5., 5.]), array([0., 0.]))

    References
    ----------
    Li, Xu, Taylor, Studer and Goldstein 2018, Visualizing the Loss Landscape of Neural Nets, section 4.
    """
    w = network.checked(points(np.asarray(around, np.float64), "around"))
    if w.ndim != 1:
        raise ValueError(f"`around` must be one point ({network.n:,},); got {w.shape}.")
    directions = np.random.default_rng(seed).standard_normal((2, network.n))
    for layer in network.layers:
        shape = layer.inputs, layer.outputs
        filters = directions[:, layer.weights].reshape(2, *shape)  # one a column
        sizes = np.linalg.norm(w[layer.weights].reshape(shape), axis=0)
        filters *= sizes / np.linalg.norm(filters, axis=1, keepdims=True)
        directions[:, layer.weights] = filters.reshape(2, -1)
        directions[:, layer.biases] = 0
    return Plane(network, w, directions, "random")
