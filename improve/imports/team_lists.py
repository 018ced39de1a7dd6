"""A list of teams: the tree in one file. A team that is here gets the short name and the headcount of the list."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.sheets.rows import Sheet
from improve.events.record import Actor
from improve.imports import batches
from improve.imports.columns import Mapping
from improve.imports.lists import Columns, Headings, Line, ListKind, ListPlan, find_columns, lines_below
from improve.imports.models import TEAMS, Import
from improve.imports.tier_words import tier_words
from improve.imports.values import team_key
from improve.teams.changing import change_team
from improve.teams.joining import NewTeam, add_team, hold_tree
from improve.teams.keys import Called, why_taken
from improve.teams.models import Organisation, Team

HEADINGS: Headings = {
    "name": ("Name", "Team", "Ward", "Ward or department", "Department"),
    "short_name": ("Short name", "Abbreviation", "Known as"),
    "tier": ("Tier", "Level", "Kind"),
    "parent": ("Parent", "Stands below", "Belongs to", "Above", "Part of"),
    "headcount": ("Headcount", "People", "Number of people", "Staff", "Number of staff"),
}
EXAMPLE = "Name, Short name, Tier, Parent and Headcount"
MOST_PEOPLE = 100_000
NEW, CHANGES = "New teams", "Teams whose short name or headcount changes"


@dataclass(frozen=True)
class Known(Called):
    """A team that is here, or that a line of the list adds."""

    tier: int
    parent_key: str
    headcount: int = 0
    is_active: bool = True


Here = dict[str, list[Known]]  # key of the name to the teams, those that are no more included


def look(sheet: Sheet, said: Columns) -> Mapping:
    """What the columns hold. Raises SheetRefused."""
    return find_columns(sheet, HEADINGS, [name for name in ("name", "tier") if name not in said], EXAMPLE)


def plan_teams(importing: Import, sheet: Sheet) -> ListPlan:
    """What the list would change; teams above come before those below them."""
    found, organisation = ListPlan(), db.session.get_one(Organisation, importing.organisation_id)
    tiers = tier_words(organisation)
    lines = list(lines_below(sheet, importing.mapping, found.problems))
    rows = [(line, team_in(line, tiers)) for line in lines]
    here = teams_here(organisation.id)
    seen: dict[str, int] = {}
    for line, row in sorted(rows, key=lambda both: -both[1]["tier"]):
        row |= {field: in_full(row[field], here) for field in ("name", "parent")}
        check(line, row, here, seen)
        if not line.is_refused:
            take(row, found, here)
    found.problems.sort(key=lambda problem: problem.row)
    return found


def teams_here(organisation_id: str) -> Here:
    """The teams there are."""
    rows = list(db.session.scalars(select(Team).where(Team.organisation_id == organisation_id)))
    keys = {team.id: team_key(team.name) for team in rows}
    here: Here = {}
    for team in rows:
        is_active, parent = team.deactivated_at is None, keys.get(team.parent_id or "", "")
        known = Known(team.name, team.short_name, team.tier, parent, team.headcount, is_active)
        here.setdefault(keys[team.id], []).append(known)
    return here


def active(here: Here) -> Iterator[Known]:
    """The teams that take part in a question of names."""
    return (team for teams in here.values() for team in teams if team.is_active)


def in_full(words: str, here: Here) -> str:
    """The name of the one team that has this short name, where none is called so; else the words themselves."""
    key = team_key(words)
    if not key or any(team.is_active for team in here.get(key, [])):
        return words
    short = [team.name for team in active(here) if team.keys[1] == key]
    return short[0] if len(short) == 1 else words


def team_in(line: Line, tiers: dict[str, int]) -> dict[str, Any]:
    """The team of one line; what is wrong is said at the line."""
    name, said = line.words("name"), line.words("tier")
    if not name:
        line.refuse("name", "there is no name in this row")
    tier = tiers.get(team_key(said), 0)
    if not tier:
        line.refuse("tier", f"“{said}” is no tier; write a number from 1 to 5")
    return {
        "row": line.row.number,
        "name": name,
        "short_name": line.words("short_name", 60),
        "tier": tier,
        "parent": line.words("parent"),
        "headcount": headcount(line),
    }


def headcount(line: Line) -> int | None:
    """A whole number; None where the list does not say."""
    said = line.words("headcount").replace(",", "")
    if not said:
        return None
    if not said.isdecimal() or int(said[:9]) > MOST_PEOPLE or len(said) > 9:
        line.refuse("headcount", f"“{said[:30]}” is no number from 0 to {MOST_PEOPLE:,}")
        return None
    return int(said)


def check(line: Line, row: dict[str, Any], here: Here, seen: dict[str, int]) -> None:
    """Its place in the tree must be clear, and nothing that is here is moved by a list."""
    key, above = team_key(row["name"]), team_key(row["parent"])
    before = seen.setdefault(key, row["row"])
    if before != row["row"]:
        line.refuse("name", f"the same team as in row {before}")
    elif len(here.get(key, [])) > 1:
        line.refuse("name", "more than one team has this name")
    elif key in here:
        check_same(line, row, here[key][0])
    elif why := why_taken(row["name"], active(here)):
        line.refuse("name", f"{why}; choose another name")
    check_short_name(line, row, here)
    parents = [team for team in here.get(above, []) if team.is_active] if above else []
    if above and len(parents) != 1:
        line.refuse("parent", f"no team, or more than one, is called “{row['parent']}”")
    elif parents and parents[0].tier <= row["tier"]:
        line.refuse(
            "parent", f"{parents[0].name} is of tier {parents[0].tier}; a team stands below a higher tier"
        )


def check_same(line: Line, row: dict[str, Any], known: Known) -> None:
    """A team of that name is here: it must be the same."""
    if not known.is_active:
        line.refuse("name", "this team is no more; activate it on its page first")
    elif known.tier != row["tier"]:
        line.refuse("tier", f"this team is here, with tier {known.tier}")
    elif row["parent"] and team_key(row["parent"]) != known.parent_key:
        line.refuse("parent", "this team is here and stands elsewhere; move it on its page")


def check_short_name(line: Line, row: dict[str, Any], here: Here) -> None:
    """One that is new must not be what another team is called."""
    key = team_key(row["name"])
    if row["short_name"] in {"", *(team.short_name for team in here.get(key, []))}:
        return
    others = (team for team in active(here) if team.keys[0] != key)
    if why := why_taken(row["short_name"], others):
        line.refuse("short_name", f"{why}; choose another short name")


def take(row: dict[str, Any], found: ListPlan, here: Here) -> None:
    """Count what the line changes; one that changes nothing is known."""
    key = team_key(row["name"])
    known = here[key][0] if key in here else None
    if known is None:
        found.count(NEW)
        here[key] = [Known(row["name"], row["short_name"], row["tier"], team_key(row["parent"]))]
    elif changed := changes(row, known.short_name, known.headcount):
        found.count(CHANGES)
        here[key] = [replace(known, **changed)]
    else:
        found.known += 1
        return
    found.rows.append(row)


def changes(row: dict[str, Any], short_name: str, people: int) -> dict[str, Any]:
    """The settings that the list gives and that are not so here."""
    wanted = {"short_name": row["short_name"] or short_name, "headcount": row["headcount"]}
    if wanted["headcount"] is None:
        wanted["headcount"] = people
    present = {"short_name": short_name, "headcount": people}
    return {name: value for name, value in wanted.items() if value != present[name]}


@batches.writes(TEAMS)
def write_teams(importing: Import, rows: batches.Rows, by: Actor) -> int:
    """Add teams and change those that are here; how many lines changed something. Never commits."""
    hold_tree(importing.organisation_id)
    organisation = db.session.get_one(Organisation, importing.organisation_id)
    present = select(Team).where(Team.organisation_id == organisation.id, Team.deactivated_at.is_(None))
    teams = {team_key(team.name): team for team in db.session.scalars(present)}
    return sum(write_team(organisation, row, teams, by) for row in rows)


def write_team(organisation: Organisation, row: dict[str, Any], teams: dict[str, Team], by: Actor) -> bool:
    """Whether the line changed something. A rule that has come to forbid it meanwhile leaves the line out."""
    team = teams.get(team_key(row["name"]))
    try:
        with db.session.begin_nested():
            if team is not None:
                return bool(change_team(team, changes(row, team.short_name, team.headcount), by))
            new = NewTeam(row["name"], row["tier"], row["short_name"], row["headcount"] or 0)
            teams[team_key(row["name"])] = add_team(organisation, new, teams.get(team_key(row["parent"])), by)
            return True
    except RuleBroken:
        return False


LIST = ListKind(TEAMS, HEADINGS, look, plan_teams)
