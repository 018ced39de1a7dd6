"""An anonymous author chooses to be named: by PIN on a tablet, or signed in. It asks first, and is not taken back."""

from typing import Any

from flask import make_response, render_template, request
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from improve.capture.forms import PinForm
from improve.capture.pin_check import check_pin
from improve.capture.routes import bp
from improve.capture.routes.choosing import as_said, who
from improve.core import db as database
from improve.core.access import Everybody, leaves_no_trace, open_to, translated, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import refuse
from improve.core.languages import gettext as _
from improve.core.languages import noop
from improve.ideas import naming
from improve.ideas.models import Idea
from improve.ideas.routes.anonymous import held, reopened
from improve.people.models import Person
from improve.tablets.models import Tablet


@bp.post("/code/name")
@translated
@open_to(Everybody)
@leaves_no_trace
def ask_to_sign() -> Response:
    """Says what it does. The code stays in the form; it is in no address and no cookie."""
    database.start_reading()
    return make_response(render_template("capture/sign.html", **asked(held(), PinForm(formdata=None))))


@bp.post("/code/signature")
@translated
@open_to(Everybody)
@leaves_no_trace
def sign_by_code() -> Response | str:
    """The idea has its author's name from now on."""
    idea, form = held(), PinForm()
    try:
        naming.sign(idea, author(form))
    except RuleBroken as broken:
        form.pin.errors, form.pin.data = [broken.sentence], ""
        return refuse("capture/sign.html", **as_said(broken), **asked(held(), form))
    return reopened(idea, _("Your name is on it. Your code still opens it."))


def author(form: PinForm) -> Person:
    """Who puts their name to it: whoever is signed in, or whose PIN was typed on a tablet."""
    by = viewer()
    if isinstance(by, Person):
        return by
    if not isinstance(by, Tablet):
        raise BadRequest(noop("Sign in first, then type your code again."))
    if not form.validate():
        raise Incomplete(form)
    return check_pin(by, form.person.data, form.pin.data)


class Incomplete(RuleBroken):
    """No name was chosen, or no PIN typed."""

    status = 422

    def __init__(self, form: PinForm) -> None:
        super().__init__(next(iter(form.errors.values()))[0])


def asked(idea: Idea, form: PinForm) -> dict[str, Any]:
    """What the page says and offers; on a tablet the names to choose from."""
    context = {"idea": idea, "form": form, "code": request.form["code"]}
    return {**context, **who(viewer(), form)} if isinstance(viewer(), Tablet) else context
