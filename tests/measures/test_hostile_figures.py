"""Figures that cannot be true, and two people at one figure: whatever door they come through."""

import threading
import time
from datetime import timedelta

import pytest

from improve.core.db import commit, start_writing
from improve.measures.entry import compared, enter, sense_of
from improve.measures.models import Measure
from improve.measures.pasted import read_text
from tests.hostile.asking import posting, together
from tests.measures.test_tapping import last_tap, press, undo
from tests.measures.world import corrections, figures, fresh, held, today


def read(measure, text):
    """A pasted table, as it was understood."""
    return compared(measure, read_text(text, sense_of(measure)))


@pytest.mark.parametrize(("value", "denominator"), [("85%", "90"), ("85", "90 %")])
def test_a_percentage_is_no_number_of_people(ben, share, value, denominator):
    sent = {"on": str(today()), "value": value, "denominator": denominator}
    answer = ben.post(f"/measures/{share.id}/readings", sent)
    assert answer.status_code == 422 and "percentage" in answer.text
    assert held(share) == []


def test_a_count_is_no_percentage(ben, tally):
    answer = ben.post(f"/measures/{tally.id}/readings", {"on": str(today()), "value": "12 %"})
    assert answer.status_code == 422 and held(tally) == []


def test_the_pad_takes_no_percentage_for_people(tablet, share):
    answer = press(tablet, share, "number", value="85%", denominator="90")
    assert answer.status_code == 422 and held(share) == []


def test_a_percentage_is_not_pasted_as_out_of_how_many(share):
    (row,) = read(share, f"{today()}\t5\t90%").rows
    assert "denominator" in row.read.wrong


def test_a_cell_that_says_out_of_how_many_is_not_contradicted_by_the_next(share):
    table = read(share, f"{today()}\t5/20\t30\n{today()}\t5/20\t20").rows
    assert "denominator" in table[0].read.wrong
    assert not table[1].read.wrong


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", " "])
def test_thousands_are_parted_by_any_space(ben, measure, space):
    ben.post(f"/measures/{measure.id}/readings", {"on": str(today()), "value": f"12{space}345"})
    assert figures(measure) == [12345]


def test_keys_of_another_kind_of_measure_count_nothing(tablet, share, tally):
    assert press(tablet, share, "one").status_code == 422
    assert press(tablet, tally, "yes").status_code == 422
    assert (held(share), held(tally)) == ([], [])


def test_a_tap_adds_to_the_reading_that_the_screen_shows(tablet, trust, share):
    share.add_reading(trust.ana, today(), 1, 2)
    share.add_second(trust.ana, today(), 4, 10)
    commit()
    press(tablet, share, "yes")
    assert held(share) == [(today(), 1, 2), (today(), 5, 11)]


def test_a_tap_is_not_undone_in_a_figure_that_was_put_right_after_it(tablet, trust, tally):
    for _ in range(3):
        press(tablet, tally)
    start_writing()
    measure = fresh(tally)
    measure.readings_of(today())[0].correct(measure, trust.ana, 2, None, "one tap too many")
    commit()
    assert undo(tablet, tally).status_code == 409
    assert figures(tally) == [2] and last_tap().undone_at is None


def test_of_two_rows_for_a_day_the_later_replaces_also_one_that_was_there(trust, measure):
    measure.add_reading(trust.ana, today(), 5)
    enter(measure, trust.ana, read(measure, f"{today()}\t5\n{today()}\t7"), "replace")
    assert figures(measure) == [7] and [row.value for row in corrections()] == [5]


def test_a_note_with_characters_that_no_keyboard_makes_is_kept_without_them(ben, measure):
    sent = {"table": f"{today()}\t5\tnot\x00e \x07here", "enter": "all"}
    assert ben.post(f"/measures/{measure.id}/readings/pasted", sent).status_code == 303
    (row,) = fresh(measure).readings_of(today())
    assert row.note == "note here"


def slow_second_look(monkeypatch):
    """Who looks second at the readings of a day takes so long that the first is done meanwhile."""
    looked, looks = Measure.readings_of, iter([0.0] + [0.6] * 20)
    lock = threading.Lock()

    def readings_of(measure, on):
        found = looked(measure, on)
        with lock:
            pause = next(looks)
        time.sleep(pause)
        return found

    monkeypatch.setattr(Measure, "readings_of", readings_of)


def test_two_at_once_do_not_enter_two_readings_of_a_day_unasked(app, as_, trust, measure, monkeypatch):
    one, other = as_(trust.ana), as_(trust.ben)
    path = f"/measures/{measure.id}/readings"
    slow_second_look(monkeypatch)
    calls = [posting(who, path, {"on": str(today()), "value": "5"}) for who in (one, other)]
    assert sorted(answer.status_code for answer in together(app, *calls)) == [303, 409]
    assert figures(measure) == [5]


def test_two_first_taps_at_once_both_count(app, tablet, tally, monkeypatch):
    path = f"/tablet/measures/{tally.id}/taps"
    slow_second_look(monkeypatch)
    calls = [posting(tablet, path, {"tap": "one", "key": key}) for key in "ab"]
    assert [answer.status_code for answer in together(app, *calls)] == [303, 303]
    assert figures(tally) == [2]


def test_two_baselines_decided_at_once_leave_one(app, as_, trust, measure, monkeypatch):
    for back in range(14, 0, -1):
        measure.add_reading(trust.ana, today() - timedelta(days=back), back)
    commit()
    start_writing()
    looked = Measure.line_decisions

    def line_decisions(measure):
        found = looked(measure)
        time.sleep(0.3)
        return found

    monkeypatch.setattr(Measure, "line_decisions", line_decisions)
    sent = {"baseline-on": str(today()), "baseline-reason": "A steady time."}
    browsers = {"one": as_(trust.ana), "other": as_(trust.ana)}
    path = f"/measures/{measure.id}/lines/baseline"
    together(app, *(posting(who, path, {**sent, "baseline-key": key}) for key, who in browsers.items()))
    monkeypatch.undo()
    assert len(fresh(measure).line_decisions()) == 1
