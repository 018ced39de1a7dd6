"""Requests over a number of connections; what each took, by the client's clock and by the server's CPU."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from itertools import count
from pathlib import Path
from statistics import median, quantiles

from benchmarks.server import BARE, HEADER

TICKS = os.sysconf("SC_CLK_TCK")  # of the CPU clock in /proc, a second
START_SECONDS = 30
WARM_UP = 40  # requests: both workers have compiled their templates and statements


@dataclass(frozen=True)
class Request:
    """One request; bodies differ from one to the next."""

    method: str
    path: str
    body: str = ""
    status: int = 200
    kind: str = "application/x-www-form-urlencoded"


Requests = Callable[[int], Request]


@dataclass(frozen=True)
class Answered:
    """What one request took."""

    wall: float  # ms
    cpu: float  # ms, of the thread round the WSGI call
    size: int  # bytes


@dataclass(frozen=True)
class Load:
    """Many requests over some connections."""

    connections: int
    p50: float  # ms
    p95: float
    cpu: float  # ms, the median
    process_cpu: float  # ms, of all processes of the server, a request
    size: int  # bytes, the median


class Server:
    """The measured server: a process tree of its own."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, cookies: str = "") -> None:
        self.process, self.port, self.cookies = process, port, cookies
        self.numbers = count()

    def cpu_seconds(self) -> float:
        """CPU time that its processes have taken so far."""
        listed = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return sum(ticks(pid) for pid in (str(self.process.pid), *listed.stdout.split())) / TICKS

    def load(self, requests: Requests, connections: int, amount: int) -> Load:
        """Send `amount` requests over so many connections at a time."""
        before = self.cpu_seconds()
        with ThreadPoolExecutor(connections) as pool:
            each = [pool.submit(self.send, requests, amount // connections) for _ in range(connections)]
            answers = [answer for done in each for answer in done.result()]
        spent = self.cpu_seconds() - before
        walls = [answer.wall for answer in answers]
        return Load(
            connections=connections,
            p50=median(walls),
            p95=quantiles(walls, n=20)[-1],
            cpu=median(answer.cpu for answer in answers),
            process_cpu=spent * 1_000 / len(answers),
            size=int(median(answer.size for answer in answers)),
        )

    def send(self, requests: Requests, amount: int) -> list[Answered]:
        """Over one connection, one after the other."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.connect()
        answers = [self.one(connection, requests(next(self.numbers))) for _ in range(amount)]
        connection.close()
        return answers

    def one(self, connection: HTTPConnection, request: Request) -> Answered:
        """One request; anything but the expected status ends the measurement."""
        headers = {"Cookie": self.cookies, "Content-Type": request.kind, "Sec-Fetch-Site": "same-origin"}
        started = time.perf_counter()
        connection.request(request.method, request.path, request.body or None, headers)
        response = connection.getresponse()
        body = response.read()
        wall = (time.perf_counter() - started) * 1_000
        if response.status != request.status:
            raise SystemExit(f"{request.method} {request.path} answered {response.status}: {body[:500]!r}")
        return Answered(wall, int(response.headers[HEADER]) / 1e6, len(body))

    def page(self, path: str) -> tuple[HTTPResponse, str]:
        """One page, for what stands on it."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={"Cookie": self.cookies})
        response = connection.getresponse()
        return response, response.read().decode()

    def floor(self, size: int, connections: int, amount: int) -> Load:
        """A bare Flask page of that size."""
        return self.load(lambda _number: Request("GET", f"{BARE}/{size}"), connections, amount)

    def warm_up(self, requests: Requests) -> None:
        """Let both workers see the page."""
        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(self.send, requests, WARM_UP // 4) for _ in range(4)]:
                done.result()


def ticks(pid: str) -> int:
    """CPU ticks of a process so far; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


@contextmanager
def serving(data_dir: Path, port: int) -> Iterator[Server]:
    """The measured server on a data folder, until the block ends."""
    environment = os.environ | {"DATA_DIR": str(data_dir), "PORT": str(port), "IMPROVE_WEB_WORKERS": "2"}
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.server"], env=environment)
    server = Server(process, port)
    try:
        wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def wait_for(server: Server) -> None:
    """Until it answers."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            server.page("/health")
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The measured server does not start.")
