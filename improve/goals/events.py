"""What happens to goals, in the past tense. Events carry ids, names of fields and digests, never the words."""

from dataclasses import dataclass

from improve.events.record import Event, event_kind


@dataclass(frozen=True)
class GoalEvent(Event):
    """Something happened to a goal."""

    goal_id: str


@event_kind
@dataclass(frozen=True)
class GoalDrafted(GoalEvent):
    """Somebody proposed a goal. `text_digest` is salted; the salt stands beside the words."""

    name = "goal.drafted"
    text_digest: str


@event_kind
@dataclass(frozen=True)
class GoalPublished(GoalEvent):
    """The goal holds: ideas can serve it."""

    name = "goal.published"


@event_kind
@dataclass(frozen=True)
class GoalRevised(GoalEvent):
    """The goal was written again, moved in the tree, or has another owner or period; which fields changed."""

    name = "goal.revised"
    number: int
    changed: list[str]
    text_digest: str


@event_kind
@dataclass(frozen=True)
class GoalRetired(GoalEvent):
    """The goal holds no longer; the reason stands in its GoalRetirement row."""

    name = "goal.retired"
    retirement_id: str
