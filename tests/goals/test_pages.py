"""The pages of goals."""

import pytest
from sqlalchemy import select

from improve.core.db import db
from improve.goals import tree
from improve.goals.models import Goal, propose
from improve.ideas.support import serve_goals
from tests.filling import filled
from tests.goals.conftest import counted, plan, typed


def fresh(goal):
    """The goal as it is stored now."""
    return db.session.scalars(
        select(Goal).where(Goal.id == goal.id).execution_options(populate_existing=True)
    ).one()


def test_the_tree_shows_aims_drivers_and_team_goals(goals, ben):
    page = ben.get("/goals")
    line = f"#goal-{goals.aim.id} > ul > #goal-{goals.driver.id} > ul > #goal-{goals.ward.id}"
    assert page.select_one(line)
    assert not page.select_one(f"#goal-{goals.draft.id}")


def test_a_goal_without_ideas_invites_and_one_with_ideas_counts(goals, trust, ben, idea):
    assert f"/ideas/new?goal={goals.aim.id}" in ben.get("/goals").text
    serve_goals(db.session.merge(idea), {goals.ward.id}, by=trust.ana)
    page = ben.get("/goals")
    assert "1 new" in page.select_one(f"#goal-{goals.ward.id} .counts").text
    assert f"/ideas/new?goal={goals.aim.id}" not in page.text
    assert page.select_one('a[href="/ideas?goal=none"]')


def test_my_team_sees_its_own_goals_first(goals, ben):
    items = ben.get("/goals?show=mine").soup.select("ul.goals > li")
    assert [item["id"] for item in items] == [
        f"goal-{goal.id}" for goal in (goals.ward, goals.driver, goals.aim)
    ]


def test_proposed_and_retired_goals_have_their_lists(goals, trust, ben, fay):
    assert ben.get("/goals?show=proposed").select_one(f"#goal-{goals.draft.id}")
    assert not fay.get("/goals?show=proposed").select_one(f"#goal-{goals.draft.id}")
    fresh(goals.ward).retire(trust.ana, "Reached")
    assert ben.get("/goals?show=retired").select_one(f"#goal-{goals.ward.id}")
    assert not ben.get("/goals").select_one(f"#goal-{goals.ward.id}")


def test_the_tree_is_paged(goals, trust, ben, monkeypatch):
    monkeypatch.setattr(tree, "ROOTS", 1)
    monkeypatch.setattr(tree, "CHILDREN", 1)
    propose(trust.executive, trust.eve, plan("Well fed", trust.eve)).publish(by=trust.eve)
    other = propose(trust.older, trust.dora, plan("Second driver", trust.dora), parent=fresh(goals.aim))
    other.publish(by=trust.dora)
    first = ben.get("/goals")
    assert "1 more goal" in first.text and "Well fed" not in first.text
    assert "Well fed" in ben.get(first.select_one("a[rel=next]")["href"]).text


@pytest.mark.parametrize("mark", ["%00", "nonsense", "%F0%9F%98%80", "0000000000000000"])
def test_a_strange_mark_shows_the_first_page(goals, ben, mark):
    for show in ("", "retired", "proposed", "nonsense"):
        assert ben.get(f"/goals?show={show}&after={mark}").status_code == 200
    assert ben.get(f"/goals/{goals.aim.id}?after=new.{mark}").status_code == 200


def test_the_page_of_a_goal_draws_how_it_is_reached(goals, trust, ben, idea):
    serve_goals(db.session.merge(idea), {goals.ward.id}, by=trust.ana)
    page = ben.get(f"/goals/{goals.aim.id}")
    drawn = [link["href"] for link in page.soup.select("svg.driver a")]
    assert drawn == [f"/goals/{goals.driver.id}", f"/ideas/{idea.id}"]
    listed = [link["href"] for link in page.soup.select(".drawn .as-list a")]
    assert listed == drawn == [link["href"] for link in page.soup.select(".instead .as-list a")]
    assert page.select_one("#ideas").text == "No idea serves this goal directly, 1 with the goals below it"
    assert page.select_one(f'a[href="/ideas/new?goal={goals.aim.id}"]')


def test_a_draft_has_nothing_to_draw_yet(goals, ben):
    page = ben.get(f"/goals/{goals.draft.id}")
    assert not page.select_one("svg.driver")
    assert not page.select_one(f'a[href="/ideas/new?goal={goals.draft.id}"]')


def test_a_driver_without_ideas_shows_an_invitation(goals, ben):
    page = ben.get(f"/goals/{goals.aim.id}")
    assert page.select_one("svg .d-empty")
    assert page.select_one(f'svg a[href="/ideas/new?goal={goals.driver.id}"]')


