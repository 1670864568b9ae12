"""Animated GIF: one palette for all frames, and of each frame only what has changed."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import numpy.typing as npt

from optim_viz.export.motion import Motion
from optim_viz.export.protocol import Format, Progress
from optim_viz.objectives import COSTS
from optim_viz.race import Race

Indices = npt.NDArray[np.uint8]
Colours = npt.NDArray[np.uint32]

UNCHANGED = 255
"""The place in the palette that says: as it was."""

EXACT = 128
"""So many of the commonest colours are kept as they are: grounds and fills stay even."""


def render(race: Race, options: Motion, progress: Progress) -> bytes:
    """The animation; it loops for ever."""
    # Matplotlib and Pillow take half a second to import, which nobody should wait for who does not draw.
    from PIL import GifImagePlugin, Image

    from optim_viz.export.film import Film

    film = Film(race, options)
    moments = options.playheads(film.steps).tolist()
    palette = Palette(
        np.stack([packed(film.at(t)) for t in (moments[0], moments[len(moments) // 2], moments[-1])])
    )
    durations = options.durations()
    file = BytesIO()
    before = None
    for number, (t, duration) in enumerate(zip(moments, durations, strict=True)):
        colours = packed(film.at(t))
        if before is None:
            picture = Image.fromarray(palette.indices(colours))
            picture.putpalette(palette.rgb)
            picture.save(file, "GIF", loop=0, duration=duration, interlace=False, optimize=False)
            file.seek(-1, 2)  # over the mark of the end
        else:
            corner, part = palette.change(before, colours)
            picture = Image.fromarray(part)
            fields = {"duration": duration, "transparency": UNCHANGED, "disposal": 1, "interlace": False}
            file.writelines(GifImagePlugin.getdata(picture, corner, **fields))
        before = colours
        progress((number + 1) / len(moments))
    file.write(b";")
    return file.getvalue()


def packed(pixels: npt.NDArray[np.uint8]) -> Colours:
    """The colours of ``pixels``, ``(height, width, 4)``, as one number each, ``(height, width)``."""
    return pixels.view("<u4")[..., 0] & np.uint32(0xFFFFFF)


class Palette:
    """255 colours for all frames, and which of them comes nearest to any other.

    The commonest are kept as they are; the others are mixtures at the edges of lines and letters.
    """

    def __init__(self, samples: Colours) -> None:
        from PIL import Image

        colours, counts = np.unique(samples, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        exact = _channels(colours[order[:EXACT]])
        rest = _channels(samples[~np.isin(samples, colours[order[:EXACT]])])
        chosen = exact
        if len(rest):
            mixed = Image.fromarray(rest[np.newaxis].astype(np.uint8)).quantize(UNCHANGED - EXACT)
            chosen = np.vstack([exact, np.reshape(mixed.getpalette() or [], (-1, 3))])
        self.colours = np.zeros((256, 3), dtype=np.int32)
        self.colours[: len(chosen)] = chosen
        self.count = len(chosen)
        self.nearest = np.full(1 << 24, UNCHANGED, dtype=np.uint8)

    @property
    def rgb(self) -> bytes:
        """Red, green and blue of all 256 places."""
        return self.colours.astype(np.uint8).tobytes()

    def indices(self, colours: Colours) -> Indices:
        """The places of the nearest colours."""
        found = self.nearest[colours]
        new = np.unique(colours[found == UNCHANGED])
        if len(new):
            away = _channels(new)[:, np.newaxis] - self.colours[np.newaxis, : self.count]
            self.nearest[new] = (away * away).sum(axis=-1).argmin(axis=1)
            found = self.nearest[colours]
        return np.asarray(found)

    def change(self, before: Colours, after: Colours) -> tuple[tuple[int, int], Indices]:
        """The left upper corner and the places of what has changed, ``UNCHANGED`` where nothing has."""
        changed = before != after
        rows, columns = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
        if not len(rows):
            return (0, 0), np.full((1, 1), UNCHANGED, dtype=np.uint8)
        box = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        part = np.full(changed[box].shape, UNCHANGED, dtype=np.uint8)
        part[changed[box]] = self.indices(after[box][changed[box]])
        return (int(columns[0]), int(rows[0])), part


def _channels(colours: Colours) -> npt.NDArray[np.int32]:
    """Red, green and blue of packed colours, ``(count,) -> (count, 3)``."""
    return np.stack([(colours >> np.uint32(shift)) & np.uint32(255) for shift in (0, 8, 16)], axis=-1).astype(
        np.int32
    )


FORMAT = Format(
    key="gif",
    title="Animated GIF",
    about="The race as an animation that plays everywhere, slides included, and loops.",
    ending=".gif",
    mime="image/gif",
    options=Motion,
    costs=tuple(COSTS),
    render=render,
    slow=True,
)
