"""Photos as they are kept: re-encoded JPEG, at most 1,600 px, without place, time, device or file name. Pure."""

from io import BytesIO
from typing import IO

from PIL import Image, ImageOps

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 1_600  # px: legible on a wall, some 300 KB
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")
Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves, before anything is decoded


class PhotoRefused(Exception):
    """Why a photo is not taken, in a sentence for the person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def re_encode(file: IO[bytes]) -> tuple[bytes, tuple[int, int]]:
    """A photo as JPEG bytes and its size in px (width, height). Raises PhotoRefused."""
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise PhotoRefused("The photo is larger than 8 MB. Take it again, smaller")
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as photo:
            return _shrunk(photo)
    except PhotoRefused:
        raise
    except Exception:  # what is damaged makes the decoders fail in every way there is
        raise PhotoRefused(
            "This file is not a photo we can read. Choose a JPEG, PNG or WebP picture"
        ) from None


def _shrunk(photo: Image.Image) -> tuple[bytes, tuple[int, int]]:
    if photo.width * photo.height > MAX_PIXELS:
        raise PhotoRefused("The photo has more than 40 million points. Take it again, smaller")
    photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded at a fraction of its size
    upright = ImageOps.exif_transpose(photo).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    kept = BytesIO()
    bare.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue(), bare.size
