"""The page of a full disk: what was typed stands on it, and it claims nothing else."""

import io

import pytest

from improve.core.access import open_to
from improve.core.errors import NoSpace
from improve.people.models import Person
from tests.real.html import problems

KEPT = "What you typed is still on this page"
TYPED = {"key": "once", "text": "Blankets run out at night", "suggestion": "Two more on the trolley"}


@pytest.fixture
def full(app, monkeypatch):
    """An address that finds no room."""

    @open_to(Person)
    def fail():
        raise NoSpace

    monkeypatch.setitem(app.view_functions, "ideas.create", fail)
    return "/ideas"


def test_what_was_typed_is_shown_to_be_sent_again(ben, full):
    page = ben.post(full, TYPED)
    assert page.status_code == 507 and KEPT in page.text and problems(page.text) == []
    areas = {area["name"]: area.text.strip() for area in page.soup.select("main textarea")}
    assert areas == {"text": TYPED["text"], "suggestion": TYPED["suggestion"]}
    assert page.select_one("main form [name=key]")["value"] == "once"
    assert len({label.text for label in page.soup.select("main label")}) == 2


def test_where_nothing_is_given_back_nothing_is_said_to_be_there(ben, full):
    page = ben.post(full, {"password": "a secret of mine"})
    assert KEPT not in page.text and "nothing was stored" in page.text and not page.select_one("main form")


@pytest.mark.parametrize(("name", "is_said"), [("", False), ("bay.jpg", True)])
def test_only_a_photo_that_was_sent_is_said_to_be_lost(ben, full, name, is_said):
    page = ben.post(full, TYPED | {"photo": (io.BytesIO(b"x"), name)}, content_type="multipart/form-data")
    assert ("A file is not kept here" in page.text) == is_said
