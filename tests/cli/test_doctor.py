"""`improve doctor` says what is wrong and how to mend it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from improve.command import CHECKS
from improve.core import clock
from improve.core.db import db
from improve.core.mail import post, send_waiting
from improve.core.once import once
from improve.events import chain
from improve.events.record import PROGRAM
from improve.ideas.anonymous import wait_for_release
from improve.jobs import health
from improve.jobs.lease import Leadership
from improve.people.joining import NewPerson, add_person
from improve.teams.joining import NewTeam, add_team
from improve.teams.models import Organisation


@pytest.fixture(autouse=True)
def all_checks(monkeypatch):
    """As the command wires them."""
    for name, check in (("scheduler", health.not_running), ("jobs", health.failed)):
        monkeypatch.setitem(CHECKS, name, check)
    monkeypatch.setitem(CHECKS, "front end", lambda: "")


def wrong(deployment):
    result = deployment.run("doctor")
    lines = [line for line in result.output.splitlines() if line.startswith("wrong")]
    assert result.exit_code == (1 if lines else 0), result.output
    return " ".join(lines)


def led(deployment):
    with deployment.opened():
        Leadership().renew()


def test_a_sound_system_has_nothing_wrong(empty_system):
    led(empty_system)
    assert wrong(empty_system) == ""


def test_a_system_just_set_up_hears_what_comes_next(deployment):
    deployment.run("init")
    assert "Run: improve serve" in wrong(deployment)
    assert "open /first-administrator" in deployment.run("doctor").output
    led(deployment)
    with deployment.opened():
        here = Organisation(name="Thornbeck Hospitals")
        db.session.add(here)
        db.session.flush()
        add_person(here.id, NewPerson(name="Amy Webb", staff_number="t1"), by=PROGRAM)
    assert "first-administrator" not in deployment.run("doctor").output


def test_a_scheduler_that_fell_silent_is_named(empty_system):
    with empty_system.opened(), clock.set_to(clock.now() - timedelta(minutes=3)):
        Leadership().renew()
    assert "not running since" in wrong(empty_system)


def test_a_database_that_was_never_set_up_is_named(deployment):
    assert "improve init" in wrong(deployment)


def test_a_changed_event_is_found(empty_system, engine):
    led(empty_system)
    with empty_system.opened():
        here = Organisation(name="Thornbeck Hospitals")
        db.session.add(here)
        db.session.flush()
        add_person(here.id, NewPerson(name="Ana Diaz", staff_number="t1"), by=PROGRAM)
        chain.seal_waiting()
        db.session.execute(
            text(
                "DROP TRIGGER event_no_update"
                if engine == "sqlite"
                else "DROP TRIGGER event_no_change ON event"
            )
        )
        db.session.execute(text("UPDATE event SET name = 'person.changed'"))
    assert "link 1 of the chain is wrong" in wrong(empty_system)


def test_mail_without_a_server_is_named(empty_system):
    led(empty_system)
    with empty_system.opened():
        post("ana@thornbeck.example", "Hello", "Words")
    assert "IMPROVE_SMTP_URL" in wrong(empty_system)


def test_a_key_that_others_can_read_is_named(empty_system):
    led(empty_system)
    (empty_system.config.data_dir / "secret_key").chmod(0o644)
    assert "chmod 600" in wrong(empty_system)


def test_production_settings_are_asked_for(empty_system, monkeypatch):
    led(empty_system)
    monkeypatch.setenv("IMPROVE_PRODUCTION", "1")
    assert "IMPROVE_BASE_URL" in wrong(empty_system)
    monkeypatch.setenv("IMPROVE_BASE_URL", "https://improve.thornbeck.example")
    assert "IMPROVE_TRUSTED_PROXIES" in wrong(empty_system)
    monkeypatch.setenv("IMPROVE_TRUSTED_PROXIES", "1")
    assert wrong(empty_system) == ""


def anonymous_idea(came, written):
    """So many days ago, on a ward of a new organisation."""
    with clock.set_to(clock.now() - timedelta(days=came)):
        here = Organisation(name="Thornbeck Hospitals")
        db.session.add(here)
        db.session.flush()
        ward = add_team(here, NewTeam(name="Ward 12", tier=1, headcount=30), None, PROGRAM)
        on = clock.now().date() - timedelta(days=written)
        once(
            "", "0b9f3a52", "words", lambda: wait_for_release(ward, "Blankets run out", "", {}, "0" * 64, on)
        )


def test_an_anonymous_idea_that_waits_for_days_is_counted(empty_system):
    led(empty_system)
    with empty_system.opened():
        anonymous_idea(came=3, written=0)
    assert "1 anonymous idea waits" in wrong(empty_system)


def test_one_that_a_tablet_sent_days_late_has_not_waited_for_days(empty_system):
    led(empty_system)
    with empty_system.opened():
        anonymous_idea(came=0, written=3)
    assert wrong(empty_system) == ""


def test_a_database_that_others_can_read_is_named(empty_system):
    file = empty_system.config.data_dir / "improve.db"
    if not file.exists():  # PostgreSQL keeps its own
        file.touch()
    file.chmod(0o644)
    assert f"Others can read {file}" in wrong(empty_system)


def test_without_the_model_of_sentences_it_says_that_words_serve_alone(empty_system, monkeypatch, tmp_path):
    led(empty_system)
    monkeypatch.setenv("IMPROVE_MODEL_DIR", str(tmp_path))
    assert "by words alone: there is no model.onnx" in wrong(empty_system)


@pytest.mark.parametrize("content", ["a: [", "- a list", "words: {tto: tablets}", "things: tto", "\x00"])
def test_ward_words_that_cannot_be_read_are_named(empty_system, monkeypatch, tmp_path, content):
    led(empty_system)
    (tmp_path / "ours.yaml").write_text(content)
    monkeypatch.setenv("IMPROVE_GLOSSARY", str(tmp_path / "ours.yaml"))
    assert "IMPROVE_GLOSSARY are not used" in wrong(empty_system)


@pytest.mark.parametrize("url", ["zzz", "http://mail.example", "smtp://", "smtp://mail.example:word"])
def test_an_address_that_names_no_mail_server_is_refused(empty_system, monkeypatch, url):
    led(empty_system)
    monkeypatch.setenv("IMPROVE_SMTP_URL", url)
    assert "IMPROVE_SMTP_URL names no mail server" in wrong(empty_system)


def test_mails_that_could_not_be_sent_are_counted_with_the_kind_of_error(empty_system, monkeypatch):
    led(empty_system)
    monkeypatch.setenv("IMPROVE_SMTP_URL", "smtp://127.0.0.1:1")
    with empty_system.opened():
        post("ana@thornbeck.example", "Hello", "Words")
        post("ben@thornbeck.example", "Hello", "Words")
    with empty_system.opened():
        send_waiting("smtp://127.0.0.1:1", "Improve <improve@thornbeck.example>")
    said = wrong(empty_system)
    assert "2 mails wait since " in said and "(ConnectionRefusedError)" in said
    assert "@" not in said


def test_a_mail_that_nobody_tries_to_send_is_named_after_some_minutes(empty_system, monkeypatch):
    led(empty_system)
    monkeypatch.setenv("IMPROVE_SMTP_URL", "smtp://127.0.0.1:1")
    with empty_system.opened():
        post("ana@thornbeck.example", "Hello", "Words")
    assert wrong(empty_system) == ""
    with empty_system.opened(), clock.set_to(clock.now() - timedelta(minutes=6)):
        post("ben@thornbeck.example", "Hello", "Words")
    assert "1 mail waits since " in wrong(empty_system) and "nobody tried" in wrong(empty_system)
