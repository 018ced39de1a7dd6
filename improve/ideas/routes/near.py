"""Who else says it: what is shown beside the field while somebody writes. Nothing of it is stored or logged."""

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import find, open_to, viewer, without_session
from improve.core.http import csrf
from improve.core.pace import Pace
from improve.core.text import tidy
from improve.ideas import policy, support
from improve.ideas.identifiers import should_stop
from improve.ideas.models import Idea
from improve.ideas.near import NOTHING, near
from improve.ideas.near.words import only_tried, tried_in, what_happened
from improve.ideas.routes import bp
from improve.ideas.routes.pausing import refuse_without_pause
from improve.ideas.stages import TEXT_MOST
from improve.people.models import Person
from improve.tablets.models import Tablet

asked = Pace()


@bp.post("/tablet/similar")
@csrf.exempt
@without_session
@open_to(Tablet)
def near_on_tablet() -> Response:
    """The ideas like what is being written, on a tablet."""
    return near_page()


@bp.post("/ideas/similar")
@open_to(Person)
def near_ideas() -> Response:
    """The same, for somebody signed in."""
    return near_page()


@bp.post("/tablet/similar/<idea_id>/support")
@csrf.exempt
@without_session
@open_to(Tablet)
def support_on_tablet(idea_id: str) -> Response:
    """One tap on a tablet counts once a day, also for an idea of another team."""
    return support_page(idea_id)


@bp.post("/ideas/similar/<idea_id>/support")
@open_to(Person)
def support_near(idea_id: str) -> Response:
    """One tap of a person counts once."""
    return support_page(idea_id)


def near_page() -> Response:
    """The panel, or nothing. No lock is held while it is worked out."""
    database.commit()
    refuse_without_pause(asked)
    text = tidy(request.form.get("text", ""))
    # What shows who a patient is goes no further, not even to be compared.
    found = NOTHING if len(text) > TEXT_MOST or should_stop(text) else near(text, viewer())
    return fragment("ideas/_alike.html", found=found, tried=only_tried(found))


def support_page(idea_id: str) -> Response:
    """Count it, and show that it is counted; a second tap is no mistake."""
    idea = find(policy.shown_while_writing(viewer()), Idea.id, idea_id)
    support.support(idea, viewer())
    database.commit()
    return fragment("ideas/_alike_support.html", idea=idea, is_supported=True)


def fragment(template: str, **context: object) -> Response:
    """A piece of a page, which no cache keeps."""
    page = render_template(
        template,
        what_happened=what_happened,
        tried_in=tried_in,
        supports=support.supports,
        support_at="ideas.support_near" if viewer().is_person else "ideas.support_on_tablet",
        **context,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
