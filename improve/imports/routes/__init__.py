"""Bringing in what wards have kept before: upload, columns, preview, run; and lists of people and teams."""

from flask import Blueprint

from improve.imports import on_the_idea  # noqa: F401  shows what the log said on the idea's page

bp = Blueprint("imports", __name__)

from improve.imports.routes import (  # noqa: E402, F401
    authors,
    columns,
    lists,
    preview,
    running,
    sending,
)
