"""A running test holds fast what its prediction rests on; what only shows it may change, and is kept."""

from dataclasses import replace

import pytest

from improve.core.db import commit, start_writing
from improve.core.errors import RuleBroken
from improve.measures.changes import changes_of
from improve.measures.kinds import Chart, Kind, Often, Role, Wanted
from improve.pdsa.models import plan
from tests.filling import filled as form_of
from tests.measures.world import fresh as fresh_measure
from tests.pdsa.story import WAITS, doing, filled, measure, measured_plan

FIXED = {
    "kind": {"kind": Kind.MEASUREMENT},
    "unit": {"unit": "minutes"},
    "wanted": {"wanted": Wanted.HIGHER},
    "definition": {"definition": "Over 3 hours"},
    "often": {"often": Often.WEEK},
    "several": {"several": True, "kind": Kind.MEASUREMENT, "chart": Chart.XBAR},
}
FREE = {
    "target": {"target": 8},
    "chart": {"chart": Chart.C},
    "name": {"name": "Waits for medicines"},
    "role": {"role": Role.PROCESS},
}


@pytest.mark.parametrize("what", FIXED)
def test_what_a_prediction_rests_on_stays_while_it_is_tested(trust, ready, what):
    made = measure(trust)  # without readings, which would fix some of it anyway
    cycle = doing(trust, ready, made)
    with pytest.raises(RuleBroken) as refused:
        made.change(trust.ana, replace(WAITS, **FIXED[what]))
    assert f"Cycle 1 of “{ready.headline}” is being tested by this measure" in refused.value.sentence
    assert "Finish the cycle first, or start a new measure" in refused.value.sentence
    cycle.study(trust.ben, "Fewer waits", None, "")
    with pytest.raises(RuleBroken, match="is being tested"):
        made.change(trust.ana, replace(WAITS, **FIXED[what]))
    cycle.adopt(trust.ana, "On the sheet", "It costs nothing")
    made.change(trust.ana, replace(WAITS, **FIXED[what]))


@pytest.mark.parametrize(("what", "value"), [("out_of", "visits"), ("per", 100.0)])
def test_what_a_rate_is_out_of_stays_too(trust, ready, what, value):
    rate = {"kind": Kind.RATE, "chart": Chart.U, "out_of": "bed days", "per": 1000.0}
    made = measure(trust, **rate)
    doing(trust, ready, made)
    with pytest.raises(RuleBroken, match="is being tested"):
        made.change(trust.ana, replace(WAITS, **(rate | {what: value})))


@pytest.mark.parametrize("what", FREE)
def test_what_only_shows_it_may_change_and_what_it_was_is_kept(trust, ready, what):
    made = filled(trust)
    doing(trust, ready, made)
    was = getattr(made, what)
    assert made.change(trust.ana, replace(WAITS, **FREE[what])) == [what]
    (kept,) = changes_of(made)
    assert (kept.what, kept.made_by) == (what, trust.ana)
    assert kept.was and kept.became and kept.was != kept.became
    assert getattr(made, what) != was


def test_a_planned_test_holds_nothing_fast_yet(trust, ready):
    made = measure(trust)
    plan(ready, trust.ben, measured_plan(made))
    assert made.change(trust.ana, replace(WAITS, unit="times")) == ["unit"]


def test_a_hidden_idea_is_not_named(trust, ready):
    made = filled(trust)
    doing(trust, ready, made)
    ready.withhold(trust.ana, "names a colleague", "It names somebody.")
    with pytest.raises(RuleBroken) as refused:
        made.change(trust.ana, replace(WAITS, unit="minutes"))
    assert ready.headline not in refused.value.sentence and "Cycle 1 is being" in refused.value.sentence


def test_the_form_says_it_before_anything_is_typed_and_refuses_without_losing_it(trust, ready, as_):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    commit()
    start_writing()
    ana, path = as_(trust.ana), f"/measures/{made.id}/edit"
    page = ana.get(path)
    assert page.select_one(f".notice a[href='/cycles/{cycle.id}']")
    answer = ana.post(path, form_of(page, path, definition="Over 3 hours", target="8"))
    assert answer.status_code == 409 and "Over 3 hours" in answer.select_one("#definition").text
    assert "is being tested by this measure" in answer.select_one(".nhsuk-error-summary").text
    assert fresh_measure(made).target == 10
    assert ana.post(path, form_of(ana.get(path), path, target="8")).status_code == 303
    assert "changed the target from “10” to “8”" in " ".join(
        ana.get(f"/measures/{made.id}").select_one("#beside").parent.text.split()
    )
