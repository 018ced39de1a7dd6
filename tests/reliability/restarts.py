"""PostgreSQL dies and comes back while people send ideas; and what must be true afterwards."""

import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy import select

from improve.core.db import db
from improve.core.once import Submission
from improve.ideas.models import Idea
from tests.real.postgres import PrivatePostgres
from tests.real.postgres_programs import other_user, reachable_programs
from tests.reliability.chaos import Chaos, count, headline
from tests.reliability.site import Sender, Site, empty_site, serving

DURABLE = {"synchronous_commit": "on", "fsync": "on", "full_page_writes": "on"}  # as a hospital runs it


class Restarts(Chaos):
    """Instead of its workers the database dies, as `pg_ctl restart -m immediate` ends it: without a checkpoint."""

    def __init__(self, site: Site, server: PrivatePostgres, ideas: int, restarts: int) -> None:
        super().__init__(site, ideas, restarts)
        self.server = server

    def run(self, clients: int) -> None:
        """Others send; this thread ends the database and starts it again. (It would die with any other thread.)"""
        with ThreadPoolExecutor(clients) as pool:
            sent = [pool.submit(self.send, number) for number in range(self.ideas)]
            while self.killed < self.kills and not all(each.done() for each in sent):
                if len(self.acknowledged) * (self.kills + 1) > self.ideas * (self.killed + 1):
                    self.killed += 1
                    crash(self.server)
                    start_again(self.server)
                time.sleep(0.005)
            for each in sent:
                each.result()

    def note(self, number: int, idea_id: str) -> None:
        """It is acknowledged."""
        with self.lock:
            self.acknowledged[number] = idea_id


def restart_under_load(
    folder: Path, set_setting: Callable[[Any, str, str], None], settings: Any, ideas: int, restarts: int
) -> None:
    """Nothing acknowledged is lost, nothing is doubled, and nobody had to start the site again."""
    for name, value in DURABLE.items():
        set_setting(settings, name, value)
    with PrivatePostgres() as server:
        url = server.create_database("restarts")
        app, secret, ward_id = empty_site(folder, url)
        with serving(folder, secret, ward_id, log=folder / "log", IMPROVE_DATABASE_URL=url) as site:
            workers = site.workers()
            chaos = Restarts(site, server, ideas, restarts)
            chaos.run(clients=12)
            assert site.workers() == workers  # it came back by itself
            assert Sender(site, "One more, afterwards.").send()
        assert chaos.killed == restarts
        with app.app_context():
            db.engine.dispose()
            stored = {row.headline: row.id for row in db.session.execute(select(Idea.headline, Idea.id))}
            assert {number: stored.get(headline(number)) for number in range(ideas)} == chaos.acknowledged
            assert count(Idea) == count(Submission) == ideas + 1
            db.session.remove()
            db.engine.dispose()


def crash(server: PrivatePostgres) -> None:
    """End the server as a power cut would."""
    assert server._process
    server._process.send_signal(signal.SIGQUIT)
    server._process.wait(20)


def start_again(server: PrivatePostgres) -> None:
    """The same cluster, once more."""
    user = other_user()
    assert server.folder
    server._launch(reachable_programs(server.folder, user), user)
    server._wait()
