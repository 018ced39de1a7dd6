"""One reading: entered, corrected, left out, taken back; nothing that was ever there is lost."""

from datetime import timedelta

import pytest

from improve.core.db import commit, start_writing
from improve.measures.kinds import Kind, Often
from tests.filling import filled
from tests.measures.world import corrections, day, figures, held, make, today
from tests.real.html import problems


def enter(client, measure, on=None, **typed):
    """The form of a new reading, filled and sent."""
    page = client.get(f"/measures/{measure.id}/readings/new")
    sent = filled(page, f"/measures/{measure.id}/readings", on=(on or today()).isoformat(), **typed)
    return client.post(f"/measures/{measure.id}/readings", sent)


def path_of(measure, reading):
    return f"/measures/{measure.id}/readings/{reading.id}"


def correct(client, measure, reading, **typed):
    path = path_of(measure, reading)
    return client.post(path, filled(client.get(path), path, **typed))


@pytest.fixture
def reading(trust, measure):
    """12 minutes, today, by Ben."""
    return measure.add_reading(trust.ben, today(), 12, note="Two of us")


def test_a_reading_is_entered(ben, measure, last_event):
    assert enter(ben, measure, value="1,234.5").status_code == 303
    assert held(measure) == [(today(), 1234.5, None)]
    assert last_event().name == "reading.added"


def test_a_form_sent_twice_enters_one_reading(ben, measure):
    sent = {"key": "once", "on": today().isoformat(), "value": "5"}
    for _ in range(2):
        assert ben.post(f"/measures/{measure.id}/readings", sent).status_code == 303
    assert figures(measure) == [5]


@pytest.mark.parametrize("typed", ["", "x", "NaN", "inf", "1e308", "-1e13", "12 apples"])
def test_what_is_no_figure_is_refused_and_stays_in_the_field(ben, measure, typed):
    answer = enter(ben, measure, value=typed)
    assert answer.status_code == 422
    assert answer.select_one("#value-error")
    assert answer.select_one("#value").get("value", "") == typed
    assert figures(measure) == []


@pytest.mark.parametrize(
    ("value", "denominator", "field"),
    [
        ("21", "20", "value"),
        ("1", "0", "denominator"),
        ("-1", "20", "value"),
        ("1", "", "denominator"),
        ("1", "-2", "denominator"),
    ],
)
def test_a_proportion_that_cannot_be_is_refused_at_its_field(ben, share, value, denominator, field):
    answer = enter(ben, share, value=value, denominator=denominator)
    assert answer.status_code == 422
    assert answer.select_one(f"#{field}-error")


def test_nobody_at_risk_is_kept_as_nothing_out_of_nothing(ben, share):
    assert enter(ben, share, value="0", denominator="0").status_code == 303
    assert held(share) == [(today(), 0, 0)]


def test_a_day_to_come_is_refused_at_the_day(ben, measure):
    answer = enter(ben, measure, today() + timedelta(days=1), value="5")
    assert answer.status_code == 409
    assert "still to come" in answer.select_one("#on-error").text


def test_any_day_of_the_present_week_stands_under_its_monday(ben, trust):
    weekly = make(trust, often=Often.WEEK)
    sunday = weekly.day_of(today()) + timedelta(days=6)
    assert enter(ben, weekly, sunday, value="5").status_code == 303
    assert held(weekly) == [(weekly.day_of(today()), 5, None)]


def test_a_second_reading_of_a_date_asks_which_is_right(ben, measure, reading):
    answer = enter(ben, measure, value="15")
    assert answer.status_code == 409
    assert "12 minutes" in answer.text and "15 minutes" in answer.text
    assert problems(answer.text) == []
    assert figures(measure) == [12]


def test_both_may_be_right(ben, measure, reading):
    asked = enter(ben, measure, value="15", note="In the evening")
    path = f"/measures/{measure.id}/readings"
    assert ben.post(path, filled(asked, path, same_date="both")).status_code == 303
    assert figures(measure) == [12, 15]


