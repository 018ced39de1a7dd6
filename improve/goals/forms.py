"""The forms of goals. Limits in characters; sentences say what to do."""

from typing import Any

from wtforms import SelectField
from wtforms.validators import ValidationError

from improve.core.editing import EditForm
from improve.core.forms import DayField, Form, KeyField, LineField, Long, Needed, WordsField, published
from improve.goals.models import AIM_MOST, TITLE_MOST, WHY_MOST, WRITTEN_WITH_MOST, Goal, GoalPlan

REASON_MOST = 2_000
PARENT_ENDED = "That goal has just ended. Send again without it, or choose another"
NO_PARENT = ("", "None: it stands at the top")


class GoalForm(Form):
    """What people agree on when they set a goal."""

    title = LineField(
        "The goal in a few words",
        [Needed("Write what you want to reach"), Long(TITLE_MOST, 3, "The goal"), published],
    )
    aim = WordsField(
        "How much, by when?", [Needed("Write how much, and by when"), Long(AIM_MOST, what="This"), published]
    )
    why = WordsField(
        "Why does it matter?",
        [Needed("Write why it matters"), Long(WHY_MOST, what="Why it matters"), published],
    )
    written_with = LineField(
        "Who wrote it with you?", [Long(WRITTEN_WITH_MOST, what="Who wrote it with you"), published]
    )
    parent = SelectField("Which goal does it serve?", invalid_choice_message=PARENT_ENDED)
    owner = SelectField("Who owns it?")
    starts_on = DayField("It starts on", [Needed("Enter the day it starts")])
    ends_on = DayField("It ends on", [Needed("Enter the day it ends")])

    def validate_ends_on(self, field: Any) -> None:
        """After the start."""
        start: Any = self.starts_on.data
        if start and field.data and field.data <= start:
            raise ValidationError("The goal must end after it starts")

    def plan(self) -> GoalPlan:
        """What was typed, as the verbs want it."""
        days: Any = (self.starts_on.data, self.ends_on.data)
        return GoalPlan(
            title=self.title.data or "", aim=self.aim.data or "", why=self.why.data or "",
            written_with=self.written_with.data or "", owner_id=self.owner.data or None,
            starts_on=days[0], ends_on=days[1],
        )  # fmt: skip


class NewGoalForm(GoalForm):
    """A new goal, of a team."""

    key = KeyField()
    team = SelectField("Whose goal is it?", [Needed("Choose a team")])


class RevisionForm(GoalForm, EditForm):
    """A goal written again."""

    reason = WordsField("Why does it change?", [Long(REASON_MOST, what="The reason"), published])

    def need_reason(self) -> "RevisionForm":
        """Of a published goal: those who serve it will ask."""
        self.reason.validators = [Needed("Write why the goal changes"), *self.reason.validators]
        return self

    @staticmethod
    def of(goal: Goal, sent: Any = None) -> "RevisionForm":
        """Filled with what was sent, else with what holds now."""
        names = ("title", "aim", "why", "written_with", "starts_on", "ends_on", "version")
        held = {name: getattr(goal, name) for name in names}
        form = RevisionForm(sent, data=held | {"parent": goal.parent_id or "", "owner": goal.owner_id or ""})
        return form.need_reason() if goal.is_published else form


class RetirementForm(Form):
    """Why it no longer holds."""

    reason = WordsField(
        "Why does it end?",
        [Needed("Write why the goal ends"), Long(REASON_MOST, what="The reason"), published],
    )
