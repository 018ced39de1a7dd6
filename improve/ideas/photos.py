"""Photos as they are kept: re-encoded JPEG, at most 1,600 px, without place, time, device or file name. Pure."""

from io import BytesIO
from threading import BoundedSemaphore
from typing import IO

from PIL import ExifTags, Image, ImageOps

from improve.core.languages import gettext as _
from improve.core.languages import noop
from improve.ideas.heic import HeicPhoto, is_heic

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 1_600  # px: legible on a wall, some 300 KB
QUALITY = 82
CHOOSE = noop("Choose a JPEG, PNG, WebP or HEIC picture")
FORMATS = ("JPEG", "PNG", "WEBP")  # Pillow looks for no other; HEIC is read by a decoder of its own
AT_ONCE = 1  # photos a process decodes: each may take MOST_MEMORY and a processor
MOST_MEMORY = 120_000_000  # bytes a decoder may take, so that a photo costs a process less than 150 MB
# Bytes that decoding takes for each point, as measured by tests/ideas/test_photo_memory.py.
BYTES_A_POINT = {"PNG": 4.4, "WEBP": 17.5}
BYTES_OF_SCANS = 7.3  # a JPEG in several scans is collected whole before it is made smaller
BYTES_OF_ONE_SCAN = 1.3  # any other is made smaller while it is decoded
ROWS = 16  # of the smaller picture: so much is made smaller at a time
START_OF_SCAN, FILL = 0xDA, 0xFF
Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves, before anything is decoded

_turns = BoundedSemaphore(AT_ONCE)


class PhotoRefused(Exception):
    """Why a photo is not taken, in a sentence for the person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def re_encode(file: IO[bytes]) -> tuple[bytes, tuple[int, int]]:
    """A photo as JPEG bytes and its size in px (width, height). Raises PhotoRefused."""
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise PhotoRefused(_("The photo is larger than 8 MB. Take it again, smaller"))
    try:
        with _turns:
            return _as_jpeg(_read(content))
    except PhotoRefused:
        raise
    except Exception:  # what is damaged makes the decoders fail in every way there is
        raise PhotoRefused(_("This file is not a photo we can read.") + f" {_(CHOOSE)}") from None


def _read(content: bytes) -> Image.Image:
    """The photo upright, not much larger than it is kept."""
    if is_heic(content):
        picture = HeicPhoto(content)
        _refuse_too_large(picture.size, picture.bytes_a_point)
        return _shrunk(picture)
    _refuse_too_large(_webp_size(content), BYTES_A_POINT["WEBP"])  # opening one makes room for all of it
    with Image.open(BytesIO(content), formats=FORMATS) as photo:
        _refuse_too_large(photo.size, _bytes_a_point(photo, content))
        share = LONGEST_SIDE / max(photo.size)
        photo.draft("RGB", (max(1, int(photo.width * share)), max(1, int(photo.height * share))))
        return _upright(_shrunk(photo), photo.getexif().get(ExifTags.Base.Orientation, 1))


def _refuse_too_large(size: tuple[int, int], bytes_a_point: float) -> None:
    most = int(min(MAX_PIXELS, MOST_MEMORY / bytes_a_point))
    if size[0] * size[1] > most:
        raise PhotoRefused(
            _(
                "The photo has more than %(most)s million points. Take it again, smaller",
                most=most // 1_000_000,
            )
        )


def _webp_size(content: bytes) -> tuple[int, int]:
    """The size of a WebP picture, as its first piece has it; nothing for other files."""
    kind, head = content[8:16], content[16:34]
    if content[:4] != b"RIFF" or not kind.startswith(b"WEBPVP8"):
        return 0, 0
    if kind.endswith(b"X"):
        return int.from_bytes(head[8:11], "little") + 1, int.from_bytes(head[11:14], "little") + 1
    if kind.endswith(b"L"):
        packed = int.from_bytes(head[5:9], "little")
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    return int.from_bytes(head[10:12], "little") & 0x3FFF, int.from_bytes(head[12:14], "little") & 0x3FFF


def _bytes_a_point(photo: Image.Image, content: bytes) -> float:
    if photo.format in BYTES_A_POINT:
        return BYTES_A_POINT[photo.format]
    return BYTES_OF_ONE_SCAN if _is_in_one_scan(content, len(photo.getbands())) else BYTES_OF_SCANS


def _is_in_one_scan(content: bytes, colours: int) -> bool:
    """Whether the first scan of a JPEG has all of its colours, and all of each: it is not progressive."""
    at, is_progressive = 2, False
    while at + 4 < len(content) and content[at] == FILL:
        marker = content[at + 1]
        is_progressive = is_progressive or marker in (0xC2, 0xC6, 0xCA, 0xCE)
        if marker == START_OF_SCAN:
            return not is_progressive and content[at + 4] == colours
        at += 1 if marker == FILL else 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return False


def _shrunk(photo: Image.Image | HeicPhoto) -> Image.Image:
    """Made smaller strip by strip: a second copy of a large picture is never made."""
    (width, height), factor = photo.size, max(1, max(photo.size) // LONGEST_SIDE)
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    for top in range(0, height, ROWS * factor):
        strip = photo.crop((0, top, width, min(height, top + ROWS * factor))).convert("RGB")
        small.paste(strip.reduce(factor), (0, top // factor))
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return small


def _upright(small: Image.Image, orientation: int) -> Image.Image:
    small.getexif()[ExifTags.Base.Orientation] = orientation
    return ImageOps.exif_transpose(small)


def _as_jpeg(small: Image.Image) -> tuple[bytes, tuple[int, int]]:
    bare = Image.new("RGB", small.size)
    bare.paste(small)
    kept = BytesIO()
    bare.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue(), bare.size
