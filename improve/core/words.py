"""What templates may say: filters and globals. Times are shown in the organisation's time zone."""

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask, g, url_for

from improve.core import clock, languages, when
from improve.core.text import listing, plural


def zone_name() -> str:
    """The time zone of the organisation of this request."""
    organisation = g.get("organisation")
    return organisation.time_zone if organisation else "Europe/London"


def today() -> date:
    """The date there."""
    return clock.today(zone_name())


def on_day(value: date | datetime) -> date:
    """The date of a moment, there."""
    return when.local(value, zone_name()).date() if isinstance(value, datetime) else value


def said(message: str) -> str:
    """A message in the language of the request; Jinja fills its places, and escapes what it fills in."""
    return languages.gettext(message)


def said_of(one: str, many: str, number: int) -> str:
    """The same for so many of something."""
    return languages.translations(languages.spoken()).ngettext(one, many, number)


def dom_id(row: Any, part: str = "") -> str:
    """The id of a row's fragment on a page: "idea-K7Q2…", "idea-K7Q2…-moves"."""
    return f"{type(row).__name__.lower()}-{row.id}{'-' + part if part else ''}"


def teach(app: Flask) -> None:
    """Give the templates their words."""
    app.jinja_env.filters.update(
        moment=lambda at: when.moment(at, zone_name()),
        short_moment=lambda at: when.short_moment(at, zone_name()),
        day=lambda value: when.day(on_day(value), today()),
        short_day=lambda value: when.short_day(on_day(value), today()),
        ago=lambda value: when.ago(on_day(value), today()),
        age=lambda value: when.age(on_day(value), today()),
        listing=listing,
        said=languages.gettext,  # of what is no constant: the label of a field
    )
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(said, said_of, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(
        LANGUAGES=languages.LANGUAGES,
        spoken=languages.spoken,
        language_tag=languages.tag,
        in_each_language=languages.in_each_language,
    )
    app.jinja_env.globals.update(dom_id=dom_id, plural=plural, asset=Assets(app))


class Assets:
    """`asset("build/app.css")`: the address of a static file, with the digest of its content: it may be kept a year."""

    def __init__(self, app: Flask) -> None:
        self.folder, self.reloads = Path(app.static_folder or ""), app.debug
        self.known: dict[str, str] = {}

    def __call__(self, path: str) -> str:
        if path not in self.known or self.reloads:
            file = self.folder / path
            mark = hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else "missing"
            self.known[path] = url_for("static", filename=path, v=mark)
        return self.known[path]
