"""The forms of the ward tablet: one field, then the optional rest."""

from typing import Any

from wtforms import FileField, RadioField, SelectField

from improve.core.forms import Form, KeyField, LineField, Long, Needed, WordsField
from improve.goals.models import Goal
from improve.ideas.additions import Rest
from improve.ideas.forms import Ticks, choices
from improve.ideas.stages import BENEFITS, TEXT_LEAST, TEXT_MOST
from improve.people.models import STAFF_GROUPS

NAME_MOST = 80  # characters
NOT_SURE = ("", "Not sure")


class TabletIdeaForm(Form):
    """What could be better? One field, Send."""

    key = KeyField()
    text = WordsField(
        "What could be better?",
        [Needed("Write what could be better"), Long(TEXT_MOST, TEXT_LEAST, "Your idea")],
    )


class RestForm(Form):
    """The rest, on the thank-you screen: all of it optional."""

    suggestion = WordsField("What could we try?", [Long(TEXT_MOST, what="Your suggestion")])
    benefits = Ticks("Who benefits?", choices=choices(BENEFITS))
    goal = RadioField("Which goal does it serve?", default="")
    photo = FileField("A photo")
    says_name = LineField("Your name", [Long(NAME_MOST, what="Your name")])
    staff_group = SelectField(
        "Staff group", choices=[("", "Choose…"), *((name, name) for name in STAFF_GROUPS)], default=""
    )

    def offer(self, goals: list[Goal]) -> "RestForm":
        """The goals that can be chosen."""
        self.goal.choices = [*((goal.id, goal.title) for goal in goals), NOT_SURE]
        return self

    def rest(self, photo: Any) -> Rest:
        """What was given; the photo was re-encoded already."""
        return Rest(
            suggestion=self.suggestion.data,
            benefits=self.benefits.data or [],
            goals={self.goal.data} if self.goal.data else set(),
            says_name=self.says_name.data,
            staff_group=self.staff_group.data,
            photo=photo,
        )
