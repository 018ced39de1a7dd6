"""Outgoing mail: posted in the transaction of the change, sent later by the scheduler, so that neither waits or fails
for the other. A mail goes out at least once; a second copy carries the same Message-ID."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, parseaddr
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy import ColumnElement, Index, String, Text, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from improve.core import clock
from improve.core import db as database
from improve.core.db import Base, Id, Row, UtcDateTime, changed, db
from improve.core.text import one_line

log = structlog.get_logger()

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 10
CLAIM = timedelta(minutes=5)  # for one mail; then another sender may try
TIMEOUT_SECONDS = 20
KEPT = timedelta(days=30)
PORTS = {"smtp": 25, "smtps": 465}  # by the scheme of the address of a mail server


class OutgoingMail(Row):
    """One mail to one address. Its body goes when it was sent: it may hold a link that opens an account."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (Index("ix_outgoing_mail_next_try_at", "next_try_at"), Base.__table_args__)

    organisation_id: Mapped[str | None] = mapped_column(Id)  # type: ignore[assignment]
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # none: sent, or parked
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[str] = mapped_column(String(80), default="")

    @property
    def is_parked(self) -> bool:
        """Given up after ten tries."""
        return self.sent_at is None and self.next_try_at is None


def post(to: str, subject: str, body: str, organisation_id: str | None = None) -> OutgoingMail:
    """Put a mail into the outbox. Never commits. Raises ValueError for what is not exactly one address."""
    now = clock.now()
    row = OutgoingMail(
        organisation_id=organisation_id,
        to=single_address(to),
        subject=one_line(subject)[:200],
        body=body,
        posted_at=now,
        next_try_at=now,
        tries=0,
        problem="",
    )
    db.session.add(row)
    db.session.flush()
    return row


def single_address(to: str) -> str:
    """The address, if it is one: a comma or a line end would add recipients."""
    found = getaddresses([to])
    is_one = len(found) == 1 and "@" in found[0][1] and one_line(to) == to and not set(to) & set(",;<>\n\r")
    if not is_one:
        raise ValueError("not one e-mail address")
    return found[0][1]


def send_waiting(smtp_url: str, mail_from: str, limit: int = 100) -> int:
    """Send what is due, at most `limit`; how many went out. Commits by itself; no lock is held while sending."""
    if not smtp_url:
        return 0
    due, wrong = _due(limit), why_no_server(smtp_url)
    if due and wrong:  # this is no try of theirs: they go out once the setting is right
        log.warning("mail server not understood", why=wrong)
    if wrong or not due:
        return 0
    sent = 0
    try:
        with connected(smtp_url) as server:
            for mail_id in due:
                sent += _send_one(server, mail_id, mail_from)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("mail server not reached", kind=type(error).__name__)
        for mail_id in due:
            _claim(mail_id, note=type(error).__name__)
    return sent


def waiting_and_parked() -> tuple[int, int]:
    """How many mails wait, and how many were given up: for `improve doctor`."""
    unsent = select(func.count()).select_from(OutgoingMail).where(OutgoingMail.sent_at.is_(None))
    waiting = db.session.scalar(unsent.where(OutgoingMail.next_try_at.is_not(None))) or 0
    return waiting, (db.session.scalar(unsent) or 0) - waiting


@dataclass(frozen=True)
class Late:
    """Mails that wait: how many, since when the first, and the kinds of error that they met."""

    mails: int
    since: datetime | None
    kinds: list[str]


def failing() -> Late:
    """The mails that a try has failed for, and that are tried again."""
    return _late(OutgoingMail.problem != "")


def untried(longer_than: timedelta) -> Late:
    """The mails that nobody has tried to send for so long."""
    return _late(OutgoingMail.problem == "", OutgoingMail.posted_at < clock.now() - longer_than)


