"""Today's numbers at the wall, by the keyboard alone: from the board, through three ways of entry, and back."""

import pytest
from playwright.sync_api import expect

from improve.core import clock
from improve.core.db import commit, start_writing
from improve.measures.kinds import Kind
from tests.journeys.walker import Walker
from tests.measures.world import figures, held, make

pytestmark = pytest.mark.browser

ROUND = {"Tally": Kind.COUNT, "Share": Kind.PROPORTION, "Wait": Kind.MEASUREMENT}


@pytest.fixture
def measures(trust):
    """One for each way of entry; in the order of the round."""
    return [make(trust, kind, name=f"{nth} {name}") for nth, (name, kind) in enumerate(ROUND.items(), 1)]


@pytest.fixture
def wall(walk, trust, measures):
    """Ben's browser on the wall screen, at the overview."""
    walker = walk(trust.ben, width=1920)
    walker.go(f"/teams/{trust.ward_12.id}/board")
    walker.page.get_by_role("link", name="Today’s numbers").press("Enter")
    expect(walker.page.get_by_role("heading", name="What are today’s numbers?")).to_be_visible()
    return walker


def type_keys(wall: Walker, keys: str, heading: str) -> None:
    """Press one key after the other, each on the screen that the one before brought; then `heading` stands there."""
    for key in keys.split():
        wall.page.keyboard.press(key)
        expect(wall.page.locator("main [aria-busy=true]")).to_have_count(0)
    expect(wall.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()


def test_a_round_by_the_keyboard_alone(wall, trust, measures):
    tally, share, wait = measures
    wall.look_around("today's numbers")
    type_keys(wall, "Enter", "1 Tally")
    expect(wall.page.locator("h1")).to_be_focused()
    wall.look_around("a tally")
    type_keys(wall, "1", "Today: 1")
    expect(wall.page.locator("h1")).to_be_focused()
    assert wall.spoken() == ["Today: 1"]
    type_keys(wall, "1", "Today: 2")
    wall.look_around("a tally that was counted")
    type_keys(wall, "u", "Taken back. Today: 1")
    type_keys(wall, "ArrowRight", "2 Share")
    type_keys(wall, "1", "Today: 1 of 1")
    type_keys(wall, "2", "Today: 1 of 2")
    wall.look_around("yes and no")
    wall.page.get_by_role("link", name="Type the numbers instead").press("Enter")
    expect(wall.page.locator("#value")).to_be_focused()
    type_keys(wall, "8 Enter 1 0 Enter", "Today: 8 of 10")
    type_keys(wall, "u", "Taken back. Today: 1 of 2")
    type_keys(wall, "ArrowRight", "3 Wait")
    wall.look_around("the pad")
    type_keys(wall, "1 2 . 5 Enter", "Today: 12.5")
    wall.look_around("a figure that is in")
    type_keys(wall, "ArrowLeft", "2 Share")
    type_keys(wall, "ArrowRight", "3 Wait")
    type_keys(wall, "ArrowRight", "All of today’s numbers are in")
    wall.look_around("the end")
    assert (figures(tally), held(share), figures(wait)) == ([1], [(clock.today(), 1, 2)], [12.5])
    with wall.page.expect_navigation():
        wall.page.keyboard.press("Enter")
    assert wall.page.url.endswith(f"/teams/{trust.ward_12.id}/board")


def test_a_share_that_is_refused_still_fits_the_wall(wall, measures):
    share = measures[1]
    wall.page.set_viewport_size({"width": 1920, "height": 1080})
    wall.go(f"/teams/{share.team_id}/numbers/{share.id}?way=number")
    type_keys(wall, "8 Enter 4 Enter", "There is a problem")
    assert wall.page.evaluate("document.documentElement.scrollHeight") <= 1080


def test_without_a_connection_nothing_typed_is_lost_and_nothing_counts_twice(wall, measures):
    wait = measures[-1]
    wall.go(f"/teams/{wait.team_id}/numbers/{wait.id}")
    wall.page.keyboard.type("7")
    wall.context.set_offline(True)
    wall.page.keyboard.press("Enter")
    assert wall.sees("No connection. Nothing was sent.")
    wall.look_around("a figure that could not be sent")
    wall.context.set_offline(False)
    wall.page.keyboard.press("ArrowRight")  # a figure stands in the field: nobody leaves it by mistake
    wall.page.wait_for_timeout(300)
    assert wall.page.locator("#value").input_value() == "7"
    type_keys(wall, "Enter", "Today: 7")
    assert figures(wait) == [7]
    expect(wall.page.locator(".toast")).to_have_count(0)
    only_the_connection(wall)


def test_a_figure_whose_answer_is_lost_on_the_way_back_counts_once(wall, measures):
    tally, lost = measures[0], []

    def lose(route):
        """The server hears it; the wall does not hear the server."""
        lost.append(route.fetch(max_redirects=0).status)
        route.abort()

    wall.page.route(
        "**/taps", lose, times=1
    )  # before the page comes: a browser that has it already may miss it
    wall.go(f"/teams/{tally.team_id}/numbers/{tally.id}")
    wall.page.keyboard.press("1")
    assert wall.sees("No connection.") and lost == [303]
    type_keys(wall, "1", "Today: 1")
    assert figures(tally) == [1]
    only_the_connection(wall)


def only_the_connection(wall: Walker) -> None:
    """The page complained of the lost connection, as it should, and of nothing else."""
    assert all(word.split("htmx:")[1].startswith(("afterRequest", "sendError")) for word in wall.complaints)
    wall.complaints.clear()


def test_what_others_enter_meanwhile_is_shown_and_a_half_typed_figure_stays(wall, trust, measures):
    tally, _share, wait = measures
    wall.page.clock.install()
    wall.go(f"/teams/{tally.team_id}/numbers/{wait.id}")
    wall.page.keyboard.type("7")
    start_writing()
    wait.add_reading(trust.ana, clock.today(), 5)
    commit()
    wall.page.clock.fast_forward(31_000)
    wall.page.wait_for_timeout(500)
    assert wall.page.locator("#value").input_value() == "7"
    wall.page.locator("#value").fill("")
    wall.page.clock.fast_forward(31_000)
    assert wall.sees("Done today: 5")


def test_the_keys_can_be_switched_off_and_stay_off(wall, measures):
    tally = measures[0]
    wall.go(f"/teams/{tally.team_id}/numbers/{tally.id}")
    wall.click("Keys are on. Switch off", role="button", inside="footer")
    wall.page.reload()
    expect(wall.page.get_by_role("button", name="Keys are off. Switch on")).to_be_visible()
    expect(wall.page.locator("kbd").first).to_be_hidden()
    wall.page.keyboard.press("1")
    wall.page.wait_for_timeout(300)
    assert figures(tally) == []
