"""Who may open what: every page for every role, beside the table that was read and agreed (matrix.yaml).

After a wanted change run it with IMPROVE_WRITE_MATRIX=1, and read the difference line by line before it is committed.
"""

import os
import re
from pathlib import Path

import pytest
import yaml

from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.ideas.models import Idea
from improve.tablets.links import Wall
from improve.tablets.models import Tablet
from tests.cast import Trust
from tests.client import Client
from tests.full_world import a_goal, a_measure

TABLE = Path(__file__).with_name("matrix.yaml")
ROLES = (
    "nobody",
    "tablet",
    "wall",
    "staff",
    "lead",
    "lead_above",
    "other_lead",
    "executive",
    "guardian",
    "administrator",
    "outsider",
)
SKIPPED = {"static"}


@pytest.fixture
def everybody(app, as_, trust: Trust) -> dict[str, Client]:
    people = {
        "staff": trust.ben, "lead": trust.ana, "lead_above": trust.dora, "other_lead": trust.fay,
        "executive": trust.eve, "guardian": trust.gil, "administrator": trust.amy, "outsider": trust.cleo,
    }  # fmt: skip
    tablet = Tablet(organisation_id=trust.organisation.id, team=trust.ward_12, name="By the desk")
    tablet.add(trust.ana)
    db.session.add(tablet)
    screen = Wall(organisation_id=trust.organisation.id, team=trust.ward_12, name="Corridor")
    secret, wall_secret = tablet.enrol(), screen.make(trust.ana)
    db.session.add(screen)
    commit()
    on_wall, on_tablet = as_(None), as_(None)
    on_wall.browser.set_cookie("wall", wall_secret)
    on_tablet.browser.set_cookie("tablet", secret)
    start_writing()
    return {
        "nobody": as_(None),
        "tablet": on_tablet,
        "wall": on_wall,
        **{role: as_(person) for role, person in people.items()},
    }


@pytest.fixture
def measured(trust: Trust) -> dict[str, str]:
    measure = a_measure(trust, a_goal(trust))
    (reading,) = measure.readings_of(clock.today())
    commit()
    start_writing()
    return {"measure_id": measure.id, "reading_id": reading.id}


@pytest.mark.one_engine
def test_every_page_opens_to_the_roles_in_the_table_and_to_no_other(app, everybody, trust, idea, measured):
    found = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        if "GET" in rule.methods and rule.endpoint not in SKIPPED:
            path = address(rule.rule, trust, idea, measured)
            found[rule.endpoint] = {role: everybody[role].get(path).status_code for role in ROLES}
    if os.environ.get("IMPROVE_WRITE_MATRIX"):
        TABLE.write_text("".join(line(endpoint, found[endpoint]) for endpoint in found))
    agreed = yaml.safe_load(TABLE.read_text())
    assert {endpoint: short(found[endpoint]) for endpoint in found} == agreed


def address(rule: str, trust: Trust, idea: Idea, measured: dict[str, str]) -> str:
    ids = {
        "team_id": trust.ward_12.id,
        "idea_id": idea.id,
        "person_id": trust.ben.id,
        "stage": "new",
        "noun": "decline",
        "kind": "wall",
        **measured,
    }
    return re.sub(r"<(?:[^:>]+:)?([^>]+)>", lambda part: ids.get(part[1], "0123456789ABCDEF"), rule)


def short(row: dict[str, int]) -> str:
    return " ".join(f"{role}={row[role]}" for role in ROLES)


def line(endpoint: str, row: dict[str, int]) -> str:
    return f"{endpoint}: {short(row)}\n"
