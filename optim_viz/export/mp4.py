"""MP4 (H.264), written by the ffmpeg of the machine: for slides and video programs."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from optim_viz.export.motion import HOLD, Motion
from optim_viz.export.protocol import Format, Progress
from optim_viz.objectives import COSTS
from optim_viz.race import Race


class NoFfmpeg(OSError):
    """MP4 needs ffmpeg, and there is none, or one that cannot write it."""


def missing() -> str:
    """What is lacking where no ffmpeg is found on the PATH."""
    if shutil.which("ffmpeg"):
        return ""
    return "MP4 needs ffmpeg, which is not on the PATH: install it, or take GIF or WebP."


def render(race: Race, options: Motion, progress: Progress) -> bytes:
    """The film.  Raises :class:`NoFfmpeg` where there is none."""
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        raise NoFfmpeg(missing())
    # Matplotlib takes half a second to import, which nobody should wait for who does not draw.
    from optim_viz.export.film import Film

    film = Film(race, options)
    moments = options.playheads(film.steps).tolist()
    moments += moments[-1:] * (options.fps * HOLD // 1000)
    with TemporaryDirectory(prefix="optim-viz-") as folder:
        # A file, because the table of contents is put at its beginning when all is known: it then plays
        # in a browser before all of it has come.
        path = Path(folder) / "race.mp4"
        log = Path(folder) / "ffmpeg.log"
        with log.open("wb") as said:
            process = subprocess.Popen(
                _command(ffmpeg, film.size, options.fps, path), stdin=subprocess.PIPE, stderr=said
            )
            assert process.stdin is not None
            try:
                # A broken pipe says that ffmpeg has ended early; its last words say why.
                with suppress(BrokenPipeError), process.stdin as frames:
                    for number, t in enumerate(moments):
                        frames.write(film.at(t).data)
                        progress(number / len(moments))
            except BaseException:
                process.kill()
                raise
            finally:
                process.wait()
        if process.returncode != 0:
            words = log.read_text(errors="replace").strip().splitlines() or ["it does not say why"]
            raise NoFfmpeg(f"ffmpeg at {ffmpeg} could not write an MP4 ({words[-1]}): take GIF or WebP.")
        progress(1.0)
        return path.read_bytes()


def _command(ffmpeg: str, size: tuple[int, int], fps: int, path: Path) -> list[str]:
    width, height = size
    read = ["-f", "rawvideo", "-pix_fmt", "rgba", "-s", f"{width}x{height}", "-r", str(fps), "-i", "-"]
    # yuv420p, which every player knows, has one colour for four pixels: an even number of them each way.
    even = ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p"]
    code = ["-c:v", "libx264", "-crf", "18", "-preset", "veryfast", "-movflags", "+faststart"]
    return [ffmpeg, "-v", "error", "-nostdin", "-y", *read, *even, *code, "-fflags", "+bitexact", str(path)]


FORMAT = Format(
    key="mp4",
    title="MP4 video",
    about="The race as a video for slides and video programs; made by ffmpeg, where it is installed.",
    ending=".mp4",
    mime="video/mp4",
    options=Motion,
    costs=tuple(COSTS),
    render=render,
    slow=True,
    missing=missing,
)
