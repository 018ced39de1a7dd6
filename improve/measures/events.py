"""What happens to measures and readings, in the past tense. Events carry ids and names of fields, never the figures."""

from dataclasses import dataclass

from improve.events.record import Event, event_kind


@dataclass(frozen=True)
class MeasureEvent(Event):
    """Something happened to a measure."""

    measure_id: str


@event_kind
@dataclass(frozen=True)
class MeasureStarted(MeasureEvent):
    """A team began to measure something."""

    name = "measure.started"


@event_kind
@dataclass(frozen=True)
class MeasureChanged(MeasureEvent):
    """How it is measured or charted was changed; which fields."""

    name = "measure.changed"
    changed: list[str]


@event_kind
@dataclass(frozen=True)
class MeasureEnded(MeasureEvent):
    """Nobody enters readings any longer; what was entered stays."""

    name = "measure.ended"


@event_kind
@dataclass(frozen=True)
class ReadingAdded(MeasureEvent):
    """A figure was entered."""

    name = "reading.added"
    reading_id: str


@event_kind
@dataclass(frozen=True)
class ReadingTapped(MeasureEvent):
    """A tap added to a figure."""

    name = "reading.tapped"
    reading_id: str


@event_kind
@dataclass(frozen=True)
class TapUndone(MeasureEvent):
    """A tap was taken back."""

    name = "reading.tap_undone"
    reading_id: str


@event_kind
@dataclass(frozen=True)
class ReadingsAdded(MeasureEvent):
    """A table of figures was entered at once."""

    name = "reading.many_added"
    number: int


@event_kind
@dataclass(frozen=True)
class ReadingCorrected(MeasureEvent):
    """A figure was put right; the one before stays readable."""

    name = "reading.corrected"
    reading_id: str
    correction_id: str


@event_kind
@dataclass(frozen=True)
class ReadingRemoved(MeasureEvent):
    """A figure was taken back; it stays readable."""

    name = "reading.removed"
    reading_id: str


@event_kind
@dataclass(frozen=True)
class PointLeftOut(MeasureEvent):
    """A point stays on the chart and counts for no line, with a reason."""

    name = "reading.left_out"
    reading_id: str


@event_kind
@dataclass(frozen=True)
class PointTakenIn(MeasureEvent):
    """A point counts again."""

    name = "reading.taken_in"
    reading_id: str


@event_kind
@dataclass(frozen=True)
class LinesDecided(MeasureEvent):
    """The lines are worked out afresh from a day, or from a baseline; the reason stands in its LineDecision row."""

    name = "measure.lines_decided"
    decision_id: str


@event_kind
@dataclass(frozen=True)
class LinesDecisionEnded(MeasureEvent):
    """That decision about the lines holds no longer."""

    name = "measure.lines_decision_ended"
    decision_id: str


@event_kind
@dataclass(frozen=True)
class NoteMade(MeasureEvent):
    """Something that happened was written beside the chart."""

    name = "measure.note_made"
    note_id: str
