"""Each figure of a first page opens what it counts: the number there is the same."""

import re
from datetime import timedelta

import pytest

from improve.core import clock
from improve.core.db import db
from improve.escalations.models import raise_for
from improve.ideas.submitting import submit
from improve.ideas.support import serve_goals
from tests.goals.conftest import goals  # noqa: F401  a fixture

OLD = timedelta(days=40)


@pytest.fixture
def busy(trust):
    """Ideas answered in time and late, late ones on seven teams, one late for weeks, one asked about, one withheld."""
    now = clock.now()
    wards = [trust.ward_12, trust.ward_14, trust.older, trust.medicine, trust.executive, trust.small_ward]
    for number in range(14):
        idea = submit(wards[number % 6], text=f"Idea number {number} of the wards.", author=trust.ben)
        if number < 11:
            idea.answer_due_at = now - timedelta(hours=3)
        if number in (1, 2, 12):
            idea.answer_due_at = now + timedelta(hours=number - 3 if number < 3 else 5)
            idea.accept(trust.ana, None, "Yes.")
        if number == 3:
            idea.withhold(trust.ana, "a patient", "It shows who a patient is.")
        if number == 4:
            idea.ask(trust.ana, "Which cupboard?")
        if number == 5:
            idea.received_on -= OLD
    for number in range(8):
        risen = submit(trust.medicine, text=f"What rises, number {number}.", author=trust.ben)
        link = raise_for(risen, trust.mo, "another team", "Who can change the lock?")
        link.due_at = now - timedelta(hours=1) if number < 7 else link.due_at
    db.session.flush()


def figure(words):
    """The first number of some words."""
    return int(re.search(r"\d[\d,]*", words.replace(",", "")).group())


def listed(client, href):
    """How many the page behind a figure says there are, or lists."""
    page = client.get(href)
    assert page.status_code == 200, href
    if (said := page.select_one("#how-many")) is not None:
        assert figure(said.text) == len(page.soup.select("main ul.rows > li")) or figure(said.text) > 50
        return figure(said.text)
    return len(page.soup.select("main .wait > li"))


def figures(page):
    """Each link of a page that starts with a number, or ends with one in brackets: its number and where it leads."""
    said = re.compile(r"\s*\d|.*\(\d+\)$")
    links = [link for link in page.soup.select("main a[href]") if said.match(link.text)]
    return [(link.text.strip(), figure(link.text), link["href"]) for link in links]


def test_every_figure_of_the_executive_opens_as_many_as_it_says(eve, busy):
    found = figures(eve.get("/"))
    assert len(found) == 6
    for words, number, href in found:
        if "in 100" in words:
            said = re.findall(r"\d+", eve.get(href).select_one("#how-many").text)
            due, in_time, later, late, share = map(int, said[:5])
            assert (due, share) == (in_time + later + late, number) and share == round(100 * in_time / due)
        else:
            assert listed(eve, href) == number, words


def test_the_teams_with_late_answers_add_up_to_the_figure_above(eve, busy):
    page = eve.get("/")
    rows = page.soup.select("#h-late ~ ul li, #h-late ~ details li")
    late = next(number for words, number, _ in figures(page) if words.endswith("late"))
    assert sum(figure(row.select_one(".tag").text) for row in rows) == late > 0
    for row in rows:
        assert listed(eve, row.a["href"]) == figure(row.select_one(".tag").text)
    assert len(rows) == 6 and page.select_one("#h-late ~ details li")


def test_the_heading_counts_what_is_late_beyond_what_is_listed(eve, busy):
    page = eve.get("/")
    assert page.select_one("h1").text == "7 of your answers are late"
    assert len(page.soup.select(".wait > li")) == 6


def test_what_is_late_counts_however_old_it_is(eve, trust):
    idea = submit(trust.ward_12, text="Asked long ago, never answered.", author=trust.ben)
    idea.received_on -= OLD
    idea.answer_due_at = clock.now() - OLD
    assert "Asked long ago" in eve.get("/ideas?first=late").text
    assert next(number for words, number, _ in figures(eve.get("/")) if words.endswith("late")) == 1


def test_the_figure_of_the_lead_opens_as_many_ideas(ana, trust, busy):
    for number in range(12):
        submit(trust.ward_12, text=f"One more idea, number {number}.", author=trust.ben)
    ((_words, number, href),) = [one for one in figures(ana.get("/")) if one[2].startswith("/ideas")]
    assert number == listed(ana, href) > 10


def test_the_figures_of_goals_open_as_many_ideas(ana, trust, goals):  # noqa: F811
    for number in range(6):
        idea = submit(trust.ward_12, text=f"It serves a goal, number {number}.", author=trust.ben)
        serve_goals(idea, {(goals.aim, goals.driver, goals.ward)[number % 3].id}, by=trust.ana)
        db.session.flush()
        if number < 2:
            idea.accept(trust.ana, None, "Yes.")
        if number == 5:
            idea.withhold(trust.ana, "a patient", "It shows who a patient is.")
    db.session.flush()
    for path in ("/goals", *(f"/goals/{goal.id}" for goal in (goals.aim, goals.driver, goals.ward))):
        found = [one for one in figures(ana.get(path)) if one[2].startswith("/ideas")]
        assert found, path
        for words, number, href in found:
            assert listed(ana, href) == number, (path, words)


@pytest.mark.parametrize("value", ["nonsense", "a\0b", "9" * 400, "late' OR 1=1"])
def test_a_filter_that_is_none_leaves_the_list_as_it_is(ana, idea, value):
    for name in ("first", "below", "who"):
        page = ana.get("/ideas", query_string={name: value})
        assert page.status_code == 200 and idea.headline in page.text
