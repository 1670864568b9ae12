"""The ticks of logarithmic axes."""

from __future__ import annotations

import math

from optim_viz.figures.rates.frame import Spec
from optim_viz.wording import number


def ticks_of(low: float, high: float) -> Spec:
    """Ticks from ``low`` to ``high``: powers of ten, and on up to three decades also 2 and 5 times each.

    >>> ticks_of(0.05, 0.4)["ticktext"], ticks_of(0.01, 30)["ticktext"]
    (['0.05', '0.1', '0.2'], ['0.01', '0.1', '1', '10'])
    """
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    far = high / low > 1e3
    found = [
        (digit * 10.0**power, power)
        for power in range(first, last + 1)
        for digit in ((1,) if far else (1, 2, 5))
        if low <= digit * 10.0**power <= high
    ]
    ticks = [tick for tick, _ in found]
    texts = powers([power for _, power in found]) if far else [number(tick, None) for tick in ticks]
    return {"tickvals": ticks, "ticktext": texts}


def powers(exponents: list[int]) -> list[str]:
    """Powers of ten, all written alike: as plain numbers where all of them are short, else as powers.

    >>> powers([-2, 0, 2]), powers([-4, 0])
    (['0.01', '1', '100'], ['10<sup>−4</sup>', '10<sup>0</sup>'])
    """
    if all(abs(exponent) <= 3 for exponent in exponents):
        return [f"{10.0**exponent:g}" for exponent in exponents]
    return [f"10<sup>{exponent}</sup>".replace("-", "−") for exponent in exponents]
