"""The full form: 500 random orders of two editors."""

import pytest

from tests.reliability.test_editors import play

pytestmark = pytest.mark.long


def test_no_edit_is_lost_in_five_hundred_random_orders_of_two_editors(ana, dora, idea):
    kept, refused = play(ana, dora, idea, 500)
    print(f"{kept} saves kept, {refused} refused with both texts")
