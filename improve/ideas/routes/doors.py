"""Where a text belongs besides the board: asked once, before sending. Nothing of it is stored or logged."""

from flask import make_response, request
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import open_to, without_session
from improve.core.http import csrf
from improve.core.pace import Pace
from improve.ideas.door_rules.asking import door_of
from improve.ideas.door_rules.phrases import phrases
from improve.ideas.patients.form import is_denied
from improve.ideas.routes import bp
from improve.ideas.routes.pausing import refuse_without_pause
from improve.people.models import Person
from improve.tablets.models import Tablet

asked = Pace()
WIDTH = 10  # letters: every answer is as long as any other, so that no log of sizes tells which it was


@bp.post("/tablet/door")
@csrf.exempt
@without_session
@open_to(Tablet)
def door_on_tablet() -> Response:
    """The door for what is about to be sent from a tablet."""
    return door_answer()


@bp.post("/ideas/door")
@open_to(Person)
def door_of_idea() -> Response:
    """The same, for somebody signed in."""
    return door_answer()


def door_answer() -> Response:
    """Its name. No lock is held while it is worked out."""
    database.commit()
    refuse_without_pause(asked)
    response = make_response(door_of(request.form.get("text", ""), is_denied=is_denied()).ljust(WIDTH))
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.app_template_global()
def door_phrases() -> dict[str, list[str]]:
    """What a page carries for the hours without a network."""
    return phrases()