def test_pages_take_at_most_twelve_queries(goals, trust, ben, idea):
    serve_goals(db.session.merge(idea), {goals.ward.id, goals.aim.id}, by=trust.ana)
    for path in (
        "/goals",
        "/goals?show=mine",
        "/goals?show=proposed",
        f"/goals/{goals.aim.id}",
        f"/goals/{goals.ward.id}",
    ):
        ben.get("/goals")
        with counted() as statements:
            assert ben.get(path).status_code == 200
        assert len(statements) <= 12, "\n\n".join(statements)


def test_a_foreign_goal_and_a_hidden_draft_are_not_there(goals, cleo, fay):
    for path in ("", "/edit", "/publication", "/retirement"):
        assert cleo.get(f"/goals/{goals.aim.id}{path}").status_code == 404
        assert fay.get(f"/goals/{goals.draft.id}{path}").status_code == 404
    for path in ("edit", "publication", "retirement"):
        assert cleo.post(f"/goals/{goals.aim.id}/{path}").status_code == 404
    assert cleo.get("/goals/0000000000000000").status_code == 404
    assert cleo.get("/goals/%00").status_code == 404


@pytest.mark.parametrize("path", ["edit", "publication", "retirement"])
def test_a_colleague_is_refused_with_a_sentence(goals, ben, path):
    assert ben.get(f"/goals/{goals.ward.id}/{path}").status_code == 403
    refused = ben.post(f"/goals/{goals.ward.id}/{path}", data=typed(goals.ward))
    assert refused.status_code == 403 and "Goals are set by" in refused.text


