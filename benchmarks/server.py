"""The program under gunicorn as it is served, with a meter round it, and a bare page of any size beside it."""

import os
from collections.abc import Callable, Iterable
from time import thread_time_ns
from typing import Any

from flask import Flask, Response, abort

from improve.app import create_app
from improve.cli.web import Web
from improve.config import from_environment

BARE = "/bare"
HEADER = "X-Cpu-Ns"
App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Metered:
    """Says in a header how much CPU time its thread took, teardown included."""

    def __init__(self, app: App) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        """Answer whole: the header stands before the body, and must know what came after it."""
        said: list[Any] = []
        before = thread_time_ns()
        body = self.app(environ, lambda status, headers, error=None: said.append((status, headers)))
        try:
            chunks = list(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        status, headers = said[-1]
        start_response(status, [*headers, (HEADER, str(thread_time_ns() - before))])
        return chunks


def bare_app() -> Flask:
    """The floor: Flask, and nothing but a page of so many bytes."""
    app = Flask("bare", static_folder=None)

    @app.get(f"{BARE}/<int:size>")
    def page(size: int) -> Response:
        return Response(b"x" * size, mimetype="text/html") if size <= 10**6 else abort(404)

    return app


def metered_app() -> Metered:
    """Both, side by side."""
    own, bare = create_app().wsgi_app, bare_app()

    def choose(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        app = bare if environ["PATH_INFO"].startswith(BARE) else own
        return app(environ, start_response)

    return Metered(choose)


class MeteredWeb(Web):
    """The web master as it is served, with the meter."""

    def load(self) -> Any:
        """Called once in each worker."""
        return metered_app()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    MeteredWeb(from_environment()).run()
