"""Who else says it: while somebody writes they see who said it before, and nothing of what they write is kept."""

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from improve.core.db import commit, db, start_writing
from improve.events.models import EventRow
from improve.ideas import anonymous, near
from improve.ideas.facts import Support
from improve.ideas.meaning import meaning_of
from improve.ideas.models import Idea
from improve.ideas.near import vectors, warming
from improve.ideas.near.vectors import IdeaVector
from improve.ideas.near.warming import warm
from improve.ideas.routes.near import asked
from improve.ideas.submitting import submit
from improve.tablets.models import Tablet

KEYS = "The keys of the drug cupboard went home in a pocket again"
ASKED = "Nobody knows who has the second set of drug keys"


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    asked.moments.clear()


@pytest.fixture
def tablet(trust):
    device = Tablet(organisation_id=trust.organisation.id, team=trust.ward_12, name="By the desk")
    device.add(trust.ana)
    db.session.add(device)
    device.secret = device.enrol()
    commit()
    start_writing()
    return device


@pytest.fixture
def on_tablet(as_, tablet):
    client = as_(None)
    client.browser.set_cookie("tablet", tablet.secret)
    return client


def filled() -> None:
    """As the scheduler does some seconds later."""
    commit()
    vectors.fill()
    start_writing()


def titles(page) -> list[str]:
    return [heading.text for heading in page.soup.select("article h3")]


def test_a_warmed_process_reads_no_index_when_somebody_asks(app, trust, monkeypatch):
    submit(trust.ward_14, text=KEYS, author=trust.fay)
    filled()
    commit()
    near._held.clear()
    warm(app)
    monkeypatch.setattr(near, "read", lambda held, organisation_id: pytest.fail("read anew"))
    assert near.index_of(trust.organisation.id).nearest_to(meaning_of(ASKED), 1)


def test_warming_bears_a_database_that_is_away(app, trust, monkeypatch):
    commit()
    monkeypatch.setattr(warming, "index_of", lambda organisation_id: 1 / 0)
    with capture_logs() as said:
        warm(app)
    assert [line["event"] for line in said] == ["not warmed"]


def test_a_tablet_shows_what_other_teams_said(on_tablet, trust):
    submit(trust.ward_14, text=KEYS, author=trust.fay)
    filled()
    page = on_tablet.post("/tablet/similar", data={"text": ASKED})
    assert titles(page) == [KEYS]
    assert "has raised this" in page.soup.h2.text and page.headers["Cache-Control"] == "no-store"


def test_the_heading_counts_teams(on_tablet, trust):
    submit(trust.ward_14, text=KEYS, author=trust.fay)
    submit(
        trust.ward_12,
        text="Nobody knows who has the second drug keys, they went home in a pocket",
        author=trust.ben,
    )
    filled()
    page = on_tablet.post("/tablet/similar", data={"text": ASKED})
    assert page.soup.h2.text.strip() == "2 teams have raised this or something like it"


def test_the_heading_claims_nothing_of_what_is_only_a_little_alike(on_tablet, trust):
    submit(trust.ward_14, text="Staff lockers have no keys", author=trust.fay)
    filled()
    page = on_tablet.post("/tablet/similar", data={"text": KEYS})
    assert page.soup.h2.text.strip() == "Perhaps this is the same"
    submit(trust.ward_12, text=ASKED, author=trust.ben)
    filled()
    page = on_tablet.post("/tablet/similar", data={"text": KEYS})
    assert page.soup.h2.text.strip() == f"{trust.ward_12.name} has raised this or something like it"
    said = [part.text for part in page.soup.select("h3, .quiet")]
    assert said == [ASKED, "Perhaps also", "Staff lockers have no keys"]


def test_it_says_what_happened_there(ben, trust):
    idea = submit(trust.ward_14, text=KEYS, author=trust.fay)
    idea.just_do_it(trust.fay, "Keys are on a yellow lanyard, signed over at handover.")
    filled()
    page = ben.post("/ideas/similar", data={"text": ASKED})
    assert "tried this, or something like it, in" in page.soup.h2.text
    assert page.soup.select_one(".what").text == "Keys are on a yellow lanyard, signed over at handover."


