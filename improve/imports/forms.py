"""Forms of imports. Columns, unknown names and authors have as many fields as the file asks for."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField

from improve.core.forms import Form, LineField, Long
from improve.core.ids import digest
from improve.core.sheets.rows import Row, Sheet, is_blank
from improve.ideas.stages import STAGE_WORDS, Stage
from improve.imports.authors import Author
from improve.imports.columns import FIELDS, HEADING_WITHIN, NO_HEADINGS, Mapping
from improve.imports.planning import Boards
from improve.imports.samples import Column
from improve.imports.team_names import CREATE, REFUSE, UnknownTeam
from improve.imports.values import clean_line, team_key

Choices = list[tuple[str, str]]

LABELS = {
    "text": "The idea",
    "suggestion": "What could be tried",
    "title": "A title",
    "team": "Team or ward",
    "date": "When it was raised",
    "author": "Who raised it",
    "stage": "Stage or status",
    "answer": "The answer",
    "answered_on": "When it was answered",
    "owner": "Who looks after it",
    "benefits": "Who benefits",
    "category": "Kind of problem",
    "number": "Number",
}
IMPORT_STAGES = (
    Stage.NEW,
    Stage.READY,
    Stage.TESTING,
    Stage.EMBEDDING,
    Stage.DONE,
    Stage.NOT_NOW,
    Stage.LEARNED,
)
MOST_NAMES = 100  # unknown names asked for at once; more means that the wrong column was chosen


class SheetForm(Form):
    """A list of people or teams."""

    sheet = FileField("The spreadsheet")


class LogForm(SheetForm):
    """An idea log, and the team of the rows that name none."""

    sheet = FileField("Your idea log")
    team = SelectField("Which team is it from?")

    def offer(self, teams: Choices, home_id: str) -> "LogForm":
        """The boards ideas may be brought to."""
        self.team.choices = [("", "Several: a column says which"), *teams]
        if not self.team.raw_data:
            self.team.data = home_id
        return self


class ColumnsForm(Form):
    """What each column holds. Made by columns_form()."""

    heading_row = HiddenField()
    shown: list[Column]

    @property
    def columns(self) -> list[tuple[Any, Column]]:
        """Each field with its column."""
        return [(self[f"column_{column.at}"], column) for column in self.shown]

    def chosen(self, mapping: Mapping) -> Mapping:
        """The mapping as chosen; what cannot stand is said at its field."""
        columns: dict[str, Column] = {}
        for field, column in self.columns:
            first = columns.setdefault(field.data, column) if field.data else column
            if first != column:
                field.errors = [f"“{first.words}” holds this already. Choose one of the two."]
        chosen = replace(mapping, columns={name: columns[name].at for name in FIELDS if name in columns})
        for sentence in chosen.problems().values():
            self.columns[0][0].errors = [sentence]
        return chosen

    @property
    def has_problems(self) -> bool:
        """Whether anything is said at a field."""
        return any(field.errors for field in self)


def columns_form(mapping: Mapping, shown: list[Column], **given: Any) -> ColumnsForm:
    """A select for each column that holds something."""
    held = {column: name for name, column in mapping.columns.items()}
    kinds = [("", "Nothing we take"), *((name, LABELS[name]) for name in FIELDS)]
    fields: dict[str, Any] = {"shown": shown}
    for column in shown:
        default = held.get(column.at, "")
        fields[f"column_{column.at}"] = SelectField(column.words, choices=kinds, default=default)
    form: ColumnsForm = type("ColumnsOfFile", (ColumnsForm,), fields)(**given)
    form.heading_row.data = str(mapping.heading_row)
    return form


class ChoicesForm(Form):
    """What names and stages mean that we do not know. Made by choices_form()."""

    teams: dict[str, str]  # field to the name as written
    stages: dict[str, str]

    @property
    def team_fields(self) -> list[Any]:
        """One for each unknown name."""
        return [self[field] for field in self.teams]

    @property
    def stage_fields(self) -> list[Any]:
        """One for each unknown wording."""
        return [self[field] for field in self.stages]

    def chosen_teams(self) -> dict[str, str]:
        """Name to what was chosen."""
        return {name: self[field].data for field, name in self.teams.items() if self[field].data}

    def chosen_stages(self) -> dict[str, str]:
        """Wording to stage."""
        return {name: self[field].data for field, name in self.stages.items() if self[field].data}


def choices_form(
    teams: list[UnknownTeam], stages: list[str], here: Boards, parents: Choices | None
) -> ChoicesForm:
    """A select for each unknown name, the nearest known ones first. `parents`: who may make teams, below these."""
    may_create = parents is not None
    team_names = {f"team_{digest(found.name)[:12]}": found.name for found in teams[:MOST_NAMES]}
    stage_names = {f"stage_{digest(words)[:12]}": words for words in stages[:MOST_NAMES]}
    fields: dict[str, Any] = {"teams": team_names, "stages": stage_names}
    for found in teams[:MOST_NAMES]:
        options = team_options(found, here, may_create)
        label = f"{named(found)} ({rows_words(found.rows)})"
        fields[f"team_{digest(found.name)[:12]}"] = SelectField(label, choices=options)
    words = [("", "Bring them in as new"), *((stage.value, STAGE_WORDS[stage]) for stage in IMPORT_STAGES)]
    for field, said in stage_names.items():
        fields[field] = SelectField(f"“{said[:60]}”", choices=words)
    if parents is not None and any(found.name for found in teams):
        below = [("", "Nothing: they stand on top"), *parents]
        fields["new_below_id"] = SelectField("New teams stand below", choices=below)
    form: ChoicesForm = type("ChoicesOfFile", (ChoicesForm,), fields)()
    return form


def named(found: UnknownTeam) -> str:
    """A name that is none says so."""
    return f"“{found.name[:60]}”" if found.name else "Rows without a team"


def rows_words(rows: list[int]) -> str:
    """Where the name stands."""
    shown = ", ".join(str(row) for row in rows[:3])
    return f"row {shown}" if len(rows) == 1 else f"{len(rows):,} rows: {shown}{'…' if len(rows) > 3 else ''}"


def team_options(found: UnknownTeam, here: Boards, may_create: bool) -> Choices:
    """Those whose names are near come first. A name that several teams have is not made once more."""
    near_ids = [here.names[name] for name in found.nearest if name in here.names]
    near = [choice for id in near_ids for choice in here.own if choice[0] == id]
    others = [choice for choice in here.own if choice not in near]
    is_free = bool(found.name) and team_key(found.name) not in here.taken
    create = [(CREATE, f"Make a new team called {found.name[:60]}")] if may_create and is_free else []
    return [("", "Choose"), *near, *others, *create, (REFUSE, "Leave these rows out")]


class AuthorsForm(Form):
    """Whom names mean. Made by authors_form()."""

    names: dict[str, str]  # field to the name as the log has it
    ideas: dict[str, int]

    @property
    def fields(self) -> list[Any]:
        """One for each name."""
        return [self[field] for field in self.names]


def authors_form(authors: list[Author]) -> AuthorsForm:
    """People of exactly that name to choose from; else a line for the name to sign in with."""
    fields: dict[str, Any] = {"names": {}, "ideas": {}}
    for author in authors:
        field = f"author_{digest(author.name)[:12]}"
        fields["names"][field] = author.name
        fields["ideas"][field] = author.ideas
        fields[field] = author_field(author)
    form: AuthorsForm = type("AuthorsOfFile", (AuthorsForm,), fields)()
    return form


def author_field(author: Author) -> Any:
    """One person of that name is proposed, of several none."""
    label = f"{author.name[:80]} ({author.ideas:,} {'idea' if author.ideas == 1 else 'ideas'})"
    if not author.people:
        return LineField(label, [Long(254, what="The name to sign in with")])
    people = [(person.id, person.name_and_job) for person in author.people]
    default = people[0][0] if len(people) == 1 else ""
    return SelectField(
        label, choices=[("", "Nobody we know: leave the name as it is"), *people], default=default
    )


class WorksheetForm(Form):
    """Another worksheet of the same workbook."""

    worksheet = SelectField("Worksheet")

    def offer(self, names: Iterable[str]) -> "WorksheetForm":
        """Those that hold something."""
        self.worksheet.choices = [(name, name) for name in names]
        return self


class HeadingForm(Form):
    """The row of headings, where the guess is wrong."""

    heading_row = SelectField("The headings are in")

    def offer(self, sheet: Sheet) -> "HeadingForm":
        """The first rows, with what they say."""
        none = (str(NO_HEADINGS.number), "no row: the first one is an idea")
        self.heading_row.choices = [
            none,
            *((str(row.number), row_words(row)) for row in sheet.rows[:HEADING_WITHIN]),
        ]
        return self


def row_words(row: Row) -> str:
    """ "row 3: Date, Idea, Ward"."""
    cells = [clean_line(cell) for cell in row.cells if not is_blank(cell)]
    return f"row {row.number}: {', '.join(cells)[:60]}"


def check_file(form: SheetForm) -> bool:
    """Whether a file was chosen; else it is said at the field."""
    if not form.sheet.data:
        form.sheet.errors = ["Choose a file"]
    return bool(form.sheet.data)
