"""Every screen of the tablet, and what the public opens, one after the other: for tests that look at all of them."""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from improve.core.db import commit, db, start_writing
from improve.ideas.anonymous import release, wait_for_release
from improve.ideas.models import Idea
from improve.tablets.links import Link, Poster, Wall
from tests.journeys import tablet as on
from tests.journeys.walker import Walker

TEXT = "Qqq 1"
DANGER = "Oxygen in bay 2 is hissing and his sats are dropping right now"
LIKE_ANOTHER = "Blankets run out on nights"
PATIENT = "Mrs Edith Halloran 943 476 5919"


def screens(tablet: Walker, full: Any, trust: Any) -> Iterator[str]:
    """Each screen of the tablet in turn, its name first."""
    for path in ("/tablet", "/tablet/board", "/tablet/board/new", "/tablet/doors", "/tablet/measures", "/code",
                 "/tablet/attention", "/tablet/pin/new", "/tablet/enrol", "/nowhere", "/anonymity",
                 "/tablet/shell/board", "/tablet/shell/saved"):  # fmt: skip
        tablet.go(path)
        yield path
    for idea in full.ideas:
        if idea.stage not in ("withheld", "withdrawn"):
            tablet.go(f"/ideas/{idea.id}")
            yield f"the card of an idea that is {idea.stage}"
    yield from writing(tablet)
    yield from naming(tablet)
    yield from anonymous(tablet)
    yield from threads(tablet, codes(trust))
    yield from measuring(tablet)


def writing(tablet: Walker) -> Iterator[str]:
    """Something wrong, the passage that shows a patient, thanks, and what is added."""
    page = tablet.page
    tablet.go("/tablet/idea")
    yield "the field"
    page.locator("main form button[type=submit]").click()
    page.locator(".nhsuk-error-summary").wait_for()
    yield "the field, empty"
    page.locator("#text").fill("x" * 2_001)
    page.locator("main form button[type=submit]").click()
    page.wait_for_timeout(300)
    yield "the field, too long"
    page.evaluate("improveIdentifiers.ready")
    page.locator("#text").fill(PATIENT)
    page.locator("[data-patient-line]:not([hidden])").wait_for()
    yield "the line about a patient"
    page.locator("main form button[type=submit]").first.click()
    page.locator("[data-patient-alert]").wait_for()
    yield "it shows a patient"
    page.locator("[data-patient-change]").click()
    page.locator("#text").fill(DANGER)
    page.locator("main form button[type=submit]").first.click()
    page.locator("[data-door-back]").wait_for()
    yield "who to tell first"
    page.locator("[data-door-back]").click()
    page.locator("#text").fill(LIKE_ANOTHER)
    page.locator("[data-alike] .card").first.wait_for()
    yield "who else says it"
    page.locator("#text").fill(TEXT)
    page.locator("main form button[type=submit]").first.click()
    page.locator("main.thanks").wait_for()
    yield "thanks"
    page.locator("#suggestion").fill("x" * 2_001)
    page.locator("[data-finish]").click()
    page.locator(".nhsuk-error-summary").wait_for()
    yield "thanks, refused"


def naming(tablet: Walker) -> Iterator[str]:
    """Who are you, and a wrong PIN."""
    page = tablet.page
    idea_id = db.session.scalars(select(Idea.id).where(Idea.headline == TEXT)).first()
    commit()
    tablet.go(f"/tablet/ideas/{idea_id}/name")
    yield "who are you"
    page.get_by_role("radio", name="Ben Okoro").check()
    page.locator("#pin").evaluate("(field) => { field.value = '999111' }")
    page.locator("#pin-form").evaluate("(form) => form.submit()")
    page.locator("#pin-said.wrong").wait_for()
    yield "a wrong PIN"
    tablet.go(f"/tablet/ideas/{idea_id}/name?q=zz")
    yield "nobody found"


def anonymous(tablet: Walker) -> Iterator[str]:
    """The code, and what it opens."""
    page = tablet.page
    tablet.go("/tablet/idea")
    page.locator("#text").fill("Qqq 2")
    page.locator("[data-stay-anonymous]").check()
    yield "the field, anonymous"
    page.locator("main form button[type=submit]").first.click()
    page.locator("[data-claim]:not([hidden])").wait_for()
    yield "the code"
    page.locator("[data-kept]").click()
    page.locator("[data-board]").wait_for()


