"""The tablet of Ward 12."""

from tests.boards.conftest import device, tablet  # noqa: F401  the fixtures
