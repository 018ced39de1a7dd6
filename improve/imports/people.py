"""A list of people: who is new gets an account, who is here keeps theirs and joins the team that the list names."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.mail import single_address
from improve.core.sheets.rows import Sheet
from improve.events.record import Actor
from improve.imports import batches
from improve.imports.columns import Mapping
from improve.imports.lists import Columns, Headings, Line, ListKind, ListPlan, find_columns, lines_below
from improve.imports.models import PEOPLE, Import
from improve.imports.planning import boards
from improve.imports.staff_groups import group_of
from improve.imports.values import folded, team_key
from improve.people.joining import NewPerson, add_person, find_person
from improve.people.models import Person
from improve.teams.joining import join, membership_of
from improve.teams.models import Membership, Team

HEADINGS: Headings = {
    "name": ("Name", "Full name", "Person", "Staff name", "Employee name"),
    "first_name": ("First name", "Forename", "Given name"),
    "last_name": ("Last name", "Surname", "Family name"),
    "email": ("E-mail", "E-mail address", "Email", "Email address", "Work email", "Mail"),
    "staff_number": (
        "Staff number", "Staff no", "Staff ID", "Employee number", "Employee no", "Employee ID", "Assignment number",
        "Assignment no", "Payroll number", "Payroll no", "Payroll ID", "Payroll", "ESR number", "ESR no",
    ),
    "staff_group": ("Staff group",),
    "job": ("Job", "Job title", "Position", "Position title", "Post"),
    "team": ("Team", "Ward", "Ward or department", "Department", "Area", "Unit"),
    "role": ("Role", "Member or lead", "Lead"),
}  # fmt: skip
EXAMPLE = "Name, E-mail, Staff number, Staff group, Job, Team and Role"
SIGN_IN = {"email": "e-mail address", "staff_number": "staff number"}
LEADS = {"lead", "leader", "team lead", "improvement lead", "yes", "y"}
MEMBERS = {"", "member", "staff", "no", "n"}
NEW, JOINS, CHANGES = (
    "New people",
    "People who are here and join a team",
    "People whose part in a team changes",
)


Told = dict[str, Any]  # a line as it was read


@dataclass
class Here:
    """Who and what there is already, and what the lines so far would add."""

    teams: dict[str, str]  # key of the name to id
    people: dict[str, Any] = field(default_factory=dict)  # sign-in name to the person's row
    parts: dict[tuple[str, str], bool] = field(default_factory=dict)  # (person, team) to whether as a lead
    told: dict[str, list[Told]] = field(default_factory=dict)  # person or sign-in name to the rows so far


def look(sheet: Sheet, said: Columns) -> Mapping:
    """What the columns hold. Raises SheetRefused."""
    mapping = find_columns(sheet, HEADINGS, (), EXAMPLE)
    has_name = "last_name" in mapping.columns or said.keys() & {"name", "last_name"}
    return find_columns(sheet, HEADINGS, () if has_name else ("name",), EXAMPLE)


def plan_people(importing: Import, sheet: Sheet) -> ListPlan:
    """What the list would change."""
    found, here = ListPlan(), read_here(importing.organisation_id)
    for line in lines_below(sheet, importing.mapping, found.problems):
        row = person_in(line, here)
        if not line.is_refused:
            take(row, found, here)
    return found


def read_here(organisation_id: str) -> Here:
    """Three queries, however long the list."""
    here = Here({team_key(name): id for name, id in boards(organisation_id).names.items()})
    columns = (Person.id, Person.name, Person.email, Person.staff_number, Person.deactivated_at)
    for person in db.session.execute(select(*columns).where(Person.organisation_id == organisation_id)):
        here.people |= {name: person for name in (person.email, person.staff_number) if name}
    parts = (Membership.person_id, Membership.team_id, Membership.is_lead)
    present = Membership.organisation_id == organisation_id, Membership.left_on.is_(None)
    for part in db.session.execute(select(*parts).where(*present)):
        here.parts[part.person_id, part.team_id] = part.is_lead
    return here


def person_in(line: Line, here: Here) -> dict[str, Any]:
    """The person of one line; what is wrong is said at the line."""
    name = line.words("name") or f"{line.words('first_name', 60)} {line.words('last_name', 59)}".strip()
    team = line.words("team", 200)
    row = {
        "row": line.row.number,
        "name": name,
        "email": line.words("email", 254).lower(),
        "staff_number": line.words("staff_number", 40).lower(),
        "staff_group": staff_group(line),
        "job": line.words("job"),
        "team": team,
        "team_id": team_of(line, team, here),
        "is_lead": is_lead(line),
    }
    if not name:
        line.refuse("name", "there is no name in this row")
    check_sign_in_names(line, row, here)
    check_rows_before(line, row, here)
    return row


def check_sign_in_names(line: Line, row: dict[str, Any], here: Here) -> None:
    """One of the two is needed, and both must mean the same person, who works here."""
    email, number = row["email"], row["staff_number"]
    if not email and not number:
        line.refuse("email", "an e-mail address or a staff number is needed: it is the name to sign in with")
    if email and not is_address(email):
        line.refuse("email", f"“{email}” is no e-mail address")
    if "@" in number:
        line.refuse("staff_number", "a staff number has no @")
    called = [here.people[name] for name in (email, number) if name in here.people]
    if len({person.id for person in called}) > 1:
        line.refuse("email", f"the e-mail address is {called[0].name}’s, the staff number {called[1].name}’s")
    elif called and called[0].deactivated_at is not None:
        line.refuse("name", f"{called[0].name} has left; activate the account on their page first")


def check_rows_before(line: Line, row: dict[str, Any], here: Here) -> None:
    """Somebody stands in several rows for several teams; of two rows for one team, the last would undo the first."""
    names = [name for name in (row["email"], row["staff_number"]) if name]
    keys = dict.fromkeys([*names, *(here.people[name].id for name in names if name in here.people)])
    if any(says_the_same(row, other) for key in keys for other in here.told.get(key, [])):
        return  # as a list has them that was put together from several
    before = (other for key in keys for other in here.told.get(key, []))
    clash = next(((other, why) for other in before if (why := what_clashes(row, other))), None)
    if clash is None:
        for key in keys:
            here.told.setdefault(key, []).append(row)
    elif not line.is_refused:
        other, why = clash
        name = next((name for name in SIGN_IN if row[name] and row[name] == other[name]), "")
        words = f"the same {SIGN_IN.get(name, 'person')} as in row {other['row']}, {why}"
        line.refuse(name or next(name for name in SIGN_IN if row[name]), words)


def says_the_same(row: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether a row is another one once more."""
    return all(row[name] == other[name] for name in row if name != "row")


