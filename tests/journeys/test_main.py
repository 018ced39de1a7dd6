"""An idea from a ward tablet to its goal: nurse, lead, the tiers above, and back to its author."""

import re

import pytest

pytestmark = pytest.mark.browser
ON_BOTH_ENGINES = True
