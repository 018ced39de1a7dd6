"""Cycles meet data: a measure in the plan, the baseline frozen at Do, the comparison at Study, and what Act asks."""

from datetime import timedelta
from decimal import Decimal

import pytest

from improve.core import clock
from improve.core.db import commit, start_writing
from improve.core.errors import RuleBroken
from improve.ideas.submitting import submit
from improve.measures import serving
from improve.measures.kinds import Chart, Kind
from improve.pdsa.comparison import Real
from improve.pdsa.fidelity import LEAST_DATES
from improve.pdsa.lit import counts, honesty_of, ramp_of
from improve.pdsa.measuring import comparison_of, measures_for
from improve.pdsa.models import Cycle, plan
from improve.pdsa.plans import next_plan
from improve.pdsa.words import State
from tests.pdsa.plans import TODAY, as_shown, form_with, fresh
from tests.pdsa.story import BEFORE, all_of, doing, filled, later, measure, measured_plan, read
from tests.queries.test_queries import MOST, questions

LOW = (11, 12, 11, 12, 11, 12, 11)


def studied(trust, cycle, days=6):
    with later(days):
        cycle.study(trust.ben, "Fewer waits.", None, "The list helps.")
    return cycle


# --- the plan --------------------------------------------------------------------------------------------------------


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


# --- Do --------------------------------------------------------------------------------------------------------------


def test_do_freezes_the_baseline(trust, ready):
    cycle = doing(trust, ready, filled(trust))
    assert cycle.baseline_value == pytest.approx(sum(BEFORE) / len(BEFORE))
    assert (cycle.baseline_points, cycle.counted_from) == (len(BEFORE), clock.today())
    assert (cycle.baseline_from, cycle.baseline_until) == (
        TODAY - timedelta(days=13),
        TODAY - timedelta(days=1),
    )


def test_the_frozen_baseline_stays_whatever_is_corrected_later(trust, ready):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    before = cycle.baseline_value
    all_of(made)[0].correct(made, trust.ana, 99, None, "a slip")
    read(trust, made, *LOW)
    with later(6):
        assert comparison_of(cycle).compared.baseline.value == before == fresh(cycle).baseline_value


def test_proportions_are_frozen_as_sums_over_sums(trust, ready):
    made = filled(trust, ((1, 10), (45, 50)), kind=Kind.PROPORTION, chart=Chart.P, out_of="people", unit="")
    assert doing(trust, ready, made).baseline_value == pytest.approx(100 * 46 / 60)


def test_without_readings_before_do_the_page_says_so(trust, ready, as_):
    cycle = doing(trust, ready, measure(trust))
    assert (cycle.baseline_value, cycle.baseline_points) == (None, 0)
    assert "no reading from before" in as_(trust.ben).get(f"/cycles/{cycle.id}").text


def test_from_do_on_the_measure_is_locked(trust, ready):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    with pytest.raises(RuleBroken, match="locked"):
        cycle.change_plan(trust.ben, measured_plan(measure(trust, name="Another")))


def test_the_digest_proves_which_measure_was_meant(trust, ready):
    cycle = plan(ready, trust.ben, measured_plan(measure(trust)))
    before = cycle.prediction_digest()
    cycle.measure_id = measure(trust, name="Another").id
    assert cycle.prediction_digest() != before


def test_the_chart_of_the_measure_shows_the_cycle_as_a_band(trust, ready):
    made = filled(trust)
    planned = plan(ready, trust.ben, measured_plan(made))
    assert serving.bands([made.id]) == {made.id: []}
    planned.start_doing(trust.ben)
    (band,) = serving.bands([made.id])[made.id]
    assert (band.title, band.predicted, band.is_open) == ("Cycle 1", 12.0, True)
    assert (band.starts_on, band.ends_on) == (TODAY, TODAY + timedelta(days=7))
    studied(trust, planned, days=3)
    assert serving.bands([made.id])[made.id][0].ends_on == TODAY + timedelta(days=3)


def test_a_withheld_idea_shows_no_band(trust, ready):
    made = filled(trust)
    doing(trust, ready, made)
    ready.withhold(trust.ana, "names a colleague", "It names somebody.")
    assert serving.bands([made.id]) == {made.id: []}


