"""An idea sent is stored exactly once, as it was typed."""

import pytest
from sqlalchemy import func, select

from improve.core import clock
from improve.core.db import db
from improve.ideas.facts import IdeaText
from improve.ideas.models import Idea
from improve.teams.models import Organisation
from tests.cast import make_person


def count() -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(Idea)) or 0


def form(**fields: object) -> dict[str, object]:
    return {"key": "KEY-1", "text": "The clock by bed 6 is an hour slow", **fields}


def test_one_field_is_enough(ben, trust, last_event):
    page = ben.post("/ideas", data=form(team=trust.ward_12.id))
    assert page.status_code == 303
    kept = db.session.scalars(select(Idea)).one()
    assert (kept.headline, kept.author_id, kept.team_id) == (
        "The clock by bed 6 is an hour slow", trust.ben.id, trust.ward_12.id,
    )  # fmt: skip
    assert last_event().name == "idea.submitted"


def test_the_same_form_twice_makes_one_idea_and_the_same_answer(ben, trust):
    first, second = (ben.post("/ideas", data=form(team=trust.ward_12.id)) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert count() == 1


def test_the_same_key_with_other_words_is_refused(ben, trust):
    ben.post("/ideas", data=form(team=trust.ward_12.id))
    again = ben.post("/ideas", data=form(team=trust.ward_12.id, text="Something else"))
    assert again.status_code == 422
    assert again.select_one("#text").text.strip() == "Something else"
    assert count() == 1


def test_a_corrected_form_may_use_its_key_again(ben, trust):
    assert ben.post("/ideas", data=form(team=trust.ward_12.id, text="")).status_code == 422
    assert ben.post("/ideas", data=form(team=trust.ward_12.id)).status_code == 303


def test_two_people_may_use_the_same_key(ben, ana, trust):
    ben.post("/ideas", data=form(team=trust.ward_12.id))
    ana.post("/ideas", data=form(team=trust.ward_12.id))
    assert count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Write what could be better"),
        (" \n\t ", "Write what could be better"),
        ("ab", "3 characters or more"),
        ("x" * 2_001, "2,000 characters or fewer. It is 1 too long"),
        ("\x00\x00", "Write what could be better"),
    ],
)
def test_a_bad_text_is_refused_where_it_was_typed(ben, trust, typed, sentence):
    page = ben.post("/ideas", data=form(team=trust.ward_12.id, text=typed))
    assert page.status_code == 422
    assert sentence in page.select_one("#text-error").text
    assert count() == 0


@pytest.mark.parametrize(
    "typed",
    [
        "🧦" * 2_000,
        "נקו את המגבות בלילה",
        "<script>alert(1)</script> & “quotes”",
        "{{ 7 * 7 }}",
        "Cafe\u0301 opens late",
        "line one\r\nline two",
    ],
)
def test_what_was_written_is_stored_and_shown_as_text(ben, trust, typed):
    page = ben.post("/ideas", data=form(team=trust.ward_12.id, text=typed))
    assert page.status_code == 303
    kept = db.session.scalars(select(IdeaText)).one().text
    shown = ben.get(page.location).select_one(".voice").text
    assert shown.strip() == kept
    assert "script" not in {tag.name for tag in ben.get(page.location).soup.select("main script")}


def test_null_bytes_are_left_out(ben, trust):
    ben.post("/ideas", data=form(team=trust.ward_12.id, text="The cl\x00ock is slow"))
    assert db.session.scalars(select(IdeaText)).one().text == "The clock is slow"


def test_a_team_of_another_organisation_is_not_there(ben, trust):
    assert ben.post("/ideas", data=form(team=trust.other_ward.id)).status_code == 404


def test_nothing_but_the_fields_of_the_form_can_be_set(ben, trust):
    ben.post(
        "/ideas", data=form(team=trust.ward_12.id, stage="done", author_id=trust.ana.id, supporters="99")
    )
    kept = db.session.scalars(select(Idea)).one()
    assert (kept.stage, kept.author_id, kept.supporters) == ("new", trust.ben.id, 0)


def test_nobody_is_asked_to_sign_in(as_, trust):
    page = as_(None).get("/ideas/new")
    assert (page.status_code, page.location) == (302, "/sign-in?next=/ideas/new")


def test_where_no_team_is_yet_the_form_says_what_comes_first(app, as_):
    organisation = Organisation(name="Thornbeck Hospitals")
    db.session.add(organisation)
    db.session.flush()
    amy = as_(make_person(organisation, "Amy Webb", "Systems manager", is_administrator=True))
    page = amy.get("/ideas/new")
    assert page.status_code == 409 and "no team yet" in page.text


@pytest.mark.parametrize("text", ["...", ". . .", "!!!"])
def test_a_text_without_a_word_has_a_name_that_can_be_tapped(ben, trust, text):
    ben.post("/ideas", data=form(text=text, team=trust.ward_12.id))
    assert ben.get(f"/teams/{trust.ward_12.id}/board").select_one(".idea h3 a").text.strip()


def test_a_team_that_closed_meanwhile_is_asked_for_again_and_nothing_typed_is_lost(ben, trust):
    trust.ward_14.deactivated_at = clock.now()
    page = ben.post("/ideas", data=form(team=trust.ward_14.id))
    assert page.status_code == 422 and count() == 0
    assert page.select_one("#team-error") and page.select_one("#text").text.strip() == form()["text"]
