"""Today's numbers: what is due and done in words, where a round begins, and what stands beside what. No database."""

from types import SimpleNamespace

import pytest

from improve.measures.kinds import Often
from improve.measures.numbers import TILES, Number, Round


def number(nth=1, often=Often.DAY, value=None, denominator=None):
    """One in a round; with a reading when there is a value."""
    measure = SimpleNamespace(id=f"m{nth}", name=f"Measure {nth}", often=often)
    reading = None if value is None else SimpleNamespace(value=value, denominator=denominator)
    return Number(nth, measure, reading, is_due=reading is None and often != Often.EVENT)


def a_round(*numbers):
    return Round(SimpleNamespace(id="t"), list(numbers))


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (number(), "Not done today"),
        (number(value=0), "Done today: 0"),
        (number(often=Often.WEEK), "Not done this week"),
        (number(often=Often.MONTH, value=4, denominator=7), "Done this month: 4 of 7"),
        (number(often=Often.EVENT), "Each time it happens"),
        (number(often=Often.EVENT, value=3), "Each time it happens"),
    ],
)
def test_whether_it_is_done_is_said_in_words(one, words):
    assert one.words == words


def test_a_round_begins_with_what_is_due():
    found = a_round(number(1, value=5), number(2), number(3))
    assert found.first is found.numbers[1]


def test_a_round_that_is_done_begins_with_the_first():
    found = a_round(number(1, value=5), number(2, value=1))
    assert (found.first, found.due) == (found.numbers[0], [])


def test_what_has_no_period_is_neither_due_nor_done_nor_counted():
    found = a_round(number(1, value=5), number(2), number(3, often=Often.EVENT))
    assert (len(found.done), len(found.due), found.count) == (1, 1, 2)


def test_one_goes_from_each_to_the_next_and_back_and_no_further():
    found = a_round(number(1), number(2))
    one, two = found.numbers
    assert (found.beside(one, 1), found.beside(two, -1)) == (two, one)
    assert (found.beside(one, -1), found.beside(two, 1)) == (None, None)


def test_more_than_a_wall_can_show_are_shown_in_parts():
    found = a_round(*[number(nth) for nth in range(1, TILES + 2)])
    assert (found.pages, len(found.tiles(1)), len(found.tiles(2))) == (2, TILES, 1)


def test_a_team_that_measures_nothing_has_an_empty_view():
    assert (a_round().pages, a_round().first, a_round().tiles(1)) == (1, None, [])
