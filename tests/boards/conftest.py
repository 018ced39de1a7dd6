"""A tablet on Ward 12, set up and in use."""

import pytest

from improve.core.db import commit, db, start_writing
from improve.tablets.models import Tablet
from tests.client import Client


def set_up(team, name="Nurses’ station"):
    """A tablet of that team, and the secret of its cookie."""
    tablet = Tablet(organisation_id=team.organisation_id, team_id=team.id, team=team, name=name)
    db.session.add(tablet)
    tablet.new_code()
    db.session.flush()
    secret = tablet.enrol()
    commit()
    start_writing()
    return tablet, secret


@pytest.fixture
def device(trust):
    """The tablet of Ward 12, and the secret of its cookie."""
    return set_up(trust.ward_12)


@pytest.fixture
def tablet(app, device):
    """The browser of that tablet."""
    return browser_of(app, device[1])


def browser_of(app, secret):
    """A browser with the cookie of a tablet."""
    client = Client(app)
    client.browser.set_cookie("tablet", secret)
    return client
