"""The states of an escalation and the words for its facts. Pure."""

from enum import StrEnum


class State(StrEnum):
    """Where an escalation stands. Only verbs change it."""

    RAISED = "raised"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    CLOSED = "closed"
    RETURNED = "returned"
    RAISED_FURTHER = "raised_further"
    WITHDRAWN = "withdrawn"


OPEN = (State.RAISED, State.ACCEPTED)
CAME_BACK = (State.ANSWERED, State.RETURNED, State.CLOSED)

STATE_WORDS = {
    State.RAISED: "Raised",
    State.ACCEPTED: "Accepted",
    State.ANSWERED: "Answered",
    State.CLOSED: "Answered and closed",
    State.RETURNED: "Returned with an answer",
    State.RAISED_FURTHER: "Raised further",
    State.WITHDRAWN: "Withdrawn",
}

WHY_NOT = {
    State.RAISED: "Nobody has answered this yet.",
    State.ACCEPTED: "This was accepted and is not answered yet.",
    State.ANSWERED: "This was answered already.",
    State.CLOSED: "This was answered and closed.",
    State.RETURNED: "This was returned with an answer.",
    State.RAISED_FURTHER: "This was raised further, and now waits one tier up.",
    State.WITHDRAWN: "This was withdrawn.",
}

REASONS = {
    "risk of harm": "Risk of harm",
    "money or authority": "It needs money or authority above the team",
    "another team": "It needs another team",
    "blocked": "Something we agreed to do is blocked",
    "same problem": "The same problem on 3 teams or more",
}
NO_FIRST_ANSWER = "answer clock"  # by the program: the author waits too long
NO_ANSWER_HERE = "no answer"  # by the program: the tier below did not answer in time
AUTOMATIC_REASONS = {
    NO_FIRST_ANSWER: "Nobody answered the author in time",
    NO_ANSWER_HERE: "No answer came in time",
}
REASON_WORDS = REASONS | AUTOMATIC_REASONS

ASK_LEAST, WORDS_MOST = 3, 2_000  # characters