# --- Study -----------------------------------------------------------------------------------------------------------


def test_study_says_predicted_happened_and_whether_it_is_real(trust, ready, as_):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    read(trust, made, *LOW)
    studied(trust, cycle)
    found = comparison_of(cycle)
    assert found.compared.real == Real.YES and found.is_shown
    page = as_(trust.ben).get(f"/cycles/{cycle.id}")
    assert [box.text for box in page.soup.select("#compared .big-figure")] == ["12", "11.43", "Yes"]
    assert page.select_one("#compared svg.chart")


def test_nobody_types_the_figure_of_a_measured_cycle(trust, ready, as_):
    cycle = doing(trust, ready, filled(trust))
    ben = as_(trust.ben)
    page = ben.get(f"/cycles/{cycle.id}")
    assert page.select_one("#happened") and not page.select_one("#result")
    version = page.select_one("main form input[name=version]")["value"]
    ben.post(
        f"/cycles/{cycle.id}/study", {"happened": "Fewer", "result": "1", "learned": "", "version": version}
    )
    assert fresh(cycle).state == State.STUDIED and fresh(cycle).result is None


def test_fewer_than_three_readings_ask_for_words(trust, ready, as_):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    read(trust, made, 12, 11)
    with later(1):
        text = as_(trust.ben).get(f"/cycles/{cycle.id}").text
    assert "Too few points" in text and "What you saw, in words" in text
    with pytest.raises(RuleBroken, match="what happened"):
        cycle.study(trust.ben, " ", None, "")


def test_readings_after_the_day_of_study_are_not_the_cycles(trust, ready):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    read(trust, made, 12, 12, 12, 30, 30)
    studied(trust, cycle, days=2)
    with later(10):
        assert (comparison_of(cycle).compared.points, comparison_of(cycle).compared.mean) == (3, 12)


def test_words_alone_are_compared_with_nothing(studied_in_words):
    assert comparison_of(studied_in_words) is None


@pytest.fixture
def studied_in_words(trust, cycle):
    cycle.start_doing(trust.ben)
    cycle.study(trust.ben, "Borrowed once.", Decimal(1), "")
    return cycle


# --- Act -------------------------------------------------------------------------------------------------------------


def test_adopting_without_a_signal_asks_why_and_never_refuses(trust, ready, as_):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    read(trust, made, 15, 14, 16)
    studied(trust, cycle, days=2)
    with pytest.raises(RuleBroken, match="Write why"):
        cycle.adopt(trust.ana, "On the sheet")
    ana = as_(trust.ana)
    path = f"/cycles/{cycle.id}/adoption"
    assert ana.get(path).select_one("#why")
    assert ana.post(path, {"words": "On the sheet", "why": ""}).status_code == 422
    assert fresh(cycle).state == State.STUDIED
    assert ana.post(path, {"words": "On the sheet", "why": "Staff want it."}).status_code == 303
    assert fresh(cycle).adopted_without == "Staff want it."


def test_adopting_with_a_signal_asks_for_nothing_more(trust, ready, as_):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    read(trust, made, *LOW)
    studied(trust, cycle)
    assert not as_(trust.ana).get(f"/cycles/{cycle.id}/adoption").select_one("#why")
    cycle.adopt(trust.ana, "On the sheet", "not asked")
    assert (cycle.decision, cycle.adopted_without) == ("adopt", "")


def test_abandoning_thanks_the_team_first(trust, studied_in_words, as_):
    page = as_(trust.ana).get(f"/cycles/{studied_in_words.id}/abandonment")
    assert page.select_one(".lede").text.startswith("Thank you")


def test_adapting_proposes_the_same_measure_with_a_baseline_of_its_own(trust, ready):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    read(trust, made, 12, 12, 12)
    with later(3):
        cycle.study(trust.ben, "Fewer.", None, "")
        following = cycle.adapt(trust.ana, "Sooner", next_plan(cycle, clock.today()))
        assert (following.measure_id, following.baseline_points, following.counted_from) == (made.id, 0, None)
        following.start_doing(trust.ben)
        assert following.baseline_points == len(BEFORE) + 3


