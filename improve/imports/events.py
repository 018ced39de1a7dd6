"""What happens to imports, in the past tense. What each of them brought in has events of its own."""

from dataclasses import dataclass

from improve.events.record import Event, event_kind


@dataclass(frozen=True)
class ImportEvent(Event):
    """Something happened to an import."""

    import_id: str


@event_kind
@dataclass(frozen=True)
class ImportStarted(ImportEvent):
    """Somebody looked at the preview and said yes. `what`: ideas, people or teams."""

    name = "import.started"
    what: str
    rows: int


@event_kind
@dataclass(frozen=True)
class ImportFinished(ImportEvent):
    """All of its rows are in, or were here before."""

    name = "import.finished"
    what: str
    added: int
    known: int
