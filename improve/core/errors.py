"""What a person is told when a step is refused or something is not there."""

from werkzeug.exceptions import Conflict, Forbidden, HTTPException, NotFound, TooManyRequests

from improve.core.languages import noop


class RuleBroken(Exception):
    """A rule of the product forbids this step; the sentence is shown to the person (409)."""

    status = 409

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class StaleEdit(RuleBroken):
    """Somebody else changed the same field first; nothing typed is lost (409)."""

    def __init__(self, sentence: str, fields: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.fields = fields


class NotSignedIn(HTTPException):
    """Nobody is signed in, or the tablet is not known (401, or a redirect to the sign-in page)."""

    code = 401
    description = noop("Please sign in first.")


class StepUpNeeded(HTTPException):
    """A dangerous act: the person is asked for the password again (403)."""

    code = 403
    description = "Please confirm that it is you."


class NoSpace(HTTPException):
    """The disk is full: nothing was stored (507)."""

    code = 507
    description = noop(
        "The system has no room left, so this was not saved. What you typed is still on this page."
    )


__all__ = [
    "Conflict",
    "Forbidden",
    "NoSpace",
    "NotFound",
    "NotSignedIn",
    "RuleBroken",
    "StaleEdit",
    "StepUpNeeded",
    "TooManyRequests",
]
