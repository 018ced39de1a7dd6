"""What a camera sees in a journey: a film in which codes are held before it, one after the other, without an end."""

from pathlib import Path

import segno
from playwright.sync_api import Browser

from tests.real.browser import chromium_path, flags

WIDTH, HEIGHT, PER_SECOND = 640, 480, 5
SIDE = 8  # points of one square of a code
PAPER, INK = 235, 16  # brightness
GREY = b"\x80" * (WIDTH * HEIGHT // 2)  # both planes of colour


def browser_with_camera(chrome: Browser, film: Path) -> Browser:
    """A browser of its own before whose camera `film` is shown. Asked whether a page may use it, somebody says yes."""
    pretended = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    shown = f"--use-file-for-fake-video-capture={film}"
    return chrome.browser_type.launch(executable_path=chromium_path(), args=[*flags(), *pretended, shown])


def film_of(path: Path, *codes: str, seconds: int) -> Path:
    """Each code for so many seconds, as YUV4MPEG2."""
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for code in codes:
            film.write((b"FRAME\n" + picture(code) + GREY) * (PER_SECOND * seconds))
    return path


def picture(code: str) -> bytes:
    """The code in the middle of a sheet of paper: the brightness of each point, row by row."""
    rows = segno.make(code, error="m", micro=False).matrix
    edge = (WIDTH - SIDE * len(rows)) // 2
    paper = bytes([PAPER])
    lines = []
    for row in rows:
        squares = b"".join(bytes([INK if dark else PAPER]) * SIDE for dark in row)
        lines += [paper * edge + squares + paper * (WIDTH - edge - len(squares))] * SIDE
    above = (HEIGHT - len(lines)) // 2
    blank = paper * WIDTH
    return b"".join([blank] * above + lines + [blank] * (HEIGHT - above - len(lines)))
