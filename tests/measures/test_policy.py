"""Who sees measures, sets them up, enters readings and decides about lines."""

import pytest

from improve.core.db import db
from improve.measures import policy
from tests.measures.world import make, today

SETS = {"ana", "ben", "dora", "mo", "eve"}  # the team's own people, and the leads above it
DECIDES = {"ana", "dora", "mo", "eve"}
NAMES = ("ana", "ben", "fay", "dora", "mo", "eve", "gil", "amy", "cleo")


def allowed(trust, ask):
    return {name for name in NAMES if ask(getattr(trust, name))}


def test_the_teams_people_and_the_leads_above_set_up_and_enter(trust, measure):
    assert allowed(trust, lambda person: policy.may_start(person, trust.ward_12)) == SETS
    assert allowed(trust, lambda person: policy.may_enter(person, measure)) == SETS


def test_leads_decide_about_lines_and_change_the_measure(trust, measure):
    assert allowed(trust, lambda person: policy.may_decide(person, measure)) == DECIDES
    assert allowed(trust, lambda person: policy.may_change(person, measure)) == DECIDES


def test_who_looks_after_a_measure_may_do_all_of_it(trust):
    owned = make(trust, owner_id=trust.fay.id)
    assert policy.may_decide(trust.fay, owned) and policy.may_enter(trust.fay, owned)


@pytest.mark.parametrize(("name", "seen"), [("ben", 1), ("fay", 1), ("gil", 1), ("cleo", 0)])
def test_everybody_of_the_organisation_sees_it_and_nobody_else(trust, measure, name, seen):
    rows = db.session.scalars(policy.visible_to(getattr(trust, name))).all()
    assert len(rows) == seen


PATHS = (
    ("GET", "edit", "change"), ("POST", "edit", "change"), ("POST", "ending", "change"),
    ("GET", "readings/new", "enter"), ("POST", "readings", "enter"), ("POST", "readings/typed", "enter"),
    ("POST", "readings/pasted", "enter"), ("GET", "upload", "enter"), ("POST", "upload", "enter"),
    ("POST", "notes", "enter"), ("POST", "lines/rebase", "change"), ("POST", "lines/baseline", "change"),
    ("POST", "readings/{reading}", "enter"), ("GET", "readings/{reading}/left-out", "change"),
    ("POST", "readings/{reading}/left-out", "change"), ("POST", "readings/{reading}/removal", "enter"),
    ("POST", "readings/{reading}/inclusion", "change"),
)  # fmt: skip


@pytest.mark.parametrize(("method", "path", "needs"), PATHS)
def test_each_page_turns_away_whoever_may_not(trust, measure, ben, fay, cleo, as_, method, path, needs):
    reading = measure.add_reading(trust.ana, today(), 5)
    path = f"/measures/{measure.id}/{path.format(reading=reading.id)}"
    assert fay._open(method, path).status_code == 403
    assert cleo._open(method, path).status_code == 404
    assert as_(None)._open(method, path).status_code in (302, 401)
    if needs == "change":
        assert ben._open(method, path).status_code == 403


def test_a_reading_of_another_measure_is_not_found(trust, measure, share, ana):
    reading = share.add_reading(trust.ana, today(), 1, 2)
    assert ana.get(f"/measures/{measure.id}/readings/{reading.id}").status_code == 404
    assert ana.post(f"/measures/{measure.id}/readings/{reading.id}", {"value": "3"}).status_code == 404
