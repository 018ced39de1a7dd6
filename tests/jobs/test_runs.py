"""A daily job runs once on each local date, whatever clocks do; no run of any job is made twice."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.core.when import local
from improve.jobs import runs
from improve.jobs.lease import Leadership
from improve.jobs.models import LATEST, JobRun
from improve.jobs.running import look_at
from improve.jobs.table import JOBS, Job

START = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland"])
@pytest.mark.parametrize("at", [job.daily_at for job in JOBS if job.daily_at])
def test_each_local_date_of_two_years_of_hours_has_exactly_one_slot(zone, at):
    """25 October 2026 and 28 March 2027 are among them."""
    begin, seen = datetime(2026, 1, 1, tzinfo=UTC), []
    for hour in range(2 * 365 * 24):
        slot = runs.slot_due(begin + timedelta(hours=hour), zone, at)
        if slot and slot not in seen[-1:]:
            seen.append(slot)
    assert len(seen) == len(set(seen))
    dates = [slot.split()[0] for slot in seen]
    first, last = datetime.fromisoformat(dates[0]).date(), datetime.fromisoformat(dates[-1]).date()
    assert (last - first).days + 1 == len(dates) >= 729


def test_no_daily_job_stands_where_clocks_change():
    assert not [job.name for job in JOBS if job.daily_at and time(0, 30) <= job.daily_at <= time(3, 30)]


def ticks(app, trust, job, hours):
    """Look at the job at these hours after START, as a leader."""
    leadership = Leadership()
    commit()
    for hour in hours:
        with clock.set_to(START + timedelta(hours=hour)):
            assert leadership.renew()
            look_at(app, leadership, job)
    with clock.set_to(START):
        leadership.give_up()
    start_writing()


def counted(daily_at=None, every=timedelta(minutes=1)):
    seen = []
    return Job(
        "counting", lambda zone: seen.append((clock.now(), zone)), every=every, daily_at=daily_at
    ), seen


def test_the_hours_round_each_change_of_clocks_run_a_daily_job_once_a_date(app, trust):
    job, seen = counted(daily_at=time(1, 30))
    first = int((datetime(2026, 10, 24, tzinfo=UTC) - START).total_seconds() // 3600)
    ticks(app, trust, job, range(first, first + 72))
    dates = [local(moment, "Europe/London").date().isoformat() for moment, _ in seen]
    assert dates == ["2026-10-24", "2026-10-25", "2026-10-26"]


def test_a_clock_that_is_set_back_or_forward_runs_nothing_twice(app, trust):
    job, seen = counted(daily_at=time(7, 0))
    ticks(app, trust, job, [0, -5 / 60, 1, 0.5, 2])
    assert len(seen) == 1


def test_a_machine_that_slept_makes_up_for_it_once(app, trust):
    job, seen = counted(daily_at=time(7, 0))
    ticks(app, trust, job, [0, 24 + 9, 24 + 9.1, 24 + 10])
    assert len(seen) == 2


def test_each_time_zone_has_its_own_run(app, trust):
    job, seen = counted(daily_at=time(7, 0))
    trust.other_ward.organisation.time_zone = "Pacific/Auckland"
    ticks(app, trust, job, [0, 1, 7, 12])
    assert [zone for _, zone in seen] == ["Europe/London", "Pacific/Auckland"]


def test_a_job_that_runs_again_and_again_waits_its_time(app, trust):
    job, seen = counted(every=timedelta(hours=1))
    ticks(app, trust, job, [0, 0.01, 0.2, 1, 1.1, 2])
    assert len(seen) == 3


def test_a_clock_that_is_set_back_does_not_stop_a_job(app, trust):
    job, seen = counted(every=timedelta(minutes=1))
    ticks(app, trust, job, [1, 0])
    assert len(seen) == 2


def test_a_job_that_fails_is_recorded_and_tried_again_and_stops_no_other(app, trust):
    tried, (other, seen) = [], counted(daily_at=time(7, 0))

    def fail(_zone):
        tried.append(clock.now())
        raise RuntimeError("no")

    failing = Job("failing", fail, daily_at=time(7, 0))
    ticks(app, trust, failing, [0, 0.1])
    ticks(app, trust, other, [0.1])
    row = db.session.scalars(select(JobRun).where(JobRun.job == "failing")).one()
    assert len(tried) == 1 and row.problem == "RuntimeError" and len(seen) == 1
    ticks(app, trust, failing, [0.2])
    assert len(tried) == 2


def test_a_daily_run_that_broke_off_is_tried_again_but_one_that_ended_is_not(app, trust):
    commit()
    with clock.set_to(START):
        assert runs.claim_slot("job", "slot")
        assert not runs.claim_slot("job", "slot")
    with clock.set_to(START + timedelta(minutes=11)):
        assert runs.claim_slot("job", "slot")
        runs.ended("job", "slot")
    with clock.set_to(START + timedelta(hours=5)):
        assert not runs.claim_slot("job", "slot")


def test_old_records_go_and_the_latest_stay(app, trust):
    ticks(app, trust, counted(daily_at=time(7, 0))[0], [0])
    ticks(app, trust, Job("again", lambda _zone: None), [0])
    with clock.set_to(START + timedelta(days=91)):
        assert runs.forget_old() == 1
    assert [row.slot for row in db.session.scalars(select(JobRun))] == [LATEST]
