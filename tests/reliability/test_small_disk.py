"""A disk that is really full: 4 MB, the web processes as they are served, and something else that took the room.

Where no such disk can be mounted (it needs root), the other form stands: test_disk_full.py limits the database instead.
"""

import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, text

from improve.core.db import db
from improve.ideas.models import Idea
from tests.reliability.site import empty_site, serving

WORKERS = 2
BACK_SECONDS = 10
LEFT_BYTES = 300_000
IDEAS = 24  # all of them fit once the other file is gone; of 40 the log alone would fill this disk
WORDS = "The blanket trolley is empty at night, and we borrow from Ward 14. " * 20


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip(
            "no disk can be mounted here (it needs root); test_disk_full.py limits the database instead"
        )
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def site(small_disk, tmp_path):
    """Served, with little room left; and the file that has taken the rest."""
    app, secret, ward_id = empty_site(small_disk)
    with serving(small_disk, secret, ward_id, log=tmp_path / "log", IMPROVE_WEB_WORKERS=str(WORKERS)) as site:
        yield app, site, small_disk / "something-else"
    with app.app_context():
        db.engine.dispose()


def take_room(ballast):
    """All but a little."""
    size = 4_000_000
    while size:
        try:
            ballast.write_bytes(bytes(size))
            break
        except OSError:
            ballast.unlink()
            size -= 100_000
    ballast.write_bytes(bytes(size - LEFT_BYTES))


def stored(app):
    """What each stored idea says, by its id."""
    with app.app_context():
        found = dict(db.session.execute(select(Idea.id, Idea.headline)).all())
        assert db.session.scalar(text("PRAGMA quick_check")) == "ok"
        db.session.remove()
    return found


def file(site, number):
    """The status, the id of the idea that was acknowledged, and the page."""
    values = {
        "team": site.ward_id,
        "key": f"small-{number}",
        "text": f"Number {number} of the night. {WORDS}",
    }
    response, page = site.post("/ideas", values)
    return response.status, response.headers.get("Location", "").rsplit("/", 1)[-1], page


def test_on_a_full_disk_nothing_is_acknowledged_that_is_not_stored_and_all_of_it_arrives_later(
    site, tmp_path
):
    app, site, ballast = site
    take_room(ballast)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: file(site, number), range(IDEAS)))
    refused = [number for number, (status, _id, _page) in enumerate(answers) if status == 507]
    assert len(refused) > IDEAS / 2 and {status for status, _id, _page in answers} == {303, 507}
    assert {id for status, id, _page in answers if status == 303} == stored(app).keys()

    for path in (f"/teams/{site.ward_id}/board", f"/ideas/{next(iter(stored(app)))}", "/ideas/new"):
        assert site.ask(path)[0].status == 200  # reading goes on
    said = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert 1 <= len([line for line in said if line.get("status") == 507]) <= WORKERS

    ballast.unlink()
    until = time.monotonic() + BACK_SECONDS
    while (status := send_again(site, answers[refused[0]][2])) != 303 and time.monotonic() < until:
        time.sleep(0.1)
    assert status == 303
    assert [file(site, number)[0] for number in range(IDEAS)] == [303] * IDEAS
    assert len(stored(app)) == IDEAS


def send_again(site, page):
    """Press the button of the page that refused: what was written still stands on it."""
    form = BeautifulSoup(page, "html.parser").select_one("form[action^='/ideas']")
    values = {field["name"]: field["value"] for field in form.select("input[name]")}
    values |= {field["name"]: field.text.removeprefix("\n") for field in form.select("textarea")}
    assert values["text"].endswith(WORDS) and values["key"].startswith("small-")
    return site.post(form["action"], values)[0].status
