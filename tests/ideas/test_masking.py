"""A passage that slipped through is hidden everywhere, and after 24 hours beyond recovery."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.core.errors import RuleBroken
from improve.core.ids import new_id
from improve.escalations.models import raise_for
from improve.events import chain
from improve.events.models import EventRow
from improve.ideas import editing, search, support
from improve.ideas.facts import IdeaText
from improve.ideas.models import Idea
from improve.ideas.patients import masking
from improve.ideas.patients.masking import MaskedPassage
from improve.ideas.policy import IDEAS
from improve.imports.models import Import, ImportedRow
from improve.jobs import work
from tests.real.html import problems

SECRET = "Peggy Sowerby"
TEXT = f"The family of {SECRET} was told three different things"


@pytest.fixture
def shown(trust, idea):
    """An idea in which a name slipped through: in two versions, a comment and the headline."""
    idea.texts[0].text = TEXT
    idea.headline = TEXT
    fields = editing.fields_of(idea.words)
    again = editing.Fields(f"{TEXT}. Again", fields.suggestion, "", fields.benefits, fields.waste)
    editing.edit(idea, again, 1, trust.ana)
    support.comment(idea, f"yes, peggy sowerby. {SECRET} cried", trust.ana)
    db.session.flush()
    return idea


def everything(idea):
    """All words that are stored of it."""
    words = [place.words for place in masking.places(idea)]
    return " ".join([*words, idea.headline])


def test_a_passage_is_hidden_in_every_version_comment_and_headline(ana, trust, shown):
    page = ana.post(f"/ideas/{shown.id}/masking", data={"found": SECRET, "kind": "patient_name"})
    assert page.status_code == 303
    idea = db.session.get(Idea, shown.id)
    assert "sowerby" not in everything(idea).lower() and len(idea.texts) == 2
    assert idea.texts[0].text == "The family of [hidden: name] was told three different things"
    assert "sowerby" not in ana.get(f"/ideas/{idea.id}").text.lower()
    assert not list(db.session.scalars(search.matching(IDEAS, "Sowerby")))
    assert list(db.session.scalars(search.matching(IDEAS, "different things")))


def test_the_words_of_what_was_raised_are_hidden_too(trust, shown):
    raised = raise_for(shown, trust.ana, "money", f"{SECRET} cannot wait")
    masking.mask(shown, trust.ana, [SECRET], "patient_name")
    assert raised.ask == "[hidden: name] cannot wait"


def test_the_page_proposes_what_looks_like_a_patient(ana, shown):
    page = ana.get(f"/ideas/{shown.id}/masking")
    assert page.select_one("input[name=found][checked]")["value"] == SECRET and problems(page.text) == []


def test_other_words_can_be_typed(ana, shown):
    ana.post(f"/ideas/{shown.id}/masking", data={"words": "three different", "kind": "patient_name"})
    assert "three different" not in everything(db.session.get(Idea, shown.id))


@pytest.mark.parametrize("words", ["", "not there"])
def test_what_does_not_stand_there_is_refused_with_a_sentence(ana, shown, words):
    page = ana.post(f"/ideas/{shown.id}/masking", data={"words": words, "kind": "patient_name"})
    assert page.status_code == 409 and page.select_one(".nhsuk-error-summary")


def test_leads_the_guardian_and_administrators_may(shown, as_, trust):
    for person, status in ((trust.ana, 200), (trust.gil, 200), (trust.ben, 403), (trust.fay, 403)):
        assert as_(person).get(f"/ideas/{shown.id}/masking").status_code == status, person.name


def test_the_event_says_what_kind_and_never_what(ana, shown, last_event):
    ana.post(f"/ideas/{shown.id}/masking", data={"found": SECRET, "kind": "patient_name"})
    event = last_event()
    assert event.name == "idea.passage_masked" and event.facts["kind"] == "patient_name"
    assert SECRET not in str(event.facts)


def test_within_a_day_it_can_be_brought_back(ana, shown):
    before, salt = shown.texts[0].digest(), shown.texts[0].salt
    ana.post(f"/ideas/{shown.id}/masking", data={"found": SECRET, "kind": "patient_name"})
    assert db.session.get(Idea, shown.id).texts[0].salt != salt
    assert ana.post(f"/ideas/{shown.id}/unmasking", data={"sure": "y"}).status_code == 303
    idea = db.session.get(Idea, shown.id)
    assert (
        idea.texts[0].text == TEXT
        and idea.texts[0].digest() == before
        and idea.headline.startswith("The family of")
    )
    assert not db.session.scalars(select(MaskedPassage)).all()


def test_not_over_words_that_were_changed_since(trust, shown):
    masking.mask(shown, trust.ana, [SECRET], "patient_name")
    shown.texts[0].text = "Something else"
    with pytest.raises(RuleBroken, match="changed since"):
        masking.bring_back(shown, trust.ana)


def test_after_a_day_it_is_gone_for_good(trust, shown, monkeypatch):
    masking.mask(shown, trust.ana, [SECRET], "patient_name")
    commit()
    work.forget_masked("")
    start_writing()
    assert db.session.scalars(select(MaskedPassage)).all(), "it can still be brought back"
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: later)
    commit()
    work.forget_masked("")
    start_writing()
    assert not db.session.scalars(select(MaskedPassage)).all()
    with pytest.raises(RuleBroken, match="gone for good"):
        masking.bring_back(db.session.get(Idea, shown.id), trust.ana)


def test_the_chain_and_the_digests_still_hold(ana, shown):
    ana.post(f"/ideas/{shown.id}/masking", data={"found": SECRET, "kind": "patient_name"})
    chain.seal_waiting()
    rows = select(EventRow).where(EventRow.name == "idea.passage_masked")
    proven = db.session.scalars(rows).one().facts["digests"]
    texts = db.session.scalars(select(IdeaText).where(IdeaText.idea_id == shown.id))
    assert {str(words.number): words.digest() for words in texts} == proven


@pytest.mark.parametrize(
    ("passages", "left"),
    [
        (["Ann"], "The rota cannot show annual leave, [] and [] asked; Edith Hallorans chair"),
        (["Halloran"], "The rota cannot show annual leave, ann and Ann's asked; Edith []s chair"),
        (["Edith Halloran", "ann"], "The rota cannot show annual leave, [] and [] asked; []s chair"),
    ],
)
def test_a_short_word_is_hidden_where_it_is_a_word_alone(passages, left):
    text = "The rota cannot show annual leave, ann and Ann's asked; Edith Hallorans chair"
    assert masking.pattern_of(passages).sub("[]", text) == left


LOGGED = {
    "reference": "12",
    "stage_words": f"Done for {SECRET}",
    "owner_name": "Sarah Jones",
    "category": "Sowerby, waiting",
}


@pytest.fixture
def imported(trust, shown):
    """An idea from an old log, whose row and author say the name too."""
    importing = Import(
        id=new_id(),
        organisation_id=shown.organisation_id,
        name="log.csv",
        sha256="0" * 64,
        by_id=trust.ana.id,
    )
    shown.says_name, shown.authorship = f"Sister Jones for {SECRET}", "imported"
    row = ImportedRow(
        organisation_id=shown.organisation_id, fingerprint="f" * 64, idea_id=shown.id, import_id=importing.id,
        row=2, words_key="w" * 64, said=dict(LOGGED),
    )  # fmt: skip
    db.session.add_all([importing, row])
    db.session.flush()
    return row


def test_what_the_old_log_said_is_hidden_too_and_comes_back(ana, trust, shown, imported):
    ana.post(f"/ideas/{shown.id}/masking", data={"found": SECRET, "words": "Sowerby", "kind": "patient_name"})
    idea, row = db.session.get(Idea, shown.id), db.session.scalars(select(ImportedRow)).one()
    assert row.said == LOGGED | {
        "stage_words": "Done for [hidden: name]",
        "category": "[hidden: name], waiting",
    }
    assert idea.says_name == "Sister Jones for [hidden: name]"
    assert "sowerby" not in ana.get(f"/ideas/{idea.id}").text.lower()
    assert ana.post(f"/ideas/{idea.id}/unmasking", data={"sure": "y"}).status_code == 303
    assert db.session.scalars(select(ImportedRow)).one().said == LOGGED
    assert db.session.get(Idea, shown.id).says_name == f"Sister Jones for {SECRET}"


def test_after_a_day_the_row_of_the_old_log_stays_hidden(trust, shown, imported, monkeypatch):
    masking.mask(shown, trust.ana, [SECRET], "patient_name")
    commit()
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: later)
    work.forget_masked("")
    start_writing()
    assert not db.session.scalars(select(MaskedPassage)).all()
    assert SECRET not in str(db.session.scalars(select(ImportedRow)).one().said)


def test_the_names_of_staff_in_a_log_are_not_proposed(trust, shown, imported):
    shown.says_name = "Sarah Jones, 943 476 5919"
    found = masking.proposals(shown)
    assert "Sarah Jones" not in found and found["943 476 5919"] == "nhs_number"


def test_hiding_reaches_the_row_of_a_log_and_the_name_that_was_typed(app):
    assert masking.WORDS[ImportedRow] == ("said",) and masking.WORDS[Idea] == ("says_name",)
