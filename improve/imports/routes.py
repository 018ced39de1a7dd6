"""Bringing in what wards have kept before: upload, columns, preview, run."""

from flask import Blueprint

bp = Blueprint("imports", __name__)
