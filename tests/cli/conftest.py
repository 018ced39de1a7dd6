"""A deployment of its own: an empty data folder, or an empty database, and the command as somebody types it."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from improve.cli.loading.content import read_content
from improve.cli.loading.load import load
from improve.cli.migrating import upgrade
from improve.cli.opening import Opening
from improve.command import improve, open_app
from improve.config import Config, from_environment
from improve.core import db as database
from improve.core.db import db
from tests.conftest import SERVER_FOLDER, database_url
from tests.real.postgres import PrivatePostgres


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
    """The setting that names an empty database."""
    return {"IMPROVE_DATABASE_URL": database_url(engine, name)}


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
def demonstration(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The demonstration trust, loaded by the first test process that asks for it; others wait, and use the same."""
    mine = tmp_path_factory.getbasetemp()
    folder = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / f"demonstration-{engine}"
    folder.mkdir(exist_ok=True)
    url = "" if engine == "sqlite" else PrivatePostgres.at(os.environ[SERVER_FOLDER]).url("demonstration")
    config = Config(data_dir=folder, database_url=url, secret_key="test")
    with (folder / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        is_loaded = folder / "is_loaded"
        if not is_loaded.exists():
            fresh_database(engine, "demonstration")
            with looking_into(config):
                upgrade()
                load(read_content(), "no hash")
            is_loaded.touch()
    return config


@pytest.fixture
def loaded(demonstration: Config) -> Iterator[None]:
    """A look into the demonstration trust. Nothing can be changed."""
    with open_app(demonstration).app_context():
        database.start_reading()
        yield
        db.session.remove()
        db.engine.dispose()
