"""HEIC, the pictures of iPads. Pure."""

from typing import Any

import pi_heif
from PIL import Image

BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx")
HEAD = 16_384  # bytes: the head of a picture in tiles is shorter
# Bytes that decoding takes for each point, as measured.
BYTES_OF_CAMERAS = 4.9  # in tiles, with half the colour, as cameras write it
BYTES_OF_ONE_TILE = 6.9
BYTES_OF_OTHERS = 12  # all the colour, more than 8 bits, or transparent


def is_heic(content: bytes) -> bool:
    """Whether the first bytes say so."""
    return content[4:8] == b"ftyp" and content[8:12] in BRANDS


class HeicPhoto:
    """One picture, upright. It is decoded with the first strip that is cut off."""

    def __init__(self, content: bytes) -> None:
        self._file: Any = pi_heif.open_heif(content, remove_stride=False)
        self._is_tiled = b"grid" in content[:HEAD]  # the item that puts tiles together is named in the head

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, as the head of the file has them."""
        width, height = self._file.size
        return width, height

    @property
    def bytes_a_point(self) -> float:
        """What decoding takes."""
        info = self._file.info
        if (info.get("chroma"), info.get("bit_depth"), self._file.mode) != (420, 8, "RGB"):
            return BYTES_OF_OTHERS
        return BYTES_OF_CAMERAS if self._is_tiled else BYTES_OF_ONE_TILE

    def crop(self, box: tuple[int, int, int, int]) -> Image.Image:
        """A strip of full width."""
        _left, top, right, bottom = box
        rows, stride, mode = memoryview(self._file.data), self._file.stride, self._file.mode
        strip = rows[top * stride : bottom * stride]
        return Image.frombytes(mode, (right, bottom - top), strip, "raw", mode, stride)
