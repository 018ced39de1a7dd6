"""What happens to the ways in which people sign in. Single sign-ins are in the log, not here."""

from dataclasses import dataclass

from improve.events.record import Event, event_kind


@dataclass(frozen=True)
class AuthEvent(Event):
    """Something happened to how a person signs in."""

    person_id: str


@event_kind
@dataclass(frozen=True)
class PasswordSet(AuthEvent):
    """A password was set: the first, a new one, or after a reset. Way: own, link, code, first."""

    name = "auth.password_set"
    way: str


@event_kind
@dataclass(frozen=True)
class AuthenticatorAdded(AuthEvent):
    """An authenticator app was set up."""

    name = "auth.authenticator_added"


@event_kind
@dataclass(frozen=True)
class AuthenticatorRemoved(AuthEvent):
    """An authenticator app was taken away."""

    name = "auth.authenticator_removed"


@event_kind
@dataclass(frozen=True)
class RecoveryCodeUsed(AuthEvent):
    """Somebody signed in with one of their recovery codes."""

    name = "auth.recovery_code_used"


@event_kind
@dataclass(frozen=True)
class CodeMade(AuthEvent):
    """A lead or an administrator made a one-time code for somebody."""

    name = "auth.code_made"


@event_kind
@dataclass(frozen=True)
class SessionsEnded(AuthEvent):
    """Somebody was signed out everywhere."""

    name = "auth.sessions_ended"
    count: int
