"""The time that an author waits for a first answer: when it is due, when it turns amber, when it rises by itself."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column

from improve.core import clock, when
from improve.core.db import UtcDateTime
from improve.core.languages import gettext as _
from improve.ideas.authorship import Authorship

if TYPE_CHECKING:
    from improve.teams.models import Team

AMBER_AT = 2 / 3  # of the time to a first answer
PAUSE_HOURS = 72  # working hours: a question pauses the answer clock at most 3 working days


class AnswerClock(Authorship):
    """The part of an idea that counts its author's waiting. Of an anonymous idea days alone, never a time."""

    __abstract__ = True

    answer_amber_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_rises_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # while a question waits for the author
    pause_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    if TYPE_CHECKING:
        team: Mapped[Team]

    @property
    def is_answer_late(self) -> bool:
        """The first answer was due, and nobody gave one."""
        return self._is_running and _passed(self.answer_due_at)

    @property
    def is_answer_soon(self) -> bool:
        """Two thirds of the time to a first answer are gone."""
        return self._is_running and _passed(self.answer_amber_at)

    @property
    def answer_due_words(self) -> str:
        """When the first answer is due; of an anonymous idea the day alone: a time would tell when it was sent."""
        if self.answer_due_at is None:
            return ""
        zone = self.team.organisation.time_zone
        if self.is_anonymous:
            day = when.short_day(when.local(self.answer_due_at, zone).date(), clock.today(zone))
            return _("by the end of %(day)s", day=day)
        return when.short_moment(self.answer_due_at, zone)

    def start_answer_clock(self) -> None:
        """The time to a first answer runs from now; for an anonymous idea it ends with a day, not an hour."""
        now, team = clock.now(), self.team
        if self.is_anonymous:
            today = clock.today(team.organisation.time_zone)
            self.answer_due_at = team.end_of_working_day(today, team.answer_days)
            self.answer_amber_at = team.end_of_working_day(today, max(team.answer_days - 1, 0))
            self.answer_rises_at = team.end_of_working_day(today, team.rise_days)
            return
        hours = 24 * team.answer_days
        self.answer_due_at = team.after_working_hours(now, hours)
        self.answer_amber_at = team.after_working_hours(now, hours * AMBER_AT)
        self.answer_rises_at = team.after_working_hours(now, 24 * team.rise_days)

    def pause_answer_clock(self) -> None:
        """A question waits for the author: so does the clock, at most 3 working days."""
        self.asked_at = clock.now()
        self.pause_ends_at = self.team.after_working_hours(self.asked_at, PAUSE_HOURS)

    def end_pause(self) -> None:
        """The answer clock runs on, later by the working time that the question waited."""
        if self.asked_at is not None and self.answered_at is None:
            until = self._end_of_day(clock.now()) if self.is_anonymous else clock.now()
            waited = min(self.team.working_hours_between(self.asked_at, until), PAUSE_HOURS)
            for name in ("answer_amber_at", "answer_due_at", "answer_rises_at"):
                if (due := getattr(self, name)) is not None:
                    later = self.team.after_working_hours(due, waited)
                    setattr(self, name, self._end_of_day(later) if self.is_anonymous else later)
        self.asked_at = self.pause_ends_at = None

    def stop_answer_clock(self, at: datetime) -> None:
        """The author has an answer; the moment of the first one stays."""
        self.answered_at = self.answered_at or at
        self.asked_at = self.pause_ends_at = None

    @property
    def _is_running(self) -> bool:
        return self.answered_at is None and self.asked_at is None

    def _end_of_day(self, moment: datetime) -> datetime:
        on = when.local(moment, self.team.organisation.time_zone).date()
        return self.team.end_of_working_day(on, 0)


def _passed(moment: datetime | None) -> bool:
    return moment is not None and moment <= clock.now()
