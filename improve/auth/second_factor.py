"""The second factor: codes of an authenticator app (TOTP), each accepted once, and recovery codes for a lost phone."""

import hmac
from datetime import datetime

import pyotp
from sqlalchemy import update

from improve.auth.events import AuthenticatorAdded, AuthenticatorRemoved, RecoveryCodeUsed
from improve.auth.models import Credential
from improve.core import clock
from improve.core.db import changed, db
from improve.core.errors import RuleBroken
from improve.core.ids import digest, new_id, read_code
from improve.events.record import Actor, record
from improve.people.models import Person

STEP_SECONDS = 30
EARLY_AND_LATE = (0, -1, 1)  # steps: a phone's clock may be off by half a minute
RECOVERY_CODES = 10


def start(credential: Credential) -> None:
    """Make the secret that the app and we share; it counts once a right code came back."""
    if credential.has_authenticator:
        raise RuleBroken("An authenticator is set up already. Remove it first.")
    credential.totp_secret = pyotp.random_base32()


def address(credential: Credential, person: Person, organisation_name: str) -> str:
    """What the QR code says to the app."""
    name = person.email or person.staff_number or person.name
    return pyotp.TOTP(credential.totp_secret or "").provisioning_uri(
        name=name, issuer_name=f"Improve {organisation_name}"
    )


def confirm(credential: Credential, person: Person, typed: str) -> list[str]:
    """The first right code: from now on it is asked for. The recovery codes, to be shown once."""
    if credential.has_authenticator:
        raise RuleBroken("An authenticator is set up already.")
    if not is_right(credential, typed):
        return []
    credential.totp_confirmed_at = clock.now()
    record(AuthenticatorAdded(person.id), about=person, by=person)
    return new_recovery_codes(credential)


def new_recovery_codes(credential: Credential) -> list[str]:
    """Ten new ones; those before no longer work."""
    codes = [new_id() for _ in range(RECOVERY_CODES)]
    credential.recovery_digests = [_digest(credential, code) for code in codes]
    return codes


def remove(credential: Credential, person: Person, by: Actor) -> None:
    """Ask for no second factor any more."""
    if credential.totp_secret is None:
        raise RuleBroken("No authenticator is set up.")
    if credential.has_authenticator:
        record(AuthenticatorRemoved(person.id), about=person, by=by)
    credential.totp_secret, credential.totp_confirmed_at, credential.recovery_digests = None, None, []


def is_right(credential: Credential, typed: str) -> bool:
    """Whether the code is the app's code of now and was not used before. Uses it up; never commits."""
    step = matching_step(credential.totp_secret, typed, clock.now())
    if step is None:
        return False
    unused = update(Credential).where(
        Credential.person_id == credential.person_id, Credential.totp_last_step < step
    )
    return changed(unused.values(totp_last_step=step)) == 1


def matching_step(secret: str | None, typed: str, now: datetime) -> int | None:
    """The 30 second step to which the code belongs; None when it is wrong."""
    code = "".join(char for char in typed if char.isascii() and char.isdigit())
    if not secret or len(code) != 6:
        return None
    app, here = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    steps = [here + away for away in EARLY_AND_LATE]
    return next((step for step in steps if hmac.compare_digest(app.generate_otp(step), code)), None)


def use_recovery_code(credential: Credential, person: Person, typed: str) -> bool:
    """Whether it is one of the person's recovery codes. Uses it up; never commits."""
    stored = _digest(credential, read_code(typed))
    db.session.refresh(credential, with_for_update=True)  # who uses one at the same moment must see it used
    if stored not in credential.recovery_digests:
        return False
    credential.recovery_digests = [kept for kept in credential.recovery_digests if kept != stored]
    record(RecoveryCodeUsed(person.id), about=person, by=person)
    return True


def _digest(credential: Credential, code: str) -> str:
    return digest(f"{credential.person_id}\n{code}")
