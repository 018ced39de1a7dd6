"""`python -m benchmarks.pins`: what a right PIN takes on the server, four tablets at a time. Ends with 1 above 400 ms.

The promise of the design is of waiting time: with others on the machine it says more of them than of us.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from benchmarks.filling import create_tables
from benchmarks.load import Request, serving
from benchmarks.tablet import enrolled
from benchmarks.trust import Builder
from improve.app import create_app
from improve.capture.pin_check import pepper
from improve.config import Config
from improve.core.db import commit, db, start_writing
from improve.core.ids import new_id
from improve.people.models import Person
from improve.tablets import pins
from improve.teams.models import Membership, Team

AT_ONCE, CHECKS, PEOPLE = 4, 200, 40
MOST = 400  # ms at the 95th percentile
PIN, PORT, IDEAS = "284917", 18_735, 1_000
SECRET = "benchmark"  # the key beside the PINs must be that of the server


def main() -> None:
    """Measure, show, and say whether the promise holds."""
    with TemporaryDirectory(prefix="improve-bench-") as folder:
        (Path(folder) / "secret_key").write_text(SECRET)
        app = create_app(Config(data_dir=Path(folder), secret_key=SECRET))
        with app.app_context():
            create_tables()
            team_id = Builder(IDEAS).build().team_id
            people, secret = with_pins(team_id), enrolled(team_id)

        def giving(number: int) -> Request:
            sent = {"person": people[number % PEOPLE], "pin": PIN, "key": str(uuid4())}
            return Request("POST", "/tablet/pin", json.dumps(sent), 201, kind="application/json")

        with serving(Path(folder), PORT) as server:
            server.cookies = f"tablet={secret}"
            server.warm_up(giving)
            load = server.load(giving, AT_ONCE, CHECKS)
    print(
        f"a right PIN, {AT_ONCE} at once: {load.cpu:.0f} ms of CPU, p50 {load.p50:.0f} ms, p95 {load.p95:.0f} ms"
        f"   at most {MOST} ms"
    )
    if load.p95 > MOST:
        sys.exit("A figure is above its target.")


def with_pins(team_id: str) -> list[str]:
    """New colleagues of that team, who all have the same PIN; their ids."""
    start_writing()
    team, pin_hash = db.session.get_one(Team, team_id), pins.make_hash(PIN, pepper())
    people = [
        Person(
            id=new_id(),
            organisation_id=team.organisation_id,
            name=f"Nurse {number}",
            staff_number=f"P{number}",
        )
        for number in range(PEOPLE)
    ]
    db.session.add_all(people)
    db.session.flush()
    for person in people:
        joined = Membership(organisation_id=team.organisation_id, person_id=person.id, team_id=team_id)
        db.session.add(joined)
        pins.store(person, pin_hash, by=person)
    commit()
    return [person.id for person in people]


if __name__ == "__main__":
    main()
