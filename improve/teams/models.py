"""Organisations, teams and memberships. A team is a node of one tree and has one board."""

from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, Id, Row, UtcDateTime
from improve.core.errors import RuleBroken
from improve.core.ids import new_id
from improve.events.record import Actor, record
from improve.people.models import Person
from improve.teams import calendar
from improve.teams.events import MemberJoined, MemberLeft, TeamAdded, TeamDeactivated, TeamReactivated

TIER_NAMES = {
    1: "Ward or department",
    2: "Clinical service unit",
    3: "Division",
    4: "Executive team",
    5: "System",
}
EXECUTIVE_TIER = 4
MIN_GROUP = 11  # people; in a smaller group an answer could be traced to its author
ANSWER_HOURS = {1: 24, 2: 24, 3: 48, 4: 72, 5: 72}  # working hours a tier has to answer an escalation


class Organisation(Base):
    """One trust. Everything belongs to exactly one."""

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(60), default="Europe/London")
    tier_names: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    holidays: Mapped[list[str]] = mapped_column(JSON, default=list)  # ISO dates
    doors: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # who to tell: names and numbers
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    actor_kind: ClassVar[str] = "program"

    def tier_name(self, tier: int) -> str:
        """What this organisation calls a tier."""
        return self.tier_names.get(str(tier)) or TIER_NAMES[tier]

    @cached_property
    def holiday_dates(self) -> frozenset[date]:
        """The days on which nobody's clock runs."""
        return frozenset(date.fromisoformat(day) for day in self.holidays)

    @property
    def today(self) -> date:
        """The date on the organisation's own clock."""
        return clock.today(self.time_zone)


class Team(Row):
    """A ward, a service unit, a division, an executive team. `path` holds the ids from the root down, each with "/"."""

    __tablename__ = "team"
    __table_args__ = (
        CheckConstraint("tier BETWEEN 1 AND 5", name="tier"),
        CheckConstraint("headcount >= 0", name="headcount"),
        Index("ix_team_path", "path"),
        Index("ix_team_tree", "organisation_id", "parent_id"),
        Base.__table_args__,
    )

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))
    path: Mapped[str] = mapped_column(String(200))
    tier: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(60), default="")
    headcount: Mapped[int] = mapped_column(default=0)  # people who work here, with or without an account
    weekdays: Mapped[str] = mapped_column(String(7), default=calendar.WEEKDAYS)
    answer_days: Mapped[int] = mapped_column(default=1)  # working days until a first answer is due
    rise_days: Mapped[int] = mapped_column(default=3)  # working days until it rises by itself
    answer_hours: Mapped[int | None]  # working hours for an escalation; the tier's default when empty
    testing_limit: Mapped[int] = mapped_column(default=5)
    owner_limit: Mapped[int] = mapped_column(default=2)
    stale_days: Mapped[int] = mapped_column(default=14)
    nurse_in_charge_bleep: Mapped[str] = mapped_column(String(60), default="")  # else the organisation's
    revision: Mapped[int] = mapped_column(default=0)  # raised by each event; screens follow it
    deactivated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship()  # known already: every request reads its viewer's
    parent: Mapped["Team | None"] = relationship(remote_side="Team.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def team_id(self) -> str:
        """A team's own events stand on its own board."""
        return self.id

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    @property
    def doors(self) -> dict[str, Any]:
        """Who to tell first, fit for anybody's eyes: the organisation's names and numbers, the team's own bleep."""
        own = {"nurse_in_charge_bleep": self.nurse_in_charge_bleep}
        return self.organisation.doors | (own if self.nurse_in_charge_bleep else {})

    @property
    def hours_to_answer(self) -> int:
        """Working hours in which an escalation is answered here."""
        return self.answer_hours or ANSWER_HOURS[self.tier]

    def add(self, by: Actor, parent: "Team | None") -> None:
        """Take a place in the tree, below `parent`."""
        self.id = self.id or new_id()
        self._hang_below(parent)
        record(TeamAdded(self.id), about=self, by=by)

    def _hang_below(self, parent: "Team | None") -> None:
        if parent is not None and parent.tier <= self.tier:
            raise RuleBroken("A team stands below a team of a higher tier.")
        self.parent_id = parent.id if parent else None
        self.path = f"{parent.path if parent else ''}{self.id}/"

    def after_working_hours(self, start: datetime, hours: float) -> datetime:
        """The moment `hours` of this team's working time after `start`."""
        org = self.organisation
        return calendar.add_working_hours(start, hours, org.time_zone, self.weekdays, org.holiday_dates)

    def working_hours_between(self, start: datetime, end: datetime) -> float:
        """Hours of this team's working time from `start` to `end`."""
        org = self.organisation
        return calendar.working_hours_between(start, end, org.time_zone, self.weekdays, org.holiday_dates)

    def end_of_working_day(self, on: date, days: int) -> datetime:
        """The end of the day `days` working days after `on`."""
        org = self.organisation
        return calendar.end_of_working_day(on, days, org.time_zone, self.weekdays, org.holiday_dates)

    def deactivate(self, by: Actor) -> None:
        """The team is no more: no new ideas; what it did stays."""
        if self.deactivated_at is None:
            self.deactivated_at = clock.now()
            record(TeamDeactivated(self.id), about=self, by=by)

    def reactivate(self, by: Actor) -> None:
        """The team is back."""
        if self.deactivated_at is not None:
            self.deactivated_at = None
            record(TeamReactivated(self.id), about=self, by=by)


class Membership(Row):
    """A person in a team, as member or lead, from a day to a day."""

    __tablename__ = "membership"
    __table_args__ = (
        Index("ix_membership_person", "person_id"),
        Index("ix_membership_team", "team_id"),
        Base.__table_args__,
    )

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    is_lead: Mapped[bool] = mapped_column(default=False)
    joined_on: Mapped[date] = mapped_column(Date, default=clock.today)
    left_on: Mapped[date | None] = mapped_column(Date)

    person: Mapped[Person] = relationship()
    team: Mapped[Team] = relationship()

    def join(self, by: Actor) -> None:
        """Write down that somebody joined."""
        record(MemberJoined(self.person_id, is_lead=self.is_lead), about=self, by=by)

    def leave(self, by: Actor) -> None:
        """The person left this team today."""
        if self.left_on is None:
            self.left_on = clock.today()
            record(MemberLeft(self.person_id), about=self, by=by)
