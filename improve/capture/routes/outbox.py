"""The outbox of a tablet: ideas written with or without a network, each of which arrives once. See docs/outbox.md."""

import json
from base64 import b64decode
from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

from flask import current_app, request
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response

from improve.capture.entry import NOT_THE_FORM, read_entry
from improve.capture.filing import file_entry
from improve.capture.resting import Photo, add, read_addition
from improve.capture.routes import bp
from improve.capture.routes.tablet import own_ideas
from improve.capture.routes.wire import (
    answers_refusals,
    as_object,
    json_of_request,
    key_of_request,
    must_be_own_page,
    said,
)
from improve.capture.texts import Unreadable
from improve.core import clock
from improve.core.access import find, open_to, speaks_json, viewer, without_session
from improve.core.errors import RuleBroken
from improve.core.http import csrf
from improve.core.languages import gettext as _
from improve.core.once import made_by, once
from improve.core.when import zone
from improve.ideas.anonymous import day_token
from improve.ideas.models import Idea
from improve.ideas.photos import PhotoRefused, re_encode
from improve.tablets.models import Tablet


@bp.post("/outbox")
@csrf.exempt
@speaks_json
@without_session
@open_to(Tablet)
@answers_refusals
def take() -> Response:
    """File an idea. Sent again with the same key it is the same idea, and the same answer."""
    must_be_own_page()
    key, entry = key_of_request(), read_entry(json_of_request())
    tablet, known, config = viewer(), key.lower(), current_app.config["IMPROVE"]
    idea_id, is_new = once(
        tablet.id, known, entry.payload(), lambda: file_entry(tablet, known, entry, config)
    )
    return said(201 if is_new else 200, key=key, id=idea_id)


@bp.post("/outbox/<key>/additions")
@csrf.exempt
@speaks_json
@without_session
@open_to(Tablet)
@answers_refusals
def add_to_entry(key: str) -> Response:
    """Add the optional rest, once, written within 15 minutes of the idea's arrival."""
    must_be_own_page()
    sent, photo = rest_of_request()  # first of all: no lock is held while a picture is decoded
    addition, tablet = read_addition(sent, photo), viewer()
    idea = idea_of(key)
    if addition.is_empty:
        return said(200, key=key, id=idea.id)
    _made, is_new = once(
        f"{tablet.id} adds", idea.id, addition.payload(), lambda: add(idea, key, addition, tablet)
    )
    return said(201 if is_new else 200, key=key, id=idea.id)


def idea_of(key: str) -> Idea:
    """The idea that this tablet sent with the key. Raises NoSuchIdea, alike for a foreign and for no idea."""
    try:
        idea: Idea = find(own_ideas(), Idea.id, made_by(viewer().id, key.lower()))
    except NotFound:
        raise NoSuchIdea from None
    return idea


class NoSuchIdea(RuleBroken):
    """Nothing was sent with this key from here, or it is not there any more."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            _("The idea that this was added to is not here: it was never sent, or was taken back.")
        )


def rest_of_request() -> tuple[dict[str, Any], Photo | None]:
    """JSON with the photo in base64; or a form with the JSON as `rest` and the photo as a file."""
    try:
        if request.mimetype == "multipart/form-data":
            sent, file = as_object(json.loads(request.form.get("rest", "{}"))), request.files.get("photo")
            return sent, re_encode(file.stream) if file else None
        sent = json_of_request(current_app.config["MAX_CONTENT_LENGTH"])
        return sent, photo_in(sent)
    except PhotoRefused as refused:
        raise Unreadable(refused.sentence, "photo") from None
    except (ValueError, RecursionError):
        raise BadRequest(NOT_THE_FORM) from None


def photo_in(sent: dict[str, Any]) -> Photo | None:
    """The photo as JSON can carry one."""
    found = sent.get("photo")
    if found is None:
        return None
    if not isinstance(found, str):
        raise Unreadable(NOT_THE_FORM)
    return re_encode(BytesIO(b64decode(found.partition(",")[2] if found.startswith("data:") else found)))


@bp.get("/tablet/token")
@speaks_json
@open_to(Tablet)
def token() -> Response:
    """What admits anonymous ideas today: the same for all tablets of the team. Asked for before they are sent."""
    team = viewer().team
    token = day_token(current_app.config["SECRET_KEY"], team, team.organisation.today)
    return said(200, team=team.id, token=token, until=end_of_day(team.organisation.time_zone).isoformat())


def end_of_day(zone_name: str) -> datetime:
    """Midnight, when there is another token; this one is taken for a day more."""
    tomorrow = clock.today(zone_name) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone(zone_name))
