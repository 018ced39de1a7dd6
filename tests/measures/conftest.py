"""Measures of the small trust: one of each way to enter readings, and Ward 12's tablet."""

import pytest

from improve.core.db import commit, db, start_writing
from improve.measures.kinds import Kind
from improve.tablets.models import Tablet
from tests.measures.world import make


@pytest.fixture
def measure(trust):
    """Minutes, one figure a day."""
    return make(trust)


@pytest.fixture
def share(trust):
    """So many out of so many, each day."""
    return make(trust, Kind.PROPORTION, name="Home before noon", unit="")


@pytest.fixture
def tally(trust):
    """How many a day."""
    return make(trust, Kind.COUNT, name="Missing keys", unit="times")


@pytest.fixture
def tablet(trust, as_):
    """The browser of Ward 12's tablet."""
    row = Tablet(organisation_id=trust.organisation.id, team=trust.ward_12, name="By the desk")
    row.add(trust.ana)
    db.session.add(row)
    secret = row.enrol()
    commit()
    client = as_(None)
    client.browser.set_cookie("tablet", secret)
    start_writing()
    return client
