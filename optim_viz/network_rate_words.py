"""The learning rates of a network in sentences: how far they are apart, and whose are the largest."""

from __future__ import annotations

from collections.abc import Iterator

from optim_viz.arrays import Array
from optim_viz.datasets import Digits
from optim_viz.network import QUANTILES
from optim_viz.network_side import Side, Sides, blank_pixels
from optim_viz.wording import count, joined, number

MEDIAN = QUANTILES.index(0.5)
"""Which of the quantiles that are kept it is."""


def rate_sentences(there: Sides, digits: Digits) -> tuple[str, ...]:
    """What is said of the learning rates of the last step, once there is one.

    >>> from optim_viz import GradientDescent
    >>> from optim_viz.datasets import load_digits
    >>> from optim_viz.network import train
    >>> from optim_viz.network_side import sides
    >>> digits = load_digits()
    >>> *_, a = train(digits, GradientDescent(0.1), epochs=1)
    >>> rate_sentences(sides({"a": a}), digits)[0]
    'Gradient descent has one learning rate for all 20,175 weights and biases: 0.1.'
    """
    every = [side for side in there.values() if side.steps]
    told = [sentence for side in every for sentence in (_spread if side.is_adaptive else _one)(side)]
    return *told, *_blank([side for side in every if not side.is_lost], len(every), digits)


def _one(side: Side) -> Iterator[str]:
    """A method without learning rates of its own."""
    alpha = number(side.alpha)
    yield f"{side.title} has one learning rate for all {side.known.network.n:,} weights and biases: {alpha}."


def _spread(side: Side) -> Iterator[str]:
    """An adaptive method, by what it has made of its alpha in each layer."""
    if side.rates is None or side.is_lost:
        return
    of_weights, of_biases = side.rates[:, 0], side.rates[:, 1]
    steps = count(side.steps, "step")
    yield f"After {steps} {side.name}'s learning rates of the weights are {_layers(of_weights)}."
    yield f"Those of its biases are {_layers(of_biases)}."
    ratios = [number(float(each[MEDIAN]) / side.alpha) for each in of_weights]
    medians = "median is" if len(ratios) == 1 else "medians are"
    told = f"For the weights the {medians} {joined(ratios)} times its α, {number(side.alpha)}"
    if all(float(each[MEDIAN]) > side.alpha for each in of_weights):
        told += ", because it divides by the size of the gradients, and these are small"
    yield f"{told}."


def _layers(rates: Array) -> str:
    """The range of each layer, and its median; ``(layers, quantiles)``."""
    return joined(
        [
            f"{_from_to(float(each[0]), float(each[-1]))} in layer {k} (median {number(float(each[MEDIAN]))})"
            for k, each in enumerate(rates, 1)
        ]
    )


def _from_to(low: float, high: float) -> str:
    texts = number(low), number(high)
    return f"about {texts[0]}" if texts[0] == texts[1] else f"{texts[0]} to {texts[1]}"


def _blank(alive: list[Side], together: int, digits: Digits) -> Iterator[str]:
    """The weights of pixels that never have ink, which no method can move."""
    if not alive:
        return
    pixels = blank_pixels(digits.X)
    highest = [side for side in alive if side.reaches_ceiling]
    if pixels:
        layer = alive[0].known.network.layers[0]
        who = "" if len(alive) == together else f" with {alive[0].name}"
        yield (
            f"{count(pixels, 'pixel')} of {layer.inputs} never {'has' if pixels == 1 else 'have'} ink in the "
            f"{count(len(digits.y), 'training digit')}: the gradient of their {pixels * layer.outputs:,} "
            f"weights is exactly 0, so they stay where they began{who}."
        )
    for side in highest:
        assert side.ceiling is not None
        largest = f"{side.title}'s largest learning rate, {side.ceiling_in_letters} = {number(side.ceiling)},"
        if pixels:
            yield f"{largest} is theirs, and multiplies a gradient of 0."
        else:
            yield f"{largest} belongs to gradients that have been 0 so far, or too small to count beside ε."
