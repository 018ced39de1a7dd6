"""A plan that names a measure: which ones are offered, the number that is predicted, and what is refused."""

import pytest

from improve.core.errors import RuleBroken
from improve.measures.kinds import Chart, Kind
from improve.pdsa.measuring import measures_for
from improve.pdsa.models import plan
from tests.pdsa.plans import as_shown, form_with, fresh
from tests.pdsa.story import measure, measured_plan


def test_a_plan_takes_the_name_and_the_unit_of_its_measure(trust, ready):
    cycle = plan(ready, trust.ben, measured_plan(measure(trust), prediction_unit=""))
    assert (cycle.measure, cycle.prediction_unit) == ("Long waits for medicines", "people a week")


def test_a_measured_prediction_names_a_number(trust, ready):
    made = measure(trust)
    with pytest.raises(RuleBroken, match="to what number"):
        plan(ready, trust.ben, measured_plan(made, prediction_amount=None))
    plan(ready, trust.ben, measured_plan(made, prediction_amount=None, prediction_direction="same"))


def test_a_measure_that_ended_or_is_foreign_is_in_no_plan(trust, ready):
    made = measure(trust)
    made.end(trust.ana)
    with pytest.raises(RuleBroken, match="has ended"):
        plan(ready, trust.ben, measured_plan(made))
    made.ended_at, made.organisation_id = None, trust.other_ward.organisation_id
    with pytest.raises(RuleBroken, match="not there"):
        plan(ready, trust.ben, measured_plan(made))


def test_a_measure_that_ends_before_do_is_chosen_anew(trust, ready):
    made = measure(trust)
    cycle = plan(ready, trust.ben, measured_plan(made))
    made.end(trust.ana)
    with pytest.raises(RuleBroken, match="choose another measure"):
        cycle.start_doing(trust.ben)


def test_measures_of_the_idea_come_first_and_those_of_other_teams_not_at_all(trust, ready):
    ours, idea_s = measure(trust, name="A"), measure(trust, name="B")
    idea_s.idea_id = ready.id
    other = measure(trust, name="C")
    other.team_id, other.team = trust.ward_14.id, trust.ward_14
    assert measures_for(ready) == [idea_s, ours]


def test_the_form_offers_the_measures_and_asks_for_the_number(trust, ready, as_):
    made, ben = measure(trust), as_(trust.ben)
    page = ben.get(f"/ideas/{ready.id}/cycles/new")
    assert made.name in page.select_one("#measure_id").text
    sent = form_with(measure_id=made.id, measure="", prediction_amount="")
    refused = ben.post(f"/ideas/{ready.id}/cycles", sent)
    assert refused.status_code == 422 and refused.select_one("#prediction_amount-error")
    assert ben.post(f"/ideas/{ready.id}/cycles", form_with(measure_id=made.id, measure="")).status_code == 303


def test_the_measure_that_was_just_set_up_is_chosen_in_a_new_plan(trust, ready, as_):
    made, path = measure(trust), f"/ideas/{ready.id}/cycles/new"
    page = as_(trust.ben).get(f"{path}?measure={made.id}")
    assert page.select_one("#measure_id option[selected]")["value"] == made.id
    assert f"next={path}" in page.select_one("[data-keep-plan]")["href"]


def test_the_measure_that_was_just_set_up_is_chosen_in_a_plan_that_is_changed_and_saved(trust, ready, as_):
    made, ben = measure(trust), as_(trust.ben)
    cycle = plan(ready, trust.ben, measured_plan(measure(trust, name="Another")))
    path = f"/cycles/{cycle.id}/plan"
    page = ben.get(f"{path}?measure={made.id}")
    assert f"next={path}" in page.select_one("[data-keep-plan]")["href"]
    assert ben.post(path, as_shown(page)).status_code == 303
    assert fresh(cycle).measure_id == made.id


def test_a_plan_without_measure_and_words_is_refused(trust, ready, as_):
    refused = as_(trust.ben).post(f"/ideas/{ready.id}/cycles", form_with(measure=" "))
    assert refused.status_code == 422 and refused.select_one("#measure-error")


def test_a_measure_that_is_not_offered_cannot_be_sent(trust, ready, as_):
    made = measure(trust)
    made.team_id, made.team = trust.ward_14.id, trust.ward_14
    assert as_(trust.ben).post(f"/ideas/{ready.id}/cycles", form_with(measure_id=made.id)).status_code == 422


def test_a_measured_plan_shown_and_sent_untouched_is_the_same_plan(trust, ready, as_):
    cycle = plan(ready, trust.ben, measured_plan(measure(trust)))
    ben = as_(trust.ben)
    before = as_shown(ben.get(f"/cycles/{cycle.id}/plan"))
    assert ben.post(f"/cycles/{cycle.id}/plan", before).status_code == 303
    again = as_shown(ben.get(f"/cycles/{cycle.id}/plan"))
    changing = ("key", "version", "csrf_token")
    assert {name: value for name, value in again.items() if name not in changing} == {
        name: value for name, value in before.items() if name not in changing
    }


def test_a_predicted_share_is_asked_about_like_a_target(trust, ready, as_):
    share = measure(trust, kind=Kind.PROPORTION, chart=Chart.P, out_of="people", unit="")
    ben, sent = as_(trust.ben), form_with(measure_id=share.id, measure="")
    answer = ben.post(f"/ideas/{ready.id}/cycles", sent | {"prediction_amount": "0.9"})
    assert (
        answer.status_code == 422
        and "did you mean 90 %?" in answer.select_one("#prediction_amount-error").text
    )
    answer = ben.post(f"/ideas/{ready.id}/cycles", sent | {"prediction_amount": "0.9 %"})
    assert answer.status_code == 303
    cycle = answer.location.rpartition("/cycles/")[2]
    assert ben.get(f"/cycles/{cycle}/plan").select_one("#prediction_amount")["value"] == "0.9 %"


def test_a_predicted_number_of_anything_else_has_no_percent_sign(trust, ready, as_):
    sent = form_with(measure_id=measure(trust).id, measure="", prediction_amount="12 %")
    answer = as_(trust.ben).post(f"/ideas/{ready.id}/cycles", sent)
    assert answer.status_code == 422 and "percent sign" in answer.select_one("#prediction_amount-error").text
