"""The chart of a measure and the list of a team's measures; the chart to take away, as a picture and as a table."""

from io import BytesIO
from pathlib import Path

from flask import Response, current_app, render_template, request, send_file

from improve.core.access import find, open_to, viewer
from improve.measures import listing, policy, taking_away
from improve.measures.chart_page import chart_page
from improve.measures.drawing.labels import clipped
from improve.measures.models import Measure
from improve.measures.pictures import MeasureChart, charts
from improve.measures.purposes import purposes_of
from improve.measures.routes import bp
from improve.measures.routes.loading import load
from improve.people.models import Person
from improve.teams.models import Team
from improve.teams.policy import visible_to as visible_teams

MARGINS, TITLE_LETTERS, WORD_LETTERS = 48, 24, 16  # of the picture to take away


@bp.get("/teams/<team_id>/measures")
@open_to(Person)
def index(team_id: str) -> str:
    """What a team measures, as small charts."""
    team = find(visible_teams(viewer()), Team.id, team_id)
    ended = "ended" in request.args
    measures, after = listing.of_team(viewer(), team, ended=ended, after=request.args.get("after", ""))
    return render_template(
        "measures/index.html", team=team, charts=charts(measures), after=after, ended=ended,
        may_start=policy.may_start(viewer(), team),
    )  # fmt: skip


@bp.get("/measures/<measure_id>")
@open_to(Person)
def show(measure_id: str) -> str:
    """One measure, done properly."""
    measure = load(measure_id)
    page = chart_page(measure, request.args.get("newest", type=int))
    purposes = purposes_of(viewer(), measure)
    return render_template(
        "measures/show.html", measure=measure, page=page, may=may(measure), purposes=purposes
    )


def may(measure: Measure) -> dict[str, bool]:
    """What the viewer may do with it."""
    someone, runs = viewer(), not measure.is_ended
    return {
        "enter": policy.may_enter(someone, measure) and runs,
        "decide": policy.may_decide(someone, measure) and runs,
        "change": policy.may_change(someone, measure) and runs,
    }


@bp.get("/measures/<measure_id>.png")
@open_to(Person)
def picture(measure_id: str) -> Response:
    """The chart as a picture, for slides and mails."""
    measure = load(measure_id)
    chart = charts([measure], "page")[0]
    svg = render_template("measures/alone.svg", chart=chart, **around(measure, chart))
    return sent(taking_away.png(svg, style()), "image/png", f"{measure.name}.png")


def around(measure: Measure, chart: MeasureChart) -> dict[str, str]:
    """The words around the picture, and how it is drawn."""
    size = chart.picture.width
    words = f"{measure.team.name}. {chart.assurance_words}. {chart.variation_words}."
    last = f"Last point: {chart.last.value}, {chart.last.when}" if chart.last else ""
    return {
        "title": clipped(chart.title, size - MARGINS, TITLE_LETTERS),
        "words": clipped(words, size - MARGINS, WORD_LETTERS),
        "foot": clipped(last, size - MARGINS, WORD_LETTERS),
    }


def style() -> str:
    """How a chart is drawn that leaves the pages."""
    return (Path(current_app.static_folder or "") / "build" / "chart.css").read_text()


@bp.get("/measures/<measure_id>.csv")
@open_to(Person)
def table(measure_id: str) -> Response:
    """All points, for a spreadsheet."""
    measure = load(measure_id)
    return sent(taking_away.csv_of(measure), "text/csv", f"{measure.name}.csv")


def sent(content: bytes, kind: str, name: str) -> Response:
    """A file to keep."""
    return send_file(BytesIO(content), kind, as_attachment=True, download_name=name.replace("/", "-"))
