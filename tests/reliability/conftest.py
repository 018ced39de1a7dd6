"""A deployment of its own for those tests that take whole databases apart."""

from tests.cli.conftest import deployment, empty_system  # noqa: F401  fixtures
