"""The board by keyboard and by dragging: both open the step that asks, a refused drop says why."""

import pytest
from playwright.sync_api import expect

from improve.core.db import commit
from improve.ideas.submitting import submit
from tests.full_world import fill

pytestmark = pytest.mark.browser


@pytest.fixture
def board(walk, trust):
    """Ana's board with something in each lane."""
    fill(trust)
    ana = walk(trust.ana)
    ana.go(f"/teams/{trust.ward_12.id}/board")
    return ana


def test_the_menu_is_left_with_escape_and_walked_with_arrows(board):
    button = board.page.locator("#new a.move").first
    button.focus()
    board.page.keyboard.press("Enter")
    menu = board.page.locator(".menu")
    expect(menu.locator("a").first).to_be_focused()
    board.page.keyboard.press("ArrowDown")
    expect(menu.locator("a").nth(1)).to_be_focused()
    board.page.keyboard.press("End")
    expect(menu.locator("a").last).to_be_focused()
    board.page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_tabbing_out_of_the_menu_closes_it(board):
    board.page.locator("#new a.move").first.focus()
    board.page.keyboard.press("Enter")
    expect(board.page.locator(".menu a").first).to_be_focused()
    for _ in range(board.page.locator(".menu a").count()):
        board.page.keyboard.press("Tab")
    expect(board.page.locator(".menu")).to_have_count(0)
    assert "BODY" not in board.focus()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (320, 640)])
def test_the_menu_opens_inside_the_window_wherever_its_card_stands(board, width, height):
    page = board.page
    page.set_viewport_size({"width": width, "height": height})
    button = page.locator("#ready a.move").last
    button.evaluate("button => button.scrollIntoView({ block: 'end' })")
    button.click()
    expect(page.locator(".menu a").first).to_be_focused()
    menu = page.locator(".menu").bounding_box()
    assert menu["y"] >= 0
    assert menu["y"] + menu["height"] <= height
    assert menu["y"] + menu["height"] <= button.bounding_box()["y"]  # what it belongs to is still seen


def test_a_menu_that_is_longer_than_the_window_scrolls_within_it(board):
    board.page.set_viewport_size({"width": 1280, "height": 300})
    board.page.locator("#ready a.move").first.click()
    expect(board.page.locator(".menu a").first).to_be_focused()
    board.page.keyboard.press("End")
    last = board.page.locator(".menu a").last
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport(ratio=1)


def test_a_goal_chosen_with_the_pointer_is_shown_at_once_and_keeps_the_focus(board):
    goals = board.page.locator("select[name=goal]")
    goals.dispatch_event("pointerdown")
    with board.page.expect_navigation(url="**goal=*"):
        goals.select_option(label="Home before lunch")
    expect(goals).to_be_focused()
    [said] = board.spoken()
    assert said.startswith("Showing 3 of ")


def test_a_goal_chosen_by_keys_is_shown_on_enter_and_not_on_the_way_there(board):
    here, goals = board.page.url, board.page.locator("select[name=goal]")
    goals.focus()
    board.page.keyboard.press("ArrowDown")
    board.page.keyboard.press("ArrowDown")
    board.page.wait_for_timeout(300)
    assert board.page.url == here
    with board.page.expect_navigation(url="**goal=*"):
        board.page.keyboard.press("Enter")
    expect(goals).to_be_focused()


def test_a_goal_chosen_by_keys_is_shown_when_its_list_is_left(board):
    board.page.set_viewport_size({"width": 320, "height": 640})
    board.page.locator(".fold summary").press("Enter")
    board.page.locator("select[name=goal]").focus()
    board.page.keyboard.press("ArrowDown")
    with board.page.expect_navigation(url="**goal=*"):
        board.page.keyboard.press("Tab")
    expect(board.page.locator("select[name=owner]")).to_be_focused()
    expect(board.page.locator("select[name=owner]")).to_be_in_viewport()


def test_the_idea_that_is_placed_moves_on_the_grid_with_the_answers(walk, trust):
    idea = submit(trust.ward_12, text="Blankets run out on nights.", author=trust.ben)
    ana = walk(trust.ana)
    ana.go(f"/teams/{trust.ward_12.id}/pick")
    ghosts = ana.page.locator(".ghost:visible")
    expect(ghosts).to_have_count(0)
    ana.page.get_by_label("Some work").check()
    ana.page.get_by_label("Big difference").check()
    expect(ghosts).to_have_count(1)
    expect(ana.page.locator(".challenge .ghost")).to_contain_text(idea.headline)
    ana.page.get_by_label("Little effort").check()
    expect(ana.page.locator(".implement .ghost")).to_be_visible()
    expect(ghosts).to_have_count(1)
    ana.look_around("which first, while placing")


