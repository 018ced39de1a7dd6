"""Who sees measures, who sets them up and who enters readings. See docs/states.md."""

from typing import Any

from sqlalchemy import Select, false, select
from sqlalchemy.orm import joinedload

from improve.measures.models import Measure
from improve.measures.readings import Reading
from improve.people.models import Person
from improve.tablets.models import Tablet
from improve.teams.models import Team
from improve.teams.policy import is_member, leads

WHO_SETS = "Measures are set up by the team's own people and by the leads above it."
WHO_CHANGES = "A measure is changed by a lead of the team, or by the person who looks after it."
WHO_ENTERS = "Readings are entered by the team's own people, by the leads above it, and by who looks after the measure."
WHO_DECIDES = "The lines are decided by a lead of the team, or by the person who looks after the measure."


def visible_to(viewer: Any) -> Select[Measure]:
    """A person sees all measures of the organisation, a tablet those of its team."""
    measures = select(Measure)
    if isinstance(viewer, Person):
        return measures.where(Measure.organisation_id == viewer.organisation_id)
    if isinstance(viewer, Tablet):
        return measures.where(Measure.team_id == viewer.team_id)
    return measures.where(false())


def readings_of(measure: Measure) -> Select[Reading]:
    """Who sees a measure sees its readings, those that were taken back too; each with who entered it."""
    rows = select(Reading).where(Reading.measure_id == measure.id)
    return rows.options(joinedload(Reading.entered_by))


def may_start(person: Any, team: Team) -> bool:
    """Begin a measure: who works in the team, and its leads."""
    return is_member(person, team) or leads(person, team)


def may_change(person: Any, measure: Measure) -> bool:
    """How it is measured, drawn, and until when."""
    return leads(person, measure.team) or _looks_after(person, measure)


def may_enter(viewer: Any, measure: Measure) -> bool:
    """Enter and correct readings: the team's tablet and people, its leads, who looks after it."""
    if isinstance(viewer, Tablet):
        return viewer.team_id == measure.team_id
    return may_start(viewer, measure.team) or _looks_after(viewer, measure)


def may_decide(person: Any, measure: Measure) -> bool:
    """Baseline, fresh lines, points left out."""
    return may_change(person, measure)


def _looks_after(person: Any, measure: Measure) -> bool:
    return isinstance(person, Person) and person.id in (measure.owner_id, measure.started_by_id)
