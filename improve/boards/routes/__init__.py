"""The pages of a board."""

from flask import Blueprint

bp = Blueprint("boards", __name__)

from improve.boards.routes import board as board  # noqa: E402
from improve.boards.routes import cards as cards  # noqa: E402
from improve.boards.routes import in_charge as in_charge  # noqa: E402
from improve.boards.routes import paper as paper  # noqa: E402
from improve.boards.routes import pick as pick  # noqa: E402
from improve.boards.routes import tablet as tablet  # noqa: E402
from improve.boards.routes import wall as wall  # noqa: E402
