"""A real mail server for tests: it takes what is sent and keeps it in memory.

    with Mailbox() as mailbox:
        ... improve sends to mailbox.url ...
        letter = mailbox.wait_for("ana@thornbeck.example")

Nothing leaves this machine.
"""

import socket
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
WAIT_SECONDS = 10


class Mailbox:
    """All mail, oldest first. With `refuse_with` set, every letter is answered with that line instead of being kept."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.refuse_with = ""
        self.port = free_port()
        self._controller = Controller(self, hostname=HOST, port=self.port)

    @property
    def url(self) -> str:
        """What IMPROVE_SMTP_URL is set to."""
        return f"smtp://{HOST}:{self.port}"

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    def to(self, address: str) -> list[EmailMessage]:
        """The letters that were delivered to an address."""
        pairs = zip(self.letters, self.envelopes, strict=True)
        return [letter for letter, envelope in pairs if address in envelope.rcpt_tos]

    def wait_for(self, address: str, seconds: float = WAIT_SECONDS) -> EmailMessage:
        """The newest letter to an address, as soon as there is one. Raises AssertionError when none comes."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := self.to(address):
                return found[-1]
            time.sleep(0.02)
        raise AssertionError(f"No letter to {address} in {seconds} s; there is mail to {self._addresses()}")

    def _addresses(self) -> list[str]:
        return sorted({address for envelope in self.envelopes for address in envelope.rcpt_tos})

    # aiosmtpd calls a handler by this name.
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the letter and say yes, unless told to refuse."""
        if self.refuse_with:
            return self.refuse_with
        self.envelopes.append(envelope)
        self.letters.append(parsed(envelope.content))
        return "250 Kept"


def parsed(content: Any) -> EmailMessage:
    """The letter in the bytes that came."""
    raw = content if isinstance(content, bytes) else str(content).encode()
    letter = message_from_bytes(raw, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
