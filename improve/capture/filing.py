"""Filing an entry of a tablet's outbox: its name, its day, its goals; and what could not be kept is said."""

from improve.capture.dating import day_of, is_late, moment_written
from improve.capture.entry import Entry
from improve.capture.limits import refuse_too_many
from improve.capture.signing import Signature, signature
from improve.capture.texts import check_texts
from improve.config import Config
from improve.events.record import record
from improve.goals.policy import choices as goal_choices
from improve.ideas import support
from improve.ideas.arrival_events import IdeaCameLate, IdeaLeftOut
from improve.ideas.models import Idea
from improve.ideas.patients.holding import hold
from improve.ideas.submitting import submit
from improve.tablets.models import Tablet


def file_entry(tablet: Tablet, key: str, entry: Entry, config: Config) -> str:
    """Store it, unless the tablet has sent too many; the id of the idea."""
    refuse_too_many(tablet, config)
    must_be_looked_at = check_texts(tablet.team, entry.text, entry.suggestion, is_denied=entry.is_denied)
    signed, moment = signature(entry.name, tablet, key), moment_written(tablet, entry.written_at)
    idea = submit(
        tablet.team,
        text=entry.text,
        suggestion=entry.suggestion,
        author=signed.author,
        named=signed.named,
        tablet=tablet,
        written_on=day_of(tablet, moment),
        details={"benefits": list(entry.benefits)},
    )
    if must_be_looked_at:
        hold(idea)
    if is_late(moment):
        record(IdeaCameLate(idea.id), about=idea, by=tablet)
    _serve_goals(idea, entry, signed, tablet)
    return idea.id


def _serve_goals(idea: Idea, entry: Entry, signed: Signature, tablet: Tablet) -> None:
    """A goal may have ended since the idea was written, a person have left: that must not keep the idea back."""
    known = {goal.id for goal in goal_choices(tablet, tablet.team)}
    wanted = set(entry.goals) & known
    if wanted:
        support.serve_goals(idea, wanted, tablet)
    lost = ["goals"] if len(wanted) < len(entry.goals) else []
    if entry.name.is_given and signed == Signature():
        lost.append("name")
    if lost:
        record(IdeaLeftOut(idea.id, what=lost), about=idea, by=tablet)
