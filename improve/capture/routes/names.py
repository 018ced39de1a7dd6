"""A name on one idea: choose it, type the PIN. No session begins; the ticket is for this idea alone."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from improve.capture.entry import UUID, words_in
from improve.capture.forms import PinForm
from improve.capture.names import find_names, of_team
from improve.capture.pin_check import check_pin
from improve.capture.routes import bp
from improve.capture.routes.choosing import as_said, who
from improve.capture.routes.tablet import own_ideas
from improve.capture.routes.wire import answers_refusals, json_of_request, must_be_own_page, said
from improve.capture.texts import Unreadable
from improve.core import db as database
from improve.core.access import find, open_to, speaks_json, viewer, without_session
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.http import csrf
from improve.core.languages import gettext as _
from improve.core.languages import noop
from improve.events.record import record
from improve.ideas import naming
from improve.ideas.additions import is_fresh
from improve.ideas.models import Idea
from improve.tablets import tickets
from improve.tablets.events import WaitingReleased
from improve.tablets.models import Tablet
from improve.teams.policy import leads

TOO_LATE = noop("Your name can go on an idea for 15 minutes after it was sent. It stays as you sent it.")


@bp.get("/tablet/names")
@speaks_json
@open_to(Tablet)
def names() -> Response:
    """The names of the team; with `q`, those of the hospital that have these words."""
    typed = request.args.get("q", "")
    found = find_names(viewer(), typed) if typed else of_team(viewer().team)
    return said(200, names=[{"id": row.id, "name": row.name, "job": row.job} for row in found])


@bp.post("/tablet/pin")
@csrf.exempt
@speaks_json
@without_session
@open_to(Tablet)
@answers_refusals
def give_pin() -> Response:
    """A PIN for one idea: {person, pin, key}. The ticket goes with the idea, or with what is added to it."""
    must_be_own_page()
    sent = json_of_request()
    person_id, pin, key = (words_in(sent, name) for name in ("person", "pin", "key"))
    if not UUID.fullmatch(key):
        raise Unreadable("A ticket is for one idea: its key is needed, and it must be a UUID.")
    tablet = viewer()
    person = check_pin(tablet, person_id[:64], pin[:64])
    ticket = tickets.issue(person, tablet, key)
    return said(201, ticket=ticket, person=person.id, name=person.name, leads=leads(person, tablet.team))


@bp.post("/tablet/release")
@csrf.exempt
@speaks_json
@without_session
@open_to(Tablet)
@answers_refusals
def release() -> Response:
    """A lead opens what the tablet could not send for 7 days: {person, pin}. The tablet does the rest."""
    must_be_own_page()
    sent, tablet = json_of_request(), viewer()
    lead = check_pin(tablet, words_in(sent, "person")[:64], words_in(sent, "pin")[:64])
    if not leads(lead, tablet.team):
        database.commit()  # the PIN was right: it is no failed try
        raise NotALead
    record(WaitingReleased(tablet.id), about=tablet, by=lead)
    return said(200, name=lead.name)


class NotALead(RuleBroken):
    """Only a lead may."""

    status, stop = 403, "lead"

    def __init__(self) -> None:
        super().__init__(_("Your PIN is right, but only a lead of this team can open it. Ask one of them."))


@bp.get("/tablet/ideas/<idea_id>/name")
@open_to(Tablet)
def name(idea_id: str) -> str:
    """Who are you? Works without script as well."""
    idea = find(own_ideas(), Idea.id, idea_id)
    return render_template("capture/name.html", **chooser(idea, PinForm()))


@bp.post("/tablet/ideas/<idea_id>/name")
@open_to(Tablet)
def put_name(idea_id: str) -> Response:
    """The PIN was right: the idea has its author's name, and the tablet knows nobody again."""
    idea, form, tablet = find(own_ideas(), Idea.id, idea_id), PinForm(), viewer()
    if not form.validate():
        return refuse("capture/name.html", **chooser(idea, form))
    try:
        person = check_pin(tablet, form.person.data, form.pin.data)
        if not is_fresh(idea):
            raise RuleBroken(_(TOO_LATE))
        naming.sign(find(own_ideas(), Idea.id, idea_id), person)
    except RuleBroken as broken:
        form.pin.errors, form.pin.data = [broken.sentence], ""
        return refuse("capture/name.html", **as_said(broken), **chooser(idea, form))
    say = _("Your name is on it, %(name)s.", name=person.first_name)
    return answer(otherwise=url_for(".thanks", idea_id=idea_id), say=say)


def chooser(idea: Idea, form: PinForm) -> dict[str, Any]:
    """The idea, and the names to choose from."""
    return {"idea": idea, "form": form, **who(viewer(), form)}
