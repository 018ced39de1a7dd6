"""What of a row may show who a patient is: every column is looked at that is stored in some way."""

from collections.abc import Iterator

from improve.core.text import listing
from improve.ideas.identifiers import AMONG_STAFF_NAMES, KIND_WORDS, find
from improve.imports.columns import Mapping
from improve.imports.planned import PlannedIdea, Problem

ALL = frozenset(KIND_WORDS)
# What of an idea is looked at: the column it stands in, and the kinds of passages that count there.
LOOKED_AT = {
    "text": ("text", ALL),
    "suggestion": ("suggestion", ALL),
    "title": ("title", ALL),
    "answer": ("answer", ALL),
    "stage_words": ("stage", ALL),
    "category": ("category", ALL),
    "benefits": ("benefits", ALL),
    "author_name": ("author", AMONG_STAFF_NAMES),
    "owner_name": ("owner", AMONG_STAFF_NAMES),
    "team_name": ("team", AMONG_STAFF_NAMES),
    "reference": ("number", frozenset({"nhs_number"})),
}


def patients_in(idea: PlannedIdea, mapping: Mapping) -> Iterator[Problem]:
    """Words that show who a patient is stay out; their row comes in once somebody has taken them out."""
    for name, (column, _) in LOOKED_AT.items():
        kinds = [KIND_WORDS[kind] for kind in kinds_in(name, getattr(idea, name))]
        if kinds:
            words = f"it shows who a patient is ({listing(kinds)}); take that out, then send the file again"
            yield Problem(idea.row, mapping.label(column), words, is_fatal=True)


def kinds_in(name: str, words: str) -> list[str]:
    """The kinds of passages that count in this part of an idea, each once."""
    counting = LOOKED_AT[name][1]
    return list(dict.fromkeys(span.kind for span in find(words) if span.kind in counting))
