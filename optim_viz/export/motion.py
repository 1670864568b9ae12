"""What can be chosen of an animation, and when which frame is shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optim_viz.arrays import Array
from optim_viz.parameters import check_parameters, parameter

HOLD = 1000
"""Milliseconds that the last frame stays longer than the others, before the loop begins anew."""


@dataclass(frozen=True)
class Motion:
    """An animation.

    Parameters
    ----------
    width
        In pixels, 300 to 1,920; the height follows.
    seconds
        From the first step to the last, 1 to 60; the last is held one second more.
    fps
        Frames a second, 5 to 50.
    dark
        Light lines on dark ground.
    """

    width: int = parameter(
        800,
        symbol="px",
        label="width",
        low=300,
        high=1920,
        positions_per_unit=0.05,
        help="In pixels; the height follows.",
    )
    seconds: int = parameter(
        5,
        symbol="s",
        label="length",
        low=1,
        high=60,
        positions_per_unit=1,
        help="Seconds from the first step to the last, which is held one second more.",
    )
    fps: int = parameter(
        20,
        symbol="fps",
        label="frames a second",
        low=5,
        high=50,
        positions_per_unit=1,
        help="More is smoother, and a larger file.",
    )
    dark: bool = parameter(False, symbol="dark", label="dark", help="Light lines on dark ground.")

    def __post_init__(self) -> None:
        check_parameters(self)

    @property
    def frames(self) -> int:
        """How many frames there are.

        >>> Motion().frames
        100
        """
        return self.seconds * self.fps

    def playheads(self, steps: int) -> Array:
        """Where in the run each frame stands, ``(frames,)``: evenly from 0 to ``steps``.

        >>> Motion(seconds=1, fps=5).playheads(200).tolist()
        [0.0, 50.0, 100.0, 150.0, 200.0]
        """
        return np.linspace(0, steps, self.frames)

    def durations(self) -> list[int]:
        """How long each frame stays, in milliseconds: multiples of ten, the unit of GIF.

        >>> Motion(seconds=1, fps=6).durations(), sum(Motion(seconds=1, fps=6).durations())
        ([170, 160, 170, 170, 160, 1170], 2000)
        """
        ends = 10 * np.round(100 * np.arange(self.frames + 1) / self.fps).astype(int)
        durations = np.diff(ends).tolist()
        return [*durations[:-1], durations[-1] + HOLD]
