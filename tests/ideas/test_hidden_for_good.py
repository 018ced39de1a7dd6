"""After 24 hours nothing keeps what was hidden: no table, no digest of it that could be tried, no byte on the disk."""

from datetime import timedelta
from threading import Timer

import pytest
from sqlalchemy import Text, select, text

from improve.core import clock
from improve.core.db import Base, commit, db, start_writing
from improve.core.once import AnonymousSubmission, Submission, once
from improve.events.models import EventRow
from improve.ideas import support
from improve.ideas.models import Idea
from improve.ideas.near import vectors
from improve.ideas.near.vectors import IdeaVector
from improve.ideas.patients import masking
from improve.jobs import work
from improve.pdsa.models import plan
from improve.pdsa.refusals import Refusal
from tests.pdsa.plans import plan_with
from tests.real.files import content

SECRET = "Peggy Sowerby"
TEXT = f"The family of {SECRET} was told three different things"
HIDDEN = "[hidden: name]"
# What stands beside an idea and holds no words about anybody but its author, or goes by itself.
OTHERWISE = {
    "idea": {"headline"},  # it follows the words
    "masked_passage": {"originals"},  # deleted after 24 hours
    "idea_text": {"details"},  # who benefits, which waste: chosen from lists
    "event": {"facts"},  # no event carries words; see the test below
    "cycle": {"baseline_kept"},  # numbers
}
OF_MEASURES = ("measure", "reading", "line_", "chart_")  # a measure counts; its words are about figures


@pytest.fixture
def shown(trust, idea):
    """An idea in which a name slipped through."""
    idea.texts[0].text = idea.headline = TEXT
    db.session.flush()
    return idea


def a_day_later(monkeypatch):
    """The scheduler's turn, once what was hidden is due."""
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: later)
    commit()
    work.forget_masked("")
    start_writing()


def of_an_idea():
    """The tables whose rows belong to an idea, at first or second hand."""
    tables, found = Base.metadata.sorted_tables, {"idea"}
    for _hand in range(2):
        found |= {
            table.name for table in tables for key in table.foreign_keys if key.column.table.name in found
        }
    return [table for table in tables if table.name in found and not table.name.startswith(OF_MEASURES)]


def test_every_column_that_holds_words_of_an_idea_is_looked_at(app):
    known = {kind.__tablename__: set(fields) for kind, fields in masking.WORDS.items()}
    for table in of_an_idea():
        long = {
            column.name
            for column in table.columns
            if isinstance(column.type, Text)
            or (getattr(column.type, "length", None) or 0) >= 100
            or str(column.type) == "JSON"
        }
        left = long - known.get(table.name, set()) - OTHERWISE.get(table.name, set())
        assert not left, f"{table.name}: {left} may hold a patient’s name, and hiding does not reach it"


@pytest.fixture
def tested(trust, shown):
    """A cycle of it that says the name in the plan, in a refusal and in what was seen."""
    shown.accept(trust.ana, trust.ben, "Thank you. We will try it.")
    words = plan_with(who=f"Ben, with {SECRET}", measure=f"How often {SECRET} asks")
    return plan(shown, trust.ben, words)


def test_it_is_hidden_in_its_tests_too_and_comes_back(trust, shown, tested):
    tested.start_doing(trust.ben)
    seen = tested.observe(trust.ben, f"{SECRET} asked twice")
    proof = tested.prediction_digest()
    masking.mask(shown, trust.ana, [SECRET], "patient_name")
    assert (tested.who, seen.words) == (f"Ben, with {HIDDEN}", f"{HIDDEN} asked twice")
    assert tested.measure == f"How often {HIDDEN} asks" and tested.prediction_digest() != proof
    masking.bring_back(shown, trust.ana)
    assert (tested.who, seen.words) == (f"Ben, with {SECRET}", f"{SECRET} asked twice")
    assert tested.prediction_digest() == proof


