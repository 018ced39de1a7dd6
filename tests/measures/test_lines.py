"""What people decide about the lines, and what they write beside the chart."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from improve.core.db import commit, db, start_writing
from improve.measures.readings import Reading
from improve.measures.series import analysed
from tests.filling import filled
from tests.measures.world import day, fresh, make, today

FIRST = day("2026-01-01")


@pytest.fixture
def twenty(trust, measure):
    """20 days: 10 minutes, then from the 13th on 4."""
    figures = [10 + k % 3 for k in range(12)] + [4 + k % 3 for k in range(8)]
    measure.add_readings(trust.ana, [(FIRST + timedelta(days=k), y, None, "") for k, y in enumerate(figures)])
    commit()
    start_writing()
    return measure


def decide(client, measure, kind, on, reason="The new round began"):
    path = f"/measures/{measure.id}/lines/{kind}"
    sent = filled(
        client.get(f"/measures/{measure.id}/lines"), path, **{f"{kind}-on": on, f"{kind}-reason": reason}
    )
    return client.post(path, sent), sent


def test_lines_are_worked_out_afresh_from_a_day_with_a_reason(ana, twenty, last_event):
    assert decide(ana, twenty, "rebase", "2026-01-13")[0].status_code == 303
    assert last_event().name == "measure.lines_decided"
    assert len(analysed([fresh(twenty)])[twenty.id].parts) == 2
    assert "The new round began" in ana.get(f"/measures/{twenty.id}/lines").text


def test_a_decision_without_a_reason_is_refused(ana, twenty):
    assert decide(ana, twenty, "rebase", "2026-01-13", "")[0].status_code == 422
    assert fresh(twenty).line_decisions() == []


@pytest.mark.parametrize(
    ("kind", "on", "words"),
    [
        ("baseline", "2026-01-11", "there are 11"),
        ("rebase", "2026-01-01", "no reading before"),
        ("rebase", "2099-01-01", "still to come"),
        ("baseline", "2026-02-31", "date that exists"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused_at_the_day(ana, twenty, kind, on, words):
    answer, _ = decide(ana, twenty, kind, on)
    assert answer.status_code in (409, 422)
    assert words in answer.select_one(f"#{kind}-on-error").text


def test_a_baseline_of_twelve_points_is_kept_and_can_be_ended(ana, twenty):
    assert decide(ana, twenty, "baseline", "2026-01-12")[0].status_code == 303
    kept = fresh(twenty).line_decisions()[0]
    before = analysed([fresh(twenty)])[twenty.id].parts[0].centre
    path = f"/measures/{twenty.id}/lines/{kept.id}/ending"
    assert ana.get(path).select_one("form")
    for _ in range(2):
        assert ana.post(path).status_code == 303
    assert analysed([fresh(twenty)])[twenty.id].parts[0].centre != before
    assert "What held before" in ana.get(f"/measures/{twenty.id}/lines").text


def worked(client, measure):
    """What the page of the chart says of how it is worked out."""
    panel = client.get(f"/measures/{measure.id}").select_one("section[aria-labelledby=worked]")
    return panel.text, [cell.text for cell in panel.select("tbody td.n")][::2]


def test_the_page_says_from_how_many_points_the_lines_come(trust, ana, twenty):
    words, points = worked(ana, twenty)
    assert "The lines come from all 20 points." in words and points == ["20"]
    decide(ana, twenty, "baseline", "2026-01-12")
    words, points = worked(ana, twenty)
    assert "The lines come from the first 12 points, the baseline that is kept." in words and points == ["12"]


def test_a_point_left_out_is_not_among_those_the_lines_come_from(trust, ana, twenty):
    held = db.session.scalars(select(Reading).where(Reading.measure_id == twenty.id)).first()
    held.leave_out(fresh(twenty), trust.ana, "Read off the wrong line")
    assert worked(ana, twenty)[1] == ["19"]


def test_after_lines_were_worked_out_afresh_the_page_says_from_when(ana, twenty):
    decide(ana, twenty, "rebase", "2026-01-13")
    words, points = worked(ana, twenty)
    assert "The lines come from the 8 points from 13 January 2026." in words and points == ["12", "8"]


def test_the_same_decision_sent_twice_is_made_once(ana, twenty):
    _, sent = decide(ana, twenty, "rebase", "2026-01-13")
    ana.post(f"/measures/{twenty.id}/lines/rebase", sent)
    assert len(fresh(twenty).line_decisions()) == 1


def test_a_decision_of_another_measure_is_not_found(ana, trust, twenty):
    decide(ana, twenty, "rebase", "2026-01-13")
    other, kept = make(trust), fresh(twenty).line_decisions()[0]
    assert ana.post(f"/measures/{other.id}/lines/{kept.id}/ending").status_code == 404


def test_what_happened_stands_beside_the_chart(ben, measure, last_event):
    path = f"/measures/{measure.id}/notes"
    assert ben.post(path, {"on": today().isoformat(), "words": ""}).status_code == 422
    sent = {"key": "once", "on": today().isoformat(), "words": "Robot stood still"}
    for _ in range(2):
        assert ben.post(path, sent).status_code == 303
    assert last_event().name == "measure.note_made"
    assert ben.get(path).text.count("Robot stood still") == 1
