"""Nobody's target is a hundred times too small: 0.9 is asked about where it is typed, and 0.9 % is taken."""

import pytest

from improve.core.db import commit, start_writing
from improve.measures.figures import percentage_asked
from tests.filling import filled
from tests.measures.test_setting import address, measures, typed
from tests.measures.world import fresh


@pytest.mark.parametrize(
    ("number", "text", "asked"),
    [
        (0.9, "0.9", "0.9 % – did you mean 90 %?"),
        (0.07, "0.07", "did you mean 7 %?"),
        (1, "1", "did you mean 100 %?"),
        (0.9, "0.9 %", ""),
        (0, "0", ""),
        (90, "90", ""),
        (101, "101 %", "between 0 and 100"),
        (-1, "-1", "between 0 and 100"),
    ],
)
def test_a_share_that_looks_like_a_fraction_is_asked_about(number, text, asked):
    said = percentage_asked(number, text)
    assert asked in said and bool(asked) == bool(said)


def test_a_target_of_a_proportion_is_asked_about_where_it_is_typed(ben, trust):
    sent = typed(ben, trust, "out_of", "often", out_of="people", target="0.9")
    answer = ben.post(address(trust), sent)
    assert answer.status_code == 422 and "did you mean 90 %?" in answer.select_one("#target-error").text
    assert ben.post(address(trust), sent | {"target": "0.9 %"}).status_code == 303
    assert [made.target for made in measures()] == [0.9]


def test_a_small_target_that_was_meant_is_not_asked_about_again(ana, share):
    share.target = 0.9
    commit()
    start_writing()
    path = f"/measures/{share.id}/edit"
    page = ana.get(path)
    assert page.select_one("#target")["value"] == "0.9 %"
    assert ana.post(path, filled(page, path, name="Home early")).status_code == 303
    assert (fresh(share).name, fresh(share).target) == ("Home early", 0.9)


def test_a_target_of_anything_else_is_taken_as_it_is(ben, trust):
    assert ben.post(address(trust), typed(ben, trust, target="0.9")).status_code == 303
