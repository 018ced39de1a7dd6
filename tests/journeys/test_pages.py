"""Each page with something on it, as those see it who use it: accessible, and no wider than its window."""

import pytest

from tests.full_world import fill

pytestmark = pytest.mark.browser

PAGES = {
    "ben": ["/", "/ideas/new", "/ideas/{new}", "/ideas/{done}", "/ideas/{not_now}",
            "/ideas", "/search?q=bags", "/account"],
    "ana": [
        "/", "/teams/{team}/board?show=due", "/teams/{team}/pick", "/ideas/{testing}", "/ideas/{embedding}",
        "/ideas/{own}/merge", "/ideas/{own}/withholding", "/ideas/{own}/offer", "/ideas/{own}/edit",
        "/ideas/{own}/moves",
        "/ideas/{own}/completion", "/offers/{offer}", "/escalation-proposals/{proposal}", "/cycles/{closed_cycle}",
        "/teams/{team}/board/lanes/not_now", "/goals", "/goals/{goal}", "/goals/new", "/goals/{goal}/edit",
        "/teams/{team}/tablets", "/teams/{team}/people", "/teams/{team}/edit", "/nowhere",
    ],
    "amy": ["/", "/people", "/people/new", "/people/{person}", "/people/{person}/sign-in",
            "/teams", "/teams/new", "/organisation"],
    "tablet": ["/tablet", "/tablet/board", "/tablet/board/new", "/tablet/doors", "/ideas/{testing}", "/code"],
    "nobody": ["/sign-in", "/password/forgotten", "/password/code", "/code", "/anonymity", "/accessibility"],
}  # fmt: skip


@pytest.mark.parametrize("who", PAGES)
def test_pages_are_accessible_at_three_widths(who, walk, trust, application):
    full = fill(trust)
    words = {name: getattr(row, "id", row) for name, row in vars(full).items()}
    words |= {"team": trust.ward_12.id, "person": trust.ben.id}
    person = getattr(trust, who, None)
    walker = walk(person, tablet=full.tablet_secret if who == "tablet" else "")
    wrong = []
    for path in PAGES[who]:
        walker.go(path.format(**words))
        try:
            walker.look_around(path)
        except AssertionError as found:
            wrong.append(str(found))
    assert not wrong, "\n".join(wrong)
