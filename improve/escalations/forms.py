"""The forms of escalations. Each stands on one page with others, so each has a prefix."""

from typing import Any

from wtforms import RadioField, SelectField

from improve.core.forms import Form, KeyField, Long, Needed, WordsField
from improve.escalations.states import ASK_LEAST, REASONS, WORDS_MOST
from improve.ideas.patients.form import no_patient

Choices = list[tuple[str, str]]
REASON_CHOICES: Choices = list(REASONS.items())


class RaiseForm(Form):
    """Why it must rise, and what is asked for."""

    key = KeyField()
    reason = RadioField(
        "Why can the team not solve it alone?", [Needed("Choose why it must go up")], choices=REASON_CHOICES
    )
    ask = WordsField(
        "What do you ask for?",
        [Needed("Write what you ask for"), Long(WORDS_MOST, ASK_LEAST, "What you ask for"), no_patient],
    )


class AnswerForm(Form):
    """The answer; the team that asked and the author read it."""

    words = WordsField(
        "Your answer", [Needed("Write an answer"), Long(WORDS_MOST, what="Your answer"), no_patient]
    )


class ReturnForm(Form):
    """Given back, with an answer."""

    words = WordsField(
        "Why does it go back, and what now?",
        [Needed("Write why it goes back"), Long(WORDS_MOST, what="Your answer"), no_patient],
    )


class FurtherForm(Form):
    """One tier up."""

    reason = RadioField(
        "Why must it go further up?", [Needed("Choose why it must go further up")], choices=REASON_CHOICES
    )
    ask = WordsField(
        "What do you ask for?",
        [Needed("Write what you ask for"), Long(WORDS_MOST, ASK_LEAST, "What you ask for"), no_patient],
    )


class HandOverForm(Form):
    """Somebody else of the receiving team."""

    person = SelectField("Who has it from now on?", [Needed("Choose who has it from now on")])


class WhyForm(Form):
    """One field: why it is withdrawn, or not raised."""

    words = WordsField("Why?", [Needed("Write why"), Long(WORDS_MOST, what="Your reason"), no_patient])


class Forms:
    """All forms of an escalation's page; a POST fills the one whose prefix it carries."""

    def __init__(self, receivers: Choices, asked: dict[str, str]) -> None:
        """`asked`: reason and ask of the step before, which who raises it further can change."""
        self.answer = AnswerForm(prefix="answer-")
        self.back = ReturnForm(prefix="return-")
        self.further = FurtherForm(prefix="further-", data=asked)
        self.hand_over = HandOverForm(prefix="hand-")
        self.hand_over.person.choices = [("", "Choose…"), *receivers]
        self.withdrawal = WhyForm(prefix="withdrawal-")
        self.wrong: Any = None  # the one that was refused