def test_which_first_says_on_its_own_page_what_is_missing(walk, trust):
    submit(trust.ward_12, text="Blankets run out on nights.", author=trust.ben)
    ana = walk(trust.ana)
    ana.go(f"/teams/{trust.ward_12.id}/pick")
    ana.press("Place it and finish")
    expect(ana.page.locator("[data-error-summary]")).to_be_focused()
    assert ana.page.locator(".quad").count() == 4
    ana.look_around("which first, with errors")


@pytest.mark.parametrize("width", [320, 400, 600])
def test_the_tiles_of_the_lanes_hold_their_words(board, width):
    board.page.set_viewport_size({"width": width, "height": 640})
    over = "tiles => tiles.filter(tile => tile.scrollWidth > tile.clientWidth).length"
    assert board.page.locator(".jump a").evaluate_all(over) == 0


def test_on_a_phone_the_filters_are_folded_away_and_opened_by_keyboard(board):
    chip = board.page.locator(".filters .chip").first
    expect(chip).to_be_visible()
    board.page.set_viewport_size({"width": 320, "height": 640})
    expect(chip).to_be_hidden()
    board.page.locator(".fold summary").press("Enter")
    expect(chip).to_be_visible()


def test_sentences_of_one_moment_are_spoken_one_after_the_other(board):
    said = ["Saved.", "Saved.", "Somebody else has moved a card."]
    board.page.evaluate(
        """said => said.forEach(
        value => document.dispatchEvent(new CustomEvent('announce', {detail: {value}})))""",
        said,
    )
    board.page.wait_for_timeout(600)
    assert board.spoken() == ["Saved.", "Somebody else has moved a card."]


def test_a_card_is_declined_by_keyboard_alone(board):
    board.page.locator("#new a.move").first.focus()
    board.page.keyboard.press("Enter")
    expect(board.page.locator(".menu a").first).to_be_focused()
    with board.page.expect_navigation():
        board.page.keyboard.press("n")
    board.look_around("not now")
    with board.page.expect_navigation():  # nothing is filled in
        board.page.get_by_role("button", name="Answer").press("Enter")
    assert board.page.title().startswith("Error: ")
    expect(board.page.locator("[data-error-summary]")).to_be_focused()
    board.look_around("not now, with errors")
    board.choose("It costs too much")
    board.page.locator("main textarea").nth(0).fill("It costs £9,000.")
    board.page.locator("main textarea").nth(1).fill("We ask again in April.")
    with board.page.expect_navigation():
        board.page.get_by_role("button", name="Answer").press("Enter")
    assert board.page.url.partition("#")[0].endswith("/board")
    assert len(board.spoken()) == 1


def test_a_move_is_undone_by_keyboard_from_the_card_that_moved(board):
    title = board.page.locator("#new article h3 a").first.inner_text()
    just_do_it(board)
    assert board.page.url.partition("#")[0].endswith("/board")
    expect(board.page.locator("#done h3 a", has_text=title)).to_be_focused()
    [said] = board.spoken()
    assert said.startswith("Done. The author can read what changed.") and "Control Z" in said
    board.look_around("moved, with undo")
    board.page.keyboard.press("Tab")  # Move to…
    board.page.keyboard.press("Tab")
    expect(board.page.get_by_role("button", name="Undo")).to_be_focused()
    with board.page.expect_navigation():
        board.page.keyboard.press("Enter")
    expect(board.page.locator("#new h3 a", has_text=title)).to_be_focused()
    assert board.spoken() == ["Undone. It stands in “New”, as before."]
    assert board.page.get_by_role("button", name="Undo").count() == 0


def test_control_z_undoes_a_move(board):
    title = board.page.locator("#new article h3 a").first.inner_text()
    just_do_it(board)
    with board.page.expect_navigation():
        board.page.keyboard.press("Control+z")
    expect(board.page.locator("#new h3 a", has_text=title)).to_be_focused()


