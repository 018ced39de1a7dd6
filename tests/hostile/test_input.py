"""What no keyboard makes is refused with a sentence, on both databases, and never a crash."""

import contextlib
import io
import random
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.ideas.anonymous import day_token
from improve.ideas.models import Idea
from improve.ideas.photos import PhotoRefused, re_encode
from improve.people.models import Person
from tests.hostile.asking import NASTY


def good(app, team) -> dict[str, object]:
    token = day_token(app.config["SECRET_KEY"], team, clock.today())
    return {"team": team.id, "token": token, "text": "We skip breaks.", "claim": "a" * 64}


ODD = (None, 0, 1e999, 10**40, True, [], ["a"], {}, {"a": 1}, "\ud800", "é", "\0", "x" * 3_000, [[["a"]]])
BODIES = (b"[" * 200_000, b'{"a":' * 100_000, b"\xff\xfe", b"", b"null", b"NaN", b"9" * 10_000)
FIELDS = ("team", "token", "text", "claim", "suggestion", "beneficiaries", "waste", "written_on")


@pytest.mark.parametrize("field", FIELDS)
def test_an_anonymous_idea_with_an_odd_field_is_kept_or_refused_and_never_a_crash(app, as_, trust, field):
    for odd in ODD:
        sent = {**good(app, trust.ward_12), field: odd}
        answer = as_(None).post("/anonymous/outbox", json=sent, headers={"Idempotency-Key": str(uuid4())})
        assert answer.status_code < 500, (field, odd)


@pytest.mark.parametrize("field", ["text", "claim", "token", "written_on"])
@pytest.mark.parametrize("odd", [["a word"], {"a": "word"}, 12345])
def test_what_is_no_text_is_not_kept_as_text(app, as_, trust, field, odd):
    sent = {**good(app, trust.ward_12), field: odd}
    answer = as_(None).post("/anonymous/outbox", json=sent, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code in (400, 403, 422)


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_no_form_is_refused(as_, body):
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
    answer = as_(None).post("/anonymous/outbox", data=body, headers=headers)
    assert answer.status_code == 400


QUERIES = (
    "/teams/{team}/board?goal={odd}",
    "/teams/{team}/board?owner={odd}",
    "/teams/{team}/board/lanes/new?after={odd}",
    "/teams/{team}/pick?idea={odd}",
    "/ideas?after=2026-03-03.{odd}",
    "/ideas?after={odd}",
    "/ideas?team={odd}",
    "/ideas?goal={odd}",
    "/ideas/new?team={odd}",
    "/ideas/new?goal={odd}",
    "/search?q={odd}",
    "/ideas/{idea}/contributors?name={odd}",
    "/people?q={odd}",
    "/people?after={odd}",
    "/escalations?after={odd}",
    "/goals?team={odd}",
    "/step-up?next={odd}",
    "/sign-in?next={odd}",
    "/tablet/enrol?code={odd}",
    "/ideas/{odd}",
    "/teams/{odd}/board",
)


@pytest.mark.parametrize("address", QUERIES)
def test_an_odd_address_is_no_crash(trust, idea, ana, amy, address):
    for odd in ("%00", "a%00b", "%FF%FE", "%ED%A0%80", "%F0%9F%92%A9", "9" * 400, "%25", "%27%22"):
        path = address.format(odd=odd, team=trust.ward_12.id, idea=idea.id)
        for client in (ana, amy):
            assert client.get(path).status_code < 500, path


def test_an_odd_choice_in_a_form_is_refused(trust, idea, ana):
    for path, field in (
        ("acceptance", "owner"), ("offer", "team"), ("merge", "into"), ("contributors", "person"), ("goals", "goals"),
        ("size", "effort"), ("decline", "reason"), ("owner", "owner"),
    ):  # fmt: skip
        for odd in NASTY[::3]:
            assert ana.post(f"/ideas/{idea.id}/{path}", data={field: odd}).status_code < 500, (path, odd)


@pytest.mark.parametrize(
    "idea_text", ["_____ ______", "ªªªªªª ______", "🙂🙂🙂🙂🙂🙂", "' | & ! <-> :* ( )", "ｆｕｌｌｗｉｄｔｈ"]
)
def test_an_idea_without_real_words_can_be_compared_with_others(trust, ana, ben, idea_text):
    assert ben.post("/ideas", data={"text": idea_text, "team": trust.ward_12.id}).status_code == 303
    idea_id = db.session.scalars(select(Idea.id)).one()
    assert ana.get(f"/ideas/{idea_id}/merge").status_code == 200
    assert ana.get("/search", query_string={"q": idea_text}).status_code == 200


@pytest.mark.parametrize("wanted", ["/é", "/\u2028", "/👩", "/ok?q=é"])
def test_the_address_after_a_step_can_be_sent_as_a_header(trust, idea, ana, wanted):
    for headers in ({"HX-Request": "true"}, {}):
        answer = ana.post(
            f"/ideas/{idea.id}/contributors", data={"person": trust.fay.id, "next": wanted}, headers=headers
        )
        sent = answer.headers.get("HX-Redirect") or answer.location
        assert sent.startswith("/")
        assert sent.isascii()


def test_a_damaged_photo_is_refused_and_never_a_crash():
    chance = random.Random(5)
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = photo(kind)
        for _ in range(300):
            broken = bytearray(whole)
            for _ in range(chance.randint(1, 12)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            if chance.random() < 0.3:
                del broken[chance.randrange(len(broken)) :]
            with contextlib.suppress(PhotoRefused):
                re_encode(io.BytesIO(bytes(broken)))


def photo(kind: str) -> bytes:
    picture, kept = Image.effect_noise((48, 40), 60).convert("RGB"), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x8825] = 6, "A ward", {1: "N", 2: (53.0, 48.0, 1.0)}
    picture.save(kept, kind, exif=exif)
    return kept.getvalue()


def test_a_person_is_found_by_nothing_but_an_id(trust, idea, ana):
    assert isinstance(trust.ben, Person)
    answer = ana.post(f"/ideas/{idea.id}/contributors", data={"person": "a\0b"})
    assert answer.status_code in (403, 404, 422)
