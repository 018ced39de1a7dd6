"""A photo is re-encoded, without place, time or device; what is no photo is refused and nothing typed is lost."""

from io import BytesIO

import pillow_heif
import pytest
from PIL import Image
from sqlalchemy import select

from improve.core.db import db
from improve.ideas.facts import Photo
from improve.ideas.photos import LONGEST_SIDE, MAX_BYTES, PhotoRefused, re_encode

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112
A_QUARTER_TURN = 6
QUICKLY = {"preset": "ultrafast"}  # of the encoder of HEIC


def picture(size=(800, 600), kind="JPEG", **kwargs) -> bytes:
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **kwargs)
    return file.getvalue()


def heic_picture(size=(800, 600), colour="teal", **kwargs) -> bytes:
    file = BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", size, colour)).save(
        file, quality=50, enc_params=QUICKLY, **kwargs
    )
    return file.getvalue()


def place() -> Image.Exif:
    exif = Image.Exif()
    exif[MAKE] = "CANARY-CAMERA"
    exif[GPS] = {1: "N", 2: (51.0, 30.0, 0.0)}
    return exif


def with_place() -> bytes:
    return picture(exif=place())


def heic_with_place() -> bytes:
    return heic_picture(exif=place().tobytes())


@pytest.mark.parametrize("made", [with_place, heic_with_place])
def test_place_and_device_are_gone(made):
    assert b"CANARY-CAMERA" in made()
    kept, _size = re_encode(BytesIO(made()))
    assert b"CANARY-CAMERA" not in kept
    assert not Image.open(BytesIO(kept)).getexif()


def test_the_heic_of_that_test_does_tell_the_place():
    told = Image.Exif()
    told.load(pillow_heif.open_heif(heic_with_place()).info["exif"])
    assert told.get_ifd(GPS)[1] == "N"


@pytest.mark.parametrize(
    ("kind", "size"), [("JPEG", (4000, 3000)), ("PNG", (4000, 3000)), ("WEBP", (3000, 2250))]
)
def test_a_large_photo_is_shrunk_to_a_jpeg(kind, size):
    kept, size = re_encode(BytesIO(picture(size, kind)))
    assert (Image.open(BytesIO(kept)).format, size) == ("JPEG", (LONGEST_SIDE, 1_200))


@pytest.mark.parametrize("tile_size", [0, 512])
def test_the_picture_of_an_ipad_is_shrunk_to_a_jpeg(tile_size):
    kept, size = re_encode(BytesIO(heic_picture((4032, 3024), tile_size=tile_size)))
    assert (Image.open(BytesIO(kept)).format, size) == ("JPEG", (LONGEST_SIDE, 1_200))
    red, green, _blue = Image.open(BytesIO(kept)).getpixel((1_599, 1_199))
    assert red < 20 and 110 < green < 146


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIC"])
def test_a_photo_taken_upright_is_kept_upright(kind):
    exif = Image.Exif()
    exif[ORIENTATION] = A_QUARTER_TURN
    sent = heic_picture(exif=exif.tobytes()) if kind == "HEIC" else picture(kind=kind, exif=exif)
    assert re_encode(BytesIO(sent))[1] == (600, 800)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16", "CMYK"])
@pytest.mark.parametrize("size", [(80, 60), (3_300, 30)])
def test_every_kind_of_colour_is_kept_as_colour(mode, size):
    file = BytesIO()
    white = (
        Image.new("L", size, "white").convert("I;16") if mode == "I;16" else Image.new(mode, size, "white")
    )
    white.save(file, "JPEG" if mode == "CMYK" else "PNG")
    file.seek(0)
    kept = Image.open(BytesIO(re_encode(file)[0]))
    assert kept.mode == "RGB"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
NOT_PHOTOS = {
    "text": b"hello", "empty": b"", "svg": SVG, "gif": picture(kind="GIF"), "html": b"<html><body>GIF89a",
    "broken": picture()[:300], "broken heic": heic_picture()[:300], "tiff": picture(kind="TIFF"),
    "bmp": picture(kind="BMP"),
    "too large": b"\xff\xd8\xff" + b"0" * MAX_BYTES, "zip": b"PK\x03\x04" + b"0" * 100,
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


def test_words_in_place_of_a_photo_are_refused(ben, idea):
    page = ben.post(f"/ideas/{idea.id}/photos", data={"photo": "mine"})
    assert page.status_code == 422 and "Choose a photo" in page.text


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


def test_a_photo_that_is_sent_twice_is_stored_once(ben, idea):
    for _time in range(2):
        sent = {"photo": (BytesIO(picture()), "a.jpg"), "key": "PHOTO-1"}
        assert ben.post(f"/ideas/{idea.id}/photos", data=sent).status_code == 303
    assert len(db.session.scalars(select(Photo)).all()) == 1
