"""Cycles meet data: the baseline frozen at Do, the comparison at Study, and what Act asks."""

from datetime import timedelta
from decimal import Decimal

import pytest

from improve.core import clock
from improve.core.errors import RuleBroken
from improve.measures import serving
from improve.measures.kinds import Chart, Kind
from improve.pdsa.comparison import Real
from improve.pdsa.measuring import comparison_of
from improve.pdsa.models import plan
from improve.pdsa.plans import next_plan
from improve.pdsa.words import State
from tests.pdsa.plans import TODAY, fresh
from tests.pdsa.story import BEFORE, LOW, all_of, doing, filled, later, measure, measured_plan, read, studied

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
