"""The steps of ideas themselves. Cycles and escalations add theirs above."""

from typing import Any

from improve.core.db import db
from improve.ideas import family, forms, offers, policy, steps
from improve.ideas.choices import merge_choices, owner_choices, team_choices
from improve.ideas.models import Idea
from improve.ideas.stages import Stage
from improve.ideas.steps import Step, stages
from improve.people.models import Person
from improve.teams.models import Team


def owner_of(form: Any) -> Person | None:
    """The chosen owner; None for the team."""
    return None if form.owner.data == forms.THE_TEAM else db.session.get_one(Person, form.owner.data)


def with_owners(idea: Idea, _by: Person) -> forms.AcceptForm:
    form = forms.AcceptForm()
    form.owner.choices = owner_choices(idea)
    return form


def owners_only(idea: Idea, _by: Person) -> forms.OwnerForm:
    form = forms.OwnerForm()
    form.owner.choices = owner_choices(idea)
    return form


def with_teams(idea: Idea, by: Person) -> forms.OfferForm:
    form = forms.OfferForm()
    form.team.choices = team_choices(idea, by)
    return form


def with_ideas(idea: Idea, by: Person) -> forms.MergeForm:
    form = forms.MergeForm()
    form.into.choices = merge_choices(idea, by)
    return form


def with_size(idea: Idea, _by: Person) -> forms.SizeForm:
    return forms.SizeForm(data={"effort": str(idea.effort or ""), "impact": str(idea.impact or "")})


def words(label: str, sentence: str, kind: type[forms.WordsForm] = forms.WordsForm) -> Any:
    return lambda _idea, _by: kind().ask(label, sentence)


# An idea without a name: whoever wrote it sees what is written on the board or the tablet, or not at all.
QUESTION_UNTOLD = {
    "name": "Ask whoever wrote it",
    "hint": "It stands on the board. The answer clock waits",
    "button": "Put it on the board",
    "said": "Whoever wrote it can read it on the board and the tablet. The answer clock waits, at most 3 working days.",
}
ANSWER_UNTOLD = {
    "name": "Write to whoever wrote it",
    "hint": "It stands on the board and the tablet",
    "button": "Put it on the board",
    "said": "Whoever wrote it can read it on the board and the tablet.",
    "form": words("What do you tell whoever wrote it?", "Write your answer"),
}
SHOW_HELD = {
    "name": "Let it be read",
    "hint": "If it shows no patient",
    "button": "Let it be read",
    "said": "The team can read it now.",
}
NEW_OR_READY = stages(Stage.NEW, Stage.READY)

