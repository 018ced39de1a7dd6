"""What a tablet was told is stored is stored, once; whatever dies meanwhile."""

from tests.real.postgres import PrivatePostgres
from tests.reliability.outbox_chaos import chaos_of_tablets


def test_the_entries_of_many_tablets_survive_a_server_that_is_killed(tmp_path):
    chaos_of_tablets(tmp_path, ideas=500, kills=3, tablets=16)


def test_so_they_do_on_postgresql(tmp_path):
    with PrivatePostgres() as server:
        chaos_of_tablets(
            tmp_path, ideas=200, kills=2, tablets=8, database_url=server.create_database("outbox")
        )
