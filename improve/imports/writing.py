"""Writing the ideas of an import, for the page and the command; the same row never becomes a second idea."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, or_, select

from improve.core.db import db, insert_or
from improve.core.ids import new_id
from improve.core.sheets.rows import Sheet, SheetRefused
from improve.events.record import Actor
from improve.ideas.importing import LoggedIdea, bring_in
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.imports import batches
from improve.imports.at_once import Progress, Report, Wishes, finished, kept
from improve.imports.guesses import benefit_codes, waste_code
from improve.imports.here import known_among
from improve.imports.keyed import keyed
from improve.imports.models import IDEAS, Import, ImportedRow
from improve.imports.plan import Plan, promises
from improve.imports.planned import key_of_words
from improve.imports.planning import boards, plan_sheet
from improve.imports.sending import receive_log
from improve.imports.values import folded, team_key
from improve.pdsa.checks import plan_checks
from improve.people.models import Person
from improve.teams.joining import NewTeam, add_team
from improve.teams.models import Organisation, Team

NO_LOG = (
    "This does not look like an idea log: no heading says Idea, Date or Status. Nothing was written. "
    "If it is one, say which column holds the idea, such as --map text=B."
)
SAID = ("reference", "stage_words", "owner_name", "category", "benefits")  # kept as the log has it


def begin(importing: Import, found: Plan, by: Actor) -> None:
    """Make the teams that are to be made and put the ideas into batches. Never commits."""
    batches.locked(importing.id)
    made = create_teams(importing, found.teams_to_create, by) if importing.started_at is None else {}
    rows = [asdict(idea) for idea in found.rows]
    for row in rows:
        row["team_id"] = row["team_id"] or made.get(team_key(row["team_name"]))
    batches.begin(importing, rows, len(found.refused_rows), by)


def create_teams(importing: Import, names: list[str], by: Actor) -> dict[str, str]:
    """Teams of the lowest tier, below the one that was chosen; key of the name to id."""
    if not names:
        return {}
    organisation = db.session.get_one(Organisation, importing.organisation_id)
    parent = db.session.get(Team, importing.new_below_id) if importing.new_below_id else None
    here = {team_key(name): id for name, id in boards(organisation.id).names.items()}
    for name in names:
        if team_key(name) not in here:
            here[team_key(name)] = add_team(organisation, NewTeam(name[:120], tier=1), parent, by).id
    return here


@batches.writes(IDEAS)
def write_ideas(importing: Import, rows: batches.Rows, by: Actor) -> int:
    """Write those of the rows that are not here yet; how many. Never commits."""
    claimed = claim(importing, rows)
    teams = teams_by_id({row["team_id"] for row in rows})
    owners = people_called(importing.organisation_id, {row["owner_name"] for row in rows})
    for row in rows:
        idea_id = claimed.get(keyed(row["fingerprint"]))
        if idea_id:
            keep_up(bring_in(teams[row["team_id"]], logged(row, owners), by, idea_id))
    return len(claimed)


def keep_up(idea: Idea) -> None:
    """Nobody has checked here whether it is still in use: the checks count from today, as after an adoption."""
    if idea.stage == Stage.EMBEDDING:
        plan_checks(idea)


def claim(importing: Import, rows: batches.Rows) -> dict[str, str]:
    """Take the rows that nobody has brought in, in one statement; keyed fingerprint to the id of its idea.

    In order of the fingerprints: of two imports at once neither then waits for the other in a circle.
    """
    values = [
        {
            "organisation_id": importing.organisation_id,
            "fingerprint": keyed(row["fingerprint"]),
            "idea_id": new_id(),
            "import_id": importing.id,
            "row": row["row"],
            "words_key": keyed(key_of_words(row["text"])),
            "said": {name: row[name] for name in SAID if row[name]},
        }
        for row in rows
    ]
    values.sort(key=lambda one: str(one["fingerprint"]))
    taken = (
        insert_or(ImportedRow)
        .values(values)
        .on_conflict_do_nothing(index_elements=["organisation_id", "fingerprint"])
        .returning(ImportedRow.fingerprint, ImportedRow.idea_id)
    )
    return {row.fingerprint: row.idea_id for row in db.session.execute(taken)}


def logged(row: dict[str, Any], owners: dict[str, list[Person]]) -> LoggedIdea:
    """A row in the words of an idea. Its owner is somebody only where exactly one person has the name."""
    called = owners.get(folded(row["owner_name"]), [])
    return LoggedIdea(
        text=row["text"],
        suggestion=row["suggestion"],
        title=row["title"],
        says_name=row["author_name"],
        raised_on=day(row["raised_on"]),
        stage=Stage(row["stage"]),
        answer=row["answer"],
        answered_on=day(row["answered_on"]),
        owner_id=called[0].id if len(called) == 1 else None,
        benefits=benefit_codes(row["benefits"]),
        waste=waste_code(row["category"]),
    )


def day(kept: str | None) -> dt.date | None:
    """A day as it was kept."""
    return dt.date.fromisoformat(kept) if kept else None


def teams_by_id(ids: set[str]) -> dict[str, Team]:
    """The teams with these ids."""
    return {team.id: team for team in db.session.scalars(select(Team).where(Team.id.in_(ids)))}


def people_called(organisation_id: str, names: set[str]) -> dict[str, list[Person]]:
    """Who works here under exactly these names, but for capitals: folded name to people."""
    wanted = {name for name in names if name}
    rows = select(Person).where(Person.organisation_id == organisation_id, Person.deactivated_at.is_(None))
    lowered = func.lower(Person.name).in_([name.lower() for name in wanted])
    found: dict[str, list[Person]] = {}
    for person in db.session.scalars(rows.where(or_(Person.name.in_(wanted), lowered))) if wanted else ():
        found.setdefault(folded(person.name), []).append(person)
    return found


def bring_in_file(  # noqa: PLR0913  each is named by the caller, and most are left out
    organisation: Organisation,
    by: Actor,
    name: str,
    content: bytes,
    default_team: Team | None = None,
    *,
    columns: dict[str, int] | None = None,
    team_choices: dict[str, str] | None = None,
    worksheet: str = "",
    good_rows: bool = False,
    dry_run: bool = False,
    said: Progress = lambda done, total: None,
) -> Report:
    """Bring in a whole file; commits batch by batch. Raises SheetRefused.

    Nothing is written where a row has a fatal problem, unless `good_rows`; nor where no heading is known and `columns`
    does not name the idea: nobody looks at a preview here. `columns`: field to column, from 0, laid
    over the guess. `worksheet`: else the fullest. `default_team`: for rows that name none. `team_choices`: see
    plan.py. `said` hears the progress.
    """
    here, wishes = boards(organisation.id), Wishes(columns or {}, good_rows, dry_run)
    received = receive_log(name, content, list(here.names), worksheet)
    if "text" not in wishes.columns and not received.mapping.is_named:
        raise SheetRefused(NO_LOG)
    received = wishes.laid_over(received)
    for sentence in received.mapping.problems().values():
        raise SheetRefused(sentence)
    chosen = (team_choices or {}) | ({"": default_team.id} if default_team else {})
    draft = Import(organisation_id=organisation.id, team_choices=chosen)
    draft.mapping = received.mapping
    found = plan_sheet(received.sheet, draft, here)
    report = report_of(found, organisation, received.sheet)
    if not wishes.allow(found):
        return report
    importing = kept(received, organisation, by, IDEAS)
    importing.team_choices = chosen
    begin(importing, found, by)
    return finished(report, importing, by, said)


def report_of(found: Plan, organisation: Organisation, sheet: Sheet) -> Report:
    """What the plan comes to, measured against what is here: only what is new is promised anything."""
    known = known_among(organisation.id, [idea.fingerprint for idea in found.rows])
    fresh = [idea for idea in found.rows if idea.fingerprint not in known]
    notes = [*found.notes, *promises(fresh)]
    return Report(found, sheet.worksheet, sheet.other_worksheets, len(fresh), len(known), notes)
