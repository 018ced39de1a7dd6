"""Goals and measures show no patient: every form of theirs that asks for words asks whoever looks through them."""

import subprocess
import sys

import pytest
from wtforms import StringField

from improve.core.forms import published
from improve.goals import forms as goal_forms
from improve.measures import figure_forms, forms
from tests.goals.conftest import day, typed
from tests.goals.test_pages import fresh

EDNA = "Mrs Edna Smith 943 476 5919"
SERVED = f"""
from improve.app import create_app
from improve.config import Config
from improve.core.forms import refused_words
create_app(Config(data_dir=__import__("pathlib").Path(__import__("tempfile").mkdtemp())))
assert refused_words("{EDNA}")
"""
ALONE = f"""
import improve.measures.forms
from improve.core.forms import refused_words
try:
    refused_words("{EDNA}")
except RuntimeError:
    raise SystemExit(0)
raise SystemExit("stored without a look")
"""
FORMS = (
    goal_forms.NewGoalForm, goal_forms.RevisionForm, goal_forms.RetirementForm, forms.NewMeasureForm,
    forms.EditMeasureForm, forms.ReasonForm, forms.LinesForm, forms.NoteForm, figure_forms.ReadingForm,
    figure_forms.CorrectionForm,
)  # fmt: skip


@pytest.mark.parametrize("script", [SERVED, ALONE])
def test_each_process_that_serves_forms_looks_through_what_is_published(script):
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_field_of_words_is_looked_through(app, form):
    with app.test_request_context():
        fields = [
            field
            for field in form()
            if isinstance(field, StringField) and field.type in ("LineField", "WordsField")
        ]
    assert fields
    assert [field.short_name for field in fields if published not in field.validators] == []


@pytest.mark.parametrize("name", ["title", "aim", "why", "written_with", "reason"])
def test_a_goal_written_again_shows_no_patient(goals, ana, name):
    page = ana.post(f"/goals/{goals.ward.id}/edit", data=typed(goals.ward) | {name: EDNA})
    assert page.status_code == 422
    assert page.select_one(f".nhsuk-error-summary a[href='#{name}']")
    assert EDNA not in str(vars(fresh(goals.ward)))


def test_a_proposed_goal_shows_no_patient(goals, trust, ben):
    sent = {"key": "a" * 16, "team": trust.ward_12.id, "title": "Warm", "aim": EDNA, "why": "It is cold"}
    sent |= {"starts_on": day(goals.ward.starts_on), "ends_on": day(goals.ward.ends_on)}
    assert ben.post("/goals", data=sent).select_one(".nhsuk-error-summary a[href='#aim']")


def test_the_reason_of_a_retirement_shows_no_patient(goals, ana):
    page = ana.post(f"/goals/{goals.ward.id}/retirement", data={"reason": EDNA})
    assert page.status_code == 422
    assert not fresh(goals.ward).is_retired
