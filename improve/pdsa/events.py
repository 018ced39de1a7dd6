"""What happens to cycles. Each stands in the timeline of its idea."""

from dataclasses import dataclass

from improve.events.record import event_kind
from improve.ideas.events import IdeaEvent


@dataclass(frozen=True)
class CycleEvent(IdeaEvent):
    """Something happened to a cycle of an idea."""

    cycle_id: str
    number: int


@event_kind
@dataclass(frozen=True)
class CycleStarted(CycleEvent):
    """A plan was saved; the idea is in testing."""

    name = "cycle.started"


@event_kind
@dataclass(frozen=True)
class PlanChanged(CycleEvent):
    """The plan was changed before Do."""

    name = "cycle.plan_changed"


@event_kind
@dataclass(frozen=True)
class CycleApproved(CycleEvent):
    """A clinician says that it is safe to try."""

    name = "cycle.approved"


@event_kind
@dataclass(frozen=True)
class CycleRefused(CycleEvent):
    """The clinician does not approve it as it is planned; the reason stands in its Refusal row."""

    name = "cycle.refused"
    refusal_id: str


@event_kind
@dataclass(frozen=True)
class DoStarted(CycleEvent):
    """Do began; prediction, measure and scale are locked. The digest proves what was predicted."""

    name = "cycle.do_started"
    prediction_digest: str


@event_kind
@dataclass(frozen=True)
class ObservationMade(CycleEvent):
    """Somebody wrote down what they saw."""

    name = "cycle.observed"
    observation_id: str


@event_kind
@dataclass(frozen=True)
class CycleStudied(CycleEvent):
    """What happened was compared with what was predicted."""

    name = "cycle.studied"


@event_kind
@dataclass(frozen=True)
class CycleAdopted(CycleEvent):
    """It becomes the normal way."""

    name = "cycle.adopted"


@event_kind
@dataclass(frozen=True)
class CycleAdapted(CycleEvent):
    """Something changes; the next cycle is open."""

    name = "cycle.adapted"
    next_id: str


@event_kind
@dataclass(frozen=True)
class CycleAbandoned(CycleEvent):
    """It stops here; what was learned is kept."""

    name = "cycle.abandoned"


@event_kind
@dataclass(frozen=True)
class IdeaPaused(CycleEvent):
    """The open cycle was closed as not run; the idea is ready again."""

    name = "idea.paused"


@event_kind
@dataclass(frozen=True)
class GainChecked(IdeaEvent):
    """Still in use after some days: yes, or changed."""

    name = "idea.gain_checked"
    check_id: str
    days: int


@event_kind
@dataclass(frozen=True)
class GainLost(IdeaEvent):
    """No longer in use: it goes back to ready."""

    name = "idea.gain_lost"
    check_id: str
