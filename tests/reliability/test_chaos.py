"""An idea that was acknowledged is there, once; whatever dies meanwhile."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from improve.core.db import commit, db, start_writing
from improve.ideas.models import Idea
from improve.teams.models import Team
from tests.real.postgres import PrivatePostgres
from tests.reliability.chaos import chaos_submit
from tests.reliability.site import Sender, empty_site, serving


def test_five_hundred_ideas_survive_dropped_requests_and_killed_workers(tmp_path):
    chaos_submit(tmp_path, ideas=500, kills=4, clients=16)


def test_so_they_do_on_postgresql(tmp_path):
    with PrivatePostgres() as server:
        chaos_submit(tmp_path, ideas=200, kills=2, clients=8, database_url=server.create_database("chaos"))


def test_fifty_who_write_at_once_all_get_through(tmp_path):
    app, secret, ward_id = empty_site(tmp_path)
    with serving(tmp_path, secret, ward_id) as site, ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda number: Sender(site, f"Lock storm {number}.").send(), range(500)))
    assert len(set(answers) - {""}) == 500  # nobody was told that the database is locked, or anything else
    with app.app_context():
        assert set(db.session.scalars(select(Idea.id))) == set(answers)
        db.session.remove()


def test_who_reads_and_then_writes_counts_every_time(tmp_path):
    count_together(tmp_path, threads=10, times=8)


def count_together(folder, threads, times):
    """Each reads the number, waits a little, and writes one more: in turn, so that none is lost and none is refused."""
    app, _secret, ward_id = empty_site(folder)

    def count(_number):
        with app.app_context():
            for _ in range(times):
                start_writing()
                ward = db.session.get_one(Team, ward_id, populate_existing=True)
                ward.headcount += 1
                commit()
            db.session.remove()

    with app.app_context():
        before = db.session.get_one(Team, ward_id).headcount
        db.session.remove()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(count, range(threads)))
    with app.app_context():
        assert db.session.get_one(Team, ward_id).headcount == before + threads * times
        db.session.remove()
        db.engine.dispose()
