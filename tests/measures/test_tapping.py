"""On the tablet: open, tap, done; each tap once, and undone by the same hand."""

from datetime import timedelta

import pytest
from flask import render_template
from werkzeug.datastructures import MultiDict

from improve.measures.entry import due, on_the_tablet
from improve.measures.figure_forms import TapForm
from improve.measures.kinds import Kind, Often
from improve.measures.tap_screen import Addresses, screen, tapped
from tests.filling import filled
from tests.hostile.asking import posting, together
from tests.measures.world import figures, fresh, held, last_tap, make, today
from tests.real.html import problems


def test_the_keys_can_stand_on_another_page_that_says_where_its_forms_go(app, trust, tally):
    """One include and one function: a huddle on the wall takes readings in the same way."""
    at = Addresses("/here/taps", lambda tap: f"/here/taps/{tap.id}/undoing", "/here?way=number", "/here")
    made = tapped(tally, trust.ana, TapForm(MultiDict({"tap": "one"})).fit_figure(tally))
    with app.test_request_context():
        shown = screen(tally, TapForm(None).fit_figure(tally), at, made)
        parts = render_template("measures/_entry.html", **shown)
        due_now = render_template(
            "measures/_due.html", found=on_the_tablet(trust.ward_12, today()), address_of=str
        )
    assert figures(tally) == [1]
    for where in ('action="/here/taps"', f'action="/here/taps/{made.id}/undoing"', 'href="/here"'):
        assert where in parts
    assert tally.name in due_now


def press(tablet, measure, key="one", **more):
    """Press a key of the measure's screen."""
    return tablet.post(f"/tablet/measures/{measure.id}/taps", {"tap": key} | more)


def undo(tablet, measure):
    return tablet.post(f"/tablet/measures/{measure.id}/taps/{last_tap().id}/undoing")


def test_what_is_due_is_what_the_present_period_has_no_reading_of(trust, measure, share, tally):
    make(trust, Kind.TIME_BETWEEN, name="Falls", often=Often.EVENT)
    tally.add_reading(trust.ana, today(), 2)
    ways = {one.measure.name: one.way for one in due(trust.ward_12, today())}
    assert ways == {"Home before noon": "yes_no", "Wait for medicines": "number"}


def test_a_reading_of_this_week_is_no_longer_due_on_any_day_of_it(trust):
    weekly = make(trust, often=Often.WEEK)
    weekly.add_reading(trust.ana, weekly.day_of(today()), 5)
    assert due(trust.ward_12, weekly.day_of(today()) + timedelta(days=6)) == []
    assert due(trust.ward_12, weekly.day_of(today()) + timedelta(days=7)) != []


def test_ended_measures_and_those_of_others_are_not_on_the_tablet(trust, measure):
    measure.end(trust.ana)
    assert on_the_tablet(trust.ward_12, today()) == []


def test_the_idle_screen_leads_to_what_is_due(tablet, tally):
    link = tablet.get("/tablet").select_one("a[href='/tablet/measures']")
    assert "1 due" in link.text
    assert "Due today" in tablet.get("/tablet/measures").text


def test_three_taps_count_one(tablet, tally, last_event):
    page = tablet.get("/tablet").select_one("a[href='/tablet/measures']")["href"]
    keys = tablet.get(tablet.get(page).select_one(".measure-list a")["href"])
    path = f"/tablet/measures/{tally.id}/taps"
    done = tablet.post(path, filled(keys, path))
    assert "Today: 1" in tablet.get(done.location).select_one("[data-said]").text
    assert figures(tally) == [1]
    assert last_event().by_kind == "tablet"


def test_taps_add_up_and_one_that_arrives_twice_counts_once(tablet, tally):
    press(tablet, tally, key="one")
    for _ in range(2):
        tablet.post(f"/tablet/measures/{tally.id}/taps", {"tap": "one", "key": "again"})
    assert figures(tally) == [2]