def test_what_nobody_supports_yet_shows_no_count(ben, trust):
    idea = submit(trust.ward_14, text=KEYS, author=trust.fay)
    filled()
    page = ben.post("/ideas/similar", data={"text": ASKED})
    assert page.select_one("[data-alike-row]").text.strip() == "Add your support"
    supported = ben.post(f"/ideas/similar/{idea.id}/support")
    assert "1 supports it" in supported.select_one("[data-alike-row]").text


def test_another_problem_is_not_shown(ben, trust):
    submit(trust.ward_14, text=KEYS, author=trust.fay)
    filled()
    assert ben.post("/ideas/similar", data={"text": "Dinner comes cold to the last bay"}).text.strip() == ""


@pytest.mark.parametrize("text", ["", "Drug keys", "x" * 2_001, "\x00" * 20])
def test_too_little_or_too_much_finds_nothing(ben, trust, text):
    submit(trust.ward_14, text=KEYS, author=trust.fay)
    filled()
    assert ben.post("/ideas/similar", data={"text": text}).text.strip() == ""


def test_a_text_that_shows_a_patient_is_not_compared(ben, trust, monkeypatch):
    submit(trust.ward_14, text=KEYS, author=trust.fay)
    filled()
    monkeypatch.setattr("improve.ideas.routes.near.should_stop", lambda _text: True)
    assert ben.post("/ideas/similar", data={"text": ASKED}).text.strip() == ""


def test_nobody_sees_another_organisation_or_what_is_withheld(ben, cleo, on_tablet, trust):
    idea = submit(trust.ward_14, text=KEYS, author=trust.fay)
    filled()
    assert titles(cleo.post("/ideas/similar", data={"text": ASKED})) == []
    idea.withhold(trust.ana, "a patient", "It shows who a patient is.")
    commit()
    assert titles(ben.post("/ideas/similar", data={"text": ASKED})) == []
    assert titles(on_tablet.post("/tablet/similar", data={"text": ASKED})) == []


def test_an_edit_is_found_by_its_new_words_and_no_longer_by_the_old(ben, ana, trust):
    idea = submit(trust.ward_12, text=KEYS, author=trust.ben)
    filled()
    ben.post("/ideas/similar", data={"text": ASKED})
    form = {"version": 1, "title": "", "text": "Dinner comes cold to bay D", "suggestion": "", "waste": ""}
    ana.post(f"/ideas/{idea.id}/edit", data=form)
    start_writing()
    assert db.session.get_one(IdeaVector, idea.id, populate_existing=True).vector == b""
    filled()
    assert titles(ben.post("/ideas/similar", data={"text": ASKED})) == []
    found = titles(ben.post("/ideas/similar", data={"text": "Cold meals for the last patients in bay D"}))
    assert found == ["Dinner comes cold to bay D"]


def test_what_was_merged_is_shown_as_what_it_went_into(ben, trust):
    from improve.ideas.family import merge

    head = submit(trust.ward_12, text="Swipe locks instead of keys for the drug cupboard", author=trust.ben)
    other = submit(trust.ward_14, text=KEYS, author=trust.fay)
    merge(other, head, trust.dora, "The same problem.")
    filled()
    assert titles(ben.post("/ideas/similar", data={"text": KEYS})) == [head.headline]


def test_support_of_a_tablet_counts_once_a_day_without_a_name(on_tablet, tablet, trust):
    idea = submit(trust.ward_14, text=KEYS, author=trust.fay)
    commit()
    for _tap in range(2):
        page = on_tablet.post(f"/tablet/similar/{idea.id}/support")
        assert "You support this" in page.text and "1 supports it" in page.text
    rows = db.session.scalars(select(Support)).all()
    assert [(row.person_id, row.tablet_id) for row in rows] == [(None, tablet.id)]


def test_support_of_a_person_counts_once(ben, trust):
    idea = submit(trust.ward_14, text=KEYS, author=trust.fay)
    commit()
    for _tap in range(2):
        assert "You support this" in ben.post(f"/ideas/similar/{idea.id}/support").text
    assert [row.person_id for row in db.session.scalars(select(Support))] == [trust.ben.id]


