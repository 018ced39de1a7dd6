"""A web process reads the model and the index of each organisation a while after its start, before anybody asks.

Else whoever writes first in each process waits for it: a second for the model, more where there are many ideas.
"""

from threading import Timer

import structlog
from flask import Flask
from sqlalchemy import select

from improve.core import db as database
from improve.core.db import db
from improve.ideas.doors import suggest
from improve.ideas.near import index_of
from improve.teams.models import Organisation

AFTER_SECONDS = 20  # the first pages after a start come before it
log = structlog.get_logger()


def warm_soon(app: Flask) -> Timer:
    """Start the wait, in a thread that holds no process back from ending."""
    timer = Timer(AFTER_SECONDS, warm, [app])
    timer.daemon = True
    timer.start()
    return timer


def warm(app: Flask) -> None:
    """Read both now. A database that is away changes nothing: the first question reads it then."""
    try:
        suggest("Nothing is asked here")
        with app.app_context(), database.reading():
            for organisation_id in db.session.scalars(select(Organisation.id)).all():
                index_of(organisation_id)
    except Exception as error:
        log.warning("not warmed", why=str(error))
