"""Two people edit one idea in any order: no change is lost without a word. The full form takes 500 orders."""

from tests.reliability.editors import Editor, interleave


def test_no_edit_is_lost_in_fifty_random_orders_of_two_editors(ana, dora, idea):
    play(ana, dora, idea, 50)


def play(ana, other, idea, orders):
    """So many random orders; both ends are seen: saves that are kept, and saves that are refused."""
    editors = [Editor(browser, f"/ideas/{idea.id}/edit") for browser in (ana, other)]
    ends = [interleave(idea.id, editors, seed) for seed in range(orders)]
    kept, refused = map(sum, zip(*ends, strict=True))
    assert kept > orders and refused > orders / 5
    return kept, refused
