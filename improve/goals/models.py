"""Goals: a tree from the organisation's aim over its drivers to what one team wants to reach."""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, Enum, ForeignKey, Index, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, Row, UtcDateTime, db
from improve.core.errors import RuleBroken
from improve.core.ids import new_secret
from improve.events.record import Actor, record
from improve.goals.events import GoalDrafted, GoalPublished, GoalRetired, GoalRevised
from improve.people.models import Person
from improve.teams.models import Team

TITLE_MOST, AIM_MOST, WHY_MOST, WRITTEN_WITH_MOST = (
    80,
    400,
    2_000,
    200,
)  # characters; the title stands on cards


class GoalStatus(StrEnum):
    """Whether a goal holds. Only verbs change it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


STATUS_WORDS = {
    GoalStatus.DRAFT: "Proposed",
    GoalStatus.PUBLISHED: "Published",
    GoalStatus.RETIRED: "Retired",
}
STATUS = Enum(
    GoalStatus, native_enum=False, length=10, values_callable=lambda kinds: [kind.value for kind in kinds]
)


@dataclass(frozen=True)
class GoalPlan:
    """What people agree on when they set a goal."""

    title: str
    aim: str
    why: str
    starts_on: date
    ends_on: date
    owner_id: str | None = None
    written_with: str = ""


class GoalVersion(Row):
    """How a goal was worded from a moment on, and why it was written again. Number 1 is the first draft."""

    __tablename__ = "goal_version"
    __table_args__ = (UniqueConstraint("goal_id", "number"), Base.__table_args__)

    goal_id: Mapped[str] = mapped_column(ForeignKey("goal.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(TITLE_MOST))
    aim: Mapped[str] = mapped_column(String(AIM_MOST))
    why: Mapped[str] = mapped_column(String(WHY_MOST))
    written_with: Mapped[str] = mapped_column(String(WRITTEN_WITH_MOST), default="")
    reason: Mapped[str] = mapped_column(String(WHY_MOST), default="")
    changed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    salt: Mapped[str] = mapped_column(String(64), default=new_secret)

    changed_by: Mapped[Person | None] = relationship(lazy="joined")

    def digest(self) -> str:
        """A digest that proves the words, and says nothing once the salt is destroyed."""
        words = (self.salt, self.title, self.aim, self.why, self.written_with, self.reason)
        return hashlib.sha256("\n".join(words).encode()).hexdigest()


class GoalRetirement(Row):
    """Why a goal no longer holds."""

    __tablename__ = "goal_retirement"
    __table_args__ = (Base.__table_args__,)

    goal_id: Mapped[str] = mapped_column(ForeignKey("goal.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(WHY_MOST))
    retired_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    retired_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)

    retired_by: Mapped[Person | None] = relationship(lazy="joined")


class Goal(Row):
    """What a team wants to reach, how much by when, and why. The organisation's aims belong to its executive team."""

    __tablename__ = "goal"
    __table_args__ = (
        Index("ix_goal_tree", "organisation_id", "parent_id", "title", "id"),
        Index("ix_goal_parent", "parent_id", "title", "id"),
        Index("ix_goal_team", "team_id", "status", "title"),
        Base.__table_args__,
    )

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("goal.id"))
    status: Mapped[GoalStatus] = mapped_column(STATUS, default=GoalStatus.DRAFT)
    title: Mapped[str] = mapped_column(String(TITLE_MOST))
    aim: Mapped[str] = mapped_column(String(AIM_MOST))
    why: Mapped[str] = mapped_column(String(WHY_MOST))
    written_with: Mapped[str] = mapped_column(String(WRITTEN_WITH_MOST), default="")
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    proposed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    text_number: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)

    team: Mapped[Team] = relationship(lazy="joined", innerjoin=True)
    owner: Mapped[Person | None] = relationship(lazy="joined", foreign_keys=[owner_id])
    proposed_by: Mapped[Person | None] = relationship(foreign_keys=[proposed_by_id])
    versions: Mapped[list[GoalVersion]] = relationship(order_by=GoalVersion.number)

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_draft(self) -> bool:
        """Proposed, not agreed yet."""
        return self.status == GoalStatus.DRAFT

    @property
    def is_published(self) -> bool:
        """It holds: ideas can serve it."""
        return self.status == GoalStatus.PUBLISHED

    @property
    def is_retired(self) -> bool:
        """It holds no longer."""
        return self.status == GoalStatus.RETIRED

    def publish(self, by: Actor) -> None:
        """From now on the goal holds."""
        self.must_be_draft()
        if self.owner_id is None:
            raise RuleBroken("A goal needs somebody who owns it before it can be published.")
        self.status = GoalStatus.PUBLISHED
        db.session.flush()
        record(GoalPublished(self.id), about=self, by=by)

    def revise(self, by: Actor, plan: GoalPlan, reason: str) -> GoalVersion | None:
        """Write the goal again; the version before stays readable. None when nothing changed."""
        self.must_not_be_retired()
        _check_period(plan)
        changed = [name for name, value in asdict(plan).items() if getattr(self, name) != value]
        if self.is_published and changed and not reason:
            raise RuleBroken("Say why the goal changes: those who serve it will ask.")
        return self._rewrite(by, plan, changed, reason) if changed else None

    def hang_below(self, parent: "Goal | None", by: Actor) -> None:
        """Serve another goal, or none. The tree never runs in a circle."""
        if self.parent_id == (parent.id if parent else None):
            return
        self.must_not_be_retired()
        if parent is not None:
            check_place(parent, self.team)
            if self.id in lineage(parent.id):
                raise RuleBroken("A goal cannot serve itself, or a goal that serves it.")
        self.parent_id = parent.id if parent else None
        self._record_revision(by, ["parent_id"])

    def retire(self, by: Actor, reason: str) -> None:
        """The goal holds no longer. What served it stays linked, and readable."""
        self.must_not_be_retired()
        row = GoalRetirement(goal_id=self.id, reason=reason, retired_by_id=_person_id(by))
        row.organisation_id = self.organisation_id
        self.status = GoalStatus.RETIRED
        db.session.add(row)
        db.session.flush()
        record(GoalRetired(self.id, retirement_id=row.id), about=self, by=by)

    def _rewrite(self, by: Actor, plan: GoalPlan, changed: list[str], reason: str) -> GoalVersion:
        for name in changed:
            setattr(self, name, getattr(plan, name))
        self.text_number += 1
        words = self._keep_words(by, reason)
        self._record_revision(by, changed)
        return words

    def _keep_words(self, by: Actor, reason: str = "") -> GoalVersion:
        words = GoalVersion(
            organisation_id=self.organisation_id, number=self.text_number, reason=reason, changed_by_id=_person_id(by),
            title=self.title, aim=self.aim, why=self.why, written_with=self.written_with,
        )  # fmt: skip
        self.versions.append(words)
        db.session.flush()
        return words

    def _record_revision(self, by: Actor, changed: list[str]) -> None:
        db.session.flush()
        digest = self.versions[-1].digest()
        record(
            GoalRevised(self.id, number=self.text_number, changed=changed, text_digest=digest),
            about=self,
            by=by,
        )

    def must_not_be_retired(self) -> None:
        """Before anything of it changes."""
        if self.is_retired:
            raise RuleBroken("This goal is retired. Its words stay as they are, and can be read.")

    def must_be_draft(self) -> None:
        """Before it is published."""
        if not self.is_draft:
            raise RuleBroken(f"This goal is {self.status} already.")


