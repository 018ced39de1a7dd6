"""A deployment of its own: an empty data folder, or an empty database, and the command as somebody types it."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from improve.__main__ import improve, open_app
from improve.cli.loading.content import read_content
from improve.cli.loading.load import Loaded, load
from improve.cli.migrating import upgrade
from improve.cli.opening import Opening
from improve.config import Config, from_environment
from improve.core import db as database
from improve.core.db import db
from tests.real.postgres import PrivatePostgres

SERVER_FOLDER = "IMPROVE_TEST_POSTGRES"


@dataclass(frozen=True)
class Deployment:
    """`run("person", "list")` answers with exit_code and output; `opened()` looks into its database."""

    config: Config
    run: Callable[..., Result]
    opened: Callable[[], AbstractContextManager[None]]
    environment: dict[str, str]


@contextmanager
def looking_into(config: Config) -> Iterator[None]:
    """The database, open for writing; what was done is kept."""
    app = open_app(config)
    with app.app_context():
        database.start_writing()
        try:
            yield
            database.commit()
        finally:
            db.session.remove()
            db.engine.dispose()


def fresh_database(engine: str, name: str) -> dict[str, str]:
    """Settings that name an empty database."""
    if engine == "sqlite":
        return {}
    server = PrivatePostgres.at(os.environ[SERVER_FOLDER])
    server.drop_database(name)
    return {"IMPROVE_DATABASE_URL": server.create_database(name)}


@pytest.fixture(autouse=True)
def private_files() -> Iterator[None]:
    """What is written is for its owner alone, as the command sees to."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.fixture
def deployment(engine: str, worker_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    """Empty, not even migrated."""
    found = {"DATA_DIR": str(tmp_path / "var"), **fresh_database(engine, f"cli_{worker_id}")}
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    return made(from_environment(), {**os.environ})


def made(config: Config, environment: dict[str, str]) -> Deployment:
    def run(*arguments: Any, **more: Any) -> Result:
        return CliRunner().invoke(improve, [str(one) for one in arguments], obj=Opening(open_app), **more)

    return Deployment(config, run, lambda: looking_into(config), environment)


@pytest.fixture
def empty_system(deployment: Deployment) -> Deployment:
    """Migrated, without anybody."""
    with deployment.opened():
        upgrade()
    return deployment


@pytest.fixture(scope="session")
def demonstration(
    engine: str, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Config, Loaded]:
    """The demonstration trust, loaded once a test process and engine. Look, and change nothing."""
    folder = tmp_path_factory.mktemp(f"demo-{engine}")
    url = fresh_database(engine, f"demo_{worker_id}").get("IMPROVE_DATABASE_URL", "")
    config = Config(data_dir=folder, database_url=url, secret_key="test")
    with looking_into(config):
        upgrade()
        loaded = load(read_content(), "no hash")
    return config, loaded
