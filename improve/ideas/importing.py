"""An idea from the log that a team kept before: it keeps its date, its stage and its answer."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from improve.core import clock
from improve.core.db import db
from improve.core.ids import new_id
from improve.core.text import headline
from improve.events.record import Actor, record
from improve.ideas.arrival_events import AuthorNamed
from improve.ideas.events import IdeaImported
from improve.ideas.facts import Answer, IdeaText
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.people.models import Person
from improve.teams.models import Team

ANSWER_KINDS = {
    Stage.NOT_NOW: "decline",
    Stage.DONE: "done",
    Stage.READY: "accept",
    Stage.EMBEDDING: "accept",
}


@dataclass(frozen=True)
class LoggedIdea:
    """What a log says of one idea. Codes as in stages.py; a day that the log does not name is None."""

    text: str
    suggestion: str = ""
    title: str = ""
    says_name: str = ""
    raised_on: date | None = None
    stage: Stage = Stage.NEW
    answer: str = ""
    answered_on: date | None = None
    owner_id: str | None = None
    benefits: tuple[str, ...] = ()
    waste: str = ""

    @property
    def is_answered(self) -> bool:
        """With words, or by what somebody did."""
        return bool(self.answer) or self.stage != Stage.NEW


def bring_in(team: Team, logged: LoggedIdea, by: Actor, idea_id: str = "") -> Idea:
    """File it as the log has it; without an answer, its clock starts now. Never commits."""
    today = clock.today(team.organisation.time_zone)
    idea = Idea(
        id=idea_id or new_id(),
        organisation_id=team.organisation_id,
        team=team,
        team_id=team.id,
        authorship="imported",
        says_name=logged.says_name,
        received_on=logged.raised_on or today,
        headline=logged.title or headline(logged.text),
        owner_id=logged.owner_id,
        benefits=" ".join(logged.benefits),
        waste=logged.waste,
        last_event_at=clock.now(),
    )
    stand(idea, logged)
    words = say(idea, logged)
    db.session.add(idea)
    db.session.flush()
    record(IdeaImported(idea.id, text_digest=words.digest()), about=idea, by=by)
    return idea


def stand(idea: Idea, logged: LoggedIdea) -> None:
    """Give it its stage, since the last day the log names: the import's day would make old news of all new."""
    last = logged.answered_on or idea.received_on
    idea.stage, idea.stage_since = logged.stage, moment(last, idea.team.organisation.time_zone)
    if logged.is_answered:
        idea.answered_at = idea.stage_since
    else:
        idea.start_answer_clock()


def say(idea: Idea, logged: LoggedIdea) -> IdeaText:
    """Its text, number 1, and the answer, if there is one. Neither is written by who brings them in."""
    shared = {"organisation_id": idea.organisation_id, "idea_id": idea.id}
    words = IdeaText(
        id=new_id(),
        number=1,
        text=logged.text,
        suggestion=logged.suggestion,
        title=logged.title,
        details={"benefits": list(logged.benefits), "waste": logged.waste},
        written_on=idea.received_on,
        **shared,
    )
    idea.texts = [words]
    idea.answers = []
    if logged.answer:
        kind = ANSWER_KINDS.get(logged.stage, "answer")
        reason = "other" if kind == "decline" else ""
        said_on = logged.answered_on or idea.received_on
        idea.answers = [Answer(kind=kind, words=logged.answer, reason=reason, written_on=said_on, **shared)]
    return words


def name_author(idea: Idea, author: Person, by: Actor) -> None:
    """Whom the name in the log means is known now. Never commits."""
    idea.author_id, idea.authorship, idea.staff_group = author.id, "named", author.staff_group
    idea.touch()
    record(AuthorNamed(idea.id), about=idea, by=by)


def moment(on: date, zone: str) -> datetime:
    """Midday of a day of which the hour is not known; never later than now."""
    return min(datetime.combine(on, time(12), ZoneInfo(zone)), clock.now())
