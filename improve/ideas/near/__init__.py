"""Who else says it: the ideas nearest to what somebody is writing, out of those that they may see.

Each process holds an index for each organisation that asked, filled from the table and kept up by its revisions.
Nothing of what is written is stored: neither the text, nor that somebody asked.
"""

from dataclasses import dataclass
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from improve.core.db import db
from improve.ideas import policy
from improve.ideas.meaning import kind, meaning_of
from improve.ideas.models import Idea
from improve.ideas.near.vectors import IdeaVector, latest, meaning_from
from improve.ideas.similarity import Index
from improve.ideas.stages import Stage

SHOWN = 3
CANDIDATES = 30  # what may not be seen is taken out of these
NEAR = 0.5  # a score that is worth a look; no score says that two are the same (see docs/similar.md)
CLOSE = 0.6  # one at which about a third are: from here on the heading may speak of them
NEAR_BY_WORDS = 0.1  # without a model, where scores are lower
LEAST_LETTERS, MOST_LETTERS = 12, 2_000


@dataclass
class Held:
    """The index of one organisation in this process, and up to where it was read."""

    index: Index
    kind: str
    last: tuple[int, str] = (0, "")


@dataclass(frozen=True)
class Near:
    """What is shown: at most three ideas, the likest first, in two parts."""

    close: list[Idea]
    others: list[Idea]

    @property
    def teams(self) -> int:
        """How many teams have raised what is close."""
        return len({idea.team_id for idea in self.close})


NOTHING = Near([], [])
_held: dict[str, Held] = {}
_guard = Lock()


def near(text: str, viewer: policy.Asker) -> Near:
    """The ideas that say the same or nearly, best first."""
    if not LEAST_LETTERS <= len(text) <= MOST_LETTERS:
        return NOTHING
    meaning = meaning_of(text)
    least = NEAR_BY_WORDS if meaning.vector is None else NEAR
    found = index_of(viewer.organisation_id).nearest_to(meaning, CANDIDATES)
    shown = heads({idea_id: score for idea_id, score in found if score >= least}, viewer)[:SHOWN]
    return Near(
        [idea for idea, score in shown if score >= CLOSE], [idea for idea, score in shown if score < CLOSE]
    )


def heads(ids: dict[str, float], viewer: policy.Asker) -> list[tuple[Idea, float]]:
    """Those ideas that the viewer may be shown, the best first; one that was merged stands for what it went into."""
    rows = policy.shown_while_writing(viewer).options(selectinload(Idea.answers))
    ideas = {idea.id: idea for idea in db.session.scalars(rows.where(Idea.id.in_(ids)))}
    into = {idea.merged_into_id for idea in ideas.values() if idea.merged_into_id} - ideas.keys()
    if into:
        ideas |= {idea.id: idea for idea in db.session.scalars(rows.where(Idea.id.in_(into)))}
    found: dict[str, tuple[Idea, float]] = {}
    for idea, score in ((ideas[idea_id], score) for idea_id, score in ids.items() if idea_id in ideas):
        head = ideas.get(idea.merged_into_id or "", idea)
        if head.stage != Stage.MERGED:
            found.setdefault(head.id, (head, score))
    return list(found.values())


def index_of(organisation_id: str) -> Index:
    """The index of an organisation, with all that was worked out until now."""
    with _guard:
        held = _held.get(organisation_id)
        last, now_kind = latest(organisation_id), kind()
        if held is None or held.kind != now_kind or not continues(held.last, last):
            held = _held[organisation_id] = Held(Index(), now_kind)
        if held.last != last:
            read(held, organisation_id)
            held.last = last
        return held.index


def continues(known: tuple[int, str], last: tuple[int, str]) -> bool:
    """Whether what is known is an earlier state of the same table."""
    return known[0] < last[0] or known == last


def read(held: Held, organisation_id: str) -> None:
    """Take in what came after what is known."""
    columns = select(IdeaVector.idea_id, IdeaVector.terms, IdeaVector.vector)
    mine = (IdeaVector.organisation_id == organisation_id, IdeaVector.made_by == held.kind)
    for row in db.session.execute(columns.where(*mine, IdeaVector.revision > held.last[0])):
        held.index.put(row.idea_id, meaning_from(row.terms, row.vector))
