"""Two hundred damaged pictures: each is taken or refused in a sentence, and none breaks the server."""

from io import BytesIO
from random import Random

import pillow_heif
import pytest
from PIL import ExifTags, Image
from sqlalchemy import func, select

from improve.core.db import db
from improve.ideas.facts import Photo

EACH = 50
KINDS = ("JPEG", "PNG", "WEBP", "HEIC")


def whole(kind) -> bytes:
    """A small picture with a place in it, so that there is much to damage."""
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = "A ward"
    file, picture = BytesIO(), Image.effect_noise((96, 64), 60).convert("RGB")
    if kind == "HEIC":
        pillow_heif.from_pillow(picture).save(file, quality=60, exif=exif.tobytes())
    else:
        picture.save(file, kind, exif=exif)
    return file.getvalue()


def damaged(content, chance) -> bytes:
    """A few bytes changed, a piece lost or doubled, or the end cut off."""
    made = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(made) if chance.random() < 0.5 else min(200, len(made)))
        what = chance.random()
        if what < 0.6:
            made[at] = chance.choice((0, 0xFF, 0x7F, 0x80, chance.randrange(256)))
        elif what < 0.75:
            del made[at : at + chance.randint(1, 40)]
        elif what < 0.9:
            made[at:at] = made[at : at + chance.randint(1, 40)]
        else:
            del made[max(at, 40) :]
    return bytes(made)


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_picture_never_breaks_the_server(ben, idea, kind):
    content, chance, answers = whole(kind), Random(kind), []  # the same damage each time
    for _ in range(EACH):
        form = {"photo": (BytesIO(damaged(content, chance)), "photo")}
        sent = ben.post(f"/ideas/{idea.id}/photos", data=form, content_type="multipart/form-data")
        answers.append(sent.status_code)
        assert sent.status_code == 303 or sent.select_one("#photo-error, .nhsuk-error-message")
    assert set(answers) <= {303, 422}
    assert db.session.scalar(select(func.count()).select_from(Photo)) == answers.count(303) < EACH
