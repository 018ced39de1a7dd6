"""Two who change the tree at the same moment: every path still says where its team stands."""

from sqlalchemy import select

from improve.core.db import db
from improve.teams.models import Team
from tests.cast import make_person, make_team
from tests.filling import filled
from tests.hostile.asking import posting, together

TIMES = 6  # the moment in which it could go wrong is short


def wrong_paths():
    """Teams whose path is not that of their parent and their own id."""
    teams = {
        team.id: team for team in db.session.scalars(select(Team).execution_options(populate_existing=True))
    }
    return [
        team.name for team in teams.values()
        if team.path != f"{teams[team.parent_id].path if team.parent_id else ''}{team.id}/"
    ]  # fmt: skip


def placed(client, team, parent):
    """The form that hangs a team below another."""
    form = filled(client.get(f"/teams/{team.id}/edit"), f"/teams/{team.id}/place", parent_id=parent.id)
    return posting(client, f"/teams/{team.id}/place", form)


def test_a_unit_and_its_ward_moved_at_once_keep_their_paths(app, trust, amy, as_):
    joe = as_(make_person(trust.organisation, "Joe Bloggs", "Systems manager", is_administrator=True))
    surgery = make_team(trust.organisation, "Surgery", 3, trust.executive)
    theatres = make_team(trust.organisation, "Theatres", 2, trust.medicine)
    units, places = (trust.older, theatres), (surgery, trust.medicine)
    for turn in range(TIMES):
        calls = (
            placed(amy, trust.older, places[turn % 2]),
            placed(joe, trust.ward_12, units[(turn + 1) % 2]),
        )
        answers = together(app, *calls)
        assert {answer.status_code for answer in answers} == {303}
        assert wrong_paths() == []


def test_a_team_added_below_one_that_moves_at_once_has_the_new_path(app, trust, amy, as_):
    joe = as_(make_person(trust.organisation, "Joe Bloggs", "Systems manager", is_administrator=True))
    unit = make_team(trust.organisation, "Theatres", 2, trust.medicine)
    calls = (
        posting(
            amy, "/teams/new", {"name": "Recovery", "tier": "1", "headcount": "12", "parent_id": unit.id}
        ),
        placed(joe, unit, trust.executive),
    )
    assert {answer.status_code for answer in together(app, *calls)} == {303}
    assert wrong_paths() == []
