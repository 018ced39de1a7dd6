"""Every page, as each role sees it, is valid HTML with a title and one h1, and its forms lead somewhere."""

import re
from typing import Any

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from improve.core.db import commit
from tests.client import Answer, Client
from tests.full_world import Full, fill
from tests.real.html import problems

ROLES = ("ben", "ana", "dora", "eve", "gil", "amy", "tablet", "nobody")
NOT_PAGES = {"static", "home.health", "ideas.photo"}


@pytest.fixture
def full(trust: Any) -> Full:
    """Something of everything."""
    return fill(trust)


@pytest.mark.one_engine
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_valid_and_its_forms_lead_somewhere(role, app, trust, full, as_):
    client, seen, wrong = browser(role, app, trust, full, as_), set[str](), list[str]()
    for path in paths(app, trust, full):
        answer = client.get(path)
        if not answer.headers["Content-Type"].startswith("text/html") or answer.status_code in (302, 303):
            continue
        if answer.status_code not in (200, 401, 403, 404, 409, 422):
            wrong.append(f"{path}: answers {answer.status_code}")
            continue
        if answer.status_code != 200 and str(answer.status_code) in seen:
            continue  # each refusal is one and the same page
        seen.add(str(answer.status_code))
        wrong += [f"{path}: {fault}" for fault in faults(answer, app)]
    assert not wrong, "\n".join(wrong)


def test_every_page_of_a_full_world_answers_on_each_engine(app, trust, full, ana):
    """Most ask the database more where there is more to show."""
    answers = {path: ana.get(path).status_code for path in paths(app, trust, full)}
    assert {path: status for path, status in answers.items() if status >= 500} == {}


def browser(role: str, app: Any, trust: Any, full: Full, as_: Any) -> Client:
    """Somebody of that role."""
    if role in ("tablet", "nobody"):
        client = as_(None)
        if role == "tablet":
            client.browser.set_cookie("tablet", full.tablet_secret)
        return client
    return as_(getattr(trust, role))


def paths(app: Any, trust: Any, full: Full) -> list[str]:
    """Every address that can be asked for, with each idea where an idea is wanted."""
    commit()
    rules = [
        rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.endpoint not in NOT_PAGES
    ]
    return sorted({path for rule in rules for path in filled(rule.rule, trust, full)})


def filled(rule: str, trust: Any, full: Full) -> list[str]:
    """A rule with its ids put in: all the ideas, and the one row of each other kind."""
    known = {
        "team_id": [trust.ward_12.id, trust.older.id],
        "idea_id": [idea.id for idea in (full.ideas if rule == "/ideas/<idea_id>" else full.few_ideas)],
        "goal_id": [full.goal.id, full.goal.parent_id],
        "cycle_id": [full.cycle.id, full.closed_cycle.id],
        "person_id": [trust.ben.id],
        "escalation_id": [full.escalation.id],
        "proposal_id": [full.proposal.id],
        "offer_id": [full.offer.id],
        "tablet_id": [full.tablet.id],
        "measure_id": [full.measure.id],
        "reading_id": [full.reading.id],
        "stage": ["new", "testing", "not_now"],
        "noun": ["acceptance", "decline", "offer", "merge", "withholding", "owner", "size", "question"],
    }
    done = [rule]
    for name in re.findall(r"<(?:[^:>]+:)?([^>]+)>", rule):
        place = re.compile(rf"<(?:[^:>]+:)?{name}>")
        done = [
            place.sub(str(value), path) for path in done for value in known.get(name, ["0123456789ABCDEF"])
        ]
    return done


def faults(answer: Answer, app: Any) -> list[str]:
    """What is wrong with a page."""
    page = answer.soup
    found = problems(answer.text)
    if len(page.select("h1")) != 1:
        found.append(f"it has {len(page.select('h1'))} h1")
    if (
        not page.title
        or not page.title.text.strip().endswith("– Improve")
        or page.title.text.startswith(" –")
    ):
        found.append(f"its title is {page.title and page.title.text!r}")
    return found + [f"its form goes nowhere: {form}" for form in lost_forms(page, app)]


def lost_forms(page: Any, app: Any) -> list[str]:
    """The forms whose address takes no such request."""
    routes, lost = app.url_map.bind("localhost"), []
    for form in page.select("form[action]"):
        method = form.get("method", "get").upper()
        try:
            routes.match(form["action"].partition("?")[0], method=method)
        except RequestRedirect:
            continue
        except (NotFound, MethodNotAllowed):
            lost.append(f"{method} {form['action']}")
    return lost
