"""Anonymous from the first moment: no cookie goes with it, the code is shown once, the answer is read by code alone."""

import re
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from improve.core.db import commit, db, start_writing
from improve.ideas import anonymous
from improve.ideas.models import Idea
from tests.full_world import fill

pytestmark = pytest.mark.browser
TEXT = "The rota comes out too late for us to plan a weekend."


def test_a_nurse_stays_anonymous_and_talks_with_the_lead(walk, trust):
    ben = walk(trust.ben)
    code = send_anonymously(ben)
    release(trust.ward_12)
    ana = walk(trust.ana)
    answer(ana)
    author = walk()  # a telephone that was never here
    open_by_code(author, code)
    assert author.sees("Yes. We look at the rota together.")
    author.look_around("the thread")
    author.page.locator("#words").fill("Thank you. Saturday nights are worst.")
    author.press("Send reply")
    assert author.sees("Saturday nights are worst.")
    ana.page.reload()
    assert ana.sees("Saturday nights are worst.")
    assert "Ben" not in ana.page.locator("main .voice").first.inner_text()


def test_words_that_are_changed_after_a_lost_answer_are_sent_as_they_are_now(walk, trust):
    ben, lost = walk(trust.ben), []

    def lose(route):
        sent = route.request
        kept = {name: sent.headers[name] for name in ("content-type", "idempotency-key")}
        with urlopen(Request(sent.url, sent.post_data_buffer, kept)) as answer:
            lost.append(answer.status)
        route.abort()

    ben.page.route("**/anonymous/outbox", lose, times=1)
    ben.go("/ideas/new")
    ben.page.locator("[name=text]").fill(TEXT)
    ben.page.locator("[data-stay-anonymous]").check()
    ben.page.locator("form[data-anonymous] button[type=submit]").click()
    expect(ben.page.locator("[data-refusal]")).to_be_visible()
    ben.page.locator("[name=text]").fill(f"{TEXT} Four weeks would do.")
    ben.page.locator("form[data-anonymous] button[type=submit]").click()
    expect(ben.page.locator("[data-claim]")).to_be_visible()
    assert lost == [201]


def test_the_ward_tablet_sends_no_cookie_either_and_forgets(walk, trust):
    tablet = walk(width=1180, tablet=fill(trust).tablet_secret)
    tablet.page.clock.install()
    tablet.go("/tablet/idea")
    tablet.page.get_by_label("What could be better?").fill(TEXT)
    tablet.page.locator("[data-stay-anonymous]").check()
    tablet.click("Send", role="button")
    assert tablet.sees("Keep this code")
    assert tablet.sees("Not sent yet: saved on this tablet.")
    tablet.look_around("the claim code on the tablet")
    code = tablet.page.locator("[data-code]").inner_text()
    tablet.click("I have kept it")
    expect(tablet.page.locator("[data-board]")).to_be_visible()
    assert code not in tablet.page.content()
    tablet.page.go_back()
    assert TEXT not in tablet.page.content()


def test_an_anonymous_idea_leaves_the_tablet_later_without_a_cookie_or_a_time(walk, trust):
    tablet = walk(width=1180, tablet=fill(trust).tablet_secret)
    tablet.page.clock.install()
    tablet.go("/tablet/idea")
    tablet.page.get_by_label("What could be better?").fill(TEXT)
    tablet.page.locator("[data-stay-anonymous]").check()
    tablet.click("Send", role="button")
    assert tablet.sees("Keep this code")
    code = tablet.page.locator("[data-code] b").all_inner_texts()
    tablet.click("I have kept it")
    assert tablet.sees("Saved on this tablet (1 waiting)")
    with tablet.page.expect_request("**/anonymous/outbox") as caught:
        tablet.page.clock.fast_forward(630_000)
    headers, sent = caught.value.all_headers(), caught.value.post_data_json
    assert not {"cookie", "referer"} & set(headers)
    assert set(sent) == {"team", "token", "text", "claim", "written_on"}
    assert len(sent["written_on"]) == len("2026-03-04") and "".join(code).strip()[:4] not in str(sent)
    assert tablet.sees("All ideas from this tablet are sent")


def send_anonymously(ben):
    """The request carries nothing that tells who sends it; gives the code back."""
    ben.go("/ideas/new")
    ben.page.get_by_label("What could be better?").fill(TEXT)
    ben.choose("Stay anonymous")
    ben.look_around("an anonymous idea")
    with ben.page.expect_request("**/anonymous/outbox") as caught:
        ben.click("Send", role="button")
    headers = caught.value.all_headers()
    assert "cookie" not in headers
    assert "referer" not in headers
    assert "claim" in caught.value.post_data
    expect(ben.page.locator("[data-claim]")).to_be_focused()
    ben.look_around("the claim code")
    code = ben.page.locator("[data-code]").inner_text()
    assert re.fullmatch(r"([0-9A-Z]{4}\s*){4}", code.strip())
    assert TEXT not in ben.page.content()
    ben.go("/")
    assert TEXT not in ben.page.content()
    return code


def release(team):
    """As the scheduler does in the morning."""
    start_writing()
    assert anonymous.release(team) == 1
    commit()


def answer(ana):
    """The lead answers somebody unknown."""
    idea = db.session.scalars(select(Idea).where(Idea.authorship == "anonymous")).one()
    commit()
    ana.go(f"/ideas/{idea.id}/acceptance")
    ana.page.get_by_label("Who owns it?").select_option("team")
    ana.page.locator("main textarea").fill("Yes. We look at the rota together.")
    ana.press("Accept and answer")
    ana.go(f"/ideas/{idea.id}")


def open_by_code(author, code):
    """Small letters and dashes will do."""
    author.go("/code")
    author.look_around("typing a code")
    author.page.locator("#words").fill("0000 0000 0000 0000")
    author.press("Read my answer")
    assert "Error" in author.page.title()
    author.page.locator("#words").fill("-".join(code.lower().split()))
    author.press("Read my answer")
