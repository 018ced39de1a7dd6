"""Today's numbers at wall size: entered by whoever is signed in, each once, and taken back by the same key."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from improve.core.db import commit, db, start_writing
from improve.measures.kinds import Kind, Often
from improve.measures.readings import Reading
from tests.filling import filled
from tests.hostile.asking import posting, together
from tests.measures.world import figures, held, last_tap, make, today
from tests.real.html import problems


def round_path(trust):
    return f"/teams/{trust.ward_12.id}/numbers"


def path_of(measure):
    return f"/teams/{measure.team_id}/numbers/{measure.id}"


def press(client, measure, key="one", **more):
    """Press a key of the measure's screen."""
    return client.post(f"{path_of(measure)}/taps", {"tap": key} | more)


def undo(client, measure):
    return client.post(f"{path_of(measure)}/taps/{last_tap().id}/undoing")


def tile(client, trust, measure):
    """What the overview says of a measure."""
    return client.get(round_path(trust)).select_one(f"a.tile[href='{path_of(measure)}']").text


@pytest.mark.parametrize("page", ["board", "measures"])
def test_it_is_opened_from_the_board_and_from_the_measures_by_who_may_enter(ben, fay, trust, page):
    link = f"a[href='{round_path(trust)}']"
    assert ben.get(f"/teams/{trust.ward_12.id}/{page}").select_one(link)
    assert not fay.get(f"/teams/{trust.ward_12.id}/{page}").select_one(link)


def test_the_overview_says_of_each_measure_whether_it_is_done(ben, trust, measure, tally):
    tally.add_reading(trust.ana, today(), 2)
    assert "Done today: 2" in tile(ben, trust, tally)
    assert "Not done today" in tile(ben, trust, measure)
    assert "1 of 2 done" in ben.get(round_path(trust)).text.replace("</b>", "")


def test_a_round_goes_by_name_to_what_has_no_period_and_to_the_end(ben, trust, measure, tally):
    falls = make(trust, Kind.TIME_BETWEEN, name="Falls", often=Often.EVENT)
    at, seen = round_path(trust), []
    while at:
        page = ben.get(at)
        seen.append(at)
        onward = page.select_one(".ways a[data-press^=ArrowRight], .ways a[data-press=Enter]")
        at = onward["href"] if onward["href"].startswith(round_path(trust)) else None
    assert seen == [round_path(trust), *map(path_of, (tally, measure, falls)), f"{round_path(trust)}/end"]
    assert onward["href"] == f"/teams/{trust.ward_12.id}/board"


def test_what_is_entered_is_entered_by_the_person_signed_in(ben, trust, tally, last_event):
    done = ben.post(f"{path_of(tally)}/taps", filled(ben.get(path_of(tally)), f"{path_of(tally)}/taps"))
    assert "Today: 1" in ben.get(done.location).select_one("[data-said]").text
    assert db.session.scalars(select(Reading)).one().entered_by_id == trust.ben.id
    assert (last_event().by_kind, last_event().by_id) == ("person", trust.ben.id)


def test_a_key_that_is_pressed_twice_or_sent_again_counts_once(app, ben, tally):
    sent = posting(ben, f"{path_of(tally)}/taps", {"tap": "one", "key": "same"})
    assert {answer.status_code for answer in together(app, sent, sent, sent)} == {303}
    assert figures(tally) == [1]


def test_each_of_the_three_ways_enters(ben, trust, measure, share, tally):
    press(ben, tally, "none")
    press(ben, share, "yes")
    press(ben, share, "no")
    press(ben, measure, "number", value="12.5")
    assert (figures(tally), held(share), figures(measure)) == ([0], [(today(), 1, 2)], [12.5])
    assert "All of today’s numbers are in" in ben.get(f"{round_path(trust)}/end").text


def test_the_end_names_what_is_still_to_come(ben, trust, measure, tally):
    press(ben, tally)
    page = ben.get(f"{round_path(trust)}/end")
    assert "1 still to come" in page.select_one("h1").text
    assert [link["href"] for link in page.soup.select(".left a")] == [path_of(measure)]


def test_the_last_tap_is_undone_also_after_looking_elsewhere(ben, tally):
    press(ben, tally)
    press(ben, tally)
    form = ben.get(path_of(tally)).select_one(".counted form")
    page = ben.get(ben.post(form["action"]).location)
    assert (figures(tally), "Taken back" in page.text) == ([1], True)


