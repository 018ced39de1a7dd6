"""Anonymous means anonymous: nothing that could identify the author is stored, and the code opens the answer."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import inspect, select, text

from improve.core import clock
from improve.core.db import Base, commit, db, start_writing
from improve.events.models import EventRow
from improve.goals.models import GoalPlan, propose
from improve.ideas import support
from improve.ideas.anonymous import GOALS_KEY, day_token, release
from improve.ideas.events import GoalLinked
from improve.ideas.facts import WaitingIdea
from improve.ideas.models import Idea
from tests.boards.conftest import browser_of, set_up
from tests.full_world import a_goal

CODE = "7K2M9QXW4TBC8DRH"
KEY = "0b9f3a52-58c1-4e7e-9a55-0d6b1a2c3d4e"
MORNING = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)  # a Tuesday
EVENING = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)


def payload(app, team, **fields):
    token = day_token(app.config["SECRET_KEY"], team, clock.today())
    claim = hashlib.sha256(CODE.encode()).hexdigest()
    return {
        "team": team.id,
        "token": token,
        "text": "We are told to lie about breaks.",
        "claim": claim,
        **fields,
    }


def post(browser, body, key=KEY, **options):
    """Send it as the outbox does."""
    headers = {"Idempotency-Key": key} if key else {}
    return browser.post("/anonymous/outbox", json=body, headers=headers, **options)


def send(app, as_, team, key=KEY, **fields):
    return post(as_(None), payload(app, team, **fields), key)


def test_it_waits_and_comes_to_the_board_in_the_morning(app, as_, trust):
    with clock.set_to(EVENING):
        assert send(app, as_, trust.ward_12).status_code == 201
        assert not db.session.scalars(select(Idea)).all()
    with clock.set_to(MORNING):
        assert release(trust.ward_12) == 1
    idea = db.session.scalars(select(Idea)).one()
    assert (idea.authorship, idea.received_on.isoformat(), idea.received_at) == (
        "anonymous",
        "2026-11-23",
        None,
    )


def test_it_comes_though_its_team_closes_before_or_after_it_is_sent(app, as_, trust):
    other = {"key": KEY.replace("0", "1"), "text": "We are told to lie about lunch.", "claim": "b" * 64}
    with clock.set_to(EVENING):
        assert send(app, as_, trust.ward_12).status_code == 201
        start_writing()
        trust.ward_12.deactivate(trust.amy)
        commit()
        assert send(app, as_, trust.ward_12, **other).status_code == 201
    start_writing()
    with clock.set_to(MORNING):
        assert release(trust.ward_12) == 2
    assert len(db.session.scalars(select(Idea)).all()) == 2


def test_the_same_code_and_words_under_another_key_are_the_same_idea(app, as_, trust):
    other = KEY.replace("0", "1")
    first, again = send(app, as_, trust.ward_12), send(app, as_, trust.ward_12, key=other)
    assert (again.status_code, again.json["id"]) == (201, first.json["id"])
    assert len(db.session.scalars(select(WaitingIdea)).all()) == 1
    start_writing()
    assert release(trust.ward_12) == 1
    commit()
    late = send(app, as_, trust.ward_12, key=KEY.replace("0", "2"))
    assert (late.status_code, late.json["id"]) == (201, first.json["id"])
    assert len(db.session.scalars(select(Idea)).all()) == 1


def test_a_code_opens_one_idea_alone(app, as_, trust):
    send(app, as_, trust.ward_12)
    refused = send(app, as_, trust.ward_12, key=KEY.replace("0", "1"), text="Something else altogether")
    assert refused.status_code == 409 and "opens another idea" in refused.json["error"]


def test_sent_twice_it_is_kept_once(app, as_, trust):
    first, second = (send(app, as_, trust.ward_12) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    assert len(db.session.scalars(select(WaitingIdea)).all()) == 1


def test_other_words_under_the_same_key_are_refused(app, as_, trust):
    send(app, as_, trust.ward_12)
    assert send(app, as_, trust.ward_12, text="Something else").status_code == 422


def test_a_request_with_any_cookie_is_refused(app, trust, ben):
    assert post(ben, payload(app, trust.ward_12)).status_code == 400


@pytest.mark.parametrize("fields", [{"token": "x"}, {"token": None}])
def test_without_the_token_of_the_day_it_is_refused(app, as_, trust, fields):
    assert send(app, as_, trust.ward_12, **fields).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"text": "x" * 2001},
        {"claim": "short"},
        {"written_on": "soon"},
        {"suggestion": "x" * 2001},
        {"text": ["a"]},
        {"goals": [5]},
        {"goals": "all"},
    ],
)
def test_bad_input_is_told_in_a_sentence_and_stores_nothing(app, as_, trust, fields):
    answer = send(app, as_, trust.ward_12, **fields)
    assert (answer.status_code, bool(answer.json["error"])) == (422, True)
    assert not db.session.scalars(select(WaitingIdea)).all()


@pytest.mark.parametrize("key", ["", "A-KEY"])
def test_without_a_key_that_is_a_uuid_it_is_refused(app, as_, trust, key):
    assert send(app, as_, trust.ward_12, key).status_code == 400


def test_the_token_alone_says_for_which_team_it_is(app, as_, trust):
    sent = payload(app, trust.ward_12)
    del sent["team"]
    assert post(as_(None), sent).json == {"key": KEY, "id": waiting().id, "team": "Ward 12"}


def test_an_old_token_is_told_so_that_the_script_fetches_another(app, as_, tablet, trust):
    sent = payload(app, trust.ward_12)
    with clock.set_to(clock.now() + timedelta(days=2)):
        refused = post(as_(None), sent)
        assert (refused.status_code, refused.json["stop"]) == (403, "token")
        fresh = tablet.get("/tablet/token").json
        assert fresh["team"] == trust.ward_12.id and fresh["until"] > clock.now().isoformat()
        assert post(as_(None), {**sent, "token": fresh["token"]}).status_code == 201


def test_the_token_is_the_same_on_every_tablet_of_the_team_and_on_no_other(app, as_, tablet, trust):
    other = browser_of(app, set_up(trust.ward_12, "Break room")[1])
    elsewhere = browser_of(app, set_up(trust.ward_14, "Ward 14")[1])
    tokens = [browser.get("/tablet/token").json["token"] for browser in (tablet, other, elsewhere)]
    assert tokens[0] == tokens[1] != tokens[2]
    assert send(app, as_, trust.ward_12, token=tokens[2]).status_code == 403


def test_an_unknown_and_a_foreign_team_answer_alike(app, as_, trust):
    named = (
        {**payload(app, trust.ward_12), "team": team} for team in ("0123456789ABCDEF", trust.other_ward.id)
    )
    answers = [post(as_(None), sent) for sent in named]
    assert {(answer.status_code, answer.json["error"]) for answer in answers} == {
        (403, answers[0].json["error"])
    }


@pytest.mark.parametrize(("days", "dated"), [(0, 0), (1, 1), (30, 30), (200, 90), (-3, 0)])
def test_it_is_dated_with_the_day_it_was_written_on(app, as_, trust, days, dated):
    today = clock.today()
    send(app, as_, trust.ward_12, written_on=(today - timedelta(days=days)).isoformat())
    assert waiting().written_on == today - timedelta(days=dated)


def test_what_else_is_sent_is_not_kept(app, as_, trust):
    send(
        app,
        as_,
        trust.ward_12,
        named={"person": trust.ben.id},
        staff_group="Students",
        written_at="2026-03-03T08:15:00Z",
    )
    stored = "\n".join(everything())
    assert (
        not [mark for mark in ("Students", "08:15") if mark in stored] and waiting().details["benefits"] == []
    )


def test_a_ward_of_eight_files_with_the_team_above(app, as_, trust):
    assert send(app, as_, trust.small_ward).json["team"] == trust.older.name
    assert db.session.scalars(select(WaitingIdea)).one().team_id == trust.older.id


def test_the_clock_ends_with_a_day_and_starts_at_release(app, as_, trust):
    released(app, as_, trust)
    idea = db.session.scalars(select(Idea)).one()
    assert f"{idea.answer_due_at:%Y-%m-%d %H:%M}" == "2026-11-25 23:59"


def test_its_event_carries_the_date_alone(app, as_, trust):
    released(app, as_, trust)
    event = db.session.scalars(select(EventRow).where(EventRow.name == "idea.submitted")).one()
    assert (event.happened_at, event.by_kind, event.by_id) == (None, None, None)


def released(app, as_, trust, **fields) -> Idea:
    with clock.set_to(EVENING):
        send(app, as_, trust.ward_12, **fields)
    with clock.set_to(MORNING):
        release(trust.ward_12)
    commit()
    start_writing()
    return db.session.scalars(select(Idea)).one()


def test_it_serves_the_goals_that_were_ticked_and_none_that_its_team_does_not_have(app, as_, trust):
    goal = a_goal(trust)
    plan = GoalPlan("No more lost keys", "None lost.", "Time.", clock.today(), clock.today() + timedelta(90))
    draft = propose(trust.ward_12, trust.ben, plan)
    idea = released(app, as_, trust, goals=[goal.id, draft.id, "0123456789ABCDEF"])
    assert support.goal_ids(idea) == {goal.id} and GOALS_KEY not in idea.first_words.details
    linked = db.session.scalars(select(EventRow).where(EventRow.name == GoalLinked.name)).one()
    assert (linked.happened_at, linked.by_kind, linked.by_id) == (None, None, None)


def test_the_code_opens_the_answer_however_it_is_typed(app, as_, trust):
    idea = released(app, as_, trust)
    idea.just_do_it(trust.ana, "Breaks are covered from Monday.")
    for typed in (CODE, CODE.lower(), "7K2M-9QXW 4tbc-8drh"):
        assert "Breaks are covered from Monday." in as_(None).post("/code", data={"words": typed}).text


def test_an_unknown_code_gets_the_one_same_sentence(as_, trust):
    page = as_(None).post("/code", data={"words": "0000 0000 0000 0000"})
    assert (page.status_code, "We do not know this code" in page.text) == (422, True)


def test_the_author_replies_unknown_and_is_shown_by_the_week(app, as_, ana, trust):
    idea = released(app, as_, trust)
    as_(None).post("/code/replies", data={"code": CODE, "words": "It is worse at weekends.", "key": "R1"})
    page = ana.get(f"/ideas/{idea.id}")
    assert "It is worse at weekends." in page.text
    assert "The author, in the week of" in page.text


def test_the_author_takes_it_back_by_code(app, as_, trust):
    idea = released(app, as_, trust)
    assert as_(None).post("/code/withdrawal", data={"code": CODE}).status_code == 200
    db.session.expire_all()
    assert db.session.get_one(Idea, idea.id).stage == "withdrawn"


def waiting():
    """The one idea that waits."""
    return db.session.scalars(select(WaitingIdea)).one()


MARKS = {
    "HTTP_USER_AGENT": "CANARY-AGENT",
    "HTTP_X_FORWARDED_FOR": "203.0.113.77",
    "HTTP_ACCEPT_LANGUAGE": "CANARY-LANG",
    "HTTP_REFERER": "http://localhost/CANARY-REFERRER",
}


def test_nothing_of_the_request_is_found_in_any_table(app, as_, trust):
    marked = {**MARKS, "REMOTE_ADDR": "203.0.113.77"}
    assert post(as_(None), payload(app, trust.ward_12), environ_overrides=marked).status_code == 201
    stored = "\n".join(everything())
    assert "We are told to lie about breaks." in stored
    assert not [mark for mark in ("CANARY", "203.0.113.77", CODE) if mark in stored]


def everything() -> list[str]:
    return [
        str(tuple(row)) for table in Base.metadata.sorted_tables for row in db.session.execute(table.select())
    ]


def test_two_instances_with_other_people_and_tablets_store_the_same(app, as_, trust):
    """Non-interference: who is signed in and where changes nothing that is stored, but for the random ids."""
    dumps = []
    for mark in ("nurse-a", "nurse-b"):
        with clock.set_to(EVENING):
            marked = {"HTTP_USER_AGENT": mark, "REMOTE_ADDR": f"10.0.0.{len(mark)}"}
            post(as_(None), payload(app, trust.ward_12), environ_overrides=marked)
        rows = db.session.execute(WaitingIdea.__table__.select()).mappings().all()
        dumps.append([{name: value for name, value in row.items() if name != "id"} for row in rows])
        db.session.execute(text("DELETE FROM waiting_idea"))
        db.session.execute(text("DELETE FROM anonymous_submission"))
        commit()
    assert dumps[0] == dumps[1]


def test_the_waiting_table_has_no_column_that_could_tell(app):
    columns = {column["name"] for column in inspect(db.engine).get_columns("waiting_idea")}
    assert columns == {"id", "team_id", "text", "suggestion", "details", "written_on", "claim_digest"}
