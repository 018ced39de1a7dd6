"""An upgrade that was killed anywhere has done nothing, and the next one does all of it."""

import os
import shutil

import pytest

from tests.conftest import SERVER_FOLDER
from tests.real.postgres import PrivatePostgres
from tests.reliability.damaging import IDEAS, fill
from tests.reliability.upgrading import facts, kill_one_after_the_other, with_next


@pytest.fixture
def starting_over(engine, deployment, tmp_path, worker_id):
    """`keep()` remembers the database as it is now; `start_over()` puts it back."""
    kept = tmp_path / "kept"
    server = PrivatePostgres.at(os.environ[SERVER_FOLDER]) if engine == "postgresql" else None
    name, template = f"cli_{worker_id}", f"kept_{worker_id}"

    def keep():
        if server:
            server.drop_database(template)
            server.create_database(template, name)
        else:
            shutil.copytree(deployment.config.data_dir, kept)

    def start_over():
        if server:
            server.drop_database(name)
            server.create_database(name, template)
        else:
            shutil.rmtree(deployment.config.data_dir)
            shutil.copytree(kept, deployment.config.data_dir)

    yield keep, start_over
    if server:
        server.drop_database(template)


def test_an_upgrade_of_a_full_database_killed_at_any_statement_is_finished_by_the_next(
    empty_system,
    starting_over,
    tmp_path,
):
    assert killed_with_rows(empty_system, starting_over, tmp_path, every=5) > 2


def test_a_first_upgrade_killed_at_any_statement_is_finished_by_the_next(deployment, starting_over):
    assert killed_when_empty(deployment, starting_over, every=60) >= 2


def killed_with_rows(system, starting_over, tmp_path, every):
    keep, start_over = starting_over
    with system.opened():
        fill()
    with system.opened():
        directory = with_next(tmp_path / "migrations")
    assert facts(system.config)["idea"] == IDEAS
    keep()
    return kill_one_after_the_other(system.config, directory, start_over, every)


def killed_when_empty(system, starting_over, every):
    keep, start_over = starting_over
    with system.opened():
        pass
    keep()
    return kill_one_after_the_other(system.config, None, start_over, every)
