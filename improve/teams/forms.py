"""Forms of teams, memberships and the organisation."""

from datetime import UTC, date, datetime
from typing import Any, Self

from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.validators import NumberRange, Optional, ValidationError

from improve.core.editing import EditForm
from improve.core.forms import Form, KeyField, LineField, Long, Needed, WholeNumberField, WordsField
from improve.teams.models import TIER_NAMES, Organisation

WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS = [(str(number), name) for number, name in enumerate(WEEK, 1)]
DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%d.%m.%Y")
MOST_HOLIDAYS = 200


def between(least: int, most: int) -> NumberRange:
    """A number within limits, said in words."""
    return NumberRange(least, most, f"Enter a number from {least} to {most:,}")


class TeamForm(Form):
    """What a team is called and where it stands."""

    name = LineField("Name", [Needed("Enter the name of the team"), Long(120, what="The name")])
    short_name = LineField("Short name", [Long(60, what="The short name")])
    parent_id = SelectField("Stands below")

    def offer(self, teams: list[tuple[str, str]]) -> Self:
        """The teams it may stand below."""
        self.parent_id.choices = [("", "Nothing: it stands on top"), *teams]
        return self


class NewTeamForm(TeamForm):
    """A new team: its tier is fixed from then on. Sent twice, one team."""

    key = KeyField()
    tier = SelectField("Tier", coerce=int)
    headcount = WholeNumberField("People who work here", [between(0, 100_000)], default=0)

    def for_organisation(self, organisation: Organisation, teams: list[tuple[str, str]]) -> "NewTeamForm":
        """The tiers as this organisation calls them."""
        self.tier.choices = [(tier, f"{tier} {organisation.tier_name(tier)}") for tier in TIER_NAMES]
        self.offer(teams)
        return self


class PlaceForm(TeamForm, EditForm):
    """The name and place of a team that exists."""


class TeamSettingsForm(EditForm):
    """How a team works."""

    headcount = WholeNumberField("People who work here", [between(0, 100_000)])
    weekdays = SelectMultipleField("Working days", choices=DAYS)
    answer_days = WholeNumberField("Working days until a new idea is answered", [between(1, 30)])
    rise_days = WholeNumberField(
        "Working days until an idea without an answer rises to the team above", [between(1, 60)]
    )
    answer_hours = WholeNumberField(
        "Hours to answer what is raised to this team", [Optional(), between(1, 720)]
    )
    testing_limit = WholeNumberField("Ideas in testing at the same time", [between(1, 50)])
    owner_limit = WholeNumberField("Ideas in testing for one owner", [between(1, 50)])
    stale_days = WholeNumberField("Days without news until a card is marked", [between(1, 365)])
    nurse_in_charge_bleep = LineField("Bleep of the nurse in charge", [Long(60, what="The bleep")])

    def validate_weekdays(self, field: Any) -> None:
        """A team without a working day would never answer."""
        if not field.data:
            raise ValidationError("Choose at least one working day")

    def validate_rise_days(self, field: Any) -> None:
        """It rises when it is late, not before."""
        if (
            field.data is not None
            and self.answer_days.data is not None
            and field.data < self.answer_days.data
        ):
            raise ValidationError("An idea cannot rise before its answer is due")

    def values(self) -> dict[str, Any]:
        """The settings as a team keeps them."""
        kept = {name: self[name].data for name in self.edited()}
        return kept | {"weekdays": "".join(sorted(self.weekdays.data or []))}


class MemberForm(Form):
    """Who joins a team, by the name they sign in with."""

    who = LineField(
        "E-mail or staff number", [Needed("Enter an e-mail address or a staff number"), Long(254)]
    )


class MembershipForm(Form):
    """A team for a person, and as what."""

    team_id = SelectField("Team")
    is_lead = BooleanField("As a lead")

    def offer(self, teams: list[tuple[str, str]]) -> "MembershipForm":
        """The teams to choose from."""
        self.team_id.choices = [("", "Choose a team"), *teams]
        return self

    def validate_team_id(self, field: Any) -> None:
        """One must be chosen."""
        if not field.data:
            raise ValidationError("Choose a team")


class OrganisationForm(EditForm):
    """What holds for the whole organisation."""

    name = LineField("Name", [Needed("Enter the name"), Long(120, what="The name")])
    tier_1 = LineField("Tier 1", [Long(60)])
    tier_2 = LineField("Tier 2", [Long(60)])
    tier_3 = LineField("Tier 3", [Long(60)])
    tier_4 = LineField("Tier 4", [Long(60)])
    tier_5 = LineField("Tier 5", [Long(60)])
    holidays = WordsField("One date on each line", [Long(6_000)])
    nurse_in_charge_bleep = LineField("Bleep of the nurse in charge", [Long(60)])
    incident_system = LineField("Name of the incident system", [Long(120)])
    incident_help = LineField("Help with the incident system", [Long(120)])
    guardian_name = LineField("Name of the Freedom to Speak Up Guardian", [Long(120)])
    guardian_phone = LineField("Telephone of the guardian", [Long(60)])

    def validate_holidays(self, field: Any) -> None:
        """Each line a date that exists."""
        if len(self.holiday_lines()) > MOST_HOLIDAYS:
            raise ValidationError(f"Enter at most {MOST_HOLIDAYS} dates")
        for line in self.holiday_lines():
            if read_date(line) is None:
                raise ValidationError(f"“{line[:30]}” is not a date. Write it like 25 December 2026")

    def holiday_lines(self) -> list[str]:
        """The lines with something on them."""
        return [line.strip() for line in (self.holidays.data or "").splitlines() if line.strip()]

    def values(self) -> dict[str, Any]:
        """The settings as an organisation keeps them."""
        days = {found.isoformat() for line in self.holiday_lines() if (found := read_date(line))}
        tiers = {str(tier): self[f"tier_{tier}"].data for tier in TIER_NAMES if self[f"tier_{tier}"].data}
        doors = {name: self[name].data for name in DOORS if self[name].data}
        return {"name": self.name.data, "tier_names": tiers, "holidays": sorted(days), "doors": doors}


DOORS = ("nurse_in_charge_bleep", "incident_system", "incident_help", "guardian_name", "guardian_phone")


def organisation_form(organisation: Organisation) -> OrganisationForm:
    """The form, filled with an organisation's settings, whatever was sent."""
    tiers = {f"tier_{tier}": organisation.tier_name(tier) for tier in TIER_NAMES}
    doors = {name: organisation.doors.get(name, "") for name in DOORS}
    held = {"name": organisation.name, "version": organisation.version}
    return OrganisationForm(None, data=held | {"holidays": days_in_words(organisation)} | tiers | doors)


def days_in_words(organisation: Organisation) -> str:
    """The holidays as they are typed: one a line, with the month in letters."""
    return "\n".join(f"{day.day} {day:%B %Y}" for day in map(date.fromisoformat, organisation.holidays))


def read_date(line: str) -> date | None:
    """A date as people write it."""
    for form in DATE_FORMS:
        try:
            found = datetime.strptime(line, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        return found if 2000 <= found.year <= 2100 else None
    return None
