"""What a photo costs: less than 150 MB of the server's memory and less than 2 seconds, however it is packed."""

import struct
import subprocess
import sys
from io import BytesIO
from threading import Thread

import pillow_heif
import pytest
from PIL import Image

from improve.ideas import photos

MOST_GROWTH, MOST_SECONDS = 150_000_000, 2
QUICKLY = {"preset": "ultrafast"}  # of the encoder
# Another process decodes the file, so that what this one has used before does not hide what decoding takes.
# On Linux its highest mark is read from /proc: getrusage hands on the mark of the process that started it.
MEASURE = """
import re, resource, sys, time
from io import BytesIO
from pathlib import Path
from improve.ideas.photos import PhotoRefused, re_encode

def highest():
    if sys.platform == 'darwin':
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return 1024 * int(re.search(r'VmHWM:\\s+([0-9]+)', Path('/proc/self/status').read_text())[1])

content = Path(sys.argv[1]).read_bytes()
start, before = time.monotonic(), highest()
try:
    said = str(max(re_encode(BytesIO(content))[1]))
except PhotoRefused as refused:
    said = refused.sentence
print(highest() - before, time.monotonic() - start, said, sep='|')
"""
LARGEST = {  # as many points as are taken of each kind, or nearly
    "jpeg": ("JPEG", (7_300, 5_470), "RGB", {}),
    "jpeg in scans": ("JPEG", (4_670, 3_510), "RGB", {"progressive": True, "subsampling": 0}),
    "jpeg, narrow": ("JPEG", (39_000, 1_000), "RGB", {}),
    "jpeg, just not halved": ("JPEG", (3_199, 3_199), "RGB", {}),
    "png": ("PNG", (6_020, 4_520), "RGB", {}),
    "png, transparent": ("PNG", (6_020, 4_520), "RGBA", {}),
    "webp": ("WEBP", (3_190, 2_140), "RGBA", {}),
    "webp, lossless": ("WEBP", (3_190, 2_140), "RGB", {"lossless": True}),
    "heic": ("HEIC", (5_712, 4_284), "RGB", {"tile_size": 512}),
    "heic, one tile": ("HEIC", (4_801, 3_601), "RGB", {}),
    "heic, transparent": ("HEIC", (3_640, 2_720), "RGBA", {}),
}
TOO_LARGE = {
    "jpeg": ("JPEG", (7_400, 5_500), "RGB", {}),
    "jpeg in scans": ("JPEG", (7_300, 5_470), "RGB", {"progressive": True}),
    "png": ("PNG", (10_000, 10_000), "L", {}),
    "webp": ("WEBP", (7_300, 5_470), "RGB", {}),
    "webp, lossless": ("WEBP", (7_300, 5_470), "RGB", {"lossless": True, "method": 0}),
    "webp, transparent": ("WEBP", (7_300, 5_470), "RGBA", {}),
    "heic": ("HEIC", (7_300, 5_470), "RGB", {"tile_size": 512}),
}


def packed(kind, size, mode, options) -> bytes:
    file, picture = BytesIO(), Image.new(mode, size, "teal" if mode != "L" else "white")
    if kind == "HEIC":
        pillow_heif.from_pillow(picture).save(file, quality=30, enc_params=QUICKLY, **options)
    else:
        picture.save(file, kind, **options)
    return file.getvalue()


def measured(content, folder) -> tuple[int, float, str]:
    """Bytes more than before, seconds, and what was said."""
    (folder / "photo").write_bytes(content)
    said = subprocess.run(
        [sys.executable, "-c", MEASURE, folder / "photo"], capture_output=True, text=True, check=True
    )
    growth, seconds, words = said.stdout.strip().split("|")
    return int(growth), float(seconds), words


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_photo_costs_less_than_150_mb_and_2_seconds(name, tmp_path):
    growth, seconds, words = measured(packed(*LARGEST[name]), tmp_path)
    assert words == "1600"
    assert growth < MOST_GROWTH and seconds < MOST_SECONDS


@pytest.mark.parametrize("name", TOO_LARGE)
def test_one_of_too_many_points_is_refused_before_it_is_decoded(name, tmp_path):
    growth, seconds, words = measured(packed(*TOO_LARGE[name]), tmp_path)
    assert "million points" in words
    assert growth < 20_000_000 and seconds < 1


def test_a_heic_that_lies_about_its_size_is_refused_before_it_is_decoded(tmp_path):
    content = bytearray(packed("HEIC", (7_300, 5_470), "RGB", {}))
    at = content.index(b"ispe") + 8
    content[at : at + 8] = struct.pack(">II", 100, 100)
    growth, _seconds, words = measured(content, tmp_path)
    assert "not a photo" in words and growth < 20_000_000


def test_photos_sent_at_once_are_decoded_one_after_the_other(monkeypatch):
    now, most, decode = [], [], photos._read

    def read(content):
        now.append(content)
        most.append(len(now))
        small = decode(content)
        now.pop()
        return small

    monkeypatch.setattr(photos, "_read", read)
    content = packed("PNG", (2_000, 1_500), "RGB", {})
    senders = [Thread(target=photos.re_encode, args=(BytesIO(content),)) for _ in range(6)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert most == [1] * 6