def threads(walker: Walker, codes: dict[str, str]) -> Iterator[str]:
    """A wrong code; what a code opens while the idea waits, and when there is an answer; putting a name to it."""
    page = walker.page
    walker.go("/code")
    page.locator("#words").fill("WRNG" * 4)
    page.locator("main form button[type=submit]").click()
    page.locator(".nhsuk-error-summary").wait_for()
    yield "a wrong code"
    for name, code in codes.items():
        walker.go("/code")
        page.locator("#words").fill(code)
        page.locator("main form button[type=submit]").click()
        page.locator(".says.you").first.wait_for()
        yield f"the thread of an idea that is {name}"
    page.locator("section.reply form button[type=submit]").first.click()
    page.locator("#words-error").wait_for()
    yield "an empty reply"
    page.locator("form[action$='/code/name'] button").click()
    page.locator("#sign").wait_for()
    yield "put your name to it"


def measuring(tablet: Walker) -> Iterator[str]:
    """The keys, what they said, and the pad."""
    page = tablet.page
    tablet.go("/tablet/measures")
    addresses = page.locator(".measure-list a").evaluate_all("(links) => links.map((a) => a.pathname)")
    for address in addresses:
        tablet.go(address)
        yield "the keys of a measure"
        page.locator("main form button.big").first.click()
        page.locator("main .counted, main .nhsuk-error-summary").first.wait_for()
        yield "a measure, tapped"
    tablet.go(f"{addresses[0]}?way=number")
    yield "the pad"


def codes(trust: Any) -> dict[str, str]:
    """The codes of two anonymous ideas: one that waits for its batch, one with an answer."""
    start_writing()
    made = {}
    for name, code in (("answered", "ABCD2345EFGH6789"), ("waiting", "HGFE2345DCBA6789")):
        idea_id = wait_for_release(trust.ward_12, "Qqq 2", "", {}, hashlib.sha256(code.encode()).hexdigest())
        if name == "answered":
            release(trust.ward_12)
            db.session.get_one(Idea, idea_id).accept(trust.ana, None, "Qqq")
        made[name] = code
    commit()
    return dict(reversed(made.items()))


def link(trust: Any, kind: type[Link]) -> str:
    """The secret of a new poster or wall."""
    start_writing()
    made = kind(
        organisation_id=trust.organisation.id, team_id=trust.ward_12.id, team=trust.ward_12, name="Qqq"
    )
    made.made_by_id = trust.ana.id
    secret = made.make(trust.ana)
    db.session.add(made)
    commit()
    return secret


def public(walker: Walker, trust: Any) -> Iterator[str]:
    """What opens without a sign-in: a poster and what comes after it, a code, a wall."""
    page = walker.page
    walker.go(f"/poster/{link(trust, Poster)}")
    yield "the poster"
    page.locator("main form button[type=submit]").click()
    page.locator(".nhsuk-error-summary").wait_for()
    yield "the poster, empty"
    page.locator("#text").fill("Qqq 3")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/thanks")
    yield "thanks for what came by the poster"
    yield from threads(walker, codes(trust))
    for path in ("/code", "/anonymity", "/tablet/enrol", f"/poster/{'x' * 20}", f"/wall/{'x' * 20}"):
        walker.go(path)
        yield path
    walker.go(f"/wall/{link(trust, Wall)}")
    yield "a wall"


def unconnected(tablet: Walker) -> Iterator[str]:
    """What is shown while an idea waits on the tablet, and after a minute without a touch."""
    page = tablet.page
    tablet.go("/tablet")
    on.is_ready(page)
    tablet.context.set_offline(True)
    tablet.go("/tablet")
    page.locator("main.no-board").wait_for()
    yield "no board"
    page.locator("[data-ask]").click()
    page.locator("#text").fill(TEXT)
    page.locator("main form button[type=submit]").first.click()
    page.locator("[data-saved]").wait_for()
    yield "thanks, and it waits"
    page.locator("[data-finish]").click()
    page.locator("[data-outbox=waiting]:not([hidden])").wait_for()
    yield "the board, and an idea waits"
    tablet.context.set_offline(False)
