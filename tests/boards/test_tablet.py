"""The ward tablet: the board at a glance, the full card, a claim code."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.core.ids import digest
from improve.ideas.anonymous import release, wait_for_release
from improve.ideas.models import Idea
from improve.ideas.submitting import submit
from improve.pdsa.models import plan
from improve.tablets.models import Tablet
from tests.goals.conftest import counted, goals  # noqa: F401  the fixture
from tests.pdsa.plans import PLAN, plan_with
from tests.real.html import problems

TEXT = "Hang a second set of keys by the treatment room door."


def stored(idea_id):
    """The idea as it is stored now."""
    rows = select(Idea).where(Idea.id == idea_id).execution_options(populate_existing=True)
    return db.session.scalars(rows).one()


def send(tablet, text=TEXT, key="K1"):
    """What a tap on Send sends."""
    return tablet.post("/tablet/ideas", data={"text": text, "key": key})


# --- the board -----------------------------------------------------------------------------------------------------


def test_the_tablet_shows_its_board_and_what_came_of_the_last_idea(tablet, trust, idea):
    done = submit(trust.ward_12, text="At night we run out of slide sheets.", author=trust.ben)
    done.just_do_it(trust.ana, "Porters leave 6 at 19:00.")
    page = tablet.get("/tablet")
    assert page.select_one('a.ask[href="/tablet/idea"]')
    assert (
        "slide sheets" in page.select_one(".did").text and "Porters leave 6" in page.select_one(".did").text
    )
    assert page.select_one(f'.lane a.card[href="/ideas/{idea.id}"] .tag').text.startswith("Answer due")


def test_the_idle_board_shows_the_idea_that_is_due_soonest_first(tablet, trust, idea):
    for number in range(3):
        with clock.set_to(clock.now() - timedelta(days=number + 1)):
            submit(trust.ward_12, text=f"Older idea {number}", author=trust.ben)
    cards = tablet.get("/tablet").soup.select(".lane a.card.new h3")
    assert [card.text for card in cards] == ["Older idea 2", "Older idea 1"]


def test_the_idle_board_takes_at_most_12_queries(tablet, trust, idea):
    tablet.get("/tablet")
    with counted() as statements:
        assert tablet.get("/tablet").status_code == 200
    assert len(statements) <= 12


def test_an_empty_board_invites(tablet, trust):
    page = tablet.get("/tablet")
    assert page.status_code == 200 and "No idea waits" in page.text


def test_the_board_stays_in_the_team_and_sets_no_cookie(tablet, trust):
    submit(trust.ward_14, text="Of another ward.", author=trust.fay)
    page = tablet.get("/tablet", headers={"X-Poll": "1"})
    assert "Of another ward" not in page.text
    assert "Set-Cookie" not in page.headers and page.headers["Cache-Control"] == "no-store"


def test_the_whole_board_and_its_lanes_are_paged(tablet, trust, monkeypatch):
    monkeypatch.setattr("improve.boards.reading.MORE", 4)
    for number in range(9):
        submit(trust.ward_12, text=f"Idea number {number}", author=trust.ben)
    board = tablet.get("/tablet/board")
    assert len(board.soup.select("a.card")) == 6 and "Show all 9" in board.text
    lane = tablet.get("/tablet/board/new")
    assert len(lane.soup.select("a.card")) == 4
    second = tablet.get(lane.soup.find("a", string="Show more")["href"])
    assert len(second.soup.select("a.card")) == 4
    assert tablet.get("/tablet/board/withheld").status_code == 404
    assert tablet.get("/tablet/board/new?after=%00").status_code == 200


def test_the_doors_show_who_to_tell_first(tablet, trust):
    trust.organisation.doors = {"nurse_in_charge_bleep": "2114", "guardian_name": "Ruth Adeyemi"}
    page = tablet.get("/tablet/doors")
    assert len(page.soup.select(".door")) == 3
    assert page.select_one(".door.now .call").text == "2114" and "Ruth Adeyemi" in page.text


def test_a_person_has_no_tablet_screens_and_nobody_is_turned_away(ben, as_):
    assert ben.get("/tablet").status_code == 403
    assert as_(None).get("/tablet").status_code == 401


def test_a_revoked_tablet_is_shut_out(tablet, device, trust):
    db.session.get(Tablet, device[0].id).revoke(trust.ana)
    shut_out = tablet.get("/tablet")
    assert shut_out.status_code == 401 and shut_out.select_one("main a")["href"] == "/tablet/enrol"
    assert send(tablet).status_code == 401 and not db.session.scalars(select(Idea)).all()


def test_what_a_tablet_may_not_open_is_said_in_its_own_layout(tablet):
    page = tablet.get("/tablet/board/nonsense")
    assert page.status_code == 404 and page.select_one("body.tablet")


# --- the full card, and the code -----------------------------------------------------------------------------------


def test_the_full_card_is_read_and_supported_once_a_day(tablet, idea):
    page = tablet.get(f"/ideas/{idea.id}")
    assert page.select_one("body.tablet") and page.select_one("[aria-current=step]").text.strip() == "New"
    tablet.post(f"/ideas/{idea.id}/support")
    tablet.post(f"/ideas/{idea.id}/support")
    assert stored(idea.id).supporters == 1
    assert "Supported from this tablet today" in tablet.get(f"/ideas/{idea.id}").text


def test_the_card_says_what_is_tested_and_what_was_learned(tablet, trust, idea):
    idea.accept(trust.ana, trust.ben, "Yes, thank you.")
    assert not tablet.get(f"/ideas/{idea.id}").select_one(".test")
    first = plan(idea, trust.ana, PLAN)
    first.start_doing(trust.ana)
    first.study(trust.ana, "Once a night.", Decimal(1), "Two blankets are not enough for Bay 4.")
    first.adapt(trust.ana, "Four blankets.", plan_with(change="Four blankets more", scale=2))
    page = tablet.get(f"/ideas/{idea.id}")
    now, learned = (sentence.text for sentence in page.soup.select(".test p"))
    assert now.startswith("Cycle 2, one person, one shift, from ") and now.endswith(": Four blankets more")
    assert learned == "Learned in cycle 1: Two blankets are not enough for Bay 4."
    assert problems(page.text) == []


def test_the_idea_of_another_team_is_not_there(tablet, trust):
    other = submit(trust.ward_14, text="Of another ward.", author=trust.fay)
    assert tablet.get(f"/ideas/{other.id}").status_code == 404
    assert tablet.post(f"/ideas/{other.id}/support").status_code == 404


def test_the_author_without_a_name_reads_and_replies_on_the_tablet(tablet, as_, trust):
    code = "7KQM2XWD9RFH4TBN"
    wait_for_release(trust.ward_12, "We work through our break.", "", {}, digest(code))
    waiting = tablet.post("/code", data={"words": "7kqm 2xwd 9rfh 4tbn"})
    assert waiting.select_one("body.tablet") and "waits for its batch" in waiting.text
    release(trust.ward_12)
    idea = db.session.scalars(select(Idea)).one()
    assert "No answer yet" in tablet.post("/code", data={"words": code}).select_one("h1").text
    stored(idea.id).accept(trust.ana, None, "The bleep holder covers from Monday.")
    page = tablet.post("/code", data={"words": code})
    assert page.select_one("h1").text == "You have an answer" and "bleep holder" in page.text
    replied = tablet.post("/code/replies", data={"code": code, "words": "Better from 02:00.", "key": "R1"})
    assert "Better from 02:00." in replied.select_one(".says.you:last-of-type").text
    assert as_(None).post("/code", data={"words": code}).select_one(".says.answer")


@pytest.mark.parametrize(
    "path",
    ["/tablet", "/tablet/board", "/tablet/board/new", "/tablet/doors", "/code", "/nowhere"],
)
def test_the_screens_are_valid_html(tablet, idea, path):
    assert problems(tablet.get(path).text) == []


def test_a_code_opens_in_the_layout_of_whoever_asks(tablet, as_):
    assert tablet.get("/code").select_one("body.tablet a.back")
    assert not as_(None).get("/code").select_one("body.tablet, a.back")
    wrong = tablet.post("/code", data={"words": "7KQM 2XWD 9RFH 4TBN"})
    assert wrong.status_code == 422 and wrong.select_one("body.tablet")
    assert wrong.select_one("#words")["value"] == "7KQM 2XWD 9RFH 4TBN"
