"""The forms of ideas. Limits in characters; sentences say what to do."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SearchField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from improve.core.forms import Form, KeyField, LineField, Long, Needed, VersionField, WordsField
from improve.core.languages import noop
from improve.core.text import one_line
from improve.ideas.stages import (
    BENEFITS,
    DECLINE_REASONS,
    EFFORTS,
    IMPACTS,
    TEXT_LEAST,
    TEXT_MOST,
    WASTES,
    WITHHOLD_REASONS,
)

Choices = list[tuple[str, str]]
WORDS_MOST = 2_000  # characters
TITLE_MOST = 90
MASK_MOST = 200
DEFAULT_ANSWER = "Thank you. We will take this on, and you can follow here what becomes of it."
THE_TEAM = "team"


class Ticks(SelectMultipleField):
    """Several of a few choices, as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def choices(words: dict[Any, str]) -> Choices:
    """A vocabulary as WTForms wants it."""
    return [(str(code), label) for code, label in words.items()]


class IdeaForm(Form):
    """What could be better? One field is enough."""

    key = KeyField()
    text = WordsField(
        noop("What could be better?"),
        [Needed(noop("Write what could be better")), Long(TEXT_MOST, TEXT_LEAST, noop("Your idea"))],
    )
    suggestion = WordsField(noop("What could we try?"), [Long(TEXT_MOST, what=noop("Your suggestion"))])
    team = SelectField("Which team should look at it?")
    benefits = Ticks(noop("Who benefits?"), choices=choices(BENEFITS))
    waste = SelectField(
        "What kind of problem is it?", choices=[("", "Not sure"), *choices(WASTES)], default=""
    )
    goals = Ticks("Which goal does it serve?")
    photo = FileField(noop("A photo"))

    def details(self) -> dict[str, Any]:
        """The optional answers as an idea keeps them."""
        return {"benefits": self.benefits.data or [], "waste": self.waste.data or ""}


class EditForm(Form):
    """The words of an idea. `version` is the number of the text that was on screen."""

    version = VersionField()
    title = LineField("A shorter title", [Long(TITLE_MOST, what="The title")])
    text = WordsField(
        "The idea", [Needed(noop("Write what could be better")), Long(TEXT_MOST, TEXT_LEAST, "The idea")]
    )
    suggestion = WordsField(noop("What could we try?"), [Long(TEXT_MOST, what="The suggestion")])
    benefits = Ticks(noop("Who benefits?"), choices=choices(BENEFITS))
    waste = SelectField(
        "What kind of problem is it?", choices=[("", "Not sure"), *choices(WASTES)], default=""
    )


class AcceptForm(Form):
    """Ready: an owner and an answer."""

    owner = SelectField("Who owns it?", [Needed("Choose who owns it")])
    words = WordsField(
        "Your answer to the author",
        [Needed("Write an answer"), Long(WORDS_MOST, what="The answer")],
        default=DEFAULT_ANSWER,
    )


class DeclineForm(Form):
    """Not now: why, and what next."""

    reason = RadioField("Why not now?", [Needed("Choose a reason")], choices=choices(DECLINE_REASONS))
    words = WordsField(
        "Say it in your own words", [Needed("Write why, for the author"), Long(WORDS_MOST, what="The reason")]
    )
    next_step = WordsField(
        "What can the author do, or expect, next?",
        [Needed("Write a next step"), Long(WORDS_MOST, what="The next step")],
    )


class WordsForm(Form):
    """One text that must be written; each step gives it its own label and sentence."""

    words = WordsField("Words", [Needed("Write something"), Long(WORDS_MOST)])

    def ask(self, label: str, sentence: str) -> "WordsForm":
        """Say what is asked for."""
        self.words.label.text = label
        self.words.validators = [
            Needed(sentence),
            Long(WORDS_MOST),
        ]  # the class's own are shared by all threads
        return self


class LetterForm(WordsForm):
    """The same for what changes no stage: by its key, what is sent twice is stored once."""

    key = KeyField()


class WithholdForm(Form):
    """Out of sight: the author is told why, and shown the right door."""

    reason = RadioField("Why?", [Needed("Choose a reason")], choices=choices(WITHHOLD_REASONS))
    words = WordsField(
        "What do you tell the author?", [Needed("Write to the author"), Long(WORDS_MOST, what="The message")]
    )


class MergeForm(Form):
    """Which idea says the same."""

    into = RadioField("Which idea says the same?", [Needed("Choose the idea to merge into")], choices=[])
    find = SearchField("Not among them? Search for it", filters=[one_line])
    words = WordsField(
        "Your answer to the author",
        [Needed("Write an answer"), Long(WORDS_MOST, what="The answer")],
        default="Thank you. Others said the same, so we look at it together. Your idea counts there.",
    )


class OfferForm(Form):
    """Another team, and why."""

    team = SelectField("Which team?", [Needed("Choose a team")])
    words = WordsField(
        "Why does it belong there?",
        [Needed("Write why it belongs there"), Long(WORDS_MOST, what="The reason")],
    )


class SizeForm(Form):
    """Which first? Effort and difference."""

    effort = RadioField("How much effort?", [Needed("Choose how much effort")], choices=choices(EFFORTS))
    impact = RadioField(
        "How big a difference?", [Needed("Choose how big a difference")], choices=choices(IMPACTS)
    )


class OwnerForm(Form):
    """Somebody else owns it."""

    owner = SelectField("Who owns it?", [Needed("Choose who owns it")])


class ContributorForm(Form):
    """Somebody who helped."""

    person = SelectField("Who helped?", [Needed("Choose who helped")])


class GoalsForm(Form):
    """The goals it serves."""

    goals = Ticks("Which goals does it serve?")


class CommentForm(Form):
    """A few words below an idea."""

    key = KeyField()
    words = WordsField(
        noop("Add a comment"), [Needed(noop("Write a comment")), Long(WORDS_MOST, what=noop("The comment"))]
    )


class ReplyForm(CommentForm):
    """What an anonymous author writes, by their code."""

    words = WordsField(
        noop("Your reply"), [Needed(noop("Write your reply")), Long(WORDS_MOST, what=noop("Your reply"))]
    )


class PhotoForm(Form):
    """One photo."""

    key = KeyField()
    photo = FileField(noop("A photo"))


class ConfirmForm(Form):
    """Nothing but a button."""

    sure = BooleanField(default=True)


class MaskForm(Form):
    """Which words show who a patient is, and what they are."""

    found = Ticks("Which of these show who a patient is?", choices=[])
    words = LineField("Other words to hide, exactly as they stand there", [Long(MASK_MOST, what="The words")])
    kind = SelectField("What is it?", [Needed("Choose what it is")])
