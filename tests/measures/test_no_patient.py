"""No words beside a chart show a patient; the figures themselves are not looked through."""

import pytest
from sqlalchemy import select

from improve.core.db import db
from improve.measures.lines import ChartNote, LineDecision
from tests.filling import filled
from tests.measures.world import figures, fresh, held, today

EDNA = "Mrs Edna Smith 943 476 5919"


def refused(page, field):
    """Whether the page says at that field that it shows a patient."""
    return page.status_code == 422 and page.select_one(f".nhsuk-error-summary a[href='#{field}']")


@pytest.mark.parametrize("name", ["name", "unit", "definition"])
def test_a_measure_shows_no_patient(ana, measure, name):
    path = f"/measures/{measure.id}/edit"
    assert refused(ana.post(path, filled(ana.get(path), path, **{name: EDNA})), name)
    assert getattr(fresh(measure), name) != EDNA


def test_a_note_on_a_reading_shows_no_patient(ana, measure):
    path = f"/measures/{measure.id}/readings"
    sent = filled(ana.get(f"{path}/new"), path, value="5", note=EDNA)
    assert refused(ana.post(path, sent), "note")
    assert figures(measure) == []


@pytest.mark.parametrize("name", ["note", "reason"])
def test_a_correction_shows_no_patient(trust, ana, measure, name):
    row = measure.add_reading(trust.ana, today(), 5, None)
    path = f"/measures/{measure.id}/readings/{row.id}"
    assert refused(ana.post(path, filled(ana.get(path), path, value="6", **{name: EDNA})), name)
    assert figures(measure) == [5]


@pytest.mark.parametrize("noun", ["left-out", "removal"])
def test_why_a_reading_does_not_count_shows_no_patient(trust, ana, measure, noun):
    row = measure.add_reading(trust.ana, today(), 5, None)
    path = f"/measures/{measure.id}/readings/{row.id}/{noun}"
    assert refused(ana.post(path, {"reason": EDNA}), "reason")
    assert figures(measure) == [5]


def test_a_note_beside_the_chart_shows_no_patient(ana, measure):
    path = f"/measures/{measure.id}/notes"
    assert refused(ana.post(path, filled(ana.get(path), path, on=today().isoformat(), words=EDNA)), "words")
    assert db.session.scalars(select(ChartNote)).all() == []


@pytest.mark.parametrize("kind", ["baseline", "rebase"])
def test_the_reason_of_a_baseline_shows_no_patient(trust, ana, measure, kind):
    measure.add_reading(trust.ana, today(), 5, None)
    path = f"/measures/{measure.id}/lines/{kind}"
    form = ana.get(f"/measures/{measure.id}/lines").select_one(f"form[action='{path}']")
    key = form.select_one("input[name$=key]")["name"]
    prefix = key.removesuffix("key")
    sent = {key: "a" * 16, f"{prefix}on": today().isoformat(), f"{prefix}reason": EDNA}
    assert refused(ana.post(path, sent), f"{prefix}reason")
    assert db.session.scalars(select(LineDecision)).all() == []


def test_a_note_in_a_table_shows_no_patient_and_the_other_rows_go_in(ana, measure):
    path = f"/measures/{measure.id}/readings/pasted"
    page = ana.post(path, {"table": f"2026-01-01\t5\t{EDNA}\n2026-01-02\t6\tA quiet day"})
    assert page.select_one("#note-1 .nhsuk-error-message")
    assert ana.post(path, filled(page, path, enter="all")).status_code == 422
    ana.post(path, filled(page, path, enter="good"))
    assert figures(measure) == [6]


def test_a_note_typed_into_a_cell_shows_no_patient(ana, measure):
    path = f"/measures/{measure.id}/readings/typed"
    sent = filled(ana.get(f"/measures/{measure.id}/readings"), path)
    page = ana.post(path, sent | {"on-1": "2026-01-01", "value-1": "5", "note-1": EDNA, "enter": "all"})
    assert page.status_code == 422
    assert held(measure) == []


def test_a_figure_of_ten_digits_is_a_figure(ana, measure):
    path = f"/measures/{measure.id}/readings"
    sent = filled(ana.get(f"{path}/new"), path, value="9434765919")
    assert ana.post(path, sent).status_code == 303
    assert figures(measure) == [9434765919]
