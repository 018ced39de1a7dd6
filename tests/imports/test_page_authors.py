"""Whom the names under imported ideas mean."""

from sqlalchemy import select

from improve.core.db import db
from improve.events.models import EventRow
from improve.ideas.models import Idea
from tests.cast import make_person
from tests.imports.sending import brought_in, log, row


def names_page(browser, *names):
    address = brought_in(
        browser, log(*(row(f"Idea {at} of {name}", name=name) for at, name in enumerate(names)))
    )
    page = browser.get(f"{address}/authors").soup
    return f"{address}/authors", {label.text: label["for"] for label in page.select("form.panel label")}, page


def test_exactly_one_person_of_that_name_is_proposed(trust, ana):
    _, fields, page = names_page(ana, "ben okoro", "Sr Jones")
    chosen = page.select_one(f"#{fields['ben okoro (1 idea)']} option[selected]")
    assert chosen["value"] == trust.ben.id
    assert page.select_one(f"#{fields['Sr Jones (1 idea)']}").name == "input"


def test_a_confirmed_name_gives_the_idea_its_author(trust, ana, ben):
    address, fields, _ = names_page(ana, "Ben Okoro", "Ben Okoro", "Sr Jones")
    answer = ana.post(address, data={fields["Ben Okoro (2 ideas)"]: trust.ben.id})
    assert answer.status_code == 303
    ideas = db.session.scalars(select(Idea).where(Idea.says_name == "Ben Okoro")).all()
    assert {(idea.author_id, idea.authorship) for idea in ideas} == {(trust.ben.id, "named")}
    events = db.session.scalars(select(EventRow).where(EventRow.name == "idea.author_named")).all()
    assert {event.subject_id for event in events} == {idea.id for idea in ideas} and events[
        0
    ].by_id == trust.ana.id
    assert db.session.scalars(select(Idea).where(Idea.says_name == "Sr Jones")).one().author_id is None
    assert "Ben Okoro" not in {label.text for label in ana.get(address).soup.select("label")}


def test_a_name_may_be_given_the_sign_in_name_of_somebody(trust, ana):
    address, fields, _ = names_page(ana, "Benny")
    assert ana.post(address, data={fields["Benny (1 idea)"]: "BEN@thornbeck.example"}).status_code == 303
    assert db.session.scalars(select(Idea)).one().author_id == trust.ben.id


def test_a_sign_in_name_that_nobody_has_is_said(trust, ana):
    address, fields, _ = names_page(ana, "Benny")
    answer = ana.post(address, data={fields["Benny (1 idea)"]: "cleo@elsewhere.example"})
    assert answer.status_code == 422 and "Nobody who works here" in answer.text


def test_two_people_of_one_name_are_not_proposed(trust, ana):
    make_person(trust.organisation, "Benjamin Okoro", "Porter").name = "Ben Okoro"
    _, fields, page = names_page(ana, "Ben Okoro")
    box = page.select_one(f"#{fields['Ben Okoro (1 idea)']}")
    assert len(box.select("option")) == 3 and not box.select("option[selected][value!='']")


def test_somebody_of_another_organisation_is_refused(trust, ana):
    address, fields, _ = names_page(ana, "Ben Okoro")
    assert ana.post(address, data={fields["Ben Okoro (1 idea)"]: trust.cleo.id}).status_code == 422
