"""The pages of cycles: each step by a plain form, who may, and what is said when it is refused."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from improve.core.db import db
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.ideas.support import add_contributor
from improve.pdsa.checks import next_check
from improve.pdsa.models import Cycle, cycles_of, plan
from improve.pdsa.reading import prediction_words
from improve.pdsa.words import State
from tests.pdsa.plans import PLAN, TODAY, as_shown, form_with, fresh, plan_with

LEARNED = "The trolley must be filled by six."


def cycles():
    return list(db.session.scalars(select(Cycle).order_by(Cycle.number)))


def sent(ready):
    return f"/ideas/{ready.id}/cycles"


# --- planning -------------------------------------------------------------------------------------------------------


def test_a_small_test_is_the_first_thing_offered_for_a_ready_idea(ben, ready):
    page = ben.get(f"/ideas/{ready.id}")
    assert page.select_one("#idea-" + ready.id + "-next .nhsuk-button")["href"].endswith("/cycles/new")


def test_the_owner_plans_a_test(ben, ready, last_event):
    assert ben.get(f"/ideas/{ready.id}/cycles/new").status_code == 200
    answer = ben.post(sent(ready), form_with(prediction_amount="1,200.5"))
    assert answer.status_code == 303
    assert last_event().name == "cycle.started"
    page = ben.get(answer.location)
    assert "goes down to 1200.5 times a night" in page.select_one(".prediction").text
    assert page.select_one(".pdsa .now b").text == "Plan"


def test_the_forms_as_a_browser_sends_them_are_complete(ben, trust, ready):
    page = ben.get(f"/ideas/{ready.id}/cycles/new")
    asked = ben.post(sent(ready), as_shown(page))
    assert {link["href"] for link in asked.soup.select(".nhsuk-error-summary a")} == {
        "#question", "#change", "#who", "#where_when", "#measure", "#prediction_direction-0", "#affects_patient-0",
    }  # fmt: skip
    cycle = ben.post(sent(ready), as_shown(asked) | form_with()).location
    ben.post(f"{cycle}/plan", as_shown(ben.get(f"{cycle}/plan")) | {"who": "The late shift"})
    ben.post(f"{cycle}/start", as_shown(ben.get(cycle)))
    ben.post(f"{cycle}/study", as_shown(ben.get(cycle), "form[action$=study]") | {"happened": "It helped."})
    answer = ben.post(f"{cycle}/adaptation", as_shown(ben.get(f"{cycle}/adaptation")) | {"changes": "More"})
    assert answer.status_code == 303
    assert [(made.state, made.who) for made in cycles()] == [
        (State.ACTED, "The late shift"), (State.PLANNED, "The late shift"),
    ]  # fmt: skip


def test_the_same_plan_twice_makes_one_cycle(ben, ready):
    first, second = (ben.post(sent(ready), form_with(key="k1")) for _ in range(2))
    assert first.location == second.location
    assert ben.post(sent(ready), form_with(key="k1", question="Another?")).status_code == 422
    assert len(cycles()) == 1


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("question", ""),
        ("change", "x" * 2001),
        ("scale", "6"),
        ("starts_on", "31 February"),
        ("starts_on", TODAY - timedelta(days=1)),
        ("ends_on", TODAY - timedelta(days=1)),
        ("ends_on", TODAY + timedelta(days=15)),
        ("prediction_direction", ""),
        ("prediction_amount", "NaN"),
        ("prediction_amount", "12 %"),
        ("prediction_amount", "9999999999"),
        ("prediction_by", TODAY - timedelta(days=1)),
        ("affects_patient", ""),
        ("approver", "Z" * 16),
    ],
)
def test_a_mistake_is_said_at_its_field_and_all_that_was_typed_stays(ben, ready, name, typed):
    page = ben.post(sent(ready), form_with(who="The night shift of bay 2", **{name: typed}))
    assert page.status_code == 422
    assert page.select_one(f".nhsuk-error-summary a[href^='#{name}']")
    assert page.select_one("title").text.startswith("Error: ")
    assert "The night shift of bay 2" in page.select_one("#who").text
    assert cycles() == []


def test_a_full_team_is_said_on_the_form(ben, trust, ready):
    trust.ward_12.testing_limit = 0
    page = ben.post(sent(ready), form_with())
    assert page.status_code == 409
    assert "Testing is full (0 of 0)" in page.select_one(".nhsuk-error-summary").text
    assert PLAN.change in page.select_one("#change").text


def test_a_large_first_test_gets_a_warning_and_no_refusal(ben, ready):
    page = ben.get(ben.post(sent(ready), form_with(scale=4)).location)
    assert "large first test" in page.select_one(".notice").text


def test_a_plan_is_changed_until_do(ben, cycle, last_event):
    page = ben.get(f"/cycles/{cycle.id}/plan")
    version = page.select_one("[name=version]")["value"]
    assert ben.post(f"/cycles/{cycle.id}/plan", form_with(version=version, scale=2)).status_code == 303
    assert (last_event().name, fresh(cycle).scale) == ("cycle.plan_changed", 2)
    ben.post(f"/cycles/{cycle.id}/start")
    assert ben.get(f"/cycles/{cycle.id}/plan").status_code == 409
    assert ben.post(f"/cycles/{cycle.id}/plan", form_with(version=3)).status_code == 409


def test_a_lost_race_shows_both_plans(ben, trust, cycle):
    cycle.change_plan(trust.ana, plan_with(change="Three blankets"))
    page = ben.post(f"/cycles/{cycle.id}/plan", form_with(version=1, change="Four blankets"))
    assert page.status_code == 409
    both = page.select_one(".versus-text").text
    assert "Three blankets" in both and "Four blankets" in both
    again = form_with(version=page.select_one("[name=version]")["value"], change="Four blankets")
    assert ben.post(f"/cycles/{cycle.id}/plan", again).status_code == 303


# --- approval -------------------------------------------------------------------------------------------------------


@pytest.fixture
def risky(trust, ready):
    return plan(ready, trust.ben, plan_with(affects_patient=True, approver_id=trust.ana.id))


def test_a_clinician_is_chosen_near_the_team_or_found_by_name(ben, trust, ready):
    offered = {
        option["value"] for option in ben.get(f"/ideas/{ready.id}/cycles/new").soup.select("#approver option")
    }
    assert offered == {"", trust.ana.id, trust.dora.id, trust.mo.id, trust.eve.id}
    page = ben.post(sent(ready), form_with(affects_patient="yes", approver_name="Nobody Here"))
    assert page.status_code == 422 and "No registered clinician" in page.select_one("#approver-error").text
    several = ben.post(sent(ready), form_with(affects_patient="yes", approver_name="a"))
    assert "Several people" in several.select_one("#approver-error").text
    assert ben.post(sent(ready), form_with(affects_patient="yes", approver_name="Ortiz")).status_code == 303
    assert cycles()[0].approver_id == trust.fay.id


def test_the_named_clinician_approves_and_then_do_starts(ben, ana, trust, risky, last_event):
    assert "Ana Diaz" in ben.get(f"/cycles/{risky.id}").select_one(".next").text
    assert not ben.get(f"/cycles/{risky.id}").select_one("form[action$='/start']")
    assert ben.post(f"/cycles/{risky.id}/start").status_code == 409
    assert ben.post(f"/cycles/{risky.id}/approval").status_code == 403
    version = ana.get(f"/cycles/{risky.id}").select_one("[name=version]")["value"]
    assert ana.post(f"/cycles/{risky.id}/approval", {"version": "99"}).status_code == 409
    assert ana.post(f"/cycles/{risky.id}/approval", {"version": version}).status_code == 303
    assert last_event().name == "cycle.approved"
    assert ben.post(f"/cycles/{risky.id}/start").status_code == 303


# --- do and study ---------------------------------------------------------------------------------------------------


def test_do_locks_the_prediction_on_the_page(ben, cycle):
    assert ben.post(f"/cycles/{cycle.id}/start").status_code == 303
    assert "Prediction, locked" in ben.get(f"/cycles/{cycle.id}").select_one(".prediction").text
    assert ben.post(f"/cycles/{cycle.id}/start").status_code == 409


def test_what_was_seen_is_written_once(ben, trust, cycle):
    cycle.start_doing(trust.ben)
    form = {"words": "The trolley was empty.", "is_deviation": "y", "key": "k1"}
    for _ in range(2):
        assert ben.post(f"/cycles/{cycle.id}/observations", form).status_code == 303
    assert (
        ben.get(f"/cycles/{cycle.id}")
        .select_one("#observations .comments")
        .text.count("The trolley was empty.")
        == 1
    )
    assert ben.post(f"/cycles/{cycle.id}/observations", {"words": " "}).status_code == 422


def test_a_mistake_in_study_keeps_what_was_learned(ben, trust, cycle):
    cycle.start_doing(trust.ben)
    page = ben.post(f"/cycles/{cycle.id}/study", {"happened": "", "result": "some", "learned": LEARNED})
    assert page.status_code == 422
    assert LEARNED in page.select_one("#learned").text
    assert page.select_one("#result")["value"] == "some"


def test_study_before_do_is_refused_and_keeps_the_words(ben, cycle):
    page = ben.post(f"/cycles/{cycle.id}/study", {"happened": "Too early", "version": 1})
    assert page.status_code == 409
    assert "Do has not started" in page.select_one(".nhsuk-error-summary").text


def test_study_compares_with_the_prediction(ben, trust, cycle):
    cycle.start_doing(trust.ben)
    form = {"happened": "Borrowed once.", "result": "1.5", "learned": LEARNED, "version": "2"}
    assert ben.post(f"/cycles/{cycle.id}/study", form).status_code == 303
    figures = [figure.text for figure in ben.get(f"/cycles/{cycle.id}").soup.select(".versus .big-figure")]
    assert figures == ["2", "1.5"]


def test_nobody_writes_over_the_study_of_somebody_else(ben, studied):
    form = {"happened": "Something else", "version": "1"}
    page = ben.post(f"/cycles/{studied.id}/study", form)
    assert page.status_code == 409
    assert "Borrowed once in seven nights." in page.select_one(".versus-text").text
    again = {
        "happened": "Something else",
        "version": page.select_one("form[action$='/study'] [name=version]")["value"],
    }
    assert ben.post(f"/cycles/{studied.id}/study", again).status_code == 303


# --- act ------------------------------------------------------------------------------------------------------------


def test_no_choice_made_is_said(ben, studied):
    page = ben.get(f"/cycles/{studied.id}/decision")
    assert page.status_code == 422
    assert (
        page.select_one(".nhsuk-error-summary a[href='#choose-0']").text == "Choose adopt, adapt or abandon"
    )


@pytest.mark.parametrize("noun", ["adoption", "adaptation", "abandonment"])
def test_who_decides_sees_above_the_form_what_was_predicted_happened_and_learned(ben, studied, noun):
    page = ben.get(f"/cycles/{studied.id}/{noun}").select_one("main").text
    words = (prediction_words(studied), studied.happened, studied.learned)
    places = [page.find(f"It {words[0]}."), *(page.find(said) for said in words[1:]), page.find("Leave it")]
    assert -1 not in places and places == sorted(places)


def test_the_button_says_each_thing_that_can_be_chosen(ben, studied):
    said = [one.text for one in ben.get(f"/cycles/{studied.id}").soup.select(".says-what > span")]
    assert said == ["Go on", "Adopt it", "Adapt and open cycle 2", "Abandon it"]


@pytest.mark.parametrize(
    ("choice", "noun"), [("adopt", "adoption"), ("adapt", "adaptation"), ("abandon", "abandonment")]
)
def test_each_choice_leads_to_its_form(ben, studied, choice, noun):
    answer = ben.get(f"/cycles/{studied.id}/decision?choose={choice}")
    assert answer.status_code == 303 and answer.location.endswith(f"/cycles/{studied.id}/{noun}")
    page = ben.get(answer.location)
    assert page.select_one(
        f"form[method=post][action='/cycles/{studied.id}/{noun}']" if choice != "adapt" else "#changes"
    )


def test_an_abandoned_test_begins_with_what_was_learned(ben, studied):
    assert LEARNED in ben.get(f"/cycles/{studied.id}/abandonment").select_one("#words").text


ACTS = (
    ("adoption", {"words": "On the sheet"}, State.ACTED, Stage.EMBEDDING, "cycle.adopted"),
    ("abandonment", {"words": "Not the problem"}, State.ACTED, Stage.LEARNED, "cycle.abandoned"),
    ("pause", {"words": "Ward closed"}, State.NOT_RUN, Stage.READY, "idea.paused"),
    ("adaptation", form_with(changes="Fill it at six"), State.ACTED, Stage.TESTING, "cycle.adapted"),
)


@pytest.mark.parametrize(("noun", "form", "state", "stage", "event"), ACTS)
def test_each_act_closes_the_cycle(ben, studied, last_event, noun, form, state, stage, event):
    assert ben.get(f"/cycles/{studied.id}/{noun}").status_code == 200
    missing = ben.post(f"/cycles/{studied.id}/{noun}", form_with() if noun == "adaptation" else {})
    assert missing.status_code == 422
    assert ben.post(f"/cycles/{studied.id}/{noun}", form).status_code == 303
    assert fresh(studied).state == state
    assert db.session.get_one(Idea, studied.idea_id, populate_existing=True).stage == stage
    assert last_event().name == event
    again = ben.post(f"/cycles/{studied.id}/{noun}", form)
    assert again.status_code == 409
    page = ben.get(f"/cycles/{studied.id}")
    assert page.status_code == 200 and not page.soup.select("main form")


def test_adapt_sent_twice_opens_one_cycle_with_the_same_answer(ben, studied):
    sent = as_shown(ben.get(f"/cycles/{studied.id}/adaptation")) | {"changes": "Fill it at six"}
    first, second = (ben.post(f"/cycles/{studied.id}/adaptation", sent) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert len(cycles_of(studied.idea)) == 2


def test_adapt_tells_what_is_missing_in_the_order_of_the_page(ben, studied):
    page = ben.post(f"/cycles/{studied.id}/adaptation", form_with(change=""))
    asked = [f"#{field['id']}" for field in page.soup.select("textarea[id], input[id]")]
    told = [link["href"] for link in page.soup.select("[data-error-summary] a")]
    assert told[0] == "#changes" and told == sorted(told, key=asked.index)


def test_adapt_is_filled_in_one_scale_up(ben, studied):
    page = ben.get(f"/cycles/{studied.id}/adaptation")
    assert page.select_one("[name=scale][checked]")["value"] == "2"
    assert PLAN.change in page.select_one("#change").text
    ben.post(f"/cycles/{studied.id}/adaptation", form_with(changes="Fill it at six", scale=3))
    assert [(made.number, made.state, made.scale) for made in cycles()] == [
        (1, State.ACTED, 1), (2, State.PLANNED, 3),
    ]  # fmt: skip


def test_an_approver_of_the_last_plan_who_adapts_is_not_proposed_again(ana, trust, ready):
    made = plan(ready, trust.ben, plan_with(affects_patient=True, approver_id=trust.ana.id))
    made.approve(trust.ana)
    made.start_doing(trust.ben)
    made.study(trust.ben, "It helped.", None, "")
    page = ana.get(f"/cycles/{made.id}/adaptation")
    assert page.select_one("[name=affects_patient][checked]")["value"] == "yes"
    assert trust.ana.id not in [option["value"] for option in page.soup.select("#approver option")]
    form = form_with(changes="More", affects_patient="yes", approver=trust.dora.id)
    assert ana.post(f"/cycles/{made.id}/adaptation", form).status_code == 303


def test_the_steps_of_the_idea_lead_to_its_open_cycle(ben, ready, cycle):
    nexts = ben.get(f"/ideas/{ready.id}").select_one(f"#idea-{ready.id}-next .nhsuk-button")["href"]
    assert ben.get(nexts).location.endswith(f"/cycles/{cycle.id}")
    pause = ben.get(f"/ideas/{ready.id}/pause?next=/teams/{ready.team_id}/board").location
    assert "/pause?next=" in pause
    assert ben.get(pause).select_one("[name=next]")["value"] == f"/teams/{ready.team_id}/board"


# --- who may --------------------------------------------------------------------------------------------------------

TESTING = ("start", "observations", "study")
DECIDING = ("adoption", "abandonment", "adaptation", "pause")


@pytest.mark.parametrize("noun", [*TESTING, *DECIDING, "approval", "plan"])
@pytest.mark.parametrize(("name", "status"), [("fay", 403), ("gil", 403), ("amy", 403), ("cleo", 404)])
def test_others_may_not(request, cycle, noun, name, status):
    other = request.getfixturevalue(name)
    assert other.post(f"/cycles/{cycle.id}/{noun}", {}).status_code == status
    assert other.get(f"/cycles/{cycle.id}").status_code == (200 if status == 403 else 404)
    assert fresh(cycle).state == State.PLANNED


@pytest.mark.parametrize("name", ["fay", "gil", "amy", "cleo"])
def test_others_do_not_plan(request, ready, name):
    other = request.getfixturevalue(name)
    status = 404 if name == "cleo" else 403
    assert other.get(f"/ideas/{ready.id}/cycles/new").status_code == status
    assert other.post(sent(ready), form_with()).status_code == status


def test_who_contributes_runs_the_test_and_does_not_decide(fay, trust, ready, cycle):
    add_contributor(ready, trust.fay, by=trust.ana)
    assert fay.post(f"/cycles/{cycle.id}/start").status_code == 303
    assert fay.post(f"/cycles/{cycle.id}/study", {"happened": "It helped.", "version": 2}).status_code == 303
    assert fay.post(f"/cycles/{cycle.id}/adoption", {"words": "On the sheet"}).status_code == 403
    assert "decides" in fay.get(f"/cycles/{cycle.id}").select_one(".next").text


def test_nobody_signed_in_is_turned_away(as_, cycle):
    assert as_(None).get(f"/cycles/{cycle.id}").status_code in (302, 303)
    assert as_(None).post(f"/cycles/{cycle.id}/start").status_code == 401


def test_the_cycle_of_a_withheld_idea_is_withheld(fay, ana, trust, ready, cycle):
    ready.withhold(trust.ana, "names a colleague", "It names somebody.")
    assert fay.get(f"/cycles/{cycle.id}").status_code == 404
    page = ana.get(f"/cycles/{cycle.id}")
    assert page.status_code == 200 and not page.soup.select("main form")


@pytest.mark.parametrize("state", ["planned", "doing", "studied", "acted"])
@pytest.mark.parametrize("name", ["ana", "ben", "fay"])
def test_every_state_has_at_most_one_green_button(request, trust, cycle, state, name):
    if state != "planned":
        cycle.start_doing(trust.ben)
    if state in ("studied", "acted"):
        cycle.study(trust.ben, "It helped.", None, LEARNED)
    if state == "acted":
        cycle.adopt(trust.ana, "On the sheet")
    page = request.getfixturevalue(name).get(f"/cycles/{cycle.id}")
    green = page.soup.select("main .nhsuk-button:not(.nhsuk-button--secondary):not(.nhsuk-button--warning)")
    assert page.status_code == 200
    assert len(green) == (0 if name == "fay" or state == "acted" else 1)


# --- checks, and the idea's page ------------------------------------------------------------------------------------


def test_a_check_is_answered_on_its_day(ben, ready, adopted, last_event):
    check = next_check(ready)
    check.due_on = TODAY
    assert ben.get(ben.get(f"/ideas/{ready.id}/gain-check").location).status_code == 200
    assert ben.post(f"/gain-checks/{check.id}", {"still_in_use": "changed"}).status_code == 422
    assert ben.post(f"/gain-checks/{check.id}", {}).status_code == 422
    assert ben.post(f"/gain-checks/{check.id}", {"still_in_use": "yes"}).status_code == 303
    assert last_event().name == "idea.gain_checked"
    assert ben.post(f"/gain-checks/{check.id}", {"still_in_use": "yes"}).status_code == 409
    assert not ben.get(f"/gain-checks/{check.id}").soup.select("main form")


def test_an_early_yes_is_refused_and_keeps_the_words(ben, ready, adopted):
    page = ben.post(f"/gain-checks/{next_check(ready).id}", {"still_in_use": "yes", "words": "All four pots"})
    assert page.status_code == 409 and "All four pots" in page.select_one("#words").text


@pytest.mark.parametrize(("name", "status"), [("fay", 403), ("cleo", 404)])
def test_others_do_not_answer_a_check(request, ready, adopted, name, status):
    other = request.getfixturevalue(name)
    assert other.post(f"/gain-checks/{next_check(ready).id}", {"still_in_use": "yes"}).status_code == status


def test_the_idea_shows_its_ramp_its_checks_and_what_happened(fay, trust, ready, adopted):
    page = fay.get(f"/ideas/{ready.id}")
    assert page.status_code == 200
    assert LEARNED in page.select_one("#cycles .ramp").text
    assert len(page.soup.select("#gain-checks li")) == 3
    assert "adopted it" in page.select_one(".timeline").text


@pytest.mark.parametrize(
    ("noun", "thanks"), [("adoption", "it stays"), ("abandonment", "What it taught us is kept")]
)
def test_the_author_reads_what_became_of_the_test_with_thanks(ana, ben, ready, studied, noun, thanks):
    assert (
        ana.post(f"/cycles/{studied.id}/{noun}", data={"words": "Fill the trolley by six."}).status_code
        == 303
    )
    for page in (ben.get("/"), ben.get(f"/ideas/{ready.id}")):
        told = next(
            box for box in page.soup.select(".answer, .answered") if "Fill the trolley by six." in box.text
        )
        assert "Thank you. Your idea was tested" in told.text
        assert thanks in told.text
        assert told.select_one("form button").text.strip() == "Thank you, I have read it"
