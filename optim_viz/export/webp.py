"""Animated WebP: no palette, so no colour is changed, and most often smaller than GIF."""

from __future__ import annotations

from io import BytesIO

from optim_viz.export.motion import Motion
from optim_viz.export.protocol import Format, Progress
from optim_viz.objectives import COSTS
from optim_viz.race import Race


def render(race: Race, options: Motion, progress: Progress) -> bytes:
    """The animation; it loops for ever."""
    # Matplotlib and Pillow take half a second to import, which nobody should wait for who does not draw.
    from optim_viz.export.film import Film
    from optim_viz.export.reel import Reel

    film = Film(race, options)
    reel = Reel(film, options.playheads(film.steps).tolist(), progress)
    file = BytesIO()
    # `quality` is effort here, as the pixels stay exact; one whole frame is enough, the others are changes.
    effort = {"lossless": True, "quality": 20, "method": 2, "kmin": options.frames, "kmax": options.frames + 1}
    reel.save(file, "WEBP", save_all=True, duration=options.durations(), loop=0, **effort)
    progress(1.0)
    return file.getvalue()


FORMAT = Format(
    key="webp",
    title="Animated WebP",
    about="The race as an animation for pages and chats, in true colours.",
    ending=".webp",
    mime="image/webp",
    options=Motion,
    costs=tuple(COSTS),
    render=render,
    slow=True,
)
