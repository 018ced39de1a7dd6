"""Rows stored past the session's bookkeeping are ordinary rows all the same."""

from sqlalchemy import select

from improve.core.db import commit, db, start_writing, store
from improve.teams.models import Team


def test_a_row_stored_past_the_session_has_its_defaults_and_may_be_changed(trust):
    start_writing()
    team = Team(organisation_id=trust.ward_12.organisation_id, parent=trust.ward_12.parent, tier=4)
    team.parent_id, team.name, team.path = trust.ward_12.parent_id, "Ward 13", f"{trust.ward_12.path}x/"
    store(team)
    assert len(team.id) == 16
    assert team in db.session
    team.name = "Ward 14"
    commit()
    db.session.expunge_all()
    kept = db.session.scalars(select(Team).where(Team.id == team.id)).one()
    assert (kept.name, kept.answer_days, kept.revision) == ("Ward 14", team.answer_days, 0)
