"""Pages of the team tree, of who belongs where, and of the organisation, one file a noun."""

from flask import Blueprint

bp = Blueprint("teams", __name__)

from improve.teams.routes import (  # noqa: E402, F401
    members,
    organisation,
    person,
    teams,
)