def test_anybody_proposes_a_goal(goals, trust, ben, last_event):
    page = ben.get("/goals/new")
    key = page.select_one("input[name=key]")["value"]
    sent = {"key": key, "team": trust.ward_12.id, "parent": goals.driver.id, "owner": trust.ben.id}
    sent |= {"title": "Warm on nights", "aim": "A blanket each", "why": "It is cold"}
    sent |= {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    answer = ben.post("/goals", data=sent)
    assert answer.status_code == 303
    goal = fresh(db.session.get(Goal, answer.location.rsplit("/", 1)[1]))
    assert (goal.title, goal.parent_id, goal.owner_id) == ("Warm on nights", goals.driver.id, trust.ben.id)
    assert last_event().name == "goal.drafted"
    assert ben.post("/goals", data=sent).location == answer.location
    assert ben.post("/goals", data=sent | {"title": "Other words"}).status_code == 422
    assert ben.get(answer.location).status_code == 200


def test_a_goal_is_not_proposed_for_a_team_that_is_not_offered(goals, trust, ben):
    sent = {"title": "Warm", "aim": "A", "why": "B", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    for team in (trust.ward_14, trust.other_ward):
        assert ben.post("/goals", data=sent | {"team": team.id}).status_code == 422


@pytest.mark.parametrize(("wrong", "said"), [
    ({"title": "  "}, "Write what you want to reach"), ({"title": "x" * 81}, "It is 1 too long"),
    ({"aim": ""}, "Write how much"), ({"why": "y" * 2001}, "It is 1 too long"),
    ({"ends_on": "2026-02-30"}, "a date that exists"),
    ({"starts_on": "2026-05-01", "ends_on": "2026-04-01"}, "end after it starts"),
    ({"owner": "0000000000000000"}, "not in the list any more"), ({"reason": ""}, "Write why the goal changes"),
])  # fmt: skip
def test_a_wrong_form_says_so_and_keeps_what_was_typed(goals, ana, wrong, said):
    page = ana.post(f"/goals/{goals.ward.id}/edit", data=typed(goals.ward, aim="Typed with care") | wrong)
    assert page.status_code == 422
    assert said in page.select_one(".nhsuk-error-summary").text
    if "aim" not in wrong:
        assert page.select_one("#aim").text.strip() == "Typed with care"
    assert fresh(goals.ward).aim != "Typed with care"


def test_a_revision_is_saved_with_its_reason_and_the_words_before_stay(goals, ana, last_event):
    sent = typed(goals.ward, title="At most 5 wait <b>", reason="We can do better", parent=goals.aim.id)
    assert ana.post(f"/goals/{goals.ward.id}/edit", data=sent).status_code == 303
    page = ana.get(f"/goals/{goals.ward.id}")
    assert page.select_one("h1").text.strip() == "At most 5 wait <b>"
    history = page.select_one(".timeline").text
    assert "We can do better" in history and "At most 10 people wait" in history
    assert last_event().name == "goal.revised"


def test_a_lost_race_shows_both_texts(goals, trust, ana):
    sent = typed(goals.ward, title="Mine")
    fresh(goals.ward).revise(trust.dora, plan("Theirs", trust.ana), "Another thought")
    page = ana.post(f"/goals/{goals.ward.id}/edit", data=sent)
    assert page.status_code == 409
    assert page.select_one("#title")["value"] == "Mine" and "Theirs" in page.select_one(".versus-text").text
    again = sent | {"version": page.select_one("input[name=version]")["value"]}
    assert ana.post(f"/goals/{goals.ward.id}/edit", data=again).status_code == 303
    assert fresh(goals.ward).title == "Mine"


def test_two_who_change_different_fields_of_a_goal_do_not_collide(goals, ana, dora):
    path = f"/goals/{goals.ward.id}/edit"
    mine, theirs = ana.get(path), dora.get(path)
    assert dora.post(path, filled(theirs, path, aim="To 5 a week", reason="Too many")).status_code == 303
    assert ana.post(path, filled(mine, path, title="Nobody waits", reason="Shorter")).status_code == 303
    goal = fresh(goals.ward)
    assert (goal.title, goal.aim) == ("Nobody waits", "To 5 a week")


def test_a_rule_broken_stands_on_the_form(goals, trust, eve):
    second = propose(trust.executive, trust.eve, plan("Second", trust.eve), parent=fresh(goals.aim))
    second.publish(by=trust.eve)
    page = eve.post(f"/goals/{goals.aim.id}/edit", data=typed(goals.aim, parent=second.id, title="Typed"))
    assert page.status_code == 409 and "cannot serve itself" in page.select_one(".nhsuk-error-summary").text
    assert page.select_one("#title")["value"] == "Typed"
    assert fresh(goals.aim).title == "Nobody waits for medicines"


def test_a_lead_publishes_a_draft(goals, ana, fay, last_event):
    path = f"/goals/{goals.draft.id}/publication"
    assert ana.get(path).select_one(f'form[action="{path}"]')
    assert ana.post(path).status_code == 303
    assert fresh(goals.draft).is_published and last_event().name == "goal.published"
    assert ana.post(path).status_code == 409
    assert fay.get(f"/goals/{goals.draft.id}").status_code == 200


def test_a_goal_that_nobody_owns_offers_to_choose_who_owns_it(goals, trust, ana):
    alone = propose(trust.ward_12, trust.ben, plan("Warm on nights"))
    path = f"/goals/{alone.id}/publication"
    chooses = f"a[href='/goals/{alone.id}/edit#owner']"
    page = ana.get(f"/goals/{alone.id}")
    assert page.select_one(chooses) and not page.select_one(f"a[href='{path}']")
    for asked in (ana.get(path), ana.post(path)):
        assert asked.select_one(chooses) and "Nobody owns this goal yet" in asked.text
        assert "has just changed" not in asked.text
    assert fresh(alone).is_draft
    assert ana.get(f"/goals/{alone.id}/edit").select_one("select#owner")


def test_list_and_page_say_whether_ideas_of_goals_below_are_counted(goals, trust, ben, idea):
    serve_goals(db.session.merge(idea), {goals.ward.id, goals.driver.id}, by=trust.ana)
    line = ben.get("/goals").select_one(f"#goal-{goals.driver.id} .goal-ideas")
    assert "1 idea serves it directly" in " ".join(line.text.split())
    assert ben.get(f"/goals/{goals.driver.id}").select_one("#ideas").text == "1 idea serves this goal"
    assert (
        ben.get(f"/goals/{goals.aim.id}").select_one("#ideas").text.startswith("No idea serves this goal di")
    )


def test_a_lead_retires_a_goal_with_a_reason(goals, ana, ben, last_event):
    path = f"/goals/{goals.ward.id}/retirement"
    assert ana.get(path).status_code == 200
    assert ana.post(path, data={"reason": " "}).status_code == 422
    assert ana.post(path, data={"reason": "Reached in May"}).status_code == 303
    assert last_event().name == "goal.retired"
    assert "Reached in May" in ben.get(f"/goals/{goals.ward.id}").text
    assert ana.post(path, data={"reason": "Again"}).status_code == 409


def test_who_is_not_signed_in_is_sent_to_sign_in(goals, as_):
    assert as_(None).get("/goals").status_code == 302


def test_a_day_that_was_left_empty_is_asked_for_in_its_own_words(ana, goals):
    sent = typed(goals.ward, starts_on="", ends_on="31 June")
    page = ana.post(f"/goals/{goals.ward.id}/edit", data=sent)
    said = [link.text for link in page.soup.select(".nhsuk-error-summary a")]
    assert said == ["Enter the day it starts", "Enter a date that exists, for example 3 March 2026"]
