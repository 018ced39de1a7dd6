"""What a tablet keeps for the hours without a network: a list, and in it nobody's words and nobody's name."""

import json

import pytest

from improve.capture import shell
from improve.ideas.submitting import submit
from tests.real.html import problems

PAGES = ["/tablet/shell/board", "/tablet/shell/idea", "/tablet/shell/saved"]


def listed(answer):
    """What stands before the worker's own lines."""
    return json.loads(answer.text.partition("const SHELL = ")[2].partition(";\n")[0])


def test_the_worker_covers_every_page_and_keeps_this_list_alone(tablet, app):
    answer = tablet.get("/tablet/worker.js")
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-store"
    kept = listed(answer)
    with app.test_request_context():
        assert kept["files"] == [app.jinja_env.globals["asset"](file) for file in shell.FILES]
    assert kept["pages"] == {
        "/tablet": "/tablet/shell/board",
        "/tablet/idea": "/tablet/shell/idea",
        "/tablet/shell/saved": "/tablet/shell/saved",
    }


@pytest.mark.parametrize("path", PAGES)
def test_a_kept_page_carries_nobody_and_nothing_of_one_visit(tablet, trust, path):
    submit(trust.ward_12, text="Blankets run out at night.", author=trust.ben)
    page = tablet.get(path)
    assert page.headers["Cache-Control"] == "no-store"
    assert problems(page.text) == []
    assert not page.soup.select("[name=csrf_token], [data-day-token], [name=key]")
    for person in (trust.ana, trust.ben, trust.dora):
        assert person.name not in page.text
    assert "Blankets" not in page.text and "Set-Cookie" not in page.headers


def test_another_version_of_a_file_makes_another_worker(tablet, app, monkeypatch):
    before = listed(tablet.get("/tablet/worker.js"))["version"]
    assets = app.jinja_env.globals["asset"]
    monkeypatch.setitem(assets.known, "build/tablet.js", "/static/build/tablet.js?v=other")
    assert listed(tablet.get("/tablet/worker.js"))["version"] != before


@pytest.mark.parametrize("path", [*PAGES, "/tablet/worker.js", "/tablet/attention"])
def test_only_a_tablet_is_given_them(as_, path, trust):
    assert as_(None).get(path).status_code == 401
    assert as_(trust.ben).get(path).status_code == 403


def test_the_app_can_be_installed_with_signs_of_its_own(tablet, app):
    address = tablet.get("/tablet").select_one("link[rel=manifest]")["href"]
    manifest = json.loads(tablet.get(address).text)
    assert manifest["start_url"] == "/tablet" and manifest["scope"] == "/"
    for sign in manifest["icons"]:
        assert tablet.get(f"/static/{sign['src']}").status_code == 200
