"""Is this idea yours? Asked on the first page of whoever a tablet named without a PIN."""

from flask import request, url_for
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from improve.capture.routes import bp
from improve.core.access import find, open_to, viewer
from improve.core.htmx import answer
from improve.ideas import naming
from improve.ideas.models import Idea
from improve.people.models import Person

SAID = {
    "yes": "Thank you. Your name is on it, and its answers come to you.",
    "no": "Thank you. It stays on the board, without your name.",
}


@bp.post("/ideas/<idea_id>/author")
@open_to(Person)
def answer_naming(idea_id: str) -> Response:
    """Mine, or not me."""
    said = request.form.get("mine", "")
    if said not in SAID:
        raise BadRequest
    idea = find(naming.asking(viewer()), Idea.id, idea_id)
    if said == "yes":
        naming.confirm(idea, viewer())
    else:
        naming.deny(idea, viewer())
    return answer(otherwise=url_for("home.start"), say=SAID[said])
