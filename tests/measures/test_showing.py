"""The chart page, the list, and what can be taken away."""

import csv
import io

import pytest
from PIL import Image, ImageChops

from improve.core.db import commit, db, start_writing
from improve.measures import serving, taking_away
from improve.measures.kinds import Chart, Kind, Often, Wanted
from improve.measures.pictures import charts
from improve.measures.readings import Reading
from improve.measures.serving import Band
from tests.measures.stories import a_measure, the_wait, week
from tests.queries.test_queries import listening
from tests.real.html import problems


@pytest.fixture
def cycle():
    """A cycle on every measure, as the feature above would say."""

    class One:
        def bands(self, measure_ids):
            band = Band(week(30), week(32), "Cycle 3", "second look", "/cycles/X", predicted=85, is_open=True)
            return {measure_id: [band] for measure_id in measure_ids}

    before = serving._cycles
    serving.register(One())
    yield
    serving.register(before)


def test_the_heading_of_a_chart_is_its_finding(ana, trust):
    page = ana.get(f"/measures/{the_wait(trust).id}")
    assert page.select_one("h1").text == "Wait for medicines fell from 175 to 108 minutes"
    assert "Team: Ward 12" in page.select_one(".head .meta").text
    assert "The last 7 weeks are all below the new mean" in page.select_one(".lede").text
    assert "Getting better (lower)" in page.select_one(".icons").text


def test_a_chart_shows_cycles_notes_and_reasons_beside_it(ana, trust, cycle):
    beside = ana.get(f"/measures/{the_wait(trust).id}").select_one("#beside").parent.text
    for words in (
        "Cycle 3",
        "Pharmacy robot broken for 3 days",
        "Pharmacist joins the board round",
        "Ana Diaz",
    ):
        assert words in beside


def test_the_table_says_what_the_chart_shows_newest_first_ten_a_page(ana, trust):
    measure = the_wait(trust)
    rows = ana.get(f"/measures/{measure.id}").soup.select("#figures tbody tr")
    assert len(rows) == 10
    assert rows[0].text.split()[:3] == ["16", "February", "2026"] or "94" in rows[0].text
    assert "Real improvement: part of 7 or more in a row below the mean" in rows[0].text
    older = ana.get(f"/measures/{measure.id}?newest=10").soup.select("#figures tbody tr")
    assert "168" in older[-1].text


@pytest.mark.parametrize("newest", ["0", "-4", "9999", "x"])
def test_a_page_of_the_table_that_is_not_there_is_the_nearest(ana, trust, newest):
    assert ana.get(f"/measures/{the_wait(trust).id}?newest={newest}").status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"readings": []},
        {"readings": [12]},
        {"readings": [7] * 20, "target": 5},
        {"readings": [9e11, 2e11, 5e11]},
        {"readings": [-3, -8, 4] * 6, "wanted": Wanted.NEITHER},
        {
            "readings": [(5, 20), (0, 0), (9, 30)] * 5,
            "kind": Kind.PROPORTION,
            "chart": Chart.P,
            "out_of": "people",
        },
        {
            "readings": [(2, 700), (5, 800)] * 8,
            "kind": Kind.RATE,
            "chart": Chart.U,
            "out_of": "days",
            "per": 1000,
        },
        {"readings": [12, 4, 30, 9] * 4, "kind": Kind.TIME_BETWEEN, "chart": Chart.T, "often": Often.EVENT},
        {"readings": [12, 4, 30, 9] * 4, "kind": Kind.CASES_BETWEEN, "chart": Chart.G, "often": Often.EVENT},
        {"readings": [12, 14, 13] * 8, "chart": Chart.RUN, "name": "<b>Falls & “more”</b>"},
    ],
)
def test_whatever_was_measured_the_page_is_valid(ana, trust, changes, cycle):
    measure = a_measure(trust, **changes)
    page = ana.get(f"/measures/{measure.id}")
    assert page.status_code == 200
    assert problems(page.text) == []
    assert ana.get(f"/measures/{measure.id}.png").response.get_data().startswith(b"\x89PNG")
    assert ana.get(f"/measures/{measure.id}.csv").status_code == 200


def test_the_list_shows_a_small_chart_of_each_measure(ana, trust):
    the_wait(trust)
    a_measure(trust, name="Falls").end(trust.ana)
    page = ana.get(f"/teams/{trust.ward_12.id}/measures")
    assert [card.h2.text for card in page.soup.select("article.measure-card")] == [
        "Wait for medicines: improving, may meet the target or miss it"
    ]
    assert problems(page.text) == []
    assert "Falls" in ana.get(f"/teams/{trust.ward_12.id}/measures?ended=1").text


def test_a_long_list_has_pages(ana, trust):
    for number in range(26):
        a_measure(trust, name=f"Measure {number:02}")
    first = ana.get(f"/teams/{trust.ward_12.id}/measures")
    second = ana.get(first.select_one("a[rel=next]")["href"])
    names = [card["id"] for page in (first, second) for card in page.soup.select("article.measure-card")]
    assert len(names) == len(set(names)) == 26