def test_an_idea_of_elsewhere_cannot_be_supported(cleo, trust):
    idea = submit(trust.ward_14, text=KEYS, author=trust.fay)
    commit()
    assert cleo.post(f"/ideas/similar/{idea.id}/support").status_code == 404


def test_asking_stores_nothing(on_tablet, trust):
    submit(trust.ward_14, text=KEYS, author=trust.fay)
    filled()
    before = everything()
    on_tablet.post("/tablet/similar", data={"text": ASKED})
    db.session.rollback()
    assert everything() == before


def everything() -> dict[str, list]:
    commit()
    tables = db.metadata.sorted_tables
    return {table.name: sorted(map(repr, db.session.execute(select(table)).all())) for table in tables}


def test_who_asks_too_often_is_asked_to_wait(on_tablet, trust, monkeypatch):
    monkeypatch.setattr("improve.ideas.routes.pausing.MOST", 3)
    codes = [on_tablet.post("/tablet/similar", data={"text": ASKED}).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]


def test_an_anonymous_idea_is_compared_only_once_it_is_released(ben, trust):
    anonymous.wait_for_release(trust.ward_14, KEYS, "", {}, "0" * 64)
    filled()
    assert db.session.scalars(select(IdeaVector)).all() == []
    anonymous.release(anonymous.filing_team(trust.ward_14))
    filled()
    assert titles(ben.post("/ideas/similar", data={"text": ASKED})) == [KEYS]


def test_ideas_of_one_batch_share_their_revision(trust):
    for text in (KEYS, "Dinner comes cold to bay D", "The phone rings out"):
        submit(trust.ward_12, text=text, author=trust.ben)
    filled()
    assert {row.revision for row in db.session.scalars(select(IdeaVector))} == {1}


def test_a_process_that_starts_anew_reads_what_was_worked_out(ben, trust, monkeypatch):
    submit(trust.ward_14, text=KEYS, author=trust.fay)
    filled()
    near._held.clear()
    worked_out = []
    monkeypatch.setattr(near, "meaning_of", lambda text: worked_out.append(text) or vectors.meaning_of(text))
    assert titles(ben.post("/ideas/similar", data={"text": ASKED})) == [KEYS]
    assert worked_out == [ASKED]


def test_another_glossary_makes_all_anew(ben, trust, monkeypatch):
    submit(trust.ward_14, text=KEYS, author=trust.fay)
    filled()
    for module in (vectors, near):
        monkeypatch.setattr(module, "kind", lambda: "another")
    assert titles(ben.post("/ideas/similar", data={"text": ASKED})) == []
    filled()
    assert titles(ben.post("/ideas/similar", data={"text": ASKED})) == [KEYS]


def test_without_the_model_words_still_find_it(ben, trust, monkeypatch, tmp_path):
    monkeypatch.setenv("IMPROVE_MODEL_DIR", str(tmp_path))
    submit(trust.ward_14, text=KEYS, author=trust.fay)
    submit(trust.ward_14, text="Dinner comes cold to bay D", author=trust.fay)
    filled()
    assert titles(ben.post("/ideas/similar", data={"text": ASKED})) == [KEYS]


def test_a_change_while_it_is_worked_out_is_not_lost(trust, monkeypatch):
    idea = submit(trust.ward_12, text=KEYS, author=trust.ben)
    commit()

    def edited_meanwhile(text):
        start_writing()
        idea.words.text = "Something else"
        commit()
        return meaning_of(text)

    monkeypatch.setattr(vectors, "meaning_of", edited_meanwhile)
    vectors.fill()
    assert db.session.get_one(IdeaVector, idea.id).made_by == vectors.WAITS


def test_no_event_tells_that_somebody_asked(on_tablet, trust):
    before = len(db.session.scalars(select(EventRow)).all())
    commit()
    on_tablet.post("/tablet/similar", data={"text": ASKED})
    assert len(db.session.scalars(select(EventRow)).all()) == before
    assert db.session.scalars(select(Idea)).all() == []
