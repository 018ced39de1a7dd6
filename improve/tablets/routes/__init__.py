"""The leads' pages for their tablets, and the page on which a tablet enrols."""

from flask import Blueprint

from improve.tablets.enrolment import know_who_is_lost, touch

bp = Blueprint("tablets", __name__)
bp.before_app_request(know_who_is_lost)
bp.after_app_request(touch)

from improve.tablets.routes import enrolling as enrolling  # noqa: E402
from improve.tablets.routes import language as language  # noqa: E402
from improve.tablets.routes import links as links  # noqa: E402
from improve.tablets.routes import managing as managing  # noqa: E402
