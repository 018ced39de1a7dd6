"""The web master: gunicorn with the settings of this system. Run as a module by `improve serve`."""

import logging
import os
import sys
from importlib import import_module
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.util import import_app
from gunicorn.workers.gthread import ThreadWorker

from improve.config import Config, from_environment
from improve.core import logs
from improve.core.processes import end_with_parent, loading

KEEPALIVE_SECONDS = 15
TIMEOUT_SECONDS = 60
GRACE_SECONDS = 15


# How long a thread computes before another may: longer than a page takes, so that pages are not made in slices, each of
# which finds the processor's caches cold. Whoever waits for the disk lets others go at once.
TURN_SECONDS = 0.02


class Web(BaseApplication):
    """gunicorn, without its command line and configuration files."""

    def __init__(self, config: Config) -> None:
        self.config = config
        sys.setswitchinterval(TURN_SECONDS)  # the workers inherit it
        super().__init__()

    def load_config(self) -> None:
        """Set what we set."""
        for name, value in gunicorn_settings(self.config).items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application; called once in each worker."""
        with loading():
            app = import_app("improve.app:create_app()")  # by name: it is loaded in the worker alone
            import_module("improve.ideas.near.warming").warm_soon(app)
        return app


class Worker(ThreadWorker):
    """gunicorn's threads; when they stop, they do not wait for connections on which nothing was ever asked."""

    def murder_pending(self) -> None:
        """Close what waits too long. Browsers open such connections ahead: they would hold up every stop."""
        if not self.alive:
            for connection in self.pending_conns:
                connection.timeout = 0.0
        super().murder_pending()


class JsonLogger(Logger):
    """What gunicorn says, through the same door."""

    def setup(self, cfg: Any) -> None:
        """No handlers of its own."""
        self.error_log.setLevel(self.LOG_LEVELS.get(cfg.loglevel.lower(), logging.INFO))
        self.error_log.propagate = True
        self.access_log.disabled = True

    def access(self, *_args: Any, **_kwargs: Any) -> None:
        """Requests are not logged: who reads what is nobody's business."""


def gunicorn_settings(config: Config) -> dict[str, Any]:
    """As gunicorn names them."""
    return {
        "bind": [f"{config.host}:{config.port}"],
        "workers": config.web_workers,
        "worker_class": Worker,
        "threads": config.web_threads,
        "timeout": TIMEOUT_SECONDS,
        "graceful_timeout": GRACE_SECONDS,
        "keepalive": KEEPALIVE_SECONDS,
        "control_socket_disable": True,
        "accesslog": None,
        "logger_class": JsonLogger,
        "loglevel": "info" if config.is_production else "warning",
        "proc_name": "improve",
        "forwarded_allow_ips": "",  # what proxies say is read by the application, by their number
    }


def main() -> None:
    """Serve until told to stop."""
    end_with_parent()
    config = from_environment()
    logs.set_up(logging.INFO if config.is_production else logging.WARNING)
    Web(config).run()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