@pytest.mark.parametrize("path", ["", ".png", ".csv"])
def test_an_outsider_does_not_learn_that_the_measure_exists(cleo, trust, path):
    assert cleo.get(f"/measures/{the_wait(trust).id}{path}").status_code == 404


def test_who_may_not_enter_is_offered_nothing_to_do(fay, trust):
    assert fay.get(f"/measures/{the_wait(trust).id}").select_one("#next") is None


def test_charts_of_many_measures_ask_no_more_than_one(app, trust):
    many = [the_wait(trust) for _ in range(6)]
    commit()
    with listening() as seen:
        assert len(charts(many)) == 6
    assert len(seen) <= 5
    start_writing()


def test_a_picture_has_letters_on_a_machine_without_fonts(ana, trust):
    measure = the_wait(trust)
    painted = Image.open(io.BytesIO(ana.get(f"/measures/{measure.id}.png").response.get_data())).convert("L")
    title = painted.crop((0, 0, painted.width, 120))
    ink = ImageChops.invert(title).getbbox()
    assert ink and ink[2] - ink[0] > 400, "the title is drawn"
    assert title.getextrema()[0] < 80, "in dark letters"


def test_a_table_for_spreadsheets_holds_every_point(ana, trust):
    measure = the_wait(trust)
    content = ana.get(f"/measures/{measure.id}.csv").response.get_data()
    assert content.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 40
    assert (rows[0]["Date"], rows[0]["Value"], rows[0]["Unit"]) == ("2025-05-26", "168", "minutes")


def test_no_cell_of_the_table_is_a_formula(ana, trust):
    measure = a_measure(trust, [-4, -5], unit='=HYPERLINK("http://evil")')
    text = ana.get(f"/measures/{measure.id}.csv").response.get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0]["Unit"].startswith("'=")
    assert rows[0]["Value"] == "-4", "a negative figure stays a figure"


@pytest.mark.parametrize("cell", ["=1+1", "+44 20", "-x", "@SUM(A1)", "\tx", "\r=x"])
def test_what_a_spreadsheet_could_carry_out_is_text(cell):
    assert taking_away.harmless(cell) == "'" + cell


def test_a_point_left_out_is_said_to_be_so(ana, trust):
    measure = the_wait(trust)
    reading = db.session.query(Reading).filter_by(measure_id=measure.id, value=247).one()
    reading.leave_out(measure, trust.ana, "The robot was broken")
    page = ana.get(f"/measures/{measure.id}?newest=15")
    assert "Left out of the lines" in page.select_one("#figures").text
    assert "1 point left out by decision" in page.text


def test_a_baseline_is_shaded_up_to_its_last_point(ana, trust):
    measure = a_measure(trust, [20, 22, 19, 21] * 6)
    measure.decide_lines(trust.ana, "baseline", week(11), "Before the change")
    page = ana.get(f"/measures/{measure.id}")
    assert page.select_one("#chart-t").parent.select_one("rect.baseline")
    assert "Baseline: the lines come from here" in page.text


def test_a_chart_whose_points_are_several_readings_opens_none(ana, trust):
    measure = a_measure(trust, several=True, chart=Chart.XBAR, often=Often.DAY)
    measure.add_readings(trust.ana, [(week(k), value, None, "") for k in range(8) for value in (5, 7, 6)])
    page = ana.get(f"/measures/{measure.id}")
    assert "Enter to open" not in page.text
    assert page.select_one("#figures tbody td").text == "3"


def test_the_first_point_left_out_moves_no_line_of_the_table(ana, trust):
    measure = a_measure(trust, [90, *[20, 22, 19, 21] * 4])
    first = measure.readings_of(week(0))[0]
    first.leave_out(measure, trust.ana, "Wrong unit")
    text = ana.get(f"/measures/{measure.id}.csv").response.get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["Middle line"] for row in rows[:2]] == ["", "20.5"]


def test_every_link_of_the_chart_page_and_the_list_leads_somewhere(ana, trust):
    measure = the_wait(trust)
    for path in (
        f"/measures/{measure.id}",
        f"/teams/{trust.ward_12.id}/measures",
        f"/teams/{trust.ward_12.id}/board",
    ):
        hrefs = {link["href"].split("#")[0] for link in ana.get(path).soup.select("main a[href]")}
        lost = [href for href in hrefs if href and ana.get(href).status_code >= 400]
        assert not lost, path


def test_without_figures_no_lines_can_be_worked_out_afresh(ana, trust):
    lines = "a[href$='/lines']"
    assert ana.get(f"/measures/{a_measure(trust).id}").select_one(lines) is None
    assert ana.get(f"/measures/{the_wait(trust).id}").select_one(lines)
