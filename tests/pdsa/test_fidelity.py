"""The five lamps: what lights each, the one next thing, and that the database counts what the lamps show."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from improve.pdsa.fidelity import Facts, lamps, next_thing
from improve.pdsa.words import State

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
GOOD = Facts(
    number=1, state=State.ACTED, scale=1, is_linked=False, planned_at=NOW, started_at=NOW + timedelta(hours=1),
    has_prediction=True, is_measured=True, dates=3, is_planned_in_words=True, is_seen=True, is_studied_in_words=True,
    is_decided_in_words=True,
)  # fmt: skip


def with_changes(**changes):
    return replace(GOOD, **changes)


def ramp_of(*scales):
    return [with_changes(number=k, scale=scale, is_linked=k > 1) for k, scale in enumerate(scales, 1)]


def lit(ramp, this=None):
    return {lamp.key: lamp.is_lit for lamp in lamps(ramp, this or ramp[-1])}


def lamp(key, ramp, this=None):
    return next(lamp for lamp in lamps(ramp, this or ramp[-1]) if lamp.key == key)


def test_a_ramp_that_grows_lights_all_five():
    assert set(lit(ramp_of(1, 3, 4)).values()) == {True}
    assert next_thing(lamps(ramp_of(1, 3, 4), ramp_of(1, 3, 4)[-1])) is None


def test_one_cycle_is_not_iterative_and_a_cycle_that_was_not_run_counts_for_nothing():
    called_off = with_changes(number=2, state=State.NOT_RUN, is_linked=True)
    assert not lit([GOOD])["iterative"]
    assert not lit([GOOD, called_off], GOOD)["iterative"]
    assert "second cycle" in lamp("iterative", [GOOD]).next


def test_a_planned_next_cycle_lights_iterative_when_do_starts():
    planned = with_changes(number=2, state=State.PLANNED, is_linked=True, started_at=None)
    assert not lit([GOOD, planned])["iterative"]
    assert lamp("iterative", [GOOD, planned]).next == "start Do of the next cycle"


@pytest.mark.parametrize(
    ("started_at", "has_prediction", "is_lit"),
    [(None, True, True), (NOW, True, True), (NOW - timedelta(hours=1), True, False), (NOW, False, False)],
)
def test_a_prediction_is_written_before_do(started_at, has_prediction, is_lit):
    this = with_changes(started_at=started_at, has_prediction=has_prediction)
    assert lit([this])["prediction"] is is_lit


@pytest.mark.parametrize(
    ("scales", "is_lit"),
    [((3,), True), ((4,), False), ((1, 1, 2), True), ((1, 3, 2), False), ((2, 5, 5), True)],
)
def test_small_scale_begins_on_a_bay_at_most_and_never_shrinks(scales, is_lit):
    assert lit(ramp_of(*scales))["small_scale"] is is_lit


def test_a_large_first_plan_can_still_be_made_smaller():
    planned = with_changes(scale=4, state=State.PLANNED, started_at=None)
    found = lamp("small_scale", [planned])
    assert (found.is_now, found.next) == (True, "start with one bay or less")


@pytest.mark.parametrize(
    ("dates", "state", "then"),
    [
        (0, State.DOING, "enter readings on 3 dates"),
        (2, State.DOING, "enter readings on 1 more date"),
        (2, State.STUDIED, "enter readings on 1 more date, then write again what happened"),
        (2, State.ACTED, "measure longer in the next cycle"),
    ],
)
def test_data_over_time_needs_three_dates(dates, state, then):
    found = lamp("data_over_time", [with_changes(dates=dates, state=state)])
    assert (found.is_lit, found.next) == (False, then)


def test_words_alone_are_no_data_over_time():
    assert lamp("data_over_time", [with_changes(is_measured=False, dates=0)]).why == "No measure was named"


@pytest.mark.parametrize(
    "missing", ["is_planned_in_words", "is_seen", "is_studied_in_words", "is_decided_in_words"]
)
def test_documented_needs_words_for_all_four_stages(missing):
    assert not lit([with_changes(**{missing: False})])["documented"]


def test_before_act_exactly_one_next_thing_is_named():
    studied = with_changes(number=2, state=State.STUDIED, is_linked=True, is_decided_in_words=False)
    found = next_thing(lamps([GOOD, studied], studied))
    assert (found.key, found.next, found.is_last) == ("documented", "choose adopt, adapt or abandon", True)


def test_what_can_still_be_done_comes_before_what_cannot():
    doing = with_changes(scale=4, state=State.DOING, dates=0, is_seen=False)
    assert next_thing(lamps([doing], doing)).key == "data_over_time"
