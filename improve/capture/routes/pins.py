"""Setting a PIN: signed in, or on a tablet with the one-time code of a lead."""

from flask import render_template, url_for
from werkzeug.wrappers import Response

from improve.auth import one_time
from improve.auth.models import OneTime
from improve.auth.routes.helping import helped
from improve.capture.forms import NewPinForm, PinByCodeForm
from improve.capture.pin_check import forgive, pepper
from improve.capture.routes import bp
from improve.core import db as database
from improve.core.access import needs_step_up, open_to, viewer
from improve.core.db import db
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.core.ids import in_groups
from improve.core.languages import gettext as _
from improve.core.languages import noop
from improve.events.record import record
from improve.people.models import Person
from improve.tablets import pins
from improve.tablets.events import PinCodeMade
from improve.tablets.models import Tablet

WRONG_CODE = noop("We do not know this code. Check each group of 4, or ask for a new one")


@bp.get("/account/pin")
@open_to(Person)
@needs_step_up
def own_pin() -> str:
    """The page for a new PIN of one's own."""
    return render_template("capture/own_pin.html", form=NewPinForm(), pin=pins.pin_of(viewer()))


@bp.post("/account/pin")
@open_to(Person)
@needs_step_up
def set_own_pin() -> Response:
    """Set it; wrong ones before do not count any more."""
    me, form = viewer(), NewPinForm()
    if not form.is_good():
        return refuse("capture/own_pin.html", form=form, pin=pins.pin_of(me))
    keep(me, form.pin.data)
    return answer(
        otherwise=url_for("auth.account"), say="Your PIN is set. Use it on any tablet of the hospital."
    )


@bp.post("/people/<person_id>/pin-code")
@open_to(Person)
@needs_step_up
def make_pin_code(person_id: str) -> str:
    """A one-time code with which somebody sets a PIN on a tablet; shown once."""
    person = helped(person_id)
    code = one_time.make_code(one_time.PIN, person, by=viewer())
    record(PinCodeMade(person.id), about=person, by=viewer())
    database.commit()
    return render_template("capture/pin_code.html", person=person, code=in_groups(code))


@bp.get("/tablet/pin/new")
@open_to(Tablet)
def new_pin() -> str:
    """I forgot my PIN, or have none: a code from a lead sets one."""
    return render_template("capture/new_pin.html", form=PinByCodeForm())


@bp.post("/tablet/pin/new")
@open_to(Tablet)
def set_pin_by_code() -> Response:
    """The code says whose PIN it is; it is used up."""
    form = PinByCodeForm()
    if not form.is_good():
        return refuse("capture/new_pin.html", form=form)
    found = one_time.look(one_time.digest_of_code(form.code.data), one_time.PIN)
    person = owner_of(found)
    if found is None or person is None:
        form.code.errors = [_(WRONG_CODE)]
        return refuse("capture/new_pin.html", form=form)
    keep(person, form.pin.data, used=found)
    return answer(otherwise=url_for("boards.tablet"), say=_("Your PIN is set."))


def owner_of(found: OneTime | None) -> Person | None:
    """For whom the code was made, if they work in this hospital still."""
    person = db.session.get(Person, found.person_id) if found and found.person_id else None
    same = person is not None and person.organisation_id == viewer().organisation_id and person.is_active
    return person if same else None


def keep(person: Person, pin: str, used: OneTime | None = None) -> None:
    """Hash it while no lock is held, then store it; a code that was used meanwhile sets nothing."""
    database.start_reading()
    db.session.rollback()
    made = pins.make_hash(pin, pepper())
    database.start_writing()
    if used is not None and not one_time.use(used):
        raise RuleBroken(_(WRONG_CODE))
    pins.store(db.session.get_one(Person, person.id), made, by=person)
    forgive(person)
