"""The ways in which a person may sign in. Each ends in `entering.enter`; single sign-on takes its place here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """One way of signing in: its name on the page, and the endpoint that begins it."""

    name: str
    endpoint: str


PASSWORD = Way("E-mail or staff number, and password", "auth.sign_in")
WAYS = (PASSWORD,)
