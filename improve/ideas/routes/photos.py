"""Photos of an idea."""

from hashlib import sha256

from flask import Response as FlaskResponse
from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import undefer
from werkzeug.wrappers import Response

from improve.core import db as database
from improve.core.access import find, open_to, require, viewer
from improve.core.htmx import answer, refuse
from improve.core.once import OtherPayload, once
from improve.ideas import policy, support
from improve.ideas.facts import Photo
from improve.ideas.forms import PhotoForm
from improve.ideas.models import Idea
from improve.ideas.page import gather
from improve.ideas.photos import PhotoRefused, re_encode
from improve.ideas.routes import bp
from improve.people.models import Person
from improve.tablets.models import Tablet

WHO = "Only its author, who works on it, or a lead of this team may add a photo."
PHOTO_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@bp.get("/ideas/<idea_id>/photos/<photo_id>")
@open_to(Person, Tablet)
def photo(idea_id: str, photo_id: str) -> Response:
    """The picture itself, to those who may see the idea."""
    idea = find(policy.visible_to(viewer()), Idea.id, idea_id)
    rows = select(Photo).where(Photo.idea_id == idea.id).options(undefer(Photo.jpeg))
    found = find(rows, Photo.id, photo_id)
    response = FlaskResponse(found.jpeg, mimetype="image/jpeg")
    response.headers["Content-Security-Policy"] = PHOTO_POLICY
    response.headers["Content-Disposition"] = 'attachment; filename="photo.jpg"'
    return response


@bp.post("/ideas/<idea_id>/photos")
@open_to(Person)
def add_photo(idea_id: str) -> Response:
    """Add one; it is decoded before any lock is held."""
    database.start_reading()
    form = PhotoForm()
    try:
        kept = re_encode(form.photo.data.stream) if form.photo.data else None
        form.photo.errors = [] if kept else ["Choose a photo"]
    except PhotoRefused as refused:
        kept, form.photo.errors = None, [refused.sentence]
    database.start_writing()
    idea = find(policy.visible_to(viewer()), Idea.id, idea_id)
    require(policy.may_test(viewer(), idea) or idea.is_by(viewer()), WHO)
    if kept is None:
        return refuse("ideas/show.html", page=gather(idea, viewer()), idea=idea, photo_form=form)
    try:
        payload = f"{idea_id}\n{sha256(kept[0]).hexdigest()}"
        once(viewer().id, form.key.data, payload, lambda: support.add_photo(idea, *kept, by=viewer()).id)
    except OtherPayload as broken:
        form.say(broken, form.photo)
        return refuse("ideas/show.html", page=gather(idea, viewer()), idea=idea, photo_form=form)
    return answer(otherwise=url_for("ideas.show", idea_id=idea.id), say="The photo is there.")


@bp.post("/ideas/<idea_id>/photos/<photo_id>/removal")
@open_to(Person)
def remove_photo(idea_id: str, photo_id: str) -> Response:
    """Take one away."""
    idea = find(policy.visible_to(viewer()), Idea.id, idea_id)
    require(policy.may_edit(viewer(), idea))
    support.remove_photo(
        idea, find(select(Photo).where(Photo.idea_id == idea.id), Photo.id, photo_id), viewer()
    )
    return answer(otherwise=url_for("ideas.show", idea_id=idea.id), say="The photo is gone.")
