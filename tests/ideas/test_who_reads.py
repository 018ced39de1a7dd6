"""Who may read an idea is said twice: in SQL for lists, and of one row for its page. Both say the same."""

import pytest

from improve.core.db import commit, db, start_writing
from improve.ideas import policy
from improve.ideas.models import Idea
from improve.ideas.page import ONE
from improve.ideas.stages import Stage
from improve.teams.models import Team
from improve.teams.policy import OPEN_TEAM, may_see
from improve.teams.policy import visible_to as teams_visible_to
from tests.full_world import fill

ROLES = ("ben", "ana", "dora", "eve", "gil", "amy", "cleo", "fay")


@pytest.mark.parametrize("stage", Stage)
def test_a_page_opens_for_exactly_those_whose_lists_hold_the_idea(stage, trust):
    tablet = fill(trust).tablet
    start_writing()
    for idea in db.session.scalars(db.select(Idea)):
        idea.stage = stage
    commit()
    ideas = list(db.session.scalars(db.select(Idea)))
    for viewer in (*(getattr(trust, role) for role in ROLES), tablet, None):
        listed = set(db.session.scalars(policy.visible_to(viewer).with_only_columns(Idea.id)))
        assert {idea.id for idea in ideas if policy.may_read(viewer, idea)} == listed, viewer


def test_a_form_names_exactly_the_teams_that_its_viewer_sees(trust):
    tablet = fill(trust).tablet
    teams = list(db.session.scalars(db.select(Team)))
    for viewer in (*(getattr(trust, role) for role in ROLES), tablet, None):
        listed = set(db.session.scalars(teams_visible_to(viewer).with_only_columns(Team.id)))
        assert {team.id for team in teams if may_see(viewer, team)} == listed, viewer


def test_a_team_that_is_gone_is_not_found_for_a_form(trust):
    start_writing()
    trust.ward_12.deactivate(trust.dora)
    commit()
    assert db.session.scalars(OPEN_TEAM, {"key": trust.ward_12.id}).first() is None


def test_a_withheld_idea_is_missing_for_a_colleague_and_there_for_the_lead(trust, as_):
    colleague, lead, withheld = as_(trust.fay), as_(trust.ana), fill(trust).withheld
    assert colleague.get(f"/ideas/{withheld.id}").status_code == 404
    assert lead.get(f"/ideas/{withheld.id}").status_code == 200


def test_an_odd_address_of_an_idea_is_missing_and_no_crash(ana):
    for odd in ("%00", "x" * 200, "%E2%80%AE", "0" * 16):
        assert ana.get(f"/ideas/{odd}").status_code == 404


def test_the_comment_field_of_the_page_sent_twice_is_one_comment(ben, idea):
    form = ben.get(f"/ideas/{idea.id}").select_one("#comments form")
    typed = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
    typed["words"] = "We have this too."
    assert [ben.post(form["action"], data=typed).status_code for _ in range(2)] == [303, 303]
    assert len(ben.get(f"/ideas/{idea.id}").soup.select(".comments li")) == 1


def test_the_statement_of_the_page_reads_one_idea(trust):
    full = fill(trust)
    assert db.session.scalars(ONE, {"key": full.new.id}).all() == [full.new]