# --- lamps and pages -------------------------------------------------------------------------------------------------


def test_the_lamps_stand_on_the_page_of_the_cycle_and_of_the_idea(trust, ready, as_):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    cycle.observe(trust.ben, "The list was late.")
    read(trust, made, *(12,) * LEAST_DATES)
    with later(3):
        for path in (f"/cycles/{cycle.id}", f"/ideas/{ready.id}"):
            lamps = as_(trust.ben).get(path).soup.select("#lamps .lamp-list li")
            assert ["lit" in lamp.get("class", []) for lamp in lamps] == [False, True, True, True, False]


def test_the_database_counts_what_the_lamps_show(trust, ready):
    made = filled(trust)
    for number, idea in enumerate((ready, another(trust), another(trust))):
        cycle = doing(trust, idea, made, scale=(1, 4, 3)[number])
        if number != 1:
            cycle.observe(trust.ben, "Seen.")
        with later(number + 1):
            made.add_reading(trust.ana, clock.today() - timedelta(days=1), 12)
            cycle.study(trust.ben, "Fewer.", None, "")
            following = cycle.adapt(trust.ana, "Sooner", next_plan(cycle, clock.today()))
            if number == 2:
                following.change_plan(trust.ben, measured_plan(made, scale=1))
                following.start_doing(trust.ben)
            following.pause(trust.ana, "The ward is closed.")
    assert_counted(trust)


def another(trust):
    idea = submit(trust.ward_12, text="One more idea", author=trust.ben)
    idea.accept(trust.ana, None, "Thank you.")
    return idea


def assert_counted(trust):
    """Every cycle that ended has the lamps in the sums that its page shows."""
    from sqlalchemy import select

    from improve.core.db import db

    today = clock.today()
    cycles = list(db.session.scalars(select(Cycle)))
    ended = [one for one in cycles if one.started_at and one.state in (State.ACTED, State.NOT_RUN)]
    shown = [honesty_of(ramp_of(one.idea_id, today), one) for one in ended]
    number, lit = counts(select(Cycle.id), today)
    assert number == len(ended) == 4
    assert lit == {
        lamp.key: sum(one.is_lit for page in shown for one in page.lamps if one.key == lamp.key)
        for lamp in shown[0].lamps
    }


def test_the_numbers_of_fidelity_lead_to_the_cycles_behind_them(trust, ready, as_):
    cycle = doing(trust, ready, filled(trust))
    studied(trust, cycle, days=1).adapt(trust.ana, "Sooner", next_plan(cycle, clock.today()))
    ana = as_(trust.ana)
    page = ana.get(f"/fidelity?team={trust.ward_12.id}")
    assert "12.2%" in page.text and "1 test that began" in page.text
    links = page.soup.select("td a")
    assert any("lit=no" in link["href"] for link in links)
    for link in links:
        number = int(link.find(string=True).split()[0])
        assert len(ana.get(link["href"]).soup.select(f'main a[href="/cycles/{cycle.id}"]')) == number
    assert "No test is over yet" in ana.get(f"/fidelity?team={trust.ward_14.id}").text
    assert as_(trust.cleo).get(f"/fidelity?team={trust.ward_12.id}").status_code == 404
    assert ana.get("/fidelity/cycles?lamp=wrong").status_code == 404


def test_no_page_with_a_measured_cycle_asks_more_than_twelve_times(trust, ready, as_):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    cycle.observe(trust.ben, "Seen.")
    read(trust, made, *LOW)
    studied(trust, cycle)
    paths = [f"/cycles/{cycle.id}", f"/ideas/{ready.id}", "/fidelity", "/fidelity/cycles",
             f"/cycles/{cycle.id}/adoption", f"/cycles/{cycle.id}/adaptation"]  # fmt: skip
    cycle.adopt(trust.ana, "On the sheet")
    people = [as_(trust.ana), as_(trust.ben), as_(trust.eve)]
    commit()
    counted = {path: max(len(questions(one, path)) for one in people) for path in paths}
    start_writing()
    assert {path: number for path, number in counted.items() if number > MOST} == {}
