"""A wall shows one board to whoever has its link, and nothing else, until a lead takes it out of use."""

import re

import pytest
from sqlalchemy import select

from improve.core.db import db
from improve.core.ids import digest
from improve.tablets.links import Link


def form(**fields):
    return {"key": "LINK-1", "name": "Corridor", **fields}


@pytest.fixture
def make(trust, ana):
    """Make a link; the address that the lead is shown."""

    def made(kind, **fields):
        page = ana.post(f"/teams/{trust.ward_12.id}/links/{kind}", form(**fields))
        assert page.status_code == 201
        return re.search(rf"/{kind}/\S+", page.select_one("code").text)[0]

    return made


@pytest.fixture
def screen(as_, make):
    """A screen on which a wall was opened."""
    wall = as_(None)
    assert wall.get(make("wall")).location == "/wall"
    return wall


def links():
    return db.session.scalars(select(Link).execution_options(populate_existing=True)).all()


def test_a_link_opens_the_board_without_a_sign_in(screen, idea):
    page = screen.get("/wall")
    assert page.status_code == 200
    assert idea.headline in page.select_one(".tile").text


def test_its_secret_is_stored_as_a_digest_alone(make):
    secret = make("wall").removeprefix("/wall/")
    assert [link.secret_digest for link in links()] == [digest(secret)]


def test_a_wall_names_no_author(screen, idea, trust):
    assert idea.author.name not in screen.get("/wall").text


@pytest.mark.parametrize(
    "path", ["/", "/tablet", "/tablet/board", "/ideas", "/board", "/search?q=bed", "/account"]
)
def test_a_wall_opens_nothing_else(screen, path):
    assert screen.get(path).status_code in (302, 401, 403)


def test_a_wall_reads_no_idea_and_writes_none(screen, idea):
    assert screen.get(f"/ideas/{idea.id}").status_code == 403
    assert screen.post("/tablet/ideas", {"key": "K", "text": "Something"}).status_code == 403


@pytest.mark.parametrize("kind", ["wall", "poster"])
def test_a_link_out_of_use_opens_nothing_any_more(make, as_, ana, kind, last_event):
    path, device = make(kind), as_(None)
    assert device.get(path).status_code in (200, 303)
    assert ana.post(f"/links/{links()[0].id}/revocation").status_code == 303
    assert last_event().name == "link.revoked"
    assert device.get(path).status_code == 404
    assert device.get("/wall").status_code == 401


def test_an_unknown_link_is_told_like_one_out_of_use(as_):
    assert as_(None).get("/wall/" + "x" * 43).status_code == 404
    assert as_(None).get("/poster/" + "x" * 5_000).status_code == 404


def test_the_same_form_twice_makes_one_link_and_the_newer_address_works(make, as_):
    first, second = make("wall"), make("wall")
    assert len(links()) == 1
    assert [as_(None).get(path).status_code for path in (first, second)] == [404, 303]


def test_a_person_signed_in_on_the_same_browser_is_not_in_the_way(ana, make):
    ana.get(make("wall"))
    assert ana.get("/wall").status_code == 200


@pytest.mark.parametrize("who", ["ben", "fay", "cleo"])
def test_others_make_no_link(request, trust, who):
    answer = request.getfixturevalue(who).post(f"/teams/{trust.ward_12.id}/links/wall", form())
    assert answer.status_code in (403, 404)
    assert not links()


def test_a_kind_that_does_not_exist_is_not_found(ana, trust):
    assert ana.post(f"/teams/{trust.ward_12.id}/links/door", form()).status_code == 404


def test_a_link_without_a_name_is_asked_for_one(ana, trust):
    page = ana.post(f"/teams/{trust.ward_12.id}/links/poster", form(name=" "))
    assert page.status_code == 422
    assert "Write a name for it" in page.text
