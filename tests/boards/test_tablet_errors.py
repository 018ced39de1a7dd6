"""Every page that says what went wrong leads on: a tablet to its board, everybody else to the first page."""

import pytest
from werkzeug.exceptions import HTTPException

from improve.core.access import Everybody, open_to
from improve.people.models import Person
from improve.tablets.models import Tablet
from tests.real.html import problems

STATUSES = (400, 401, 403, 404, 409, 413, 415, 418, 422, 429, 500, 503, 507)


@pytest.fixture
def trouble(app, monkeypatch):
    """`trouble(404)`: from then on the first page answers so, whoever asks."""

    def cause(status):
        class Trouble(HTTPException):
            code = status

        @open_to(Person, Tablet, Everybody)
        def fail():
            raise Trouble

        monkeypatch.setitem(app.view_functions, "home.start", fail)

    return cause


def links(page):
    """Where the page leads."""
    return {link["href"] for link in page.soup.select("a[href]")}


@pytest.mark.parametrize("status", STATUSES)
def test_a_tablet_is_led_back_to_its_board_and_nowhere_else(tablet, trouble, status):
    trouble(status)
    page = tablet.get("/")
    assert page.status_code == status and problems(page.text) == []
    if status == 503:  # the page needs no database, so it does not know that this is a tablet
        assert page.select_one("main a[href='/']").text == "Try again"
        return
    own = {"/tablet", "#main"} | ({"/sign-in"} if status == 401 else set())
    assert page.select_one("body.tablet .bar a.back[href='/tablet'][data-leave]") and links(page) == own
    assert status == 401 or page.select_one("main a.button[href='/tablet'][data-leave]")


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("who", ["ana", "nobody"])
def test_everybody_else_is_led_to_the_first_page(request, as_, trouble, who, status):
    trouble(status)
    asking = as_(None) if who == "nobody" else request.getfixturevalue(who)
    page = asking.get("/")
    assert page.status_code == status and problems(page.text) == []
    assert page.select_one("main a[href='/sign-in']" if status == 401 else "main a[href='/']")
    assert "/tablet" not in links(page)


@pytest.mark.parametrize("path", ["/nowhere", "/tablet/nowhere", "/ideas/0123456789ABCDEF"])
def test_a_lost_tablet_is_told_so_in_its_own_layout(tablet, trust, path):
    page = tablet.get(path)
    assert page.status_code == 404 and page.select_one("body.tablet .team").text == "Ward 12"
    assert links(page) == {"/tablet", "#main"}


def test_a_tablet_that_was_shut_out_is_told_how_to_come_back(tablet, device, trust):
    device[0].revoke(trust.ana)
    page = tablet.get("/tablet")
    assert page.status_code == 401 and page.select_one("main a[href='/tablet/enrol']")