def propose(team: Team, by: Actor, plan: GoalPlan, parent: Goal | None = None) -> Goal:
    """A draft, seen by who wrote it and by who may publish it."""
    if team.deactivated_at is not None:
        raise RuleBroken("This team is no more.")
    _check_period(plan)
    if parent is not None:
        check_place(parent, team)
    goal = Goal(team=team, proposed_by_id=_person_id(by), text_number=1, **asdict(plan))
    goal.organisation_id = team.organisation_id
    goal.parent_id = parent.id if parent else None
    db.session.add(goal)
    db.session.flush()
    words = goal._keep_words(by)
    record(GoalDrafted(goal.id, text_digest=words.digest()), about=goal, by=by)
    return goal


def check_place(parent: Goal, team: Team) -> None:
    """Raises RuleBroken unless a goal of `team` may serve `parent`."""
    if parent.organisation_id != team.organisation_id or not parent.is_published:
        raise RuleBroken("A goal can only serve a published goal.")
    if parent.team.tier < team.tier:
        raise RuleBroken("A goal serves a goal of the same tier or of one above.")


def lineage(goal_id: str) -> list[str]:
    """The id of a goal and of those it serves, from itself up to the organisation's aim."""
    first = select(Goal.id, Goal.parent_id).where(Goal.id == goal_id).cte("lineage", recursive=True)
    whole = first.union(select(Goal.id, Goal.parent_id).join(first, Goal.id == first.c.parent_id))
    above = {row.id: row.parent_id for row in db.session.execute(select(whole.c.id, whole.c.parent_id))}
    ordered, here = [], goal_id
    while here in above:
        ordered.append(here)
        here = above.pop(here)
    return ordered


def _check_period(plan: GoalPlan) -> None:
    if plan.ends_on <= plan.starts_on:
        raise RuleBroken("The goal must end after it starts.")


def _person_id(by: Actor) -> str | None:
    return by.id if by.actor_kind == "person" else None
