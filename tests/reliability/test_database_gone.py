"""The database goes away: a sentence and 503, no restart of ours, and nothing lost or doubled."""

import time

from sqlalchemy import func, select

from improve.core.db import db
from improve.ideas.models import Idea
from tests.real.postgres import SETTINGS, PrivatePostgres
from tests.reliability.restarts import crash, restart_under_load, start_again
from tests.reliability.site import empty_site

BACK_SECONDS = 5


def test_without_the_database_there_is_a_sentence_and_it_comes_back_by_itself(tmp_path, monkeypatch):
    monkeypatch.setitem(SETTINGS, "synchronous_commit", "on")  # as in production: a commit outlives a crash
    with PrivatePostgres() as server:
        app, secret, ward_id = empty_site(
            tmp_path, server.create_database("gone"), WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False
        )
        browser = app.test_client()
        browser.set_cookie("session_id", secret)

        def send(number):
            text = f"The clock in room {number} is slow."
            values = {"team": ward_id, "key": f"gone-{number}", "text": text, "door_seen": "yes"}
            return browser.post("/ideas", data=values).status_code

        for number in range(3):
            assert send(f"{number}a") == 303
            crash(server)
            page = browser.get(f"/teams/{ward_id}/board")
            assert page.status_code == 503 and "<h1" in page.get_data(as_text=True)
            assert send(f"{number}b") == 503
            start_again(server)
            until = time.monotonic() + BACK_SECONDS
            while (answered := send(f"{number}b")) != 303 and time.monotonic() < until:
                time.sleep(0.1)
            assert answered == 303
        with app.app_context():
            assert db.session.scalar(select(func.count()).select_from(Idea)) == 6
            db.session.remove()
            db.engine.dispose()


def test_three_hundred_ideas_survive_a_restart_of_the_database_under_load(tmp_path, monkeypatch):
    restart_under_load(tmp_path, monkeypatch.setitem, SETTINGS, ideas=300, restarts=1)
