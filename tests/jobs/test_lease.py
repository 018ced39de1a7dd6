"""One scheduler leads: it holds a lease, and who stops renewing it loses it."""

from datetime import UTC, datetime, timedelta

from improve.core import clock
from improve.jobs.lease import LENGTH, RENEW_EVERY, Leadership, renewed_at
from improve.jobs.running import look_at
from improve.jobs.table import Job

START = datetime(2026, 3, 4, 12, tzinfo=UTC)


def after(seconds):
    return clock.set_to(START + timedelta(seconds=seconds))


def test_of_two_only_one_leads(app):
    one, two = Leadership(), Leadership()
    with after(0):
        assert one.renew() and not two.renew()
        assert one.is_mine and not two.is_mine


def test_who_renews_keeps_it(app):
    one, two = Leadership(), Leadership()
    for seconds in range(0, 300, int(RENEW_EVERY.total_seconds())):
        with after(seconds):
            assert one.renew() and not two.renew()


def test_a_killed_leader_is_followed_within_45_seconds(app):
    one, two = Leadership(), Leadership()
    with after(0):
        one.renew()
    led = [seconds for seconds in range(0, 60, 10) if renews(two, seconds)]
    assert led[0] <= 45


def renews(leadership, seconds):
    with after(seconds):
        return leadership.renew()


def test_a_leader_that_was_asleep_does_not_run_on(app):
    one, two, ran = Leadership(), Leadership(), []
    job = Job("any", lambda _zone: ran.append(1))
    with after(0):
        one.renew()
    with after(LENGTH.total_seconds() + 1):
        assert two.renew()
        assert not one.is_mine
        look_at(app, one, job)
        assert not ran
        assert not one.renew()


def test_who_is_told_to_stop_starts_nothing_that_is_queued(app):
    one, ran = Leadership(), []
    one.renew()
    one.leave()
    look_at(app, one, Job("stub", lambda _zone: ran.append(1), every=timedelta(minutes=1)))
    assert not ran and not one.is_mine


def test_who_stops_lets_the_next_take_over_at_once(app):
    one, two = Leadership(), Leadership()
    with after(0):
        one.renew()
        one.give_up()
        assert two.renew()


def test_two_hundred_failovers_run_nothing_twice(app, trust):
    ran = []
    job = Job("any", lambda _zone: ran.append(clock.now()), every=timedelta(minutes=1))
    schedulers = [Leadership(), Leadership()]
    for number in range(200):
        with after(60 * number):
            leader = schedulers[number % 2]
            leader.renew()
            for scheduler in schedulers:
                look_at(app, scheduler, job)
                look_at(app, scheduler, job)
            leader.give_up()
    assert len(ran) == len(set(ran)) == 200


def test_the_lease_says_when_a_scheduler_was_last_there(app):
    assert renewed_at() is None
    with after(5):
        Leadership().renew()
    assert renewed_at() == START + timedelta(seconds=5)