def test_the_new_one_may_replace_the_other_which_stays_readable(ben, measure, reading):
    asked = enter(ben, measure, value="15")
    path = f"/measures/{measure.id}/readings"
    assert ben.post(path, filled(asked, path, same_date="replace")).status_code == 303
    assert figures(measure) == [15]
    assert [row.value for row in corrections()] == [12]


def test_what_somebody_else_corrected_meanwhile_is_not_replaced_unseen(ben, ana, measure, reading):
    asked = enter(ben, measure, value="15")
    correct(ana, measure, reading, value="13")
    path = f"/measures/{measure.id}/readings"
    answer = ben.post(path, filled(asked, path, same_date="replace"))
    assert answer.status_code == 409
    assert "13 minutes" in answer.text
    assert figures(measure) == [13]


def test_a_measure_that_takes_several_a_day_does_not_ask(ben, trust):
    several = make(trust, Kind.MEASUREMENT, several=True)
    for value in ("5", "6"):
        assert enter(ben, several, value=value).status_code == 303
    assert figures(several) == [5, 6]


def test_a_correction_keeps_the_old_figure_and_who_changed_it(ana, trust, measure, reading, last_event):
    assert correct(ana, measure, reading, value="13", reason="Counted twice").status_code == 303
    (kept,) = corrections()
    assert (kept.value, kept.reason, kept.made_by_id) == (12, "Counted twice", trust.ana.id)
    assert last_event().name == "reading.corrected"
    page = ana.get(path_of(measure, reading))
    assert "12 minutes" in page.text and "Counted twice" in page.text and "Ana Diaz" in page.text


def test_a_note_is_put_right_and_the_old_one_kept(ana, measure, reading):
    correct(ana, measure, reading, note="Three of us")
    assert [(row.value, row.note) for row in corrections()] == [(12, "Two of us")]
    assert "Three of us" in ana.get(path_of(measure, reading)).text


def test_saving_what_is_there_changes_nothing(ana, measure, reading):
    correct(ana, measure, reading)
    assert corrections() == []


def test_two_people_correcting_one_reading_see_both(ana, ben, measure, reading):
    path = path_of(measure, reading)
    first, second = filled(ana.get(path), path, value="13"), filled(ben.get(path), path, value="14")
    ana.post(path, first)
    answer = ben.post(path, second)
    assert answer.status_code == 409
    assert answer.select_one(".versus-text")
    assert figures(measure) == [13]


def test_a_correction_that_cannot_be_true_is_refused(ana, trust, share):
    reading = share.add_reading(trust.ana, today(), 5, 20)
    assert correct(ana, share, reading, value="25").status_code == 422
    assert held(share) == [(today(), 5, 20)]


def test_a_point_is_left_out_with_a_reason_and_taken_in_again(ana, measure, reading, last_event):
    path = path_of(measure, reading)
    assert ana.post(f"{path}/left-out", {"reason": ""}).status_code == 422
    assert ana.post(f"{path}/left-out", {"reason": "Flood"}).status_code == 303
    assert last_event().name == "reading.left_out"
    assert "Flood" in ana.get(path).text
    ana.post(f"{path}/inclusion")
    assert [row.what for row in corrections()] == ["taken in"]
    assert not ana.get(path).select_one("#h-left")


def test_a_reading_that_was_taken_back_counts_for_nothing_and_stays_readable(ben, measure, reading):
    path = path_of(measure, reading)
    for _ in range(2):
        assert ben.post(f"{path}/removal", {"reason": "Other ward"}).status_code == 303
    assert figures(measure) == []
    page = ben.get(path)
    assert "Other ward" in page.text and "taken back" in page.text
    assert ben.post(path, {"value": "5", "version": "1"}).status_code == 409


def test_the_list_of_readings_is_paged_newest_first(ben, trust, measure):
    measure.add_readings(trust.ana, [(day("2026-01-01") + timedelta(days=k), k, None, "") for k in range(45)])
    commit()
    start_writing()
    page, seen = ben.get(f"/measures/{measure.id}/readings"), []
    while True:
        seen += [row.select("td")[1].text.split()[0] for row in page.soup.select("tr[id^=reading-]")]
        older = page.select_one(".pager a[rel=next]")
        if older is None:
            break
        page = ben.get(older["href"])
    assert seen == [str(k) for k in reversed(range(45))]
