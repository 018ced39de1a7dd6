"""What a machine must never forget: each endpoint says who may open it, GET writes nothing, events have templates."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from improve.core.access import Everybody
from improve.core.db import Base, commit, db
from improve.events.models import EventRow
from improve.events.record import KINDS

TEMPLATES = Path(__file__).parents[2] / "templates"
MAY_WRITE_ON_GET = {"session", "tablet"}  # last seen, at most once a minute


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint]


def test_every_endpoint_declares_who_may_open_it(application):
    silent = [
        rule.endpoint
        for rule in rules(application)
        if not getattr(application.view_functions[rule.endpoint], "open_to", ())
    ]
    assert not silent


def test_few_endpoints_are_open_to_everybody(application):
    public = {
        rule.endpoint
        for rule in rules(application)
        if Everybody in application.view_functions[rule.endpoint].open_to
    }
    assert public == PUBLIC


def test_without_a_sign_in_every_other_endpoint_turns_away(application, app, as_):
    client = as_(None)
    for rule in rules(app):
        if rule.endpoint in PUBLIC:
            continue
        path = re.sub(r"<(?:[^:>]+:)?([^>]+)>", "0123456789ABCDEF", rule.rule)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            status = client._open(method, path).status_code
            assert status in (302, 401, 404), (method, path, status)


def test_each_event_kind_has_exactly_one_template(application):
    wanted = {name.replace(".", "_") + ".html" for name in KINDS}
    there = {path.name for path in (TEMPLATES / "timeline").iterdir()}
    assert (wanted - there, there - wanted) == (set(), set())


def test_event_names_are_past_tense_words(application):
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", name) for name in KINDS)


def test_get_writes_nothing(app, trust, idea, ana, amy, as_):
    commit()
    before = checksums()
    for client in (ana, amy, as_(None)):
        for rule in rules(app):
            if "GET" in rule.methods and rule.endpoint != "static":
                client.get(fill(rule.rule, trust, idea))
    commit()
    assert {name for name in before if before[name] != checksums()[name]} <= MAY_WRITE_ON_GET


def fill(rule: str, trust, idea) -> str:
    ids = {
        "team_id": trust.ward_12.id,
        "idea_id": idea.id,
        "person_id": trust.ben.id,
        "stage": "new",
        "noun": "decline",
    }
    return re.sub(r"<(?:[^:>]+:)?([^>]+)>", lambda found: ids.get(found[1], "0123456789ABCDEF"), rule)


def checksums() -> dict[str, int]:
    db.session.expire_all()
    tables = {}
    for table in Base.metadata.sorted_tables:
        rows = db.session.execute(select(table)).all()
        tables[table.name] = hash(frozenset(str(tuple(row)) for row in rows))
    return tables


def test_no_page_with_a_foreign_id_is_a_crash(app, trust, idea, cleo):
    for rule in rules(app):
        if "GET" in rule.methods and rule.endpoint != "static":
            assert cleo.get(fill(rule.rule, trust, idea)).status_code < 500, rule.rule


def test_a_change_asked_for_by_another_site_is_refused(app, trust, idea, ana):
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert ana.post(f"/ideas/{idea.id}/support", headers=headers).status_code == 403
    assert not db.session.scalars(select(EventRow).where(EventRow.name == "idea.supported")).all()


def test_a_change_without_the_token_of_the_page_is_refused(app, trust, idea, ana):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert ana.post(f"/ideas/{idea.id}/support").status_code == 403
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("path", ["/", "/board", "/ideas", "/nowhere", "/sign-in", "/static/nothing.css"])
def test_every_answer_carries_the_security_headers(ana, path):
    headers = ana.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_private_pages_are_kept_by_nobody(ana):
    assert ana.get("/").headers["Cache-Control"] == "no-store"


def test_an_account_that_was_closed_opens_nothing(ana, trust):
    trust.ana.deactivate(trust.amy)
    commit()
    assert ana.get("/").status_code == 302


PUBLIC = {
    "static", "auth.sign_in", "auth.begin_session", "auth.code", "auth.check_code", "auth.sign_out",
    "auth.first_administrator", "auth.add_first_administrator", "auth.forgotten", "auth.send_link", "auth.link_sent",
    "auth.follow_link", "auth.type_code", "auth.exchange_code", "auth.new_password", "auth.store_password",
    "tablets.enrol", "tablets.enrol_with_code", "tablets.open_wall", "tablets.speak", "capture.poster",
    "capture.send_from_poster", "capture.poster_thanks", "home.anonymity", "home.accessibility", "home.health",
    "capture.take_anonymous", "ideas.code", "ideas.open_code", "ideas.reply_by_code",
    "ideas.withdraw_by_code", "ideas.thank_by_code", "capture.ask_to_sign", "capture.sign_by_code",
}  # fmt: skip
