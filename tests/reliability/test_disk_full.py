"""A full disk: a clear page, nothing acknowledged that was not stored, reading goes on, and it ends by itself."""

import pytest
from sqlalchemy import event, func, select, text

from improve.core.db import db
from improve.ideas.models import Idea
from tests.reliability.site import empty_site

LONG = "The blanket trolley is empty at night. " * 40


@pytest.fixture
def full_disk(tmp_path):
    """A signed-in browser on a database that may not grow, and a way to give it room again."""
    app, secret, ward_id = empty_site(tmp_path, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    with app.app_context():
        pages = db.session.scalar(text("PRAGMA page_count")) + 4
        db.session.remove()
        engine = db.engine
    most = {"pages": pages}

    def limit(connection, *_):
        connection.execute(f"PRAGMA max_page_count={most['pages']}")

    event.listen(engine, "checkout", limit)
    browser = app.test_client()
    browser.set_cookie("session_id", secret)
    yield app, browser, ward_id, most
    event.remove(engine, "checkout", limit)
    engine.dispose()


def stored(app):
    with app.app_context():
        found = db.session.scalar(select(func.count()).select_from(Idea))
        db.session.remove()
    return found


def send(browser, ward_id, number):
    return browser.post("/ideas", data={"team": ward_id, "key": f"full-{number}", "text": f"{number} {LONG}"})


def test_a_full_disk_is_said_and_nothing_is_acknowledged_that_was_not_stored(full_disk):
    app, browser, ward_id, most = full_disk
    answers = [send(browser, ward_id, number) for number in range(30)]
    acknowledged = [answer for answer in answers if answer.status_code == 303]
    refused = [answer for answer in answers if answer.status_code == 507]
    assert refused and len(acknowledged) + len(refused) == 30
    assert stored(app) == len(acknowledged)
    assert "no room left" in refused[0].get_data(as_text=True)
    assert browser.get(f"/teams/{ward_id}/board").status_code == 200

    most["pages"] = 1_000_000
    assert send(browser, ward_id, 29).status_code == 303
    assert stored(app) == len(acknowledged) + 1
