"""Outgoing mail: in the transaction of its change, one address, later and again."""

import smtplib
import socket
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from improve.core import clock, mail
from improve.core.db import commit, db, start_writing
from improve.core.mail import OutgoingMail, post, send_waiting, waiting_and_parked, written

FROM = "Improve <improve@thornbeck.example>"


class Server:
    """A mail server that keeps what it is given, and refuses some addresses."""

    def __init__(self):
        self.sent = []

    def send_message(self, message, to_addrs):
        if "refused" in to_addrs[0]:
            raise smtplib.SMTPRecipientsRefused({})
        self.sent.append((message, to_addrs))


@pytest.fixture
def server(monkeypatch):
    found = Server()

    @contextmanager
    def connected(_url):
        yield found

    monkeypatch.setattr(mail, "connected", connected)
    return found


def rows():
    db.session.expire_all()
    return db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.to)).all()


def test_a_mail_is_sent_once_and_its_words_are_forgotten(app, server):
    post("ana@thornbeck.example", "Hello", "A secret link")
    commit()
    assert send_waiting("smtp://mail", FROM) == 1
    assert send_waiting("smtp://mail", FROM) == 0
    message, to = server.sent[0]
    assert to == ["ana@thornbeck.example"]
    assert message.get_content() == "A secret link\n"
    assert (rows()[0].body, rows()[0].sent_at is not None) == ("", True)


def test_what_is_undone_is_not_sent(app, server):
    post("ana@thornbeck.example", "Hello", "words")
    db.session.rollback()
    assert send_waiting("smtp://mail", FROM) == 0


@pytest.mark.parametrize(
    "to",
    [
        "",
        "nobody",
        "a@b.example, c@d.example",
        "a@b.example\nBcc: c@d.example",
        "A <a@b.example>",
        "a@b.example;c@d.example",
    ],
)
def test_only_one_address_is_taken(app, to):
    with pytest.raises(ValueError, match="not one"):
        post(to, "Hello", "words")


def test_a_line_end_in_the_subject_adds_no_header(app):
    row = post("ana@thornbeck.example", "Hello\r\nBcc: eve@elsewhere.example", "words")
    message = written(row, FROM)
    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: eve@elsewhere.example"


def test_the_message_id_stays_the_same(app):
    row = post("ana@thornbeck.example", "Hello", "words")
    assert (
        written(row, FROM)["Message-ID"]
        == written(row, FROM)["Message-ID"]
        == f"<{row.id}@thornbeck.example>"
    )


def test_one_refused_mail_does_not_hold_up_the_others(app, server):
    for to in ("a-refused@thornbeck.example", "b@thornbeck.example"):
        post(to, "Hello", "words")
    commit()
    assert send_waiting("smtp://mail", FROM) == 1
    assert rows()[0].problem == "SMTPRecipientsRefused"


def test_after_ten_tries_a_mail_is_parked(app, server):
    start = clock.now()
    with time_machine.travel(start, tick=False):
        post("refused@thornbeck.example", "Hello", "words")
        commit()
    for day in range(12):
        with time_machine.travel(start + timedelta(days=day), tick=False):
            send_waiting("smtp://mail", FROM)
    assert (rows()[0].tries, rows()[0].is_parked) == (10, True)
    assert waiting_and_parked() == (0, 1)


def test_the_wait_doubles_from_a_minute_to_six_hours():
    assert [mail.wait_after(tries).total_seconds() / 60 for tries in range(1, 11)] == [
        1,
        2,
        4,
        8,
        16,
        32,
        64,
        128,
        256,
        360,
    ]


def test_without_the_server_mail_waits(app, monkeypatch):
    def connected(_url):
        raise ConnectionRefusedError

    monkeypatch.setattr(mail, "connected", connected)
    start_writing()
    post("ana@thornbeck.example", "Hello", "words")
    commit()
    assert send_waiting("smtp://mail", FROM) == 0
    assert rows()[0].problem == "ConnectionRefusedError"
    assert waiting_and_parked() == (1, 0)


def test_a_real_server_gets_the_mail_as_it_was_written(app):
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Sink

    class Keeping(Sink):
        envelopes: list = []

        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            self.envelopes.append(envelope)
            return "250 OK"

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    controller = Controller(Keeping(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        post("ana@thornbeck.example", "Grüße", "Line one\n.\nLine three – ü")
        commit()
        assert send_waiting(f"smtp://127.0.0.1:{port}", FROM) == 1
    finally:
        controller.stop()
    envelope = Keeping.envelopes[0]
    assert envelope.rcpt_tos == ["ana@thornbeck.example"]
    assert b"Message-ID: <" in envelope.content
    assert b"\nBcc" not in envelope.content


def test_mails_sent_long_ago_are_forgotten(app, server):
    post("ana@thornbeck.example", "Hello", "words")
    commit()
    send_waiting("smtp://mail", FROM)
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        start_writing()
        assert mail.tidy() == 1


def test_an_address_that_names_no_server_uses_up_no_try(app, server):
    post("ana@thornbeck.example", "Hello", "words")
    commit()
    assert send_waiting("http://mail", FROM) == 0
    assert (rows()[0].tries, rows()[0].problem, server.sent) == (0, "", [])
    assert send_waiting("smtp://mail", FROM) == 1