def what_clashes(row: dict[str, Any], other: dict[str, Any]) -> str:
    """Why two rows of one person cannot both be right; empty where they can."""
    for name, words in (("name", "name"), *SIGN_IN.items()):
        if row[name] and other[name] and folded(row[name]) != folded(other[name]):
            return f"with another {words}"
    return "for the same team" if row["team_id"] == other["team_id"] else ""


def is_address(email: str) -> bool:
    """One address, and nothing else."""
    try:
        return single_address(email) == email
    except ValueError:
        return False


def staff_group(line: Line) -> str:
    """One of the national groups, else none."""
    said = line.words("staff_group")
    found = group_of(said)
    if said and not found:
        line.note("staff_group", f"“{said}” is no staff group we know; it is left empty")
    return found


def team_of(line: Line, said: str, here: Here) -> str | None:
    """The team's id; a name that nobody knows keeps the line out."""
    found = here.teams.get(team_key(said))
    if said and found is None:
        line.refuse("team", f"no team, or more than one, is called “{said}”")
    return found


def is_lead(line: Line) -> bool | None:
    """Lead or member; None where the list does not say, so that nobody loses a part by an empty cell."""
    said = folded(line.words("role"))
    if said not in LEADS | MEMBERS:
        line.note("role", f"“{said}” is neither lead nor member; the person counts as a member")
    return said in LEADS if said in LEADS | (MEMBERS - {""}) else None


def take(row: dict[str, Any], found: ListPlan, here: Here) -> None:
    """Count what the line changes; one that changes nothing is known."""
    person = next(
        (here.people[name] for name in (row["email"], row["staff_number"]) if name in here.people), None
    )
    if person is None:
        found.count(NEW)
        person = Coming(f"row {row['row']}", row["name"])
        here.people |= {name: person for name in (row["email"], row["staff_number"]) if name}
    elif row["team_id"] is None or here.parts.get((person.id, row["team_id"])) in wanted(row):
        found.known += 1
        return
    else:
        found.count(CHANGES if (person.id, row["team_id"]) in here.parts else JOINS)
        if here.parts.get((person.id, row["team_id"])):
            found.losses.append(f"{person.name}, {row['team']}")
    if row["team_id"]:
        here.parts[person.id, row["team_id"]] = bool(row["is_lead"])
    found.rows.append(row)


def wanted(row: dict[str, Any]) -> tuple[bool, ...]:
    """The parts in a team that the line is content with."""
    return (True, False) if row["is_lead"] is None else (row["is_lead"],)


@dataclass(frozen=True)
class Coming:
    """Somebody whom an earlier line adds."""

    id: str
    name: str
    deactivated_at: None = None


@batches.writes(PEOPLE)
def write_people(importing: Import, rows: batches.Rows, by: Actor) -> int:
    """Add people and put them into teams; how many lines changed something. Never commits."""
    return sum(write_person(importing.organisation_id, row, by) for row in rows)


def write_person(organisation_id: str, row: dict[str, Any], by: Actor) -> bool:
    """Whether the line changed something. A rule that has come to forbid it meanwhile leaves the line out."""
    try:
        with db.session.begin_nested():
            return put_in(organisation_id, row, by)
    except RuleBroken:
        return False


def put_in(organisation_id: str, row: dict[str, Any], by: Actor) -> bool:
    """Find or add the person, and let them join."""
    person = find_person(organisation_id, row["email"], row["staff_number"])
    is_new = person is None
    if person is None:
        fields = ("name", "email", "staff_number", "staff_group", "job")
        person = add_person(organisation_id, NewPerson(**{name: row[name] for name in fields}), by)
    team = db.session.get(Team, row["team_id"]) if row["team_id"] else None
    if team is None:
        return is_new
    present = membership_of(person, team)
    if present is not None and present.is_lead in wanted(row):
        return is_new
    join(person, team, bool(row["is_lead"]), by)
    return True


LIST = ListKind(PEOPLE, HEADINGS, look, plan_people)
