"""What an import of ideas would do: the plan, measured against the boards somebody may write to and what is here."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, select

from improve.core import clock
from improve.core.db import db
from improve.core.sheets.rows import Sheet
from improve.ideas.stages import Stage
from improve.imports.here import Alike, ChangedRow, alike, changed_since, known_among
from improve.imports.models import Import
from improve.imports.plan import Plan, PlannedIdea, Problem, plan, promises
from improve.imports.sending import sheet_of
from improve.imports.values import team_key
from improve.teams.models import Organisation, Team


@dataclass(frozen=True)
class Boards:
    """The teams there are, and those to which ideas may be brought in."""

    names: dict[str, str]  # name or short name to id
    open_ids: frozenset[str]
    own: list[tuple[str, str]] = field(default_factory=list)  # (id, name) of those, to choose from
    taken: frozenset[str] = frozenset()  # keys of all names and short names, those of several teams included


def boards(organisation_id: str, may_import_to: Select[Team] | None = None) -> Boards:
    """All active teams; without a selection, ideas may be brought in to each."""
    columns = (Team.id, Team.name, Team.short_name)
    active = select(*columns).where(Team.organisation_id == organisation_id, Team.deactivated_at.is_(None))
    rows = db.session.execute(active.order_by(Team.tier, Team.name)).all()
    open_ids = {row.id for row in rows}
    if may_import_to is not None:
        open_ids = set(db.session.scalars(may_import_to.with_only_columns(Team.id)))
    own = [(row.id, row.name) for row in rows if row.id in open_ids]
    taken = frozenset(team_key(name) for row in rows for name in (row.name, row.short_name) if name)
    return Boards(unmistakable(rows), frozenset(open_ids), own, taken)


def unmistakable(rows: Iterable[Any]) -> dict[str, str]:
    """Name to id; a name that two teams have is nobody's, so that a person chooses."""
    found: dict[str, set[str]] = {}
    for row in rows:
        for name in {row.name, row.short_name} - {""}:
            found.setdefault(name, set()).add(row.id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def plan_of(importing: Import, here: Boards) -> Plan:
    """What this import would write. Raises SheetRefused where its file is gone."""
    return plan_sheet(sheet_of(importing), importing, here)


def plan_sheet(sheet: Sheet, importing: Import, here: Boards) -> Plan:
    """The same for a sheet that is at hand."""
    organisation = db.session.get_one(Organisation, importing.organisation_id)
    choices = standing(importing.team_choices, here)
    found = plan(
        sheet,
        importing.mapping,
        here.names,
        clock.today(organisation.time_zone),
        choices,
        importing.stage_choices,
    )
    keep_to(found, here, importing.mapping.label("team"))
    return found


def standing(choices: dict[str, str], here: Boards) -> dict[str, str]:
    """The choices without teams that are gone since."""
    known = set(here.names.values()) | here.open_ids | {"create", "refuse"}
    return {name: chosen for name, chosen in choices.items() if chosen in known}


def keep_to(found: Plan, here: Boards, column: str) -> None:
    """Ideas for boards that are not theirs to fill become problems."""
    foreign = [idea for idea in found.rows if idea.team_id is not None and idea.team_id not in here.open_ids]
    found.rows = [idea for idea in found.rows if idea.team_id is None or idea.team_id in here.open_ids]
    found.problems += [
        Problem(idea.row, column, f"only a lead of {idea.team_name} brings ideas in there", is_fatal=True)
        for idea in foreign
    ]
    found.problems.sort(key=lambda problem: problem.row)


@dataclass(frozen=True)
class Preview:
    """A plan in numbers, measured against what is here."""

    plan: Plan
    fresh: list[PlannedIdea]  # those that are not here yet
    known: int
    changed: list[ChangedRow]  # known, but the sheet says something else of them now
    alike: list[Alike]  # fresh, but their words are here under another row
    boards: list[tuple[str, dict[Stage, int], int]]  # team, ideas at each stage, all of them
    other_worksheets: list[str]

    @property
    def stages(self) -> list[Stage]:
        """The stages at which there is an idea, in their order."""
        return [stage for stage in Stage if any(stage in counts for _, counts, _ in self.boards)]

    @property
    def notes(self) -> list[str]:
        """What was guessed, and what becomes of the ideas."""
        return [*self.plan.notes, *promises(self.fresh)]


def preview(importing: Import, here: Boards) -> Preview:
    """What the preview page shows. Raises SheetRefused where its file is gone."""
    sheet = sheet_of(importing)
    found = plan_sheet(sheet, importing, here)
    known = known_among(importing.organisation_id, [idea.fingerprint for idea in found.rows])
    fresh = [idea for idea in found.rows if idea.fingerprint not in known]
    changed = changed_since(
        importing.organisation_id, [idea for idea in found.rows if idea.fingerprint in known]
    )
    return Preview(
        found,
        fresh,
        len(known),
        changed,
        alike(importing.organisation_id, fresh),
        by_board(fresh, dict(here.own)),
        sheet.other_worksheets,
    )


def without_alike(found: Plan, organisation_id: str) -> Plan:
    """The plan without the rows whose words are here already."""
    known = known_among(organisation_id, [idea.fingerprint for idea in found.rows])
    fresh = [idea for idea in found.rows if idea.fingerprint not in known]
    left_out = {idea.row for idea in alike(organisation_id, fresh)}
    return replace(found, rows=[idea for idea in found.rows if idea.row not in left_out])


def by_board(ideas: list[PlannedIdea], teams: dict[str, str]) -> list[tuple[str, dict[Stage, int], int]]:
    """How many ideas each board would get, at which stage; most ideas first."""
    counts: dict[str, Counter[Stage]] = {}
    names: dict[str, str] = {}
    for idea in ideas:
        key = idea.team_id or f"new {team_key(idea.team_name)}"
        names.setdefault(key, teams.get(key, idea.team_name))
        counts.setdefault(key, Counter())[idea.stage] += 1
    listed = [(names[key], dict(found), found.total()) for key, found in counts.items()]
    return sorted(listed, key=lambda board: (-board[2], board[0]))
