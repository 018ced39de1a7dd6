"""The pages of cycles and of the checks after adoption."""

from flask import Blueprint

bp = Blueprint("cycles", __name__)
