"""The chart in a browser: point by point, on every width, and without script."""

import pytest

from tests.measures.stories import the_wait


@pytest.fixture
def measure(trust):
    return the_wait(trust)


def test_the_arrow_keys_go_from_point_to_point(walk, trust, measure):
    ana = walk(trust.ana)
    ana.go(f"/measures/{measure.id}")
    stop = ana.page.get_by_role("slider", name="Points of the chart")
    stop.focus()
    for key, words in (
        ("ArrowLeft", "Week of 16 February: 91 minutes."),
        ("ArrowLeft", "Week of 9 February: 95 minutes."),
        ("ArrowRight", "Week of 16 February: 91 minutes."),
        ("Home", "Week of 26 May 2025: 168 minutes."),
        ("End", "Week of 23 February: 94 minutes."),
    ):
        ana.page.keyboard.press(key)
        assert ana.page.locator(".point-words").inner_text().startswith(words)
        assert stop.get_attribute("aria-valuetext").startswith(words)


def test_a_chart_is_one_stop_and_opens_the_point(walk, trust, measure):
    ana = walk(trust.ana)
    ana.go(f"/measures/{measure.id}")
    assert ana.page.locator("[data-chart] [tabindex='0']:visible").count() == 1
    ana.page.get_by_role("slider").focus()
    ana.page.keyboard.press("Home")
    with ana.page.expect_navigation():
        ana.page.keyboard.press("Enter")
    assert f"/measures/{measure.id}/readings/" in ana.page.url


def test_a_touch_shows_the_nearest_point(walk, trust, measure):
    ana = walk(trust.ana, width=320)
    ana.go(f"/measures/{measure.id}")
    box = ana.page.get_by_role("slider").bounding_box()
    ana.page.mouse.click(box["x"] + box["width"] * 0.12, box["y"] + box["height"] / 2)
    assert "May 2025" in ana.page.locator(".point-words").inner_text()


def test_the_chart_and_the_list_fit_and_are_accessible_on_every_width(walk, trust, measure):
    ana = walk(trust.ana)
    for path in (f"/measures/{measure.id}", f"/teams/{trust.ward_12.id}/measures"):
        ana.go(path)
        ana.look_around(path)


def test_without_script_the_table_serves(walk, trust, measure):
    ana = walk(trust.ana, script=False)
    ana.go(f"/measures/{measure.id}")
    assert ana.page.get_by_role("slider").count() == 0
    assert not ana.page.locator(".chart-hint").is_visible()
    assert ana.page.locator("#figures tbody tr").count() == 10
