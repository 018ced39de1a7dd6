"""Who is in charge this shift: a name for some hours, then nobody; and the bleep that stands beside it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from improve.core import clock
from improve.core.db import commit, db
from improve.events.models import EventRow
from improve.jobs import work
from improve.teams.in_charge import InCharge, in_charge_of, put_in_charge, take_off
from improve.teams.models import Organisation, Team

SEVEN = datetime(2026, 3, 4, 7, 22, tzinfo=UTC)


@pytest.fixture
def ward(trust):
    """Ward 12, where Joy came on duty at 7:22 for twelve hours."""
    with clock.set_to(SEVEN):
        put_in_charge(trust.ward_12, "Joy Achebe", 12, by=trust.ben)
    return trust.ward_12


def named_at(team, moment):
    with clock.set_to(moment):
        found = in_charge_of(team)
    return found and (found.name, found.ends_at)


def rows():
    return db.session.scalar(select(func.count()).select_from(InCharge))


def events():
    return list(db.session.scalars(select(EventRow).where(EventRow.name == "team.in_charge_changed")))


def test_a_shift_ends_on_the_quarter(ward):
    assert named_at(ward, SEVEN) == ("Joy Achebe", "19:30")


def test_it_ends_by_the_clock_of_the_ward(trust):
    summer = datetime(2026, 7, 4, 18, 30, tzinfo=UTC)
    with clock.set_to(summer):
        put_in_charge(trust.ward_12, "Joy Achebe", 12, by=trust.ben)
    assert named_at(trust.ward_12, summer) == ("Joy Achebe", "07:30")


def test_after_its_time_nobody_is_known_again(ward):
    assert named_at(ward, SEVEN + timedelta(hours=12, minutes=7))
    assert named_at(ward, SEVEN + timedelta(hours=12, minutes=8)) is None


def test_it_is_of_one_team(ward, trust):
    assert named_at(trust.ward_14, SEVEN) is None


def test_who_comes_next_stands_in_place_of_who_went(ward, trust):
    with clock.set_to(SEVEN):
        put_in_charge(ward, "Tom Reid", 8, by=trust.ben)
    assert named_at(ward, SEVEN) == ("Tom Reid", "15:30") and rows() == 1


def test_taken_off_twice_is_once(ward, trust):
    for _ in range(2):
        take_off(ward, by=trust.ben)
    assert rows() == 0 and len(events()) == 2  # said, and taken off


def test_no_event_tells_the_name(ward):
    assert [event.facts for event in events()] == [{}]


def test_tidying_forgets_a_name_whose_time_is_over_and_no_other(ward, trust):
    put_in_charge(trust.ward_14, "Tom Reid", 8, by=trust.fay)
    commit()
    work.tidy("Europe/London")
    assert rows() == 1 and named_at(trust.ward_14, clock.now())


@pytest.mark.parametrize(("own", "shown"), [("", "2114"), ("2127", "2127")])
def test_the_bleep_of_a_team_stands_in_place_of_the_organisation_s(own, shown):
    organisation = Organisation(doors={"nurse_in_charge_bleep": "2114", "guardian_name": "Ruth Adeyemi"})
    doors = Team(organisation=organisation, nurse_in_charge_bleep=own).doors
    assert doors == {"nurse_in_charge_bleep": shown, "guardian_name": "Ruth Adeyemi"}


def test_a_lead_sets_the_bleep_of_the_team(ana, trust):
    page = ana.get(f"/teams/{trust.ward_12.id}/edit")
    form = {
        field["name"]: field.get("value", "")
        for field in page.soup.select("form input[name]:not([type=checkbox])")
    }
    ana.post(
        f"/teams/{trust.ward_12.id}/settings",
        data=form | {"weekdays": ["1"], "nurse_in_charge_bleep": "2127"},
    )
    assert trust.ward_12.nurse_in_charge_bleep == "2127"
