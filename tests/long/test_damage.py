"""The full form: 200 files with one bad page, and 200 with two hundred."""

import pytest

from tests.cli.conftest import deployment, empty_system  # noqa: F401  fixtures
from tests.reliability.damaging import FOUND, REFUSED
from tests.reliability.test_damage import damaged

pytestmark = pytest.mark.long


@pytest.mark.parametrize(("pages", "least"), [(1, 1), (200, 190)])
def test_two_hundred_damaged_files_are_never_served_as_empty(engine, empty_system, pages, least):  # noqa: F811
    found = damaged(engine, empty_system, 200, pages)
    print(f"{pages} pages: {dict(found)}")
    assert found[REFUSED] + found[FOUND] >= least
