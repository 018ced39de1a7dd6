"""The full form: killed at each statement of an upgrade of a full database, and at every fifth of the first one."""

import pytest

from tests.cli.conftest import deployment, empty_system  # noqa: F401  fixtures
from tests.reliability.test_upgrade_killed import killed_when_empty, killed_with_rows, starting_over  # noqa: F401

pytestmark = pytest.mark.long


def test_killed_at_each_statement_of_an_upgrade(empty_system, starting_over, tmp_path):  # noqa: F811
    print(killed_with_rows(empty_system, starting_over, tmp_path, every=1), "times killed")


def test_killed_at_every_fifth_statement_of_the_first_upgrade(deployment, starting_over):  # noqa: F811
    print(killed_when_empty(deployment, starting_over, every=5), "times killed")
