"""Somebody who opens every page and sends every form on it as it stands there, with words where none are."""

import re
from collections import Counter
from datetime import timedelta
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from improve.core import clock
from improve.ideas.steps import STEPS
from tests.cast import Trust
from tests.client import Answer, Client
from tests.filling import values_of
from tests.full_world import Full

NOT_SENT = "auth."  # signing out, and in again, would end the journey
MOST_VISITS = 4  # of pages of one kind by one person
NUMBERS = ("amount", "reading", "value", "figure", "target", "headcount", "count", "number")


def pages(app: Flask, trust: Trust, full: Full) -> list[str]:
    """The address of each page, with the ids of things that are there."""
    known = {
        "team_id": [trust.ward_12.id], "idea_id": [idea.id for idea in full.ideas], "person_id": [trust.ben.id],
        "goal_id": [full.goal.id], "cycle_id": [full.cycle.id, full.closed_cycle.id],
        "escalation_id": [full.escalation.id], "proposal_id": [full.proposal.id], "offer_id": [full.offer.id],
        "tablet_id": [full.tablet.id], "measure_id": [full.measure.id], "reading_id": [full.reading.id],
        "noun": sorted(STEPS), "stage": ["new"],
    }  # fmt: skip
    found = ["/"]
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" in (rule.methods or ()) and rule.arguments <= known.keys() and rule.endpoint != "static":
            found += addresses(rule, known)
    return found


def addresses(rule: Rule, known: dict[str, list[str]]) -> list[str]:
    """One for each id; of several parts in one address all pairs."""
    found = [rule.rule]
    for name in rule.arguments:
        found = [re.sub(rf"<(?:[^:>]+:)?{name}>", each, path) for path in found for each in known[name]]
    return found


class Crawler:
    """Sends each kind of form once plain and once as htmx; `done` are the endpoints that took one."""

    def __init__(self, app: Flask, watch: Any) -> None:
        self.app, self.watch = app, watch
        self.seen: set[tuple[str, str, bool]] = set()
        self.visits: Counter[tuple[str, str]] = Counter()
        self.done: set[str] = set()

    def visit(self, browser: Client, path: str) -> None:
        """Open a page and send its forms; of many of its kind a few."""
        self.browser, self.watch.doing = browser, f"GET {path}"
        whose = browser.person.name if browser.person else ""
        kind = (whose, self.endpoint(path, "GET"))
        self.visits[kind] += 1
        if self.visits[kind] > MOST_VISITS:
            return
        page = self.browser.get(path)
        if page.status_code != 200 or "html" not in page.headers.get("Content-Type", ""):
            return
        for form in page.soup.select("form[method=post]"):
            for is_htmx in (True, False):
                self.send(form, path, is_htmx)

    def send(self, form: Any, path: str, is_htmx: bool) -> None:
        """One form, if its like was not sent from such a page before."""
        action = form.get("action") or path
        endpoint = self.endpoint(action)
        kind = (endpoint, self.endpoint(path, "GET"), is_htmx)
        if not endpoint or kind in self.seen or endpoint.startswith(NOT_SENT):
            return
        answer = self.post(action, filled_in(form), is_htmx)
        if answer.status_code < 400:
            self.seen.add(kind)
            self.done.add(endpoint)

    def post(self, action: str, values: dict[str, Any], is_htmx: bool) -> Answer:
        """As a browser sends it."""
        self.watch.doing = f"POST {action}{' by htmx' if is_htmx else ''}"
        return self.browser.post(action, values, headers={"HX-Request": "true"} if is_htmx else {})

    def endpoint(self, path: str, method: str = "POST") -> str:
        """Whose address that is; steps by their noun too."""
        adapter = self.app.url_map.bind("localhost")
        try:
            found, values = adapter.match(path.partition("?")[0], method=method)
        except HTTPException:
            return ""
        return f"{found} {values['noun']}" if "noun" in values else found


def filled_in(form: Any) -> dict[str, Any]:
    """What stands there; where nothing stands, something that fits."""
    values: dict[str, list[str]] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        field["type"] = field.get("type", "text")
        if field["type"] == "file":
            continue
        sent = values_of(field)
        if field.get("type") == "radio" and field["name"] not in values and not sent:
            sent = [field.get("value", "y")]  # the first choice, unless another is chosen
        if field.name == "select" and sent in ([], [""]):
            sent = [option["value"] for option in field.select("option[value]:not([value=''])")[:1]] or [""]
        if sent == [""]:
            sent = [invented(field)]
        if sent:
            values.setdefault(field["name"], []).extend(sent)
    for box in form.select("input[type=radio][checked]"):
        values[box["name"]] = [box["value"]]
    return values


def invented(field: Any) -> str:
    """Words, a day, or a number."""
    name = field["name"]
    if field.get("type") == "date" or name.endswith(("_on", "_by", "date")):
        return (clock.today() + timedelta(days=5)).isoformat()
    is_number = field.get("type") == "number" or field.get("inputmode") in ("numeric", "decimal")
    if is_number or any(part in name for part in NUMBERS):
        return "4"
    return "Forty more blankets since Saturday."
