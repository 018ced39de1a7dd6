"""Photos as large as are taken, and larger ones, each packed in a way of its own; and what one of them costs."""

import subprocess
import sys
from io import BytesIO

import pillow_heif
from PIL import Image

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
start, before = time.process_time(), highest()
try:
    said = str(max(re_encode(BytesIO(content))[1]))
except PhotoRefused as refused:
    said = refused.sentence
print(highest() - before, time.process_time() - start, said, sep='|')
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
    "webp": ("WEBP", (4_000, 3_000), "RGB", {}),
    "webp, lossless": ("WEBP", (4_000, 3_000), "RGB", {"lossless": True, "method": 0}),
    "webp, transparent": ("WEBP", (4_000, 3_000), "RGBA", {}),
    "heic": ("HEIC", (5_900, 4_400), "RGB", {"tile_size": 512}),
}


def packed(kind, size, mode, options) -> bytes:
    file, picture = BytesIO(), Image.new(mode, size, "teal" if mode != "L" else "white")
    if kind == "HEIC":
        pillow_heif.from_pillow(picture).save(file, quality=30, enc_params=QUICKLY, **options)
    else:
        picture.save(file, kind, **options)
    return file.getvalue()


def measured(content, folder) -> tuple[int, float, str]:
    """Bytes more than before, seconds of CPU, and what was said."""
    (folder / "photo").write_bytes(content)
    said = subprocess.run(
        [sys.executable, "-c", MEASURE, folder / "photo"], capture_output=True, text=True, check=True
    )
    growth, seconds, words = said.stdout.strip().split("|")
    return int(growth), float(seconds), words
