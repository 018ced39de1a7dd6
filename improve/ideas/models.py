"""An idea and its verbs. The table in docs/states.md is the truth; a step not there is refused with a sentence."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import CheckConstraint, Enum, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock, when
from improve.core.db import Base, UtcDateTime, db, index_of_given
from improve.core.errors import RuleBroken
from improve.core.languages import gettext as _
from improve.events.record import Actor, record
from improve.ideas import events as happened
from improve.ideas.answer_clock import AnswerClock
from improve.ideas.authorship import NOTHING_OF_NOBODY
from improve.ideas.facts import Answer, IdeaText, Reason, Written
from improve.ideas.stages import NOT_SIZED, WHY_NOT, Stage
from improve.people.models import Person
from improve.teams.models import Team

W = TypeVar("W", bound=Written)

STAGE = Enum(
    Stage, native_enum=False, length=10, values_callable=lambda kinds: [kind.value for kind in kinds]
)


class Idea(AnswerClock):
    """What somebody said could be better. `stage` is set by verbs alone."""

    __tablename__ = "idea"
    __table_args__ = (
        Index("ix_idea_new", "team_id", "stage", "effort", "received_on", "id"),
        Index("ix_idea_lane", "team_id", "stage", "stage_since", "id"),
        Index("ix_idea_newest", "organisation_id", "received_on", "id"),
        index_of_given("ix_idea_author", "author_id", "received_on"),
        index_of_given("ix_idea_owner", "owner_id", "stage"),
        Index("ix_idea_answer_due", "stage", "answer_due_at"),
        Index("ix_idea_team_due", "team_id", "stage", "answer_due_at"),
        index_of_given("ix_idea_tablet", "tablet_id", "received_at"),
        index_of_given("ix_idea_poster", "poster_id", "received_at"),
        index_of_given("ix_idea_merged_into", "merged_into_id"),
        index_of_given("ix_idea_pause_ends_at", "pause_ends_at"),
        index_of_given("ix_idea_named", "named_id"),
        CheckConstraint("effort BETWEEN 0 AND 3", name="effort"),
        CheckConstraint("impact BETWEEN 0 AND 2", name="impact"),
        NOTHING_OF_NOBODY,
        Base.__table_args__,
    )  # fmt: skip

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    stage: Mapped[Stage] = mapped_column(STAGE, default=Stage.NEW)
    stage_before: Mapped[Stage | None] = mapped_column(STAGE)  # of a withheld or merged idea
    stage_since: Mapped[datetime] = mapped_column(UtcDateTime)
    headline: Mapped[str] = mapped_column(String(120))

    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))  # none once accepted: the team
    waste: Mapped[str] = mapped_column(String(20), default="")
    benefits: Mapped[str] = mapped_column(String(40), default="")  # codes joined by spaces
    effort: Mapped[int] = mapped_column(default=NOT_SIZED)
    impact: Mapped[int] = mapped_column(default=NOT_SIZED)
    supporters: Mapped[int] = mapped_column(default=0)  # over the family, each once

    last_event_at: Mapped[datetime] = mapped_column(UtcDateTime)  # stale when long ago

    masked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # till then a passage can come back
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("idea.id"))
    text_number: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)

    team: Mapped[Team] = relationship(lazy="joined", innerjoin=True)
    author: Mapped[Person | None] = relationship(foreign_keys="Idea.author_id")
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    texts: Mapped[list[IdeaText]] = relationship(order_by=IdeaText.number)
    answers: Mapped[list[Answer]] = relationship(order_by=(Answer.written_on, Answer.written_at, Answer.id))

    __mapper_args__ = {"version_id_col": version}

    # --- the words -------------------------------------------------------------------------------------------------

    @property
    def words(self) -> IdeaText:
        """The present version of its text."""
        return self.texts[-1]

    @property
    def first_words(self) -> IdeaText:
        """What the author wrote."""
        return self.texts[0]

    @property
    def benefit_list(self) -> list[str]:
        """Who benefits, as codes."""
        return self.benefits.split()

    # --- new → answered --------------------------------------------------------------------------------------------

    def accept(self, by: Person, owner: Person | None, words: str) -> None:
        """Ready, with an owner (None: the team), and an answer to the author."""
        self._must_be(Stage.NEW)
        answer = self._answer(by, "accept", words)
        self.owner_id = owner.id if owner else None
        self.enter(Stage.READY)
        record(happened.IdeaAccepted(self.id, answer_id=answer.id), about=self, by=by)

    def just_do_it(self, by: Person, what_changed: str) -> None:
        """A fix at no cost in one's own area: done."""
        self._must_be(Stage.NEW, Stage.READY)
        answer = self._answer(by, "done", what_changed)
        self.enter(Stage.DONE)
        record(happened.IdeaDone(self.id, answer_id=answer.id), about=self, by=by)

    def decline(self, by: Person, reason: str, words: str, next_step: str) -> None:
        """Not now, with a reason in words and a next step for the author."""
        self._must_be(Stage.NEW, Stage.READY)
        answer = self._answer(by, "decline", words, reason=reason, next_step=next_step)
        self.enter(Stage.NOT_NOW)
        record(happened.IdeaDeclined(self.id, answer_id=answer.id, reason=reason), about=self, by=by)

    def ask(self, by: Person, question: str) -> None:
        """Ask the author; while the question waits, the answer clock pauses, at most 3 working days."""
        self._must_be(Stage.NEW, Stage.READY, Stage.NOT_NOW)
        if self.asked_at is not None:
            raise RuleBroken("A question waits for the author already.")
        answer = self._write(Answer(kind="ask", words=question), by)
        self.pause_answer_clock()
        record(happened.QuestionAsked(self.id, answer_id=answer.id), about=self, by=by)

    def reply(self, question: Answer, words: str, by: Actor) -> None:
        """The author replies; the clock runs on, later by the working time the question waited."""
        if question.kind != "ask" or question.reply:
            raise RuleBroken(_("This question has a reply already."))
        question.reply, question.replied_on = words, clock.today()
        self.end_pause()
        self.touch()
        record(happened.QuestionReplied(self.id, answer_id=question.id), about=self, by=by)

    def write_to_author(self, by: Person, words: str) -> Answer:
        """One more answer, or the first where an answer from above came before the lead's; the stage stays."""
        self._must_not_be_merged()
        self.answered_at = self.answered_at or clock.now()
        answer = self._write(Answer(kind="answer", words=words), by)
        record(happened.IdeaAnswered(self.id, answer_id=answer.id), about=self, by=by)
        return answer

    def mark_read(self, answer: Answer, by: Actor) -> None:
        """The answer reached its author."""
        if answer.read_on is None:
            answer.read_on = clock.today()
            record(happened.AnswerRead(self.id, answer_id=answer.id), about=self, by=by)

    def thank(self, answer: Answer, by: Actor) -> None:
        """The author thanks for it, with one tap; so it was read as well."""
        self.mark_read(answer, by)
        if answer.thanked_on is None:
            answer.thanked_on = clock.today()
            record(happened.AnswerThanked(self.id, answer_id=answer.id), about=self, by=by)

    def withdraw(self, by: Actor) -> None:
        """The author takes it back while it is new."""
        self._must_be(Stage.NEW)
        self.enter(Stage.WITHDRAWN)
        record(happened.IdeaWithdrawn(self.id), about=self, by=by)

    # --- tested, adopted, kept up (the cycles themselves are of pdsa) ----------------------------------------------

    def enter_testing(self) -> None:
        """A cycle was planned. The event is the cycle's."""
        self._must_be(Stage.READY, Stage.LEARNED, Stage.EMBEDDING, Stage.TESTING)
        if self.stage != Stage.TESTING:
            self.enter(Stage.TESTING)

    def adopt(self, by: Person, hold: str) -> None:
        """A test helped: it is kept up, and its author reads how. The event is the cycle's."""
        self._must_be(Stage.TESTING)
        self._answer(by, "adopt", hold)
        self.enter(Stage.EMBEDDING)

    def learn(self, by: Person, learned: str) -> None:
        """A test did not help: its author reads what was learned. The event is the cycle's."""
        self._must_be(Stage.TESTING)
        self._answer(by, "learned", learned)
        self.enter(Stage.LEARNED)

    def stop_testing(self) -> None:
        """A test was stopped for now: ready again. The event is the cycle's."""
        self._must_be(Stage.TESTING)
        self.enter(Stage.READY)

    def finish(self, by: Person, how_we_know: str) -> None:
        """It holds: done."""
        self._must_be(Stage.EMBEDDING)
        answer = self._answer(by, "done", how_we_know)
        self.enter(Stage.DONE)
        record(happened.IdeaDone(self.id, answer_id=answer.id), about=self, by=by)

    def reopen(self, by: Person, words: str) -> None:
        """Open again: ready, or new when it was never answered."""
        self._must_be(Stage.DONE, Stage.NOT_NOW, Stage.LEARNED)
        reason = self._write(Reason(kind="reopen", words=words), by)
        self.enter(Stage.READY if self.answered_at else Stage.NEW)
        record(happened.IdeaReopened(self.id, reason_id=reason.id), about=self, by=by)

    def lose_gain(self) -> None:
        """A check found that it is no longer in use. The event is the check's."""
        self._must_be(Stage.EMBEDDING)
        self.enter(Stage.READY)

    # --- out of sight ----------------------------------------------------------------------------------------------

    def withhold(self, by: Person, reason: str, words: str) -> None:
        """Take it out of sight; the author is told why and shown the right door."""
        if self.stage in (Stage.MERGED, Stage.WITHHELD):
            raise RuleBroken(WHY_NOT[self.stage])
        self._answer(by, "withhold", words, reason=reason)
        self.stage_before = self.stage
        self.enter(Stage.WITHHELD)
        record(happened.IdeaWithheld(self.id, reason=reason), about=self, by=by)

    def show_again(self, by: Person) -> None:
        """It may be seen again, at the stage it had before."""
        self._must_be(Stage.WITHHELD)
        self.back_to_stage_before("withhold")
        record(happened.IdeaShown(self.id), about=self, by=by)

    # --- sized and owned -------------------------------------------------------------------------------------------

    def size(self, by: Actor, effort: int, impact: int) -> None:
        """Judge effort (1 to 3) and difference (1 to 2)."""
        self._must_not_be_merged()
        if (effort, impact) != (self.effort, self.impact):
            self.effort, self.impact = effort, impact
            self.touch()
            record(happened.IdeaSized(self.id, effort=effort, impact=impact), about=self, by=by)

    def name_owner(self, by: Person, owner: Person | None) -> None:
        """Somebody else owns it now; None is the team."""
        self._must_not_be_merged()
        if self.owner_id != (owner.id if owner else None):
            self.owner_id = owner.id if owner else None
            self.touch()
            record(happened.OwnerNamed(self.id, owner_id=owner.id if owner else ""), about=self, by=by)

    # --- for the verbs above and the neighbours in this feature ----------------------------------------------------

    def touch(self) -> None:
        """Something happened: it is not stale."""
        self.last_event_at = self._now()

    def _now(self) -> datetime:
        """The moment; of an anonymous idea the day alone, because its author comes back to it too."""
        if not self.is_anonymous:
            return clock.now()
        here = when.local(clock.now(), self.team.organisation.time_zone)
        return here.replace(hour=0, minute=0, second=0, microsecond=0)

    def _must_be(self, *stages: Stage) -> None:
        if self.stage not in stages:
            raise RuleBroken(_(WHY_NOT[Stage(self.stage)]) + " " + _("This step is not open from there."))

    def _must_not_be_merged(self) -> None:
        if self.stage == Stage.MERGED:
            raise RuleBroken(_(WHY_NOT[Stage.MERGED]))

    def enter(self, stage: Stage) -> None:
        self.stage = stage
        self.stage_since = self.last_event_at = self._now()

    def back_to_stage_before(self, kind: str) -> None:
        """Into sight again. Where its only answer was why it went (of that kind), it waits for one of its own anew."""
        self.enter(self.stage_before or Stage.NEW)
        self.stage_before = None
        was_told = any(
            answer.kind == kind and answer.written_at == self.answered_at for answer in self.answers
        )
        if self.stage == Stage.NEW and was_told:
            self.answered_at = None
            self.start_answer_clock()

    def _answer(self, by: Person, kind: str, words: str, reason: str = "", next_step: str = "") -> Answer:
        answer = self._write(Answer(kind=kind, words=words, reason=reason, next_step=next_step), by)
        self.stop_answer_clock(answer.written_at or clock.now())
        return answer

    def _write(self, written: W, by: Person) -> W:
        return write(written, self, by)


def write(written: W, idea: Idea, by: Person | None) -> W:
    """Set who, when and where of something written; by nobody: the day alone."""
    written.idea_id, written.organisation_id = idea.id, idea.organisation_id
    written.by_id = by.id if by else None
    written.written_on = clock.today(idea.team.organisation.time_zone)
    written.written_at = clock.now() if by else None
    idea.touch()
    db.session.add(written)
    db.session.flush()
    return written
