"""What of a log is here already: the rows that are not taken again, and the words that stand under another row."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from improve.core.db import db
from improve.ideas.facts import Answer
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.imports.keyed import keyed
from improve.imports.models import ImportedRow
from improve.imports.planned import PlannedIdea
from improve.imports.values import folded
from improve.teams.models import Team


@dataclass(frozen=True)
class ChangedRow:
    """A row that is here already and of which the sheet says something else now. What is here stays as it is."""

    row: int
    text: str
    idea_id: str
    stage: Stage  # on the board, now
    says: list[tuple[str, str]]  # a field and what the sheet says of it now


@dataclass(frozen=True)
class Alike:
    """A row that would come in though its words are here, with another day or team."""

    row: int
    text: str
    idea_id: str
    team: str
    raised_on: dt.date


def known_among(organisation_id: str, fingerprints: Collection[str]) -> set[str]:
    """Those of the rows that are here already."""
    if not fingerprints:
        return set()
    asked = {keyed(fingerprint): fingerprint for fingerprint in fingerprints}
    rows = select(ImportedRow.fingerprint).where(ImportedRow.organisation_id == organisation_id)
    return {asked[found] for found in db.session.scalars(rows.where(ImportedRow.fingerprint.in_(asked)))}


def changed_since(organisation_id: str, known: list[PlannedIdea]) -> list[ChangedRow]:
    """The known rows whose status, owner or answer the sheet has otherwise than when it came in."""
    has_answer = exists().where(Answer.idea_id == Idea.id)
    rows = (
        select(
            ImportedRow.fingerprint, ImportedRow.said, Idea.id, Idea.stage, has_answer.label("is_answered")
        )
        .join(Idea, Idea.id == ImportedRow.idea_id)
        .where(ImportedRow.organisation_id == organisation_id, Idea.stage != Stage.WITHHELD)
    )
    planned = {keyed(idea.fingerprint): idea for idea in known}
    found = db.session.execute(rows.where(ImportedRow.fingerprint.in_(planned))) if planned else ()
    changed = []
    for row in found:
        idea = planned[row.fingerprint]
        says = said_now(idea, row)
        if says:
            changed.append(ChangedRow(idea.row, idea.text, row.id, Stage(row.stage), says))
    return sorted(changed, key=lambda one: one.row)


def said_now(idea: PlannedIdea, row: Any) -> list[tuple[str, str]]:
    """What the sheet says now and did not say when the row came in."""
    now = {"stage_words": ("Status", idea.stage_words), "owner_name": ("Looked after by", idea.owner_name)}
    says = [(label, words) for name, (label, words) in now.items() if differs(words, row.said.get(name, ""))]
    if idea.answer and not row.is_answered:
        says.append(("The answer", idea.answer))
    return says


def differs(now: str, before: str) -> bool:
    """An emptied cell says nothing new."""
    return bool(now) and folded(now) != folded(before)


def alike(organisation_id: str, fresh: list[PlannedIdea]) -> list[Alike]:
    """The rows whose words an earlier import brought in."""
    keys = {idea.row: keyed(idea.words_key) for idea in fresh}
    rows = (
        select(ImportedRow.words_key, Idea.id, Idea.received_on, Team.name)
        .join(Idea, Idea.id == ImportedRow.idea_id)
        .join(Team, Team.id == Idea.team_id)
        .where(ImportedRow.organisation_id == organisation_id, Idea.stage != Stage.WITHHELD)
    )
    found = db.session.execute(rows.where(ImportedRow.words_key.in_(set(keys.values())))) if keys else ()
    first = {row.words_key: row for row in found}
    return [
        Alike(idea.row, idea.text, first[key].id, first[key].name, first[key].received_on)
        for key, idea in ((keys[idea.row], idea) for idea in fresh)
        if key in first
    ]