def _late(*which: ColumnElement[bool]) -> Late:
    waits = (OutgoingMail.sent_at.is_(None), OutgoingMail.next_try_at.is_not(None), *which)
    counted = select(OutgoingMail.problem, func.count(), func.min(OutgoingMail.posted_at)).where(*waits)
    rows = db.session.execute(counted.group_by(OutgoingMail.problem).order_by(OutgoingMail.problem)).all()
    since = min((row[2] for row in rows), default=None)
    return Late(sum(row[1] for row in rows), since, [row[0] for row in rows])


def why_no_server(smtp_url: str) -> str:
    """What is wrong with the address of a mail server, without a word of it: it may hold a password."""
    try:
        parts = urlsplit(smtp_url)
        if parts.scheme in PORTS and parts.hostname and parts.port != 0:
            return ""
    except ValueError:
        pass
    return "It is of the form smtps://user:word@host:465 or smtp://host:25"


def tidy() -> int:
    """Forget mails that were sent or given up long ago: for the scheduler, once a day. Never commits."""
    old = delete(OutgoingMail).where(
        OutgoingMail.posted_at < clock.now() - KEPT, OutgoingMail.next_try_at.is_(None)
    )
    return changed(old)


def _due(limit: int) -> list[str]:
    database.start_reading()
    rows = select(OutgoingMail.id).where(OutgoingMail.next_try_at <= clock.now())
    found = list(db.session.scalars(rows.order_by(OutgoingMail.next_try_at).limit(limit)))
    db.session.commit()
    return found


def _send_one(server: smtplib.SMTP, mail_id: str, mail_from: str) -> bool:
    mail = _claim(mail_id)
    if mail is None:
        return False
    try:
        server.send_message(written(mail, mail_from), to_addrs=[mail.to])
    except (
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPDataError,
        smtplib.SMTPSenderRefused,
        ValueError,
    ) as error:
        _note(mail_id, problem=type(error).__name__)  # this mail's own trouble: the others go on
        return False
    _note(mail_id, sent_at=clock.now(), next_try_at=None, body="", problem="")
    return True


def _claim(mail_id: str, note: str = "") -> OutgoingMail | None:
    """Count the try before it is made, so that a mail that kills its sender is parked too."""
    database.start_writing()
    mail = db.session.get(OutgoingMail, mail_id, with_for_update=True, populate_existing=True)
    now = clock.now()
    if mail is None or mail.next_try_at is None or mail.next_try_at > now:
        db.session.rollback()
        return None
    mail.tries, mail.problem = mail.tries + 1, note or mail.problem
    mail.next_try_at = None if mail.tries >= MOST_TRIES else now + wait_after(mail.tries)
    db.session.commit()
    return mail


def wait_after(tries: int) -> timedelta:
    """A minute after the first failure, then doubling up to six hours."""
    return min(FIRST_WAIT * (1 << max(0, tries - 1)), LONGEST_WAIT)


def _note(mail_id: str, **values: object) -> None:
    database.start_writing()
    db.session.execute(update(OutgoingMail).where(OutgoingMail.id == mail_id).values(**values))
    db.session.commit()


def written(mail: OutgoingMail, mail_from: str) -> EmailMessage:
    """The mail as it travels. The policy of EmailMessage refuses a line end inside a header."""
    message = EmailMessage()
    domain = parseaddr(mail_from)[1].rpartition("@")[2] or "localhost"
    message["From"], message["To"], message["Subject"] = mail_from, mail.to, one_line(mail.subject)
    message["Date"] = format_datetime(mail.posted_at)
    message["Message-ID"] = f"<{mail.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


@contextmanager
def connected(smtp_url: str) -> Iterator[smtplib.SMTP]:
    """A connection as smtps://user:word@host:465 or smtp://host:25 says; certificates are checked."""
    parts = urlsplit(smtp_url)
    host, safe = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or PORTS["smtps"], timeout=TIMEOUT_SECONDS, context=safe
        )
    else:
        server = smtplib.SMTP(host, parts.port or PORTS["smtp"], timeout=TIMEOUT_SECONDS)
    with server:
        server.ehlo()
        if parts.scheme != "smtps" and (server.has_extn("starttls") or parts.username):
            server.starttls(context=safe)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
