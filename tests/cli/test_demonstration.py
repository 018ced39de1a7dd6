"""The demonstration trust: loaded by playing its story through the real verbs."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from improve.cli.loading.content import ContentRefused, days_until, read_content
from improve.cli.loading.load import load
from improve.cli.loading.story import Happening, play
from improve.cli.waiting import waiting_words
from improve.core import clock
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.text import plural
from improve.escalations.models import Escalation
from improve.escalations.reading import waiting_for
from improve.escalations.states import OPEN
from improve.events import chain
from improve.events.models import EventRow
from improve.goals.models import Goal, GoalStatus
from improve.home.reading import waiting_for_answer
from improve.ideas.facts import WaitingIdea
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.pdsa.lit import counts
from improve.pdsa.models import Cycle
from improve.pdsa.observations import Observation
from improve.people.models import Person
from improve.teams.models import Organisation, Team
from improve.teams.policy import teams_led_by
from tests.cli.conftest import looking_into


def count(rows):
    return db.session.scalar(select(func.count()).select_from(rows.subquery()))


def test_it_has_what_was_promised(loaded):
    tiers = dict(db.session.execute(select(Team.tier, func.count()).group_by(Team.tier)).all())
    assert tiers == {1: 24, 2: 8, 3: 3, 4: 1}
    assert count(select(Person)) == 60
    assert count(select(Goal)) == 10
    assert count(select(Idea)) + count(select(WaitingIdea)) == 400
    assert count(select(Cycle)) == 60
    assert len(set(db.session.scalars(select(Person.staff_group)))) == 11


def test_ideas_stand_at_every_stage_and_escalations_wait_at_every_tier(loaded):
    assert set(db.session.scalars(select(Idea.stage).distinct())) == set(Stage)
    waiting = (
        select(Team.tier).join(Escalation, Escalation.to_team_id == Team.id).where(Escalation.state.in_(OPEN))
    )
    assert set(db.session.scalars(waiting.distinct())) == {2, 3, 4}
    assert set(db.session.scalars(select(Goal.status).distinct())) == set(GoalStatus)


def test_most_tests_say_what_was_seen_and_some_honestly_do_not(loaded):
    ended, lit = counts(select(Cycle.id), clock.now().date())
    assert 0.75 <= lit["documented"] / ended <= 0.9


def test_what_was_seen_was_written_between_do_and_study(loaded):
    seen = select(Observation).join(Cycle, Cycle.id == Observation.cycle_id)
    assert count(seen) > 50 and count(seen.where(Observation.is_deviation)) > 10
    late = (Observation.seen_at < Cycle.started_at) | (Observation.seen_at > Cycle.studied_at)
    assert count(seen.where(late)) == 0


def test_everybody_in_it_belongs_to_the_demonstration(loaded):
    assert db.session.scalars(select(Organisation.is_demonstration)).all() == [True]
    assert count(select(Person).where(~Person.is_demonstration)) == 0


def test_its_events_are_sealed_and_none_lies_ahead(loaded):
    report = chain.check()
    assert report.first_wrong is None and report.unsealed == 0 and report.sealed > 3_000
    assert db.session.scalar(select(func.max(EventRow.happened_at))) <= clock.now()


def test_nothing_about_an_anonymous_idea_tells_the_time(loaded):
    anonymous = select(Idea).where(Idea.authorship == "anonymous")
    assert count(anonymous) > 20
    timed = anonymous.where(
        Idea.received_at.is_not(None) | Idea.author_id.is_not(None) | Idea.tablet_id.is_not(None)
    )
    assert count(timed) == 0


def test_a_database_with_anything_in_it_is_refused(loaded):
    with pytest.raises(RuleBroken, match="not empty"):
        load(read_content(), "no hash")


def test_a_production_system_does_not_load_it(deployment, monkeypatch):
    monkeypatch.setenv("IMPROVE_PRODUCTION", "1")
    result = deployment.run("demo")
    assert result.exit_code == 1 and "production" in result.output


def test_a_refused_step_says_where_it_is_written(deployment):
    def refuse():
        raise RuleBroken("This idea is done.")

    moment = datetime(2026, 3, 4, 9, tzinfo=UTC)
    where = "ward_12.yaml: tell-pharmacy: accept: This idea is done."
    with looking_into(deployment.config), pytest.raises(ContentRefused, match=where):
        play([Happening(moment, "ward_12.yaml: tell-pharmacy: accept", refuse)], moment)


def test_things_happen_in_the_order_of_time_at_their_moment_and_not_in_the_future(deployment):
    start, seen = datetime(2026, 3, 4, 9, tzinfo=UTC), []
    told = [
        Happening(
            start + timedelta(hours=hours), str(hours), lambda hours=hours: seen.append((hours, clock.now()))
        )
        for hours in (5, 1, 3)
    ]
    with looking_into(deployment.config):
        assert play(told, start + timedelta(hours=4)) == 2
    assert seen == [(1, start + timedelta(hours=1)), (3, start + timedelta(hours=3))]


@pytest.mark.parametrize(
    ("now", "today"), [("04:00", "2026-03-03"), ("06:29", "2026-03-03"), ("06:30", "2026-03-04")]
)
def test_the_story_ends_today_once_half_past_six_is_over(now, today):
    days = days_until(datetime.fromisoformat(f"2026-03-04T{now}+00:00"), "Europe/London")
    assert days.today.isoformat() == today
    assert days.at(1, "14:20").date() == days.today - timedelta(days=1)


def test_what_the_start_says_of_everybody_holds_on_every_day(loaded):
    words = [persona["look"] for persona in read_content().personas]
    passing = r"(?<!Ward )\b\d|\b(one|two|three|late|today|just|waits?|ready|morning|afternoon)\b"
    assert [look for look in words if re.search(passing, look, re.IGNORECASE)] == []


def test_what_waits_is_counted_as_the_first_pages_count_it(loaded):
    """On fourteen days running: what is late then, and what waits, whatever the weekday."""
    start, said = clock.now(), set()
    for day in range(14):
        with clock.set_to(start + timedelta(days=day)):
            for name in ("helen.marsh", "tom.whitfield", "priya.nair"):
                email = f"{name}@thornbeck.example"
                person = db.session.scalars(select(Person).where(Person.email == email)).one()
                words, shown = waiting_words(person), waiting_for(person, 99)
                late = sum(one.kind == "late" for one in shown)
                new = waiting_for_answer(teams_led_by(person))[1]
                assert (f"{plural(len(shown), 'thing')} raised" in words) == bool(shown)
                assert (f", {late} late" in words) == bool(late)
                assert (plural(new, "new idea") in words) == bool(new)
                said.add(words)
    assert len(said) > 3
