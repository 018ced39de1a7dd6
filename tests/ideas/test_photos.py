"""A photo is re-encoded, without place, time or device; what is no photo is refused and nothing typed is lost."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from improve.core.db import db
from improve.ideas.facts import Photo
from improve.ideas.photos import LONGEST_SIDE, MAX_BYTES, PhotoRefused, re_encode

GPS, MAKE = 0x8825, 0x010F


def picture(size=(800, 600), kind="JPEG", **kwargs) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **kwargs)
    return file.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[MAKE] = "CANARY-CAMERA"
    exif[GPS] = {1: "N", 2: (51.0, 30.0, 0.0)}
    return picture(exif=exif)


def test_place_and_device_are_gone():
    kept, _size = re_encode(BytesIO(with_place()))
    assert b"CANARY-CAMERA" not in kept
    assert not Image.open(BytesIO(kept)).getexif()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_photo_is_shrunk_to_a_jpeg(kind):
    kept, size = re_encode(BytesIO(picture((4000, 3000), kind)))
    assert (Image.open(BytesIO(kept)).format, max(size)) == ("JPEG", LONGEST_SIDE)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NOT_PHOTOS = {
    "text": b"hello", "empty": b"", "svg": SVG, "gif": picture(kind="GIF"), "html": b"<html><body>GIF89a",
    "broken": picture()[:300], "too large": b"\xff\xd8\xff" + b"0" * MAX_BYTES, "zip": b"PK\x03\x04" + b"0" * 100,
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_PHOTOS)
def test_what_is_no_photo_is_refused_in_a_sentence(name):
    with pytest.raises(PhotoRefused) as refused:
        re_encode(BytesIO(NOT_PHOTOS[name]))
    assert refused.value.sentence


def test_a_picture_of_too_many_points_is_refused_before_it_is_decoded():
    with pytest.raises(PhotoRefused):
        re_encode(BytesIO(picture((10_000, 10_000), "PNG")))


def test_a_refused_photo_keeps_what_was_typed(ben, trust):
    form = {
        "key": "K",
        "text": "The sluice door bangs",
        "team": trust.ward_12.id,
        "photo": (BytesIO(SVG), "a.jpg"),
    }
    page = ben.post("/ideas", data=form, content_type="multipart/form-data")
    assert page.status_code == 422
    assert page.select_one("#text").text.strip() == "The sluice door bangs"
    assert "not a photo" in page.select_one("#photo-error").text


def test_a_photo_is_shown_to_those_who_see_the_idea(ben, fay, cleo, idea):
    form = {"photo": (BytesIO(with_place()), "../../etc/passwd.php.jpg")}
    assert (
        ben.post(f"/ideas/{idea.id}/photos", data=form, content_type="multipart/form-data").status_code == 303
    )
    photo = db.session.scalars(select(Photo)).one()
    address = f"/ideas/{idea.id}/photos/{photo.id}"
    answer = fay.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert cleo.get(address).status_code == 404
