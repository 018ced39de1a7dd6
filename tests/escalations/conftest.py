"""What every test of escalations starts from: a new idea of Ward 12, raised by Ana to Dora's unit."""

import pytest

from improve.escalations.models import raise_for
from tests.escalations.asking import ASK


@pytest.fixture
def raised(trust, idea):
    return raise_for(idea, trust.ana, "money or authority", ASK)
