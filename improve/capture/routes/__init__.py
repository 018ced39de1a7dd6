"""Where ideas come in without a sign-in."""

from flask import Blueprint

bp = Blueprint("capture", __name__)

from improve.capture.routes import anonymous as anonymous  # noqa: E402
from improve.capture.routes import claims as claims  # noqa: E402
from improve.capture.routes import confirming as confirming  # noqa: E402
from improve.capture.routes import names as names  # noqa: E402
from improve.capture.routes import outbox as outbox  # noqa: E402
from improve.capture.routes import pins as pins  # noqa: E402
from improve.capture.routes import poster as poster  # noqa: E402
from improve.capture.routes import shell as shell  # noqa: E402
from improve.capture.routes import tablet as tablet  # noqa: E402
