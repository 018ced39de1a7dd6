"""What the author of an idea without a name may add on the tablet's thank-you screen: once, within 15 minutes.

An idea that a lead looks at first (holding.py) takes it too, and stays out of sight with all of it.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.languages import gettext as _
from improve.events.models import EventRow
from improve.events.record import record
from improve.ideas import support
from improve.ideas.events import IdeaAdded
from improve.ideas.facts import IdeaText
from improve.ideas.models import Idea, write
from improve.ideas.patients.holding import is_held
from improve.ideas.stages import Stage
from improve.tablets.models import Tablet

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Rest:
    """What may be added, all of it optional."""

    suggestion: str = ""
    benefits: list[str] = field(default_factory=list)
    goals: set[str] = field(default_factory=set)
    says_name: str = ""
    staff_group: str = ""
    photo: tuple[bytes, tuple[int, int]] | None = None

    @property
    def given(self) -> list[str]:
        """The names of what was added."""
        return [name for name in self.__dataclass_fields__ if getattr(self, name)]


def is_fresh(idea: Idea, moment: datetime | None = None) -> bool:
    """Sent within the 15 minutes before that moment, or before now."""
    return idea.received_at is not None and (moment or clock.now()) - idea.received_at < WINDOW


def was_added_to(idea: Idea) -> bool:
    """The one chance was taken."""
    rows = select(EventRow.id).where(EventRow.subject_id == idea.id, EventRow.name == IdeaAdded.name)
    return db.session.scalar(rows.limit(1)) is not None


def add_rest(idea: Idea, rest: Rest, by: Tablet, written: datetime | None = None) -> None:
    """Add it to an idea that this tablet had just sent when it was `written`. A name given here is not confirmed."""
    must_be_open(idea, by, written)
    if not rest.given:
        return
    if rest.suggestion or rest.benefits:
        _add_words(idea, rest)
    if idea.authorship == "unnamed" and idea.named_id is None:
        idea.says_name = rest.says_name
    idea.staff_group = rest.staff_group or idea.staff_group
    if rest.goals:
        support.serve_goals(idea, rest.goals, by)
    if rest.photo:
        support.add_photo(idea, *rest.photo, by=by)
    idea.touch()
    event = IdeaAdded(idea.id, number=idea.text_number, added=rest.given, text_digest=idea.words.digest())
    record(event, about=idea, by=by)


def must_be_open(idea: Idea, by: Tablet, written: datetime | None = None) -> None:
    """Raises RuleBroken when nothing may be added any more, or not from here. `written`: when it was, if not now."""
    if idea.tablet_id != by.id:
        raise RuleBroken(_("Only the tablet that sent an idea can add to it."))
    if not (idea.stage == Stage.NEW or is_held(idea)) or idea.answered_at is not None:
        raise RuleBroken(_("This idea has been answered already. It is on the board, as you sent it."))
    if not is_fresh(idea, written) or was_added_to(idea):
        raise RuleBroken(_("Nothing more can be added here. Your idea stays as you sent it."))


def _add_words(idea: Idea, rest: Rest) -> None:
    """A version of its own: the first one stays as its event has it."""
    before = idea.words
    details = {**before.details, "benefits": rest.benefits}
    words = IdeaText(
        number=before.number + 1,
        text=before.text,
        suggestion=rest.suggestion,
        title=before.title,
        details=details,
    )
    write(words, idea, None)
    idea.texts.append(words)
    idea.text_number, idea.benefits = words.number, " ".join(rest.benefits)
    db.session.flush()
