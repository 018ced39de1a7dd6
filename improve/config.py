"""Settings, read from the environment. The unit stands in the name."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent
INSTALLED = PACKAGE / "_files"
FILES = INSTALLED if INSTALLED.is_dir() else PACKAGE.parent  # where templates/, static/ and migrations/ stand


@dataclass(frozen=True)
class Config:
    """What a deployment may set. `from_environment` reads IMPROVE_<NAME>, and PORT and DATA_DIR without a prefix."""

    data_dir: Path = Path("var")
    database_url: str = ""
    port: int = 8000
    host: str = "127.0.0.1"
    secret_key: str = ""
    is_production: bool = False
    base_url: str = ""
    trusted_proxies: int = 0
    session_hours: int = 12
    idle_minutes: int = 15
    step_up_minutes: int = 10
    max_upload_bytes: int = 10 * 1024 * 1024
    ideas_per_hour: int = 60
    ideas_per_day: int = 300
    ideas_at_once: int = 10
    pin_pepper: str = ""
    smtp_url: str = ""
    mail_from: str = "Improve <improve@localhost>"
    web_workers: int = 2
    web_threads: int = 4
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The database; a file in the data folder unless another is named."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'improve.db').resolve()}"


def from_environment(makes_secret: bool = True) -> Config:
    """The settings of this process. Raises ValueError, which names the setting, for a number that is none or too small.

    A command that only reads makes no secret: it would leave a folder and a key wherever DATA_DIR points by mistake.
    """
    data_dir = Path(os.environ.get("DATA_DIR", "var"))
    return Config(
        data_dir=data_dir,
        database_url=_text("DATABASE_URL").replace("postgresql://", "postgresql+psycopg://", 1),
        port=_whole("PORT", os.environ.get("PORT", ""), 8000),
        host=_text("HOST", "127.0.0.1"),
        secret_key=_text("SECRET_KEY") or _kept_secret(data_dir, makes_secret),
        is_production=_text("PRODUCTION") == "1",
        base_url=_text("BASE_URL").rstrip("/"),
        trusted_proxies=_number("TRUSTED_PROXIES", 0, least=0),
        session_hours=_number("SESSION_HOURS", 12),
        idle_minutes=_number("IDLE_MINUTES", 15),
        max_upload_bytes=_number("MAX_UPLOAD_BYTES", 10 * 1024 * 1024),
        ideas_per_hour=_number("IDEAS_PER_HOUR", 60),
        ideas_per_day=_number("IDEAS_PER_DAY", 300),
        ideas_at_once=_number("IDEAS_AT_ONCE", 10),
        pin_pepper=_text("PIN_PEPPER"),
        smtp_url=_text("SMTP_URL"),
        mail_from=_text("MAIL_FROM", "Improve <improve@localhost>"),
        web_workers=_number("WEB_WORKERS", 2),
        web_threads=_number("WEB_THREADS", 4),
    )


def model_dir() -> Path | None:
    """The folder of the model that finds like ideas, where it is not the one that was installed."""
    return Path(_text("MODEL_DIR")) if _text("MODEL_DIR") else None


def glossary() -> Path | None:
    """A trust's own ward words, where it has such a file."""
    return Path(_text("GLOSSARY")) if _text("GLOSSARY") else None


def _text(name: str, otherwise: str = "") -> str:
    return os.environ.get(f"IMPROVE_{name}", otherwise)


def _number(name: str, otherwise: int, least: int = 1) -> int:
    return _whole(f"IMPROVE_{name}", _text(name), otherwise, least)


def _whole(setting: str, said: str, otherwise: int, least: int = 0) -> int:
    try:
        number = int(said or otherwise)
    except ValueError:
        raise ValueError(f"{setting} is “{said}”, which is not a number.") from None
    if number < least:
        raise ValueError(f"{setting} is {number}; it must be {least} or more.")
    return number


def _kept_secret(data_dir: Path, makes_it: bool) -> str:
    """The secret of this data folder, made the first time. Kept readable for its owner alone."""
    path = data_dir / "secret_key"
    if not path.exists() and not makes_it:
        return secrets.token_urlsafe(48)  # for this process alone
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()
