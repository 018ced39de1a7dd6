"""Every idea is answered, the answer reaches its author, and a step that is not in the table is refused."""

import pytest

from improve.core import clock
from improve.core.db import commit, db
from improve.core.errors import RuleBroken
from improve.ideas.facts import Answer
from improve.ideas.family import merge
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.ideas.submitting import submit
from improve.teams.policy import people_of


def reread(idea: Idea) -> Idea:
    db.session.expire_all()
    return db.session.get_one(Idea, idea.id)


def test_an_accepted_idea_has_an_owner_and_an_answer(ana, trust, idea, last_event):
    page = ana.post(f"/ideas/{idea.id}/acceptance", data={"owner": trust.ben.id, "words": "Yes. Thank you."})
    assert page.status_code == 303
    kept = reread(idea)
    assert (kept.stage, kept.owner_id) == (Stage.READY, trust.ben.id)
    assert [answer.words for answer in kept.answers] == ["Yes. Thank you."]
    assert last_event().name == "idea.accepted"


def test_a_declined_idea_tells_its_author_why_and_what_next(ana, ben, idea, last_event):
    form = {"reason": "too costly", "words": "£9,000 we do not have.", "next_step": "We ask again in April."}
    ana.post(f"/ideas/{idea.id}/decline", data=form)
    page = ben.get(f"/ideas/{idea.id}")
    assert "£9,000 we do not have." in page.text
    assert "We ask again in April." in page.text
    assert last_event().name == "idea.declined"


def test_a_decline_without_a_next_step_keeps_what_was_typed(ana, idea):
    page = ana.post(
        f"/ideas/{idea.id}/decline", data={"reason": "other", "words": "We have tried.", "next_step": " "}
    )
    assert page.status_code == 422
    assert page.select_one("#words").text.strip() == "We have tried."
    assert page.select_one("title").text.startswith("Error: ")
    assert page.select_one(".nhsuk-error-summary a[href='#next_step']")
    assert reread(idea).stage == Stage.NEW


@pytest.mark.parametrize(
    "noun", ["acceptance", "decline", "completion", "question", "offer", "withholding", "size"]
)
def test_a_colleague_may_not_answer(ben, idea, noun):
    assert ben.post(f"/ideas/{idea.id}/{noun}", data={}).status_code == 403


@pytest.mark.parametrize(
    "noun", ["acceptance", "decline", "completion", "support", "comments", "edit", "moves"]
)
def test_an_outsider_does_not_learn_that_the_idea_exists(cleo, idea, noun):
    answer, missing = (cleo.post(f"/ideas/{key}/{noun}", data={}) for key in (idea.id, "0123456789ABCDEF"))
    assert answer.status_code == missing.status_code == 404


def test_a_lead_above_may_answer_when_the_lead_is_away(mo, idea):
    mo.post(f"/ideas/{idea.id}/acceptance", data={"owner": "team", "words": "Yes."})
    assert reread(idea).stage == Stage.READY


def test_a_second_answer_to_the_same_question_is_refused_with_a_sentence(ana, idea):
    form = {"reason": "other", "words": "No.", "next_step": "None."}
    ana.post(f"/ideas/{idea.id}/decline", data=form)
    again = ana.post(f"/ideas/{idea.id}/decline", data=form)
    assert again.status_code == 409
    assert "was answered with" in again.text
    assert len(reread(idea).answers) == 1


def test_the_author_says_that_the_answer_arrived(ana, ben, idea, last_event):
    ana.post(f"/ideas/{idea.id}/completion", data={"words": "40 more blankets since Saturday."})
    answer = reread(idea).answers[0]
    assert ben.post(f"/ideas/{idea.id}/answers/{answer.id}/reading").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Answer, answer.id).read_on == clock.today()
    assert last_event().name == "idea.answer_read"


def test_nobody_else_can_say_that_it_arrived(ana, idea, trust):
    idea.just_do_it(trust.ana, "Done.")
    assert ana.post(f"/ideas/{idea.id}/answers/{idea.answers[0].id}/reading").status_code == 403


