"""What the page of a goal says about its measures, and what the first pages say about goals."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from improve.core import clock
from improve.goals.dashboard import MOST, moving
from improve.goals.policy import measuring_team
from improve.measures.kinds import Chart, Kind, Often, Role, Wanted
from improve.measures.models import MeasurePlan, start
from improve.measures.rules.findings import VariationIcon
from tests.goals.conftest import counted
from tests.measures.building import xmr

STEP = [48, 46, 50, 47, 49, 45, 51, 48, 46, 49, 47, 50, 44, 41, 38, 40, 37, 42, 39, 36, 40, 38, 41, 37]


def measured(goal, team, by, role=Role.OUTCOME, figures=(), **other):
    """A measure of a goal, with a figure a day up to yesterday."""
    said = {
        "name": f"{role.capitalize()} waits", "unit": "minutes", "definition": "From ready to gone.", "role": role,
        "kind": Kind.MEASUREMENT, "wanted": Wanted.LOWER, "often": Often.DAY, "chart": Chart.XMR,
    }  # fmt: skip
    measure = start(team, by, MeasurePlan(**(said | other)), goal_id=goal.id)
    first = clock.today() - timedelta(days=len(figures))
    measure.add_readings(by, [(first + timedelta(days=at), y, None, "") for at, y in enumerate(figures)])
    return measure


@pytest.fixture
def step(goals, trust):
    """A measure of Ward 12's goal that fell, and whose lines were worked out afresh."""
    measure = measured(goals.ward, trust.ward_12, trust.ana, figures=STEP)
    measure.decide_lines(trust.ana, "rebase", clock.today() - timedelta(days=len(STEP) - 13), "A new list")
    return measure


def groups(page):
    """Role and number of charts of each group, as they stand."""
    return [
        (found.select_one("h3").text.partition(":")[0], len(found.select("article")))
        for found in page.soup.select(".measured")
    ]


def test_without_a_measure_all_three_groups_ask_for_one(goals, trust, ana):
    page = ana.get(f"/goals/{goals.ward.id}")
    assert groups(page) == [("Outcome", 0), ("Process", 0), ("Balancing", 0)]
    assert "harms something else" in page.text
    wanted = f"/teams/{trust.ward_12.id}/measures/new?goal={goals.ward.id}&role=balancing"
    assert page.select_one(f'.measured .empty a[href="{wanted}"]')


def test_who_may_begin_none_is_told_the_same_without_a_button(goals, gil):
    page = gil.get(f"/goals/{goals.ward.id}")
    assert "harms something else" in page.text and not page.select_one(".measured a")


def test_a_draft_asks_for_no_measure(goals, ben):
    assert groups(ben.get(f"/goals/{goals.draft.id}")) == []


def test_one_measure_stands_in_its_group_and_the_heading_says_what_it_did(goals, step, gil):
    page = gil.get(f"/goals/{goals.ward.id}")
    assert groups(page) == [("Outcome", 1), ("Process", 0), ("Balancing", 0)]
    assert page.select_one("#moving").text == "Is it moving? Outcome waits fell from 48 to 39 minutes"
    assert page.select_one(f'.measured a[href="/measures/{step.id}"]')


def test_an_outcome_without_a_step_says_its_verdict(goals, trust, gil):
    measured(goals.ward, trust.ward_12, trust.ana, figures=STEP[:13])
    page = gil.get(f"/goals/{goals.ward.id}")
    assert page.select_one("#moving").text == "Is it moving? No sign of change"


def test_a_measure_that_ended_and_one_of_another_goal_are_not_shown(goals, trust, step, gil):
    measured(goals.aim, trust.executive, trust.eve)
    step.end(trust.ana)
    assert groups(gil.get(f"/goals/{goals.ward.id}")) == [("Outcome", 0), ("Process", 0), ("Balancing", 0)]


def test_a_measure_is_begun_on_the_team_of_the_goal_or_on_ones_own_below_it(goals, trust):
    assert measuring_team(trust.ana, goals.ward) == trust.ward_12
    assert measuring_team(trust.ben, goals.aim) == trust.ward_12
    assert measuring_team(trust.eve, goals.aim) == trust.executive
    assert measuring_team(trust.fay, goals.ward) is None
    assert measuring_team(trust.ana, goals.draft) is None


def test_twelve_charts_of_a_goal_in_a_tree_take_twelve_questions_at_most(goals, trust, ana):
    for at in range(12):
        figures = [(7 * at + 5 * day * day) % 31 + 20 for day in range(60)]
        measured(goals.driver, trust.ward_12, trust.ana, list(Role)[at % 3], figures, name=f"Wait {at}")
    path = f"/goals/{goals.driver.id}"
    ana.get(path)
    with counted() as statements:
        page = ana.get(path)
    assert [number for _, number in groups(page)] == [4, 4, 4]
    assert len(statements) <= 12, statements


def test_more_measures_than_can_be_compared_are_cut_and_it_is_said(goals, trust, gil):
    for at in range(MOST + 1):
        measured(goals.ward, trust.ward_12, trust.ana, name=f"Wait {at}")
    page = gil.get(f"/goals/{goals.ward.id}")
    assert groups(page)[0] == ("Outcome", MOST)
    assert f"Only the {MOST} measures that began first are shown" in page.text


def test_how_many_move_is_said_in_words():
    seen = (VariationIcon.IMPROVEMENT_LOW, VariationIcon.CONCERN_LOW, VariationIcon.COMMON_CAUSE, None)
    charts = [SimpleNamespace(variation=icon, analysis=xmr()) for icon in seen]
    assert moving(charts) == "1 getting better, 1 getting worse, 1 with normal ups and downs"
    assert moving([SimpleNamespace(variation=None, analysis=xmr(5, 6))]) == "1 with too few points to tell"
    assert moving([]) == ""


def test_the_first_pages_say_whether_our_goals_move(goals, trust, step, ana, eve):
    other = measured(goals.aim, trust.executive, trust.eve, figures=[5, 6, 5, 7, 6])
    measured(goals.aim, trust.executive, trust.eve, figures=[9], name="Began later")
    lead, executive = ana.get("/"), eve.get("/")
    assert lead.select_one(f'#h-goals ~ .moving a[href="/measures/{step.id}"]')
    assert executive.select_one(f'.moving a[href="/measures/{other.id}"]')
    assert "Began later" not in executive.text
    assert "1 with too few points to tell" in executive.text


def test_a_goal_that_nobody_measures_says_so_on_the_first_page(goals, ana):
    assert "how will we know that we are there?" in ana.get("/").text


def test_the_boxes_of_the_diagram_are_links_whose_lines_are_words_apart(goals, trust, ana):
    boxes = ana.get(f"/goals/{goals.aim.id}").soup.select(".driver a")
    names = [" ".join(box.get_text().split()) for box in boxes]
    assert "Pharmacy knows early No idea yet: who has one?" in names
