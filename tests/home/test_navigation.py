"""The navigation says where one is, on every page."""

import re

import pytest

from improve.home.navigation import place_of

ALL = ["/", "/board", "/goals", "/ideas", "/escalations", "/people", "/teams"]
OF_STAFF = ALL[:5]
BESIDE = (
    "/account", "/search", "/sign-in", "/sign-out", "/step-up", "/password", "/code", "/tablet", "/anonymous",
    "/first-administrator", "/anonymity", "/accessibility", "/health", "/static", "/memberships", "/poster",
    "/wall",
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "/"),
        ("/teams/0123456789ABCDEF/board", "/board"),
        ("/teams/0123456789ABCDEF/board/lanes/new", "/board"),
        ("/teams/0123456789ABCDEF/pick", "/board"),
        ("/cycles/0123456789ABCDEF/study", "/ideas"),
        ("/gain-checks/0123456789ABCDEF", "/ideas"),
        ("/ideas/0123456789ABCDEF/cycles/new", "/ideas"),
        ("/offers/0123456789ABCDEF", "/ideas"),
        ("/escalation-proposals/0123456789ABCDEF", "/escalations"),
        ("/people/import", "/people"),
        ("/teams/import", "/teams"),
        ("/tablets/0123456789ABCDEF/revocation", "/teams"),
        ("/search", ""),
        ("/goalsetting", ""),
    ],
)
def test_a_page_stands_below_its_entry(path, place):
    assert place_of(path, ALL) == place


def test_who_has_no_entry_for_teams_comes_from_the_board():
    assert place_of("/teams/0123456789ABCDEF/tablets", OF_STAFF) == "/board"


def test_every_page_of_the_system_has_its_place(application):
    paths = {
        re.sub(r"<[^>]+>", "0123456789ABCDEF", rule.rule)
        for rule in application.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith(BESIDE)
    }
    assert not [path for path in sorted(paths) if not place_of(path, ALL)]


def test_a_page_marks_one_entry(ana, trust):
    page = ana.get(f"/teams/{trust.ward_12.id}/pick")
    assert [entry.text for entry in page.soup.select(".bar-nav [aria-current]")] == ["Board"]