def test_a_figure_can_be_undone_or_another_kept_beside_it(ben, measure):
    press(ben, measure, "number", value="3")
    page = ben.get(path_of(measure))
    assert page.select_one("[data-press=U]") and not page.select_one("form[data-pad]")
    assert ben.get(f"{path_of(measure)}?way=number").select_one("form[data-pad]")
    undo(ben, measure)
    assert figures(measure) == []


def test_who_is_signed_in_is_led_to_the_figure_that_may_be_wrong(ben, trust, measure):
    reading = measure.add_reading(trust.ana, today(), 3)
    said = ben.get(f"{path_of(measure)}?way=number").select_one(".notice")
    assert said.select_one("a")["href"] == f"/measures/{measure.id}/readings/{reading.id}"
    assert "Somebody who is signed in" not in said.text


def test_an_old_tap_is_neither_offered_nor_undone(ben, tally):
    press(ben, tally)
    last_tap().tapped_at -= timedelta(minutes=11)
    commit()
    start_writing()
    assert not ben.get(path_of(tally)).select_one("[data-press=U]")
    answer = undo(ben, tally)
    assert (answer.status_code, figures(tally)) == (409, [1])
    assert "a while ago" in answer.select_one("[data-error-summary]").text


@pytest.mark.parametrize("typed", ["", "x", "nan", "1e308"])
def test_what_is_no_figure_stays_on_the_pad(ben, measure, typed):
    answer = press(ben, measure, "number", value=typed)
    assert (answer.status_code, figures(measure)) == (422, [])
    assert answer.select_one("input[aria-invalid]").get("value", "") == typed


def test_a_measure_that_ended_takes_no_more(ben, trust, tally):
    tally.end(trust.ana)
    commit()
    start_writing()
    assert press(ben, tally).status_code == 409
    assert figures(tally) == []


def test_who_looks_after_a_measure_finds_that_one_alone(fay, trust, measure, tally):
    tally.owner_id = trust.fay.id
    commit()
    start_writing()
    found = fay.get(round_path(trust)).soup.select("a.tile")
    assert [link["href"] for link in found] == [path_of(tally)]
    assert (press(fay, tally).status_code, press(fay, measure).status_code) == (303, 403)


@pytest.mark.parametrize(
    ("who", "status"), [("dora", 303), ("fay", 403), ("gil", 403), ("amy", 403), ("cleo", 404)]
)
def test_who_may_enter_readings_may_enter_them_here(as_, trust, tally, who, status):
    client = as_(getattr(trust, who))
    assert press(client, tally).status_code == status
    assert client.get(round_path(trust)).status_code == (200 if status == 303 else status)


def test_a_measure_stands_at_its_own_team_alone(dora, trust, tally):
    elsewhere = f"/teams/{trust.ward_14.id}/numbers/{tally.id}"
    assert dora.get(elsewhere).status_code == 404
    assert dora.post(f"{elsewhere}/taps", {"tap": "one"}).status_code == 404


def test_a_tap_of_another_measure_is_not_found(ben, tally, share):
    press(ben, share, "yes")
    assert undo(ben, tally).status_code == 404


def test_every_key_that_is_shown_is_named_for_a_screen_reader(ben, measure, share, tally):
    press(ben, tally)
    for one in (measure, share, tally):
        for control in ben.get(path_of(one)).soup.select("[data-press]"):
            assert control["aria-keyshortcuts"] == control["data-press"]


def test_the_screens_are_valid(ben, trust, measure, share, tally):
    press(ben, tally)
    paths = [
        round_path(trust),
        f"{round_path(trust)}/end",
        *(path_of(one) for one in (measure, share, tally)),
    ]
    for path in [*paths, f"{path_of(share)}?way=number", f"{round_path(trust)}?page=9"]:
        page = ben.get(path)
        assert (page.status_code, problems(page.text), len(page.soup.select("h1"))) == (200, [], 1), path


def test_a_team_without_measures_is_told_how_to_begin(ben, trust):
    page = ben.get(round_path(trust))
    assert (page.status_code, problems(page.text)) == (200, [])
    assert page.select_one(f"a[href='/teams/{trust.ward_12.id}/measures/new']")
