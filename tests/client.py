"""Somebody's browser without a browser: requests to the application, and the pages it answers."""

from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from improve.core.db import commit, db, start_writing
from improve.core.ids import new_id
from improve.people.models import Person


class Answer:
    """A response with its page read."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status_code: int = response.status_code
        self.headers = response.headers
        self.location: str = response.headers.get("Location", "")

    @property
    def text(self) -> str:
        return self.response.get_data(as_text=True)

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")

    @property
    def json(self) -> Any:
        return self.response.get_json()

    def select_one(self, css: str) -> Any:
        return self.soup.select_one(css)


def keyed(data: Any) -> Any:
    """The fields of a form, with a key of its own unless they name one; what is no form stays as it is."""
    return {"key": new_id(), **(data or {})} if data is None or isinstance(data, dict) else data


class Client:
    """Somebody's browser: every request has an application context of its own, as in the server."""

    def __init__(self, app: Flask, person: Person | None = None) -> None:
        self.app, self.person = app, person
        self.browser: FlaskClient = app.test_client()

    def get(self, path: str, **kwargs: Any) -> Answer:
        return self._open("GET", path, **kwargs)

    def post(self, path: str, data: Any = None, **kwargs: Any) -> Answer:
        """Send a form; with a key of its own, as every page gives it one, unless the test says which."""
        return self._open("POST", path, data=data if "json" in kwargs else keyed(data), **kwargs)

    def _open(self, method: str, path: str, **kwargs: Any) -> Answer:
        commit()
        with self.app.app_context():
            response = self.browser.open(path, method=method, **kwargs)
        start_writing()
        db.session.expire_all()
        return Answer(response)
