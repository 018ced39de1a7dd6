"""An import from upload to end. The file itself stands in a table of its own and goes when the import is finished."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, Id, Row, UtcDateTime
from improve.events.record import Actor, record
from improve.imports.columns import Mapping
from improve.imports.events import ImportFinished, ImportStarted
from improve.people.models import Person

IDEAS, PEOPLE, TEAMS = "ideas", "people", "teams"
KEPT_DAYS = 7  # so long a file waits for the person who sent it


class Import(Row):
    """One file on its way in. `what`: ideas, people or teams."""

    __tablename__ = "import"
    __table_args__ = (Index("ix_import_by", "organisation_id", "by_id", "sent_at"), Base.__table_args__)

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    what: Mapped[str] = mapped_column(String(10), default=IDEAS)
    by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))  # none: the command line
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    worksheet: Mapped[str] = mapped_column(String(100), default="")
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, index=True)

    heading_row: Mapped[int] = mapped_column(default=1)
    columns: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # field to column, from 0
    headings: Mapped[list[str]] = mapped_column(JSON, default=list)
    team_choices: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # name to id, create or refuse
    stage_choices: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    new_below_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))  # where new teams shall stand

    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    total_rows: Mapped[int] = mapped_column(default=0)
    done_rows: Mapped[int] = mapped_column(default=0)
    added_rows: Mapped[int] = mapped_column(default=0)
    known_rows: Mapped[int] = mapped_column(default=0)  # were here before
    refused_rows: Mapped[int] = mapped_column(default=0)

    by: Mapped[Person | None] = relationship()
    team_id: ClassVar[None] = None  # its events belong to no board; those of its ideas do

    @property
    def mapping(self) -> Mapping:
        """Which column holds what."""
        return Mapping(self.heading_row, dict(self.columns), list(self.headings))

    @mapping.setter
    def mapping(self, mapping: Mapping) -> None:
        self.heading_row, self.columns, self.headings = (
            mapping.heading_row,
            mapping.columns,
            mapping.headings,
        )

    @property
    def is_going_on(self) -> bool:
        """Begun and not at its end."""
        return self.started_at is not None and self.finished_at is None

    def start(self, rows: int, refused: int, by: Actor) -> None:
        """From here on it is not changed, only brought to its end."""
        self.started_at, self.total_rows, self.refused_rows = clock.now(), rows, refused
        record(ImportStarted(self.id, what=self.what, rows=rows), about=self, by=by)

    def count(self, rows: int, added: int) -> None:
        """Some of its rows went through: these were added, the others were here before."""
        self.done_rows += rows
        self.added_rows += added
        self.known_rows += rows - added

    def finish(self, by: Actor) -> None:
        """Every row went through."""
        self.finished_at = clock.now()
        event = ImportFinished(self.id, what=self.what, added=self.added_rows, known=self.known_rows)
        record(event, about=self, by=by)


class ImportFile(Base):
    """What was sent, and its rows as they were read: parsing a large workbook takes seconds. See keeping.py."""

    __tablename__ = "import_file"

    import_id: Mapped[str] = mapped_column(ForeignKey("import.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(Id)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sheet: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class ImportBatch(Base):
    """Rows that wait to be written; the batch goes in the transaction that wrote them."""

    __tablename__ = "import_batch"

    import_id: Mapped[str] = mapped_column(ForeignKey("import.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    organisation_id: Mapped[str] = mapped_column(Id)
    rows: Mapped[bytes] = mapped_column(LargeBinary)


class ImportedRow(Base):
    """A row of a log that became an idea. The same row never becomes a second one."""

    __tablename__ = "imported_row"
    __table_args__ = (Index("ix_imported_row_words", "organisation_id", "words_key"), Base.__table_args__)

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    # Deferred: the row is claimed first, so that of two imports at once one gets it.
    idea_id: Mapped[str] = mapped_column(
        ForeignKey("idea.id", deferrable=True, initially="DEFERRED"), unique=True
    )
    import_id: Mapped[str] = mapped_column(ForeignKey("import.id"), index=True)
    row: Mapped[int]
    words_key: Mapped[str] = mapped_column(
        String(64)
    )  # the same for the same words, whatever their team and day
    said: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what has no place of its own
