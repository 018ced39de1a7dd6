"""A ward's tablet behind a line that breaks: in place of the ordinary site, one that each test spoils as it likes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from improve.capture.pin_check import pepper
from improve.core.db import commit, start_writing
from improve.people.models import Person
from improve.tablets import pins
from tests.journeys import tablet as on
from tests.journeys.bad_line.parked import PIN
from tests.journeys.line import Line, served
from tests.journeys.walker import Walker

NOBODYS_FAULT = ("ERR_", "502")  # what the browser itself says of a cut line


@pytest.fixture(scope="module")
def line(application: Flask) -> Line:
    """Whole at first."""
    return Line(application)


@pytest.fixture(scope="module")
def site(line: Line) -> Iterator[str]:
    """Reached over that line."""
    with served(line) as address:
        yield address


@pytest.fixture(autouse=True)
def whole(line: Line) -> None:
    """Each test begins with a good line."""
    line.state = "whole"
    line.sent.clear()
    line.refused.clear()


@pytest.fixture
def tablet(walk: Any, trust: Any) -> Iterator[Walker]:
    """The tablet of Ward 12, on its board."""
    walker = on.tablet_of(walk, trust.ward_12)
    yield walker
    walker.complaints[:] = [
        said for said in walker.complaints if not any(word in said for word in NOBODYS_FAULT)
    ]


@pytest.fixture
def pin(tablet: Walker, application: Flask) -> Callable[[Person], None]:
    """`pin(person)`: that person has it from now on."""

    def give(person: Person) -> None:
        with application.app_context():
            secret = pepper()
        start_writing()
        pins.store(person, pins.make_hash(PIN, secret), by=person)
        commit()

    return give


@pytest.fixture
def people_with_pins(pin: Callable[[Person], None], trust: Any) -> None:
    """Ana, who leads the ward, and Ben, who works there."""
    for person in (trust.ana, trust.ben):
        pin(person)