steps.add(Step(
    "acceptance", "Ready", "Choose who owns it", "hand", stages(Stage.NEW), policy.may_answer, key="2",
    button="Accept and answer", form=with_owners, said="Accepted. The author can read your answer.", lane=Stage.READY,
    act=lambda idea, by, form: idea.accept(by, owner_of(form), form.words.data),
))  # fmt: skip
steps.add(Step(
    "completion", "Done, just do it", "Say what changed", "check", NEW_OR_READY, policy.may_do, key="5",
    who="Only a lead of this team or the owner may do that.", button="It is done", lane=Stage.DONE,
    form=words("What changed?", "Write what changed"), said="Done. The author can read what changed.",
    title="Just do it",
    act=lambda idea, by, form: idea.just_do_it(by, form.words.data),
))  # fmt: skip
steps.add(Step(
    "finish", "Done", "Say how we know it holds", "check", stages(Stage.EMBEDDING), policy.may_answer, key="5",
    button="It holds: done", form=words("How do we know that it holds?", "Write how we know that it holds"),
    said="Done. The author can read how we know.", lane=Stage.DONE,
    act=lambda idea, by, form: idea.finish(by, form.words.data),
))  # fmt: skip
steps.add(Step(
    "decline", "Not now", "Say why, and what next", "not-now", NEW_OR_READY, policy.may_answer, key="N",
    button="Answer “not now”", form=lambda _idea, _by: forms.DeclineForm(), lane=Stage.NOT_NOW,
    said="Answered. The author can read why, and what comes next.",
    act=lambda idea, by, form: idea.decline(by, form.reason.data, form.words.data, form.next_step.data),
))  # fmt: skip
steps.add(Step(
    "reopening", "Open again", "Say why", "undo", stages(Stage.DONE, Stage.NOT_NOW, Stage.LEARNED), policy.may_answer,
    key="R", button="Open it again", form=words("Why is it open again?", "Write why it is open again"),
    said="Open again.", lane=Stage.READY,
    act=lambda idea, by, form: idea.reopen(by, form.words.data),
))  # fmt: skip
steps.add(Step(
    "offer", "Another team", "Their lead decides", "arrow-right", NEW_OR_READY, policy.may_answer, key="T",
    button="Offer it to them", form=with_teams, said="Offered. Their lead decides; until then it stays here.",
    title="Offer it to another team",
    act=lambda idea, by, form: void(offers.offer(idea, db.session.get_one(Team, form.team.data), by, form.words.data)),
))  # fmt: skip
steps.add(Step(
    "merge", "Merge", "Others said the same", "merge", steps.ANY_STAGE, policy.may_start_merge, key="M",
    button="Merge the two", form=with_ideas, said="Merged. Supporters are counted once.", is_move=False,
    who="Only a lead of either team may merge two ideas.",
    title="Merge with another idea",
    act=lambda idea, by, form: family.merge(idea, db.session.get_one(Idea, form.into.data), by, form.words.data),
))  # fmt: skip
steps.add(Step(
    "question", "Ask the author", "The answer clock waits", "question", stages(Stage.NEW, Stage.READY, Stage.NOT_NOW),
    policy.may_answer, button="Ask", form=words("What do you want to know?", "Write your question"), is_move=False,
    said="Asked. The answer clock waits for the author, at most 3 working days.", when_untold=QUESTION_UNTOLD,
    act=lambda idea, by, form: idea.ask(by, form.words.data),
))  # fmt: skip
steps.add(Step(
    "answer", "Write to the author", "One more answer", "speech", steps.ANY_STAGE - {Stage.NEW}, policy.may_answer,
    button="Send to the author", is_move=False,
    form=words("What do you tell the author?", "Write your answer", forms.LetterForm),
    said="Sent. The author can read it.", when_untold=ANSWER_UNTOLD,
    act=lambda idea, by, form: void(idea.write_to_author(by, form.words.data)),
))  # fmt: skip
steps.add(Step(
    "size", "Which first?", "Effort and difference", "effort-2", frozenset(steps.ANY_STAGE), policy.may_answer,
    button="Place it", form=with_size, said="Placed.", is_move=False,
    act=lambda idea, by, form: idea.size(by, int(form.effort.data), int(form.impact.data)),
))  # fmt: skip
steps.add(Step(
    "owner", "Change the owner", "Who looks after it", "person", steps.ANY_STAGE - {Stage.NEW}, policy.may_answer,
    button="Save the owner", form=owners_only, said="It has an owner.", is_move=False,
    act=lambda idea, by, form: idea.name_owner(by, owner_of(form)),
))  # fmt: skip
steps.add(Step(
    "withholding", "Withhold", "Out of sight, the author is told", "eye", steps.ANY_STAGE, policy.may_withhold,
    who="Only a lead of this team or the guardian may do that.", button="Withhold it", is_move=False,
    form=lambda _idea, _by: forms.WithholdForm(), said="Withheld. Only leads and the guardian can read it.",
    when_untold={"hint": "Out of sight; nobody knows whom to tell"},
    act=lambda idea, by, form: idea.withhold(by, form.reason.data, form.words.data),
))  # fmt: skip
steps.add(Step(
    "showing", "Show again", "At the stage it had", "eye", stages(Stage.WITHHELD), policy.may_withhold,
    button="Show it again", form=lambda _idea, _by: forms.ConfirmForm(), said="It can be seen again.", is_move=False,
    when_held=SHOW_HELD,
    act=lambda idea, by, form: idea.show_again(by),
))  # fmt: skip
steps.add(Step(
    "withdrawal", "Take it back", "Only while it is new", "cross", stages(Stage.NEW), policy.may_withdraw,
    who="Only its author may take an idea back.", button="Take my idea back", is_move=False,
    form=lambda _idea, _by: forms.ConfirmForm(), said="You took your idea back.",
    act=lambda idea, by, form: idea.withdraw(by),
))  # fmt: skip
steps.add(Step(
    "unmerging", "Take apart", "Stand alone again", "undo", stages(Stage.MERGED), policy.may_unmerge,
    who="Only a lead of either team may take them apart.",
    button="Take them apart", form=lambda _idea, _by: forms.ConfirmForm(), said="It stands alone again.", is_move=False,
    act=lambda idea, by, form: family.unmerge(idea, by),
))  # fmt: skip


def void(_result: object) -> None:
    """A step gives nothing back."""
