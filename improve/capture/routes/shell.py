"""The tablet as an installed app: its service worker, and the pages that worker keeps. See docs/outbox.md."""

from collections.abc import Callable
from typing import cast

from flask import current_app, make_response, render_template
from werkzeug.wrappers import Response

from improve.capture.forms import TabletIdeaForm
from improve.capture.names import leading, of_team
from improve.capture.routes import bp
from improve.capture.routes.tablet import THANKS_SECONDS, rest_form
from improve.capture.shell import field, worker
from improve.core.access import open_to, viewer
from improve.tablets.models import Tablet


@bp.get("/tablet/worker.js")
@open_to(Tablet)
def service_worker() -> Response:
    """Covers every page that a tablet can open: without a network none of them is a dead end."""
    asset = cast(Callable[[str], str], current_app.jinja_env.globals["asset"])
    response = make_response(worker(asset))
    response.content_type = "text/javascript; charset=utf-8"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@bp.get("/tablet/shell/board")
@open_to(Tablet)
def shell_board() -> str:
    """The idle screen without the board."""
    return render_template("capture/board.html", doors=viewer().team.doors, is_live=True)


@bp.get("/tablet/shell/idea")
@open_to(Tablet)
def shell_idea() -> str:
    """The one field, without a form token and without the name of whoever will answer."""
    return render_template("capture/idea.html", is_shell=True, form=TabletIdeaForm(), **field(viewer().team))


@bp.get("/tablet/shell/saved")
@open_to(Tablet)
def shell_saved() -> str:
    """Thank you, it is safe: what is shown while an idea waits on the tablet."""
    return render_template("capture/saved.html", form=rest_form(), seconds=THANKS_SECONDS)


@bp.get("/tablet/attention")
@open_to(Tablet)
def attention() -> str:
    """What could not be sent. The tablet alone holds it: the page's script opens it."""
    team = viewer().team
    return render_template("capture/attention.html", leads=leading(team), names=of_team(team))