def test_undo_goes_after_ten_seconds_and_waits_for_whoever_stands_on_it(board):
    board.page.clock.install()
    just_do_it(board)
    undo = board.page.get_by_role("button", name="Undo")
    undo.focus()
    board.page.clock.run_for(30_000)
    expect(undo).to_be_visible()
    board.page.locator("main h1 a, main a").first.focus()
    board.page.clock.run_for(11_000)
    expect(undo).to_have_count(0)


def test_a_card_that_left_the_board_leaves_the_focus_on_the_heading(board):
    board.page.locator("#new a.move").first.focus()
    board.page.keyboard.press("Enter")
    expect(board.page.locator(".menu a").first).to_be_focused()
    with board.page.expect_navigation():
        board.page.keyboard.press("n")
    board.choose("It costs too much")
    board.page.locator("main textarea").nth(0).fill("It costs £9,000.")
    board.page.locator("main textarea").nth(1).fill("We ask again in April.")
    board.press("Answer")
    expect(board.page.locator("main h1")).to_be_focused()
    board.page.keyboard.press("Tab")
    expect(board.page.get_by_role("button", name="Undo")).to_be_focused()


def just_do_it(walker):
    """The first new card is done, by its menu."""
    walker.page.locator("#new a.move").first.focus()
    walker.page.keyboard.press("Enter")
    expect(walker.page.locator(".menu a").first).to_be_focused()
    with walker.page.expect_navigation():
        walker.page.keyboard.press("5")
    walker.page.locator("main textarea").first.fill("We moved the box.")
    with walker.page.expect_navigation():
        walker.page.get_by_role("button", name="It is done").press("Enter")


def test_dropping_a_card_on_a_lane_opens_the_step_that_leads_there(board):
    with board.page.expect_navigation(url="**/acceptance?**"):
        drag(board, "#new li:has(.grip)", "#ready")


def test_a_refused_drop_says_why_and_puts_the_card_back(board):
    drag(board, "#new li:has(.grip)", "#embedding")
    said = board.page.locator("#new .refusal")
    expect(said).to_contain_text("It cannot move to Embedding from here.")
    assert board.page.locator("#embedding .refusal").count() == 0


def test_supporting_keeps_the_focus_and_is_said_once(walk, trust):
    idea = submit(trust.ward_12, text="Blankets run out on nights.", author=trust.ben)
    commit()
    fay = walk(trust.fay)
    fay.go(f"/ideas/{idea.id}")
    fay.find("Support this idea", role="button").press("Enter")
    button = fay.find("You support this", role="button")
    expect(button).to_be_focused()
    assert len(fay.spoken()) == 1


def test_more_cards_come_in_place_and_take_the_focus(walk, trust):
    for number in range(110):
        submit(trust.ward_12, text=f"Idea number {number} of a long list", author=trust.ben)
    ana = walk(trust.ana)
    ana.go(f"/teams/{trust.ward_12.id}/board")
    before = ana.page.locator("#new article").count()
    ana.page.locator("#new a.more").press("Enter")
    expect(ana.page.locator("#new article")).not_to_have_count(before)
    expect(ana.page.locator("#new article").nth(before).locator("h3 a")).to_be_focused()
    assert "BODY" not in ana.focus()
    assert ana.page.locator("#new .cards > li article").count() == ana.page.locator("#new article").count()
    ana.page.evaluate("scrollTo(0, 0)")  # elsewhere the tiles of the lanes lie over half a card
    ana.look_around("a long board")


PICK_UP_MS = 200  # a browser starts and ends a drag when it gets to it; a hand waits for what it sees


def drag(walker, card, lane):
    """By the handle, as a hand does it: down, some moves, up."""
    mouse = walker.page.mouse
    grip = walker.page.locator(f"{card} .grip").first.bounding_box()
    goal = walker.page.locator(f"{lane} .cards").bounding_box()
    mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    mouse.down()
    mouse.move(grip["x"] + grip["width"] / 2 + 6, grip["y"] + grip["height"] / 2 + 6, steps=3)
    walker.page.wait_for_timeout(PICK_UP_MS)
    mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + 20, steps=12)
    mouse.move(goal["x"] + goal["width"] / 2 + 2, goal["y"] + 24, steps=4)
    walker.page.wait_for_timeout(PICK_UP_MS)
    mouse.up()
