"""A line between a tablet and the server that can be cut, led astray or broken: real sockets, nothing pretended."""

import os
import random
import socket
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from time import sleep
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
SLOW_SECONDS = 2
LATE_MS = int(
    os.environ.get("IMPROVE_TEST_LATE_MS", "0")
)  # each answer comes up to so many milliseconds later
OUTBOXES = ("/outbox", "/anonymous/outbox")


@dataclass
class Line:
    """`state` says what becomes of a sending; everything that was sent is noted: (path, key)."""

    app: App
    state: str = "whole"
    refused: set[str] = field(default_factory=set)  # keys that the server will not take
    sent: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if self.state == "portal for all":
            return answered(start_response, *ANSWERS["portal"])
        if environ["REQUEST_METHOD"] != "POST" or not path.startswith(OUTBOXES):
            return cut(environ, start_response) if self.state == "cut" else self.app(environ, start_response)
        key = environ.get("HTTP_IDEMPOTENCY_KEY", "")
        self.sent.append((path, key))
        if self.state == "slow":
            sleep(SLOW_SECONDS)
        if key in self.refused:
            return answered(start_response, "422 UNPROCESSABLE", '{"error": "Not like this."}')
        return self.become(environ, start_response)

    def become(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """What the line makes of it."""
        if self.state in ("cut", "dropped before"):
            return cut(environ, start_response)
        if self.state == "dropped after":
            list(self.app(environ, lambda *_: lambda _: None))
            return cut(environ, start_response)
        if self.state in ANSWERS:
            status, body, headers = ANSWERS[self.state]
            return answered(start_response, status, body, headers)
        return self.app(environ, start_response)


def cut(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """No answer at all: the connection ends before one is written."""
    environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    start_response("200 OK", [])
    return [b""]


ANSWERS: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    "portal": ("200 OK", "<html>Welcome to our Wi-Fi. Accept the terms</html>", []),
    "sign-in": ("302 FOUND", "", [("Location", "http://portal.example/")]),
    "proxy": ("502 BAD GATEWAY", "<html>Bad gateway</html>", []),
    "json": ("200 OK", '{"ok": true}', [("Content-Type", "application/json")]),
    "busy": ("429 TOO MANY", '{"error": "Later."}', [("Retry-After", "3")]),
    "shut out": ("401 UNAUTHORIZED", '{"error": "Not known."}', []),
}


def answered(
    start_response: Callable[..., Any], status: str, body: str, headers: Iterable[tuple[str, str]] = ()
) -> Iterable[bytes]:
    """An answer that the program did not give."""
    kind = "application/json" if body.startswith("{") else "text/html"
    start_response(status, [("Content-Type", kind), *headers])
    return [body.encode()]


def late(app: App) -> App:
    """As on a slow line and a slow machine, which shows what a journey takes for granted too soon."""
    by_chance = random.Random(LATE_MS)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        sleep(by_chance.uniform(0, LATE_MS / 1000))
        return app(environ, start_response)

    return answer if LATE_MS else app


@contextmanager
def served(line: Line | Flask) -> Any:
    """The address at which it is reached."""
    server = make_server("127.0.0.1", 0, late(line), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
