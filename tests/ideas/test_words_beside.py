"""Words beside an idea, of its tests and of what is raised, show no patient either."""

import inspect

import pytest
from sqlalchemy import func, select

from improve.core.db import db
from improve.core.forms import Form, WordsField
from improve.escalations import forms as of_what_is_raised
from improve.escalations.models import Escalation
from improve.ideas.patients.form import no_patient
from improve.pdsa import forms as of_tests
from improve.pdsa.models import plan
from improve.pdsa.observations import Observation
from tests.pdsa.plans import PLAN

NAMED = "Mrs Patel in bed 12 said that it was better"
UNSEEN = {("PlanForm", "who")}  # colleagues are named there


def fields():
    """(form, name, field) of every long text in the forms of both features."""
    for module in (of_tests, of_what_is_raised):
        for name, form in inspect.getmembers(module, inspect.isclass):
            if issubclass(form, Form) and form.__module__ == module.__name__:
                for field, made in vars(form).items():
                    if getattr(made, "field_class", None) is WordsField:
                        yield name, field, made


def test_every_long_text_is_looked_at():
    checked = {(form, name): no_patient in made.args[1] for form, name, made in fields()}
    assert {place for place, is_checked in checked.items() if not is_checked} == UNSEEN


@pytest.fixture
def cycle(trust, idea):
    """A test that Ben does."""
    idea.accept(trust.ana, trust.ben, "Thank you. We will try it.")
    cycle = plan(idea, trust.ben, PLAN)
    cycle.start_doing(trust.ben)
    return cycle


def test_what_was_seen_is_stopped(as_, trust, cycle):
    page = as_(trust.ben).post(f"/cycles/{cycle.id}/observations", {"words": NAMED, "key": "K"})
    assert page.status_code == 422 and "shows who a patient is" in page.text
    assert not db.session.scalar(select(func.count()).select_from(Observation))


def test_what_is_raised_is_stopped(ana, idea):
    page = ana.post(f"/ideas/{idea.id}/escalations", {"reason": "money", "ask": NAMED, "key": "K"})
    assert page.status_code == 422 and "shows who a patient is" in page.text
    assert not db.session.scalar(select(func.count()).select_from(Escalation))
