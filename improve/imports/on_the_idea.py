"""What the log said of an idea and no field of it holds: shown on its page, so that nothing is lost."""

from typing import Any

from sqlalchemy import select

from improve.core.db import db
from improve.ideas import pieces
from improve.ideas.models import Idea
from improve.ideas.patients import masking
from improve.imports.models import Import, ImportedRow
from improve.imports.patients import LOOKED_AT

WORDS = {
    "reference": "Number",
    "stage_words": "Status",
    "owner_name": "Looked after by",
    "category": "Kind of problem",
    "benefits": "Who benefits",
}


def gather(idea: Idea, _viewer: Any) -> dict[str, Any] | None:
    """The row it comes from; nothing for ideas that were written here."""
    if idea.received_at is not None or idea.is_anonymous:
        return None
    rows = select(ImportedRow.row, ImportedRow.said, Import.name).join(
        Import, Import.id == ImportedRow.import_id
    )
    found = db.session.execute(rows.where(ImportedRow.idea_id == idea.id)).first()
    if found is None:
        return None
    said = [(WORDS[name], found.said[name]) for name in WORDS if name in found.said]
    return {"row": found.row, "file": found.name, "said": said}


pieces.add("imports/_from_the_log.html", gather)
# What the log said is words of the idea: where a passage is hidden, it is hidden here as well.
masking.WORDS[ImportedRow] = ("said",)
masking.COUNTING |= {(ImportedRow, name): LOOKED_AT[name][1] for name in WORDS}
