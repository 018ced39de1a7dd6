"""Search over the words of ideas, with stemming, on both engines: SQLite FTS5 and PostgreSQL tsvector. Never a scan.

The index is filled in the transaction of the change, so what is stored is found. What a person may not see is taken
out by the ordinary visibility rule, after the index has named the candidates.
"""

import re

from sqlalchemy import ColumnElement, Select, String, column, func, insert, select, table, text
from sqlalchemy.sql.expression import literal_column

from improve.core.db import db, run
from improve.events.models import EventRow
from improve.events.record import Event, subscribe
from improve.ideas.events import IdeaAdded, IdeaEdited, IdeaImported, IdeaSubmitted
from improve.ideas.models import Idea
from improve.ideas.patients.events import PassageMasked, PassageShown

CANDIDATES = 200  # hits that are looked at, best first; more words narrow it down
LONGEST = 200  # characters of a query

# SQLite's virtual table; both are made by the migration, which is where their indices stand.
SQLITE = (
    (
        "CREATE VIRTUAL TABLE idea_search"
        " USING fts5(idea_id UNINDEXED, words, tokenize='porter unicode61 remove_diacritics 2')"
    ),
)
POSTGRESQL = (
    (
        "CREATE TABLE idea_search"
        " (idea_id varchar(16) PRIMARY KEY REFERENCES idea (id) ON DELETE CASCADE, document tsvector NOT NULL)"
    ),
    "CREATE INDEX ix_idea_search_document ON idea_search USING gin (document)",
)
ENGLISH: ColumnElement[str] = literal_column("'english'::regconfig")
index = table("idea_search", column("idea_id", String), column("words", String), column("document"))
PUT = insert(index)


def create_index() -> None:
    """Make the search table, for a database that has none (the migration and the tests)."""
    for statement in SQLITE if _is_sqlite() else POSTGRESQL:
        db.session.execute(text(statement))


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


@subscribe(IdeaSubmitted)
@subscribe(IdeaImported)
@subscribe(IdeaEdited)
@subscribe(IdeaAdded)
@subscribe(PassageMasked)
@subscribe(PassageShown)
def remember(happened: Event, _row: EventRow) -> None:
    """Put the present words of an idea into the index."""
    idea = db.session.get_one(Idea, happened.subject_id())
    words = idea_words(idea)
    if not isinstance(happened, IdeaSubmitted | IdeaImported):
        db.session.execute(index.delete().where(index.c.idea_id == idea.id))
    if _is_sqlite():
        run(PUT, {"idea_id": idea.id, "words": words})
    else:
        document = func.to_tsvector(ENGLISH, words)
        db.session.execute(index.insert().values(idea_id=idea.id, document=document))


def forget_deleted() -> int:
    """SQLite: words that were taken out of the index leave its file too. 0: nothing was deleted by this."""
    if _is_sqlite():
        db.session.execute(text("INSERT INTO idea_search(idea_search) VALUES('optimize')"))
    return 0


def idea_words(idea: Idea) -> str:
    """Everything of an idea that is searched."""
    present = idea.words
    return "\n".join(part for part in (present.title, present.text, present.suggestion) if part)


def matching(ideas: Select[Idea], typed: str) -> Select[Idea]:
    """Of these ideas, those that hold all the words typed, best first; none for a query without a word."""
    words = re.findall(r"\w+", typed[:LONGEST].lower())
    hits = _sqlite_hits(words) if _is_sqlite() else _postgresql_hits(words)
    found = hits.limit(CANDIDATES).subquery()
    return ideas.join(found, found.c.idea_id == Idea.id).order_by(
        found.c.distance, Idea.received_on.desc(), Idea.id
    )


def sharing_words(ideas: Select[Idea], idea: Idea) -> Select[Idea]:
    """Of these ideas, those that share a long word with this one, most alike first."""
    words = sorted(set(re.findall(r"[^\W\d]{5,}", idea_words(idea).lower())), key=len, reverse=True)[:12]
    hits = _sqlite_hits(words, "OR") if _is_sqlite() else _postgresql_any(words)
    found = hits.limit(CANDIDATES).subquery()
    return ideas.join(found, found.c.idea_id == Idea.id).order_by(found.c.distance, Idea.id)


def _sqlite_hits(words: list[str], joined_by: str = "AND") -> Select[str, float]:
    query = f" {joined_by} ".join(f'"{word}"' for word in words) or '""'
    match = literal_column("idea_search").op("MATCH")(query)
    rank: ColumnElement[float] = literal_column("idea_search.rank")
    return select(index.c.idea_id, rank.label("distance")).where(match).order_by(rank)


def _postgresql_hits(words: list[str]) -> Select[str, float]:
    query = func.plainto_tsquery(ENGLISH, " ".join(words))
    rank = -func.ts_rank(index.c.document, query)
    hits = select(index.c.idea_id, rank.label("distance")).where(index.c.document.op("@@")(query))
    return hits.order_by(rank)


def _postgresql_any(words: list[str]) -> Select[str, float]:
    query = func.to_tsquery(ENGLISH, " | ".join(words))
    rank = -func.ts_rank(index.c.document, query)
    hits = select(index.c.idea_id, rank.label("distance")).where(index.c.document.op("@@")(query))
    return hits.order_by(rank)
