"""create_app(): the only place that wires things together."""

from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Flask, g, request
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from improve.auth import identify
from improve.auth.accounts import only_organisation
from improve.config import FILES, Config, from_environment
from improve.core import clock, when
from improve.core.access import guard, viewer
from improve.core.db import db, prepare
from improve.core.htmx import htmx
from improve.core.http import Improve, csrf, explain_errors, secure
from improve.core.words import teach, zone_name
from improve.home.navigation import navigation
from improve.tablets import enrolment, walls
from improve.teams.models import Organisation

PACKAGE = Path(__file__).parent
STATIC_SECONDS = 31_536_000  # a year: the address carries the digest of the content

FEATURES = (
    "people", "teams", "auth", "tablets", "measures", "goals", "ideas", "pdsa", "escalations", "capture", "boards",
    "imports", "home",
)  # fmt: skip
# Tables beside those of the features, and modules that hear of events: commands and jobs need them without the pages.
HEARING = ("core.mail", "core.once", "goals.purpose", "ideas.leaving", "ideas.offers", "ideas.purpose",
           "ideas.search", "ideas.serving", "ideas.near.vectors",
           "escalations.leaving", "escalations.listening", "escalations.proposals", "jobs.models", "measures.taps",
           "notifications.mails", "tablets.guesses", "tablets.leaving", "tablets.links", "tablets.pins",
           "tablets.tickets", "teams.leaving")  # fmt: skip


def create_app(config: Config | None = None) -> Flask:
    """The application, for a configuration or the environment's."""
    config = config or from_environment()
    app = Improve("improve", template_folder=str(FILES / "templates"), static_folder=str(FILES / "static"))
    configure(app, config)
    open_database(app, config)
    csrf.init_app(app)
    htmx.init_app(app)
    secure(app)
    explain_errors(app)
    teach(app)
    guard(app, identify.identify, enrolment.identify, walls.identify)
    app.before_request(know_organisation)
    app.context_processor(common_words)
    for feature in FEATURES:
        app.register_blueprint(import_module(f"improve.{feature}.routes").bp)
    open_static(app)
    return app


def configure(app: Flask, config: Config) -> None:
    """Settings as Flask and its extensions name them."""
    app.config.from_mapping(
        SECRET_KEY=config.secret_key,
        IMPROVE=config,
        PRODUCTION=config.is_production,
        SECURE_COOKIES=config.is_production,
        SIGN_IN_ENDPOINT="auth.sign_in",
        SESSION_COOKIE_NAME="__Host-form" if config.is_production else "form",
        SESSION_COOKIE_SECURE=config.is_production,
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_SECONDS,
        MAX_CONTENT_LENGTH=config.max_upload_bytes + 64 * 1024,
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        SQLALCHEMY_DATABASE_URI=config.url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config),
        **config.extra,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def engine_options(config: Config) -> dict[str, Any]:
    """How connections are pooled; PostgreSQL's are tried before use, so that a restart needs none of ours."""
    if config.url.startswith("sqlite"):
        return {"pool_size": config.web_threads + 2, "max_overflow": 60}
    return {"pool_pre_ping": True, "pool_size": config.web_threads + 1, "max_overflow": 4}


def open_database(app: Flask, config: Config) -> None:
    """Connect the models, the migrations and the engine."""
    if config.url.startswith("sqlite"):
        config.data_dir.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    Migrate(app, db, directory=str(FILES / "migrations"), render_as_batch=True)
    for name in (*HEARING, *(f"{feature}.models" for feature in FEATURES)):
        if find_spec(f"improve.{name}"):
            import_module(f"improve.{name}")
    with app.app_context():
        prepare(db.engine)


def know_organisation() -> None:
    """Remember whose page this is. Capture is left out: what comes in there from nobody is shown no such page."""
    seen_by = viewer()
    if seen_by is not None:
        g.organisation = db.session.get(Organisation, seen_by.organisation_id)
    elif request.blueprint not in (None, "capture"):
        g.organisation = only_organisation()


def common_words() -> dict[str, Any]:
    """What every template may say."""
    here, now = g.get("organisation"), clock.now()
    return {
        "viewer": viewer(),
        "organisation": here,
        "demonstration": bool(here and here.is_demonstration),
        "layout": "layouts/fragment.html" if htmx and not htmx.boosted else "layouts/page.html",
        "nav": navigation(viewer(), request.path),
        "now_words": when.moment(now, zone_name()),
        "page_age": age_of_page(now),
    }


def age_of_page(now: datetime) -> str:
    """The time at which the page was made: "08:12:05"."""
    return f"{when.local(now, zone_name()):%H:%M:%S}"


def open_static(app: Flask) -> None:
    """Static files are the one endpoint that Flask itself declares."""
    from improve.core.access import Everybody, open_to

    app.view_functions["static"] = open_to(Everybody)(app.view_functions["static"])