def test_taps_at_the_same_moment_all_count_and_the_same_one_once(app, tablet, tally):
    path = f"/tablet/measures/{tally.id}/taps"
    for keys, wanted in ((["a", "b", "c", "d"], 4), (["e"] * 4, 5)):
        calls = [posting(tablet, path, {"tap": "one", "key": key}) for key in keys]
        assert {answer.status_code for answer in together(app, *calls)} == {303}
        assert figures(tally) == [wanted]


def test_none_today_is_a_reading_of_nothing(tablet, tally):
    press(tablet, tally, "none")
    assert figures(tally) == [0]
    assert "None today" not in tablet.get(f"/tablet/measures/{tally.id}").text


def test_yes_and_no_count_how_many_out_of_how_many(tablet, share):
    for key in ("yes", "yes", "no"):
        press(tablet, share, key)
    assert held(share) == [(today(), 2, 3)]


def test_a_tap_can_be_undone_once(tablet, tally):
    press(tablet, tally)
    press(tablet, tally)
    for _ in range(2):
        assert undo(tablet, tally).status_code == 303
    assert figures(tally) == [1]
    assert "Taken back" in tablet.get(f"/tablet/measures/{tally.id}?tap={last_tap().id}").text


def test_undoing_the_first_tap_takes_the_reading_away(tablet, tally):
    press(tablet, tally)
    undo(tablet, tally)
    assert figures(tally) == []
    assert [one.measure.id for one in due(tally.team, today())] == [tally.id]


def test_a_tap_is_not_undone_below_what_somebody_corrected(tablet, trust, tally):
    press(tablet, tally)
    press(tablet, tally)
    reading = fresh(tally).readings_of(today())[0]
    reading.correct(tally, trust.ana, 0, None)
    assert undo(tablet, tally).status_code == 409
    assert figures(tally) == [0]


def test_an_old_tap_is_corrected_by_a_person(tablet, tally):
    press(tablet, tally)
    last_tap().tapped_at -= timedelta(minutes=11)
    assert undo(tablet, tally).status_code == 409
    assert figures(tally) == [1]


def test_a_figure_from_the_number_pad_is_a_reading_of_its_own(tablet, measure):
    press(tablet, measure, "number", value="12.5")
    assert figures(measure) == [12.5]
    assert "already" in tablet.get(f"/tablet/measures/{measure.id}").select_one(".notice").text
    press(tablet, measure, "number", value="3")
    assert figures(measure) == [12.5, 3]
    undo(tablet, measure)
    assert figures(measure) == [12.5]


def test_a_key_of_another_kind_of_measure_is_no_figure(tablet, measure):
    assert press(tablet, measure, "one").status_code == 422
    assert figures(measure) == []


@pytest.mark.parametrize("typed", ["", "x", "nan", "1e308"])
def test_what_is_no_figure_stays_on_the_pad(tablet, measure, typed):
    answer = press(tablet, measure, "number", value=typed)
    assert answer.status_code == 422
    assert answer.select_one("form[data-pad] .wrong")


def test_a_tablet_counts_for_its_own_team_alone(tablet, trust, tally):
    tally.team_id = trust.ward_14.id
    assert tablet.get(f"/tablet/measures/{tally.id}").status_code == 404
    assert press(tablet, tally).status_code == 404


def test_a_tap_of_another_measure_is_not_found(tablet, tally, share):
    press(tablet, share, "yes")
    assert undo(tablet, tally).status_code == 404


def test_the_screens_of_the_tablet_are_valid(tablet, trust, measure, share, tally):
    press(tablet, tally)
    shown = f"/tablet/measures/{tally.id}?tap={last_tap().id}"
    paths = ["/tablet/measures", shown, *(f"/tablet/measures/{one.id}" for one in (measure, share, tally))]
    for path in [*paths, f"/tablet/measures/{share.id}?way=number"]:
        page = tablet.get(path)
        assert (page.status_code, problems(page.text), len(page.soup.select("h1"))) == (200, [], 1), path
