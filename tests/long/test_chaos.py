"""The full form: 10,000 ideas from 50 clients, and all workers killed 25 times."""

import pytest

from tests.real.postgres import PrivatePostgres
from tests.reliability.chaos import chaos_submit
from tests.reliability.test_chaos import count_together

pytestmark = pytest.mark.long


def test_ten_thousand_ideas_survive(tmp_path):
    chaos_submit(tmp_path, ideas=10_000, kills=25, clients=50)


def test_so_they_do_on_postgresql(tmp_path):
    with PrivatePostgres() as server:
        chaos_submit(
            tmp_path, ideas=10_000, kills=25, clients=50, database_url=server.create_database("chaos")
        )


def test_fifty_threads_count_to_two_thousand(tmp_path):
    count_together(tmp_path, threads=50, times=40)
