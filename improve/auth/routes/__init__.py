"""Pages of signing in and of one's account, one file a noun."""

from flask import Blueprint

from improve.auth.identify import touch

bp = Blueprint("auth", __name__)
bp.after_app_request(touch)

from improve.auth.routes import (  # noqa: E402, F401
    account,
    authenticator,
    first,
    forgotten,
    helping,
    sign_in,
    step_up,
)
