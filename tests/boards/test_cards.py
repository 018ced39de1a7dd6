"""What stands on a card: a move only where one is open, amber for what is due today, the reason beside the lanes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from improve.boards.filters import end_of_day
from improve.boards.moving import LEADS
from improve.core import clock
from improve.core.db import commit, db
from improve.ideas.facts import Contributor, GainCheck
from improve.ideas.models import Idea
from improve.ideas.stages import LANES, Stage
from improve.ideas.steps import STEPS, open_steps
from improve.ideas.submitting import submit
from improve.pdsa.words import State
from tests.full_world import fill

BESIDE = (Stage.NOT_NOW, Stage.LEARNED)


@pytest.fixture
def full(trust):
    """Something of everything."""
    return fill(trust)


def board_of(trust, asked: str = "") -> str:
    return f"/teams/{trust.ward_12.id}/board{asked}"


def card_on(page, idea):
    return page.select_one(f"#idea-{idea.id}")


@pytest.mark.parametrize("who", ["ana", "ben", "dora", "fay", "gil", "amy", "hal"])
def test_a_move_stands_on_a_card_where_one_is_open_to_who_looks_and_nowhere_else(as_, trust, full, who):
    person = trust.fay if who == "hal" else getattr(trust, who)
    for idea in full.ideas if who == "hal" else ():  # somebody of elsewhere who contributes to each
        db.session.add(
            Contributor(organisation_id=idea.organisation_id, idea_id=idea.id, person_id=person.id)
        )
    learned = submit(trust.ward_12, text="Bleeps at night.", author=trust.ben)
    learned.stage = Stage.LEARNED
    browser, ids = as_(person), [idea.id for idea in (*full.ideas, learned)]
    pages = [
        browser.get(board_of(trust)),
        *(browser.get(board_of(trust, f"/lanes/{stage}")) for stage in BESIDE),
    ]
    cards = {card["id"][5:]: card for page in pages for card in page.soup.select("article.idea")}
    ideas = db.session.scalars(select(Idea).where(Idea.id.in_(ids), Idea.stage.in_((*LANES, *BESIDE)))).all()
    is_open = {idea.id: bool(open_steps(person, idea, moves=True)) for idea in ideas}
    assert {key: bool(cards[key].select(".move")) for key in is_open} == is_open
    assert {key: bool(cards[key].select(".grip")) for key in is_open} == is_open
    assert len(ideas) == 9


def test_a_tablet_moves_nothing(tablet, trust, idea):
    assert not tablet.get(board_of(trust)).soup.select(".move, .grip")


def test_every_move_is_one_that_cards_know_of():
    """A move under a rule of its own would stand in the menu, and no card would lead to the menu."""
    assert {step.noun for step in STEPS.values() if step.is_move and step.may not in LEADS} == set()


def test_an_answer_that_is_due_today_is_amber(ana, trust, idea):
    idea.answer_amber_at = clock.now() + timedelta(minutes=1)
    idea.answer_due_at = clock.now() + timedelta(days=3)
    assert not card_on(ana.get(board_of(trust)), idea).select(".soon")
    idea.answer_due_at = end_of_day(clock.now(), trust.organisation.time_zone)
    card = card_on(ana.get(board_of(trust)), idea)
    assert "soon" in card["class"]
    assert "soon" in card.select_one(".tag")["class"]


@pytest.mark.parametrize(
    ("days", "edge", "said"),
    [(1, "", "Cycle 1, study due tomorrow"), (0, "soon", "Cycle 1, study due today"),
     (-1, "late", "Cycle 1, study was due yesterday")],
)  # fmt: skip
def test_a_study_is_amber_on_its_day_and_red_after_it(ana, trust, full, days, edge, said):
    full.cycle.ends_on = clock.today() + timedelta(days)
    card = card_on(ana.get(board_of(trust)), full.testing)
    assert card["class"] == ["card", "idea", *([edge] if edge else [])]
    assert card.select_one(".tag")["class"] == ["tag", *([edge] if edge else [])]
    assert card.select_one(".tag").text == said


@pytest.mark.parametrize("days", [3, 0, -3])
def test_a_decision_is_amber_until_it_is_made(ana, trust, full, days):
    full.cycle.ends_on, full.cycle.state = clock.today() + timedelta(days), State.STUDIED
    tag = card_on(ana.get(board_of(trust)), full.testing).select_one(".tag")
    assert (tag.text, tag["class"]) == ("Cycle 1, decide now", ["tag", "soon"])


@pytest.mark.parametrize(
    ("days", "edge", "said"),
    [(0, "soon", "30-day check due today"), (-1, "late", "30-day check was due yesterday")],
)
def test_a_check_after_adoption_is_said_when_it_is_due(ana, trust, full, days, edge, said):
    assert "check" not in card_on(ana.get(board_of(trust)), full.embedding).text
    of_idea = select(GainCheck).where(GainCheck.idea_id == full.embedding.id).order_by(GainCheck.due_on)
    db.session.scalars(of_idea).first().due_on = clock.today() + timedelta(days)
    card = card_on(ana.get(board_of(trust)), full.embedding)
    assert edge in card["class"]
    assert card.select_one(".tag").text == said


def test_the_tablet_says_that_a_check_is_due_and_else_since_when_it_is_kept_up(tablet, trust, full):
    at = f"a[href='/ideas/{full.embedding.id}'] .tag"
    assert tablet.get("/tablet").select_one(at).text == "Adopted today"
    of_idea = select(GainCheck).where(GainCheck.idea_id == full.embedding.id).order_by(GainCheck.due_on)
    db.session.scalars(of_idea).first().due_on = clock.today() - timedelta(1)
    tag = tablet.get("/tablet").select_one(at)
    assert (tag.text, tag["class"]) == ("30-day check was due yesterday", ["tag", "late"])


def test_not_now_says_the_last_reason_and_what_comes_next(ben, trust, full):
    full.not_now.reopen(trust.ana, "There is money.")
    full.not_now.decline(trust.ana, "tried before", "It broke in a week.", "We look at another make in May.")
    card = card_on(ben.get(board_of(trust, "/lanes/not_now")), full.not_now)
    said = [" ".join(line.text.split()) for line in card.select(".reason p")]
    assert said == ["It was tried before: It broke in a week.", "Next: We look at another make in May."]


def test_learned_says_what_was_learned(ben, trust, full):
    full.cycle.study(trust.ben, "4 of 9 came.", None, "Volunteers are not there at weekends.")
    full.cycle.abandon(trust.ben, "We ask the porters.")
    commit()
    card = card_on(ben.get(board_of(trust, "/lanes/learned")), full.testing)
    assert (
        " ".join(card.select_one(".reason").text.split())
        == "What was learned: Volunteers are not there at weekends."
    )


def test_every_icon_of_a_card_is_drawn_on_the_page(ana, trust, full):
    full.new.answered_at = clock.now()
    full.own.asked_at = clock.now()
    page = ana.get(board_of(trust))
    assert card_on(page, full.new).select_one(".tag").text == "Answered, to decide"
    used = {use["href"] for use in page.soup.select(".lanes use") if use["href"].startswith("#")}
    assert used - {f"#{symbol['id']}" for symbol in page.soup.select("symbol")} == set()
    assert "#i-speech" in used


def test_the_paper_board_is_printed_from_its_page_and_left_again(ana, trust, idea):
    page = ana.get(board_of(trust, "/print"))
    beside = page.select_one(".on-screen")
    assert beside.select_one("a")["href"] == board_of(trust)
    assert beside.select_one("button[data-print][hidden]").text == "Print"
    assert page.soup.select("script[src*=app]")
