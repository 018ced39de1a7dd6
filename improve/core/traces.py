"""Some requests must leave no time behind, neither with a session nor with a tablet: those of anonymous authors.
Others are a tablet's own: whoever is signed in on it has no part in them."""

from flask import current_app, request


def is_traceless() -> bool:
    """Whether the page of this request is marked so (`core.access.leaves_no_trace`)."""
    return getattr(current_app.view_functions.get(request.endpoint or ""), "leaves_no_trace", False)


def is_without_session() -> bool:
    """Whether this request is the tablet's own (`core.access.without_session`)."""
    return getattr(current_app.view_functions.get(request.endpoint or ""), "without_session", False)
