"""Slow work holds no lock: while a picture is decoded, a password is hashed or a page is made, others can write."""

import io

import pytest
from flask import template_rendered

from improve.auth import passwords
from improve.core import db as database
from improve.core.db import db
from improve.ideas.routes import ideas as idea_routes
from improve.ideas.routes import photos as photo_routes
from tests.hostile.test_anonymous import CODE, anonymous  # noqa: F401  a fixture
from tests.hostile.test_input import photo


def holds_a_lock() -> bool:
    """Whether this request has a transaction that may write."""
    return db.session().in_transaction() and database._writing.get()


@pytest.fixture
def slow_work(app, monkeypatch) -> list[bool]:
    """For each piece of slow work: whether a lock was held."""
    found: list[bool] = []
    for module, name in (
        (idea_routes, "re_encode"), (photo_routes, "re_encode"), (passwords, "is_right"), (passwords, "hash_password"),
    ):  # fmt: skip
        real = getattr(module, name)
        monkeypatch.setattr(
            module, name, lambda *given, real=real: found.append(holds_a_lock()) or real(*given)
        )
    watch = lambda *_args, **_kwargs: found.append(holds_a_lock())  # noqa: E731
    template_rendered.connect(watch, app)
    yield found
    template_rendered.disconnect(watch, app)


def test_a_photo_is_decoded_without_a_lock(slow_work, trust, ben, idea):
    taken = lambda: (io.BytesIO(photo("JPEG")), "a.jpg")  # noqa: E731
    ben.post("/ideas", data={"text": "Clock is slow", "team": trust.ward_12.id, "photo": taken()})
    ben.post(f"/ideas/{idea.id}/photos", data={"photo": taken()})
    assert slow_work == [False, False]


def test_a_password_is_hashed_without_a_lock(slow_work, app, as_):
    as_(None).post("/sign-in", data={"name": "ben@thornbeck.example", "password": "wrong horse battery"})
    assert slow_work
    assert not any(slow_work)


@pytest.mark.parametrize("path", ["/code", "/code/replies", "/code/thanks", "/code/withdrawal"])
def test_the_page_of_a_code_is_made_without_a_lock(slow_work, as_, anonymous, path):  # noqa: F811
    as_(None).post(path, data={"code": CODE, "words": CODE})
    assert slow_work
    assert not any(slow_work)


@pytest.mark.parametrize("path", ["/nowhere", "/ideas/0123456789ABCDEF/support", "/ideas"])
def test_a_refusal_is_written_without_a_lock(slow_work, ben, path):
    ben.post(path, data={})
    assert slow_work
    assert not any(slow_work)
