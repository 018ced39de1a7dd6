"""The private server is real, apart from every other, and leaves nothing behind."""

import subprocess
import sys

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.real.postgres import PrivatePostgres

SECOND_PROCESS = """
import sys
from tests.real.postgres import PrivatePostgres
PrivatePostgres.at(sys.argv[1]).drop_database("shared")
"""


@pytest.fixture(scope="module")
def server():
    with PrivatePostgres() as running:
        yield running


def test_a_copy_of_a_database_has_what_its_template_has(server):
    run(
        server.create_database("original"),
        "CREATE TABLE ward (name text)",
        "INSERT INTO ward VALUES ('Ward 12')",
    )
    copy = create_engine(server.create_database("copy", template="original"))
    with copy.connect() as connection:
        assert connection.scalar(text("SELECT name FROM ward")) == "Ward 12"
    copy.dispose()


def test_a_second_process_reaches_the_same_server(server):
    server.create_database("shared")
    subprocess.run([sys.executable, "-c", SECOND_PROCESS, str(server.folder)], check=True)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(host=str(server.folder), user="improve", dbname="shared")


def test_letters_with_accents_are_folded_and_words_are_stemmed(server):
    engine = create_engine(server.create_database("words"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT lower('ÉQUIPE')")) == "équipe"
        assert connection.scalar(
            text("SELECT to_tsvector('english', 'washing') @@ to_tsquery('english', 'wash')")
        )
    engine.dispose()


def test_nothing_is_left_when_it_ends():
    with PrivatePostgres() as server:
        folder = server.folder
        assert (folder / "data").exists()
    assert not folder.exists()


def run(url, *commands):
    engine = create_engine(url)
    with engine.begin() as connection:
        for command in commands:
            connection.execute(text(command))
    engine.dispose()
