"""The rows that the pages of measures are about, for those who may."""

from improve.core.access import find, require, viewer
from improve.core.errors import RuleBroken
from improve.measures import policy
from improve.measures.models import Measure
from improve.measures.readings import Reading


def load(measure_id: str) -> Measure:
    """The measure, if the viewer may see it."""
    return find(policy.visible_to(viewer()), Measure.id, measure_id)


def to_change(measure_id: str) -> Measure:
    """The measure, for somebody who may change it."""
    measure = load(measure_id)
    require(policy.may_change(viewer(), measure), policy.WHO_CHANGES)
    return measure


def to_decide(measure_id: str) -> Measure:
    """The measure, for somebody who may decide about its lines and points."""
    measure = load(measure_id)
    require(policy.may_decide(viewer(), measure), policy.WHO_DECIDES)
    return measure


def to_enter(measure_id: str) -> Measure:
    """The measure, for somebody who may enter readings, while it runs."""
    measure = load(measure_id)
    require(policy.may_enter(viewer(), measure), policy.WHO_ENTERS)
    if measure.is_ended:
        raise RuleBroken("This measure has ended. No readings are taken any longer.")
    return measure


def reading_of(measure: Measure, reading_id: str) -> Reading:
    """One of its readings, also one that was taken back."""
    return find(policy.readings_of(measure), Reading.id, reading_id)
