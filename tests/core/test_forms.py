"""What the forms' own package would say is said in kind words."""

import pytest


@pytest.mark.parametrize("noun", ["acceptance", "owner"])
def test_what_is_no_longer_in_a_list_is_said_kindly_and_without_its_id(ana, trust, idea, noun):
    if noun == "owner":
        idea.accept(trust.ana, None, "Yes")
    page = ana.post(f"/ideas/{idea.id}/{noun}", {"owner": trust.fay.id, "words": "Thank you"})
    assert page.status_code == 422
    assert "This is not in the list any more. Choose another" in page.select_one("#owner-error").text


def test_of_several_ticks_none_is_shown_as_an_id(ben, trust):
    page = ben.post("/ideas", {"team": trust.ward_12.id, "text": "Carry TTOs at ten", "benefits": "XYZ"})
    assert "This is not in the list any more" in page.select_one("#benefits-error").text
    assert "XYZ" not in page.select_one(".nhsuk-error-summary").text
