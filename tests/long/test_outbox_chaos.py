"""In full: 10,000 entries of 50 tablets, a fifth of the requests dropped, and the whole server killed 25 times."""

import pytest

from tests.real.postgres import PrivatePostgres
from tests.reliability.outbox_chaos import chaos_of_tablets

pytestmark = pytest.mark.long


def test_ten_thousand_entries_arrive_once(tmp_path):
    chaos_of_tablets(tmp_path, ideas=10_000, kills=25, tablets=50)


def test_so_they_do_on_postgresql(tmp_path):
    with PrivatePostgres() as server:
        url = server.create_database("outbox")
        chaos_of_tablets(tmp_path, ideas=10_000, kills=25, tablets=50, database_url=url)
