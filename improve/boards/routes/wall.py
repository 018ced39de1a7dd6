"""A wall: one team's board at three metres, read only, without anybody's session."""

from flask import render_template

from improve.boards.routes import bp
from improve.boards.wall_reading import read_wall
from improve.core.access import open_to, translated, viewer, without_session
from improve.tablets.links import Wall


@bp.get("/wall")
@translated
@open_to(Wall)
@without_session
def wall() -> str:
    """Asked for again by the screen itself, twice a minute."""
    return render_template("boards/wall.html", wall=read_wall(viewer().team), team=viewer().team)
