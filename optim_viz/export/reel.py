"""A film as Pillow reads one: a picture that can be wound to each of its frames."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from optim_viz.export.film import Film
from optim_viz.export.protocol import Progress


class Reel(Image.Image):
    """The frames of ``film`` at ``moments``, drawn when they are wound to, so that one is held at a time."""

    def __init__(self, film: Film, moments: Sequence[float], progress: Progress) -> None:
        super().__init__()
        self.film = film
        self.moments = moments
        self.progress = progress
        self.n_frames = len(moments)
        self.place = -1
        self._mode = "RGB"
        self._size = film.size
        self.seek(0)

    def seek(self, frame: int) -> None:
        """Draw the frame."""
        if frame != self.place:
            self.im = Image.fromarray(self.film.at(self.moments[frame])).convert("RGB").im
            forward, self.place = frame > self.place, frame
            if forward:  # Pillow winds back to where it began when it is done
                self.progress(frame / self.n_frames)

    def tell(self) -> int:
        """The frame that is drawn."""
        return self.place