def test_a_question_pauses_the_answer_clock_by_the_working_time_it_waited(trust, idea):
    due, asked = idea.answer_due_at, clock.now()
    idea.ask(trust.ana, "Which bay?")
    assert not idea.is_answer_late
    waited = trust.ward_12.after_working_hours(asked, 5)
    with clock.set_to(waited):
        idea.reply(db.session.query(Answer).one(), "Bay 2", trust.ben)
    moved = trust.ward_12.working_hours_between(due, idea.answer_due_at)
    assert moved == pytest.approx(5, abs=0.01)


def test_a_question_pauses_the_clock_for_three_working_days_at_most(trust, idea):
    due = idea.answer_due_at
    idea.ask(trust.ana, "Which bay?")
    with clock.set_to(trust.ward_12.after_working_hours(clock.now(), 500)):
        idea.end_pause()
    assert trust.ward_12.working_hours_between(due, idea.answer_due_at) == pytest.approx(72, abs=0.01)


VERBS = {
    "accept": lambda idea, trust: idea.accept(trust.ana, None, "Yes"),
    "just do it": lambda idea, trust: idea.just_do_it(trust.ana, "Changed"),
    "decline": lambda idea, trust: idea.decline(trust.ana, "other", "No", "None"),
    "ask": lambda idea, trust: idea.ask(trust.ana, "Which bay?"),
    "withdraw": lambda idea, trust: idea.withdraw(trust.ben),
    "finish": lambda idea, trust: idea.finish(trust.ana, "It holds"),
    "reopen": lambda idea, trust: idea.reopen(trust.ana, "Again"),
    "withhold": lambda idea, trust: idea.withhold(trust.ana, "a patient", "It names a patient"),
    "show again": lambda idea, trust: idea.show_again(trust.ana),
    "start a cycle": lambda idea, trust: idea.enter_testing(),
    "adopt": lambda idea, trust: idea.adopt(trust.ana, "It is on the handover sheet"),
    "abandon": lambda idea, trust: idea.learn(trust.ana, "The tube was not the hold-up"),
    "pause": lambda idea, trust: idea.stop_testing(),
    "lose the gain": lambda idea, trust: idea.lose_gain(),
}
# docs/states.md, as a table: from which stages each verb is open.
OPEN_FROM = {
    "accept": {Stage.NEW},
    "just do it": {Stage.NEW, Stage.READY},
    "decline": {Stage.NEW, Stage.READY},
    "ask": {Stage.NEW, Stage.READY, Stage.NOT_NOW},
    "withdraw": {Stage.NEW},
    "finish": {Stage.EMBEDDING},
    "reopen": {Stage.DONE, Stage.NOT_NOW, Stage.LEARNED},
    "withhold": set(Stage) - {Stage.MERGED, Stage.WITHHELD},
    "show again": {Stage.WITHHELD},
    "start a cycle": {Stage.READY, Stage.LEARNED, Stage.EMBEDDING, Stage.TESTING},
    "adopt": {Stage.TESTING},
    "abandon": {Stage.TESTING},
    "pause": {Stage.TESTING},
    "lose the gain": {Stage.EMBEDDING},
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("stage", list(Stage))
def test_a_step_is_open_from_its_stages_and_from_no_other(trust, idea, verb, stage):
    idea.stage = stage
    if stage in OPEN_FROM[verb]:
        VERBS[verb](idea, trust)
        return
    with pytest.raises(RuleBroken) as refused:
        VERBS[verb](idea, trust)
    assert refused.value.sentence.endswith(".")
    assert idea.stage == stage


def test_a_withheld_idea_is_read_by_leads_guardian_and_author_alone(ana, gil, ben, dora, fay, trust, idea):
    idea.withhold(trust.ana, "names a colleague", "Please speak to the guardian.")
    commit()
    may = {name: client.get(f"/ideas/{idea.id}").status_code for name, client in
           (("ana", ana), ("gil", gil), ("ben", ben), ("dora", dora), ("fay", fay))}  # fmt: skip
    assert may == {"ana": 200, "gil": 200, "ben": 200, "dora": 200, "fay": 404}


def test_a_withdrawn_idea_is_read_by_its_author_alone(ana, ben, idea):
    assert ben.post(f"/ideas/{idea.id}/withdrawal", data={}).status_code == 303
    assert (ben.get(f"/ideas/{idea.id}").status_code, ana.get(f"/ideas/{idea.id}").status_code) == (200, 404)


def test_a_closed_team_takes_no_ideas(trust):
    trust.ward_14.deactivate(trust.amy)
    with pytest.raises(RuleBroken):
        submit(trust.ward_14, text="Too late", author=trust.ben)


ENDINGS = {
    "accept": lambda idea, trust, other: idea.accept(trust.ana, None, "A word to its author."),
    "just do it": lambda idea, trust, other: idea.just_do_it(trust.ana, "A word to its author."),
    "decline": lambda idea, trust, other: idea.decline(
        trust.ana, "other", "A word to its author.", "In April."
    ),
    "finish": lambda idea, trust, other: embedded(idea).finish(trust.ana, "A word to its author."),
    "merge": lambda idea, trust, other: merge(idea, other, trust.ana, "A word to its author."),
    "withhold": lambda idea, trust, other: idea.withhold(trust.ana, "a patient", "A word to its author."),
}


def embedded(idea: Idea) -> Idea:
    idea.stage = Stage.EMBEDDING
    return idea


@pytest.mark.parametrize("ending", ENDINGS)
def test_whatever_becomes_of_an_idea_its_author_reads_it_first(ben, trust, idea, ending):
    other = submit(trust.ward_12, text="No blankets after midnight.", author=trust.fay)
    ENDINGS[ending](idea, trust, other)
    assert "A word to its author." in ben.get("/").select_one(".answered .voice").text
    told = ben.get(f"/ideas/{idea.id}").select_one(".answer")
    assert "A word to its author." in told.text
    assert told.select_one("form button").text.strip() == "Thank you, I have read it"


def test_where_nobody_can_be_told_the_steps_say_so(ana, trust):
    unnamed = submit(trust.ward_12, text="The bin lids bang at night.")
    unnamed.accept(trust.ana, None, "Yes.")
    page = ana.get(f"/ideas/{unnamed.id}")
    assert "Write to whoever wrote it" in page.text and "Write to the author" not in page.text
    assert "Ask whoever wrote it" in page.text and "Ask the author" not in page.text
    asked = ana.get(f"/ideas/{unnamed.id}/answer")
    assert "It stands on the board and the tablet" in asked.text and "Send to the author" not in asked.text


def test_a_named_and_an_anonymous_author_can_be_told(ana, trust, idea):
    idea.accept(trust.ana, None, "Yes.")
    assert "Write to the author" in ana.get(f"/ideas/{idea.id}").text
    assert Idea(authorship="anonymous").can_tell_author
    assert not Idea(authorship="imported", says_name="Jo").can_tell_author


def test_a_letter_to_the_author_that_is_sent_twice_is_one_letter(ana, trust, idea):
    idea.accept(trust.ana, None, "Yes.")
    key = ana.get(f"/ideas/{idea.id}/answer").select_one("input[name=key]")["value"]
    for words, status in (("It is ordered.", 303), ("It is ordered.", 303), ("It came.", 422)):
        page = ana.post(f"/ideas/{idea.id}/answer", {"key": key, "words": words})
        assert page.status_code == status
    assert "It came." in page.text and page.select_one("input[name=key]")["value"] != key
    assert [answer.words for answer in idea.answers if answer.kind == "answer"] == ["It is ordered."]


def test_a_refusal_of_a_page_from_before_the_answer_is_not_taken_unread(ana, dora, trust, idea):
    refusal = {"reason": "too costly", "words": "There is no money.", "next_step": "We look again in May."}
    refusal["seen"] = dora.get(f"/ideas/{idea.id}/decline").select_one("input[name=seen]")["value"]
    ana.post(f"/ideas/{idea.id}/acceptance", {"owner": "team", "words": "Yes."})
    page = dora.post(f"/ideas/{idea.id}/decline", refusal)
    assert page.status_code == 409 and "Somebody was quicker" in page.text
    assert page.select_one("textarea[name=words]").text.strip() == "There is no money."
    again = refusal | {"seen": page.select_one("input[name=seen]")["value"]}
    assert dora.post(f"/ideas/{idea.id}/decline", again).status_code == 303


def test_colleagues_of_the_team_are_offered_first_as_helpers(ana, trust, idea):
    page = ana.get(f"/ideas/{idea.id}/contributors")
    names = [row.text.split(",")[0] for row in page.soup.select("main .rows li div")]
    team = {person.name for person in people_of(idea.team)}
    assert set(names[: len(team)]) == team and len(names) > len(team)