def test_it_is_hidden_in_why_a_test_was_not_approved(trust, shown, tested):
    tested.refusals.append(
        Refusal(organisation_id=shown.organisation_id, by=trust.ana, reason=f"Ask {SECRET} first")
    )
    db.session.flush()
    masking.mask(shown, trust.ana, [SECRET], "patient_name")
    assert tested.refusals[-1].reason == f"Ask {HIDDEN} first"


@pytest.mark.parametrize(("actor", "kind"), [("tablet", Submission), ("", AnonymousSubmission)])
def test_no_digest_of_what_was_sent_is_kept_and_sent_again_it_is_the_same(
    trust, shown, monkeypatch, actor, kind
):
    once(actor, "KEY", TEXT, lambda: shown.id)
    once(actor, "OTHER", "another idea", lambda: "OTHER")
    masking.mask(shown, trust.ana, [SECRET], "patient_name")
    idea_id = shown.id
    a_day_later(monkeypatch)
    kept = dict(db.session.execute(select(kind.made_id, kind.payload)).all())
    assert kept[idea_id] == "" and kept["OTHER"]
    assert once(actor, "KEY", TEXT, lambda: "a second one") == (idea_id, False)


def test_no_event_carries_words(trust, shown, monkeypatch):
    masking.mask(shown, trust.ana, [SECRET], "patient_name")
    facts = " ".join(str(row.facts) for row in db.session.scalars(select(EventRow)))
    assert "Sowerby" not in facts and "three different" not in facts


def test_what_was_worked_out_of_the_words_goes_with_them(trust, shown):
    row = db.session.get(IdeaVector, shown.id)
    commit()
    vectors.fill()
    start_writing()
    row = db.session.get(IdeaVector, shown.id)
    assert row.terms
    masking.mask(db.session.get(Idea, shown.id), trust.ana, [SECRET], "patient_name")
    assert (row.terms, row.vector, row.made_by) == (b"", b"", vectors.WAITS)


def test_no_byte_of_it_stays_on_the_disk(app, trust, idea, monkeypatch):
    hide("Ottoline Quist", app, trust, idea)
    a_day_later(monkeypatch)
    commit()
    found = on_the_disk(app)
    assert b"quist" not in found and b"hidden: name" in found


def test_nor_while_somebody_still_reads_what_was_there_before(app, trust, idea, monkeypatch):
    hide("Cosima Vantongeren", app, trust, idea)
    commit()
    reader = db.engine.connect()
    if db.engine.dialect.name == "postgresql":
        reader = reader.execution_options(isolation_level="REPEATABLE READ")
    reader.execute(text("SELECT count(*) FROM person"))  # a backup, say, that goes on for a second
    Timer(1, reader.close).start()
    a_day_later(monkeypatch)
    commit()
    found = on_the_disk(app)
    assert b"vantongeren" not in found and b"hidden: name" in found


def hide(name, app, trust, idea):
    """Somebody in the words, the headline and a comment; a name of no other test, because they share the files."""
    idea.texts[0].text = idea.headline = f"The family of {name} was told three different things"
    support.comment(idea, f"{name} cried", trust.ana)
    commit()
    start_writing()
    masking.mask(db.session.get(Idea, idea.id), trust.ana, [name], "patient_name")
    commit()
    if db.engine.dialect.name == "postgresql":
        assert name.lower().encode() in on_the_disk(app), "else this test proves nothing"
    start_writing()


def on_the_disk(app):
    """Every byte of the files of the database, in small letters."""
    if db.engine.dialect.name == "sqlite":
        files = [file for file in app.config["IMPROVE"].data_dir.glob("**/*") if file.is_file()]
        return content(files).lower()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        paths = connection.scalars(text(
            "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 'i', 't') AND oid > 16383"
        )).all()  # fmt: skip
        read = text("SELECT pg_read_binary_file(:path)")
        return b"".join(bytes(connection.scalar(read, {"path": path})) for path in paths).lower()
