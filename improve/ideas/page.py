"""What the page of one idea shows, gathered in a few queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from improve.core.db import columns, db
from improve.core.languages import gettext as _
from improve.events.timeline import Line, timeline
from improve.ideas import policy, steps
from improve.ideas.facts import Answer, Comment, IdeaText
from improve.ideas.models import Idea
from improve.ideas.offers import Offer, last_returned, open_offer
from improve.ideas.patients.holding import is_held
from improve.ideas.patients.marking import Pieces, marked
from improve.ideas.pieces import closed_by, gathered
from improve.ideas.small_facts import Fact, small_facts
from improve.ideas.stages import Stage
from improve.measures.policy import may_start as may_measure
from improve.people.models import Name, Person


@dataclass(frozen=True)
class Remark:
    """A comment as it is read. By nobody: the anonymous author, or a name that was only said."""

    words: str
    written_on: date
    is_by_author: bool
    says_name: str
    by: Name | None


@dataclass(frozen=True)
class IdeaPage:
    """Everything on the page of an idea, for one viewer."""

    idea: Idea
    author: str
    next: steps.Step | None
    moves: list[steps.Step]
    others: list[steps.Step]
    goals: list[Fact]
    measures: list[Fact]
    comments: list[Remark]
    contributors: list[Fact]
    photos: list[Fact]
    family: list[Fact]
    head: Idea | None
    offer: Offer | None
    returned: Offer | None
    is_supported: bool
    may_edit: bool
    may_measure: bool
    is_mine: bool
    pieces: list[tuple[str, dict[str, Any]]]
    timeline: list[Line]

    @property
    def credit(self) -> str:
        """Who had the idea, as credit names them."""
        idea = self.idea
        return (
            _("Author (anonymous)")
            if idea.is_anonymous
            else idea.author.name
            if idea.author
            else idea.says_name or _("No name")
        )

    @property
    def is_held(self) -> bool:
        """A lead looks at it first; nobody has withheld it."""
        return is_held(self.idea)

    def suspected_in(self, words: str) -> Pieces:
        """Words that a lead looks at first, in pieces: what was taken for a patient is marked."""
        return marked(words)

    @property
    def unread(self) -> list[Answer]:
        """Answers that the author, who is looking, has not marked as read."""
        return [answer for answer in self.idea.answers if answer.read_on is None] if self.is_mine else []


MEASURED = (Stage.READY, Stage.TESTING, Stage.EMBEDDING)  # what is tested or kept up can be measured
# Made once each: no page but the board is opened more often.
NAMES = (Person.name, Person.job)
ONE = (
    select(Idea)
    .options(
        joinedload(Idea.author).load_only(*NAMES),
        joinedload(Idea.owner).load_only(*NAMES, Person.deactivated_at),
    )
    .where(Idea.id == bindparam("key"))
)
COMMENTS = (
    select(Comment.words, Comment.written_on, Comment.is_by_author, Comment.says_name, *NAMES)
    .outerjoin(Comment.by)
    .where(Comment.idea_id == bindparam("idea"))
    .order_by(Comment.written_on, Comment.written_at, Comment.id)
)
TEXTS = select(IdeaText).where(IdeaText.idea_id == bindparam("idea")).order_by(IdeaText.number)
ANSWERS = (
    select(Answer)
    .options(joinedload(Answer.by).load_only(*NAMES))
    .where(Answer.idea_id == bindparam("idea"))
    .order_by(Answer.written_on, Answer.written_at, Answer.id)
)


def gather(idea: Idea, viewer: Any) -> IdeaPage:
    """Read the page of an idea."""
    for name, rows in (("texts", TEXTS), ("answers", ANSWERS)):
        set_committed_value(idea, name, list(db.session.scalars(rows, {"idea": idea.id})))
    moves = steps.open_steps(viewer, idea, moves=True)
    facts, pieces = small_facts(idea, viewer), gathered(idea, viewer)
    closed = closed_by(pieces)
    return IdeaPage(
        idea=idea,
        author=author_words(idea),
        next=next((move for move in moves if move.noun != "reopening"), None),
        moves=moves,
        others=[step for step in steps.open_steps(viewer, idea, moves=False) if step.noun not in closed],
        goals=facts["goal"],
        measures=facts["measure"],
        comments=remarks(idea.id),
        contributors=facts["contributor"],
        photos=facts["photo"],
        family=facts["merged"],
        head=_head(idea, viewer),
        offer=open_offer(idea) if facts["offer"] and idea.stage in (Stage.NEW, Stage.READY) else None,
        returned=last_returned(idea)
        if facts["returned"] and idea.stage in (Stage.NEW, Stage.READY)
        else None,
        is_supported=bool(facts["support"]),
        may_edit=policy.may_edit(viewer, idea),
        may_measure=idea.stage in MEASURED and may_measure(viewer, idea.team),
        is_mine=idea.is_by(viewer),
        pieces=pieces,
        timeline=timeline(idea.id),
    )


def remarks(idea_id: str) -> list[Remark]:
    """The comments below an idea, oldest first."""
    return [
        Remark(
            row.words,
            row.written_on,
            row.is_by_author,
            row.says_name,
            Name(row.name, row.job) if row.name else None,
        )
        for row in columns(COMMENTS, {"idea": idea_id})
    ]


def _head(idea: Idea, viewer: Any) -> Idea | None:
    """What it was merged into, unless that is out of the viewer's sight."""
    head = db.session.get(Idea, idea.merged_into_id) if idea.merged_into_id else None
    if head is None or head.stage not in (Stage.WITHHELD, Stage.WITHDRAWN):
        return head
    return db.session.scalars(policy.visible_to(viewer).where(Idea.id == head.id)).first()


def author_words(idea: Idea) -> str:
    """Who wrote it, as far as that is known."""
    if idea.is_anonymous:
        return _("Written by someone who chose to stay anonymous")
    if idea.author is not None:
        return _("Written by %(who)s", who=idea.author.name_and_job)
    if idea.says_name:
        if idea.authorship != "unnamed":
            return _("Written by %(who)s", who=idea.says_name)
        if idea.named_id:
            return _("Says it is from %(who)s, to be confirmed", who=idea.says_name)
        return _("Says it is from %(who)s", who=idea.says_name)
    if idea.poster_id:
        return _("Written without a name, from the poster")
    return (
        _("Written without a name, on the team’s tablet") if idea.tablet_id else _("Written without a name")
    )
