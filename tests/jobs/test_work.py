"""What the jobs do."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from improve.auth import sessions
from improve.auth.models import Session
from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.core.ids import digest, new_id
from improve.core.once import Submission, once
from improve.escalations.models import Escalation
from improve.events.models import Seal, UnsealedEvent
from improve.ideas import anonymous
from improve.ideas.anonymous import wait_for_release
from improve.ideas.facts import WaitingIdea
from improve.ideas.models import Idea
from improve.jobs import work


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def send(team, number):
    for one in range(number):
        wait_for_release(team, f"The tea is cold again {one}", "", {}, digest(new_id()))


def test_a_few_anonymous_ideas_wait_until_they_are_enough_to_hide_among(trust):
    send(trust.ward_12, 2)
    commit()
    work.release_batches("")
    assert count(WaitingIdea) == 2
    start_writing()
    send(trust.ward_12, 1)
    commit()
    work.release_batches("")
    assert count(WaitingIdea) == 0 and count(Idea) == 3


def test_what_goes_wrong_in_one_team_keeps_no_other_waiting(trust, monkeypatch):
    for team in (trust.ward_12, trust.ward_14):
        send(team, 3)
    commit()
    rightly, first = anonymous.release, []

    def release(team):
        first.append(team.id)
        return rightly(team) if len(first) > 1 else 1 / 0

    monkeypatch.setattr(anonymous, "release", release)
    with pytest.raises(ZeroDivisionError):
        work.release_batches("")
    assert {idea.team_id for idea in db.session.scalars(select(Idea))} == {first[1]}


def test_in_the_morning_even_one_is_released_where_it_is_morning(trust):
    send(trust.ward_12, 1)
    commit()
    work.release_all("Pacific/Auckland")
    assert count(WaitingIdea) == 1
    work.release_all("Europe/London")
    assert count(WaitingIdea) == 0


def test_sealing_leaves_nothing_waiting(trust, idea):
    commit()
    work.seal("")
    assert count(UnsealedEvent) == 0 and count(Seal) > 0


def test_an_idea_that_nobody_answered_rises_by_itself_once(trust, idea):
    commit()
    with clock.set_to(idea.answer_rises_at + timedelta(minutes=1)):
        work.run_clocks("")
        work.run_clocks("")
    assert count(Escalation) == 1


def test_tidying_takes_what_is_over_and_leaves_what_is_not(trust):
    with clock.set_to(clock.now() - timedelta(days=10)):
        sessions.begin(trust.ben)
    sessions.begin(trust.ana)
    once(trust.ben.id, "a key", "words", lambda: "made")
    db.session.add(Submission(scope="0" * 64, payload="", made_id="", stored_on=date(2020, 1, 1)))
    commit()
    work.tidy("Europe/London")
    assert count(Session) == 1 and count(Submission) == 1


def test_mail_without_a_server_stays(trust):
    commit()
    work.send_mail("")
