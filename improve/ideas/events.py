"""What happens to ideas, in the past tense. Events carry ids, codes and digests, never words of staff."""

from dataclasses import dataclass

from improve.events.record import Event, event_kind


@dataclass(frozen=True)
class IdeaEvent(Event):
    """Something happened to an idea."""

    idea_id: str


@event_kind
@dataclass(frozen=True)
class IdeaSubmitted(IdeaEvent):
    """Somebody said what could be better. `text_digest` is salted; the salt stands beside the text."""

    name = "idea.submitted"
    authorship: str
    text_digest: str


@event_kind
@dataclass(frozen=True)
class IdeaImported(IdeaEvent):
    """An idea came from the log that a team kept before."""

    name = "idea.imported"
    text_digest: str


@event_kind
@dataclass(frozen=True)
class IdeaAccepted(IdeaEvent):
    """A lead accepted it; it has an owner now."""

    name = "idea.accepted"
    answer_id: str


@event_kind
@dataclass(frozen=True)
class IdeaDeclined(IdeaEvent):
    """A lead said not now; reason and next step stand in the Answer row."""

    name = "idea.declined"
    answer_id: str
    reason: str


@event_kind
@dataclass(frozen=True)
class IdeaDone(IdeaEvent):
    """It is done: just so, or after embedding."""

    name = "idea.done"
    answer_id: str


@event_kind
@dataclass(frozen=True)
class IdeaAnswered(IdeaEvent):
    """A lead wrote to the author; the stage stayed."""

    name = "idea.answered"
    answer_id: str


@event_kind
@dataclass(frozen=True)
class QuestionAsked(IdeaEvent):
    """A lead asked the author; the answer clock pauses."""

    name = "idea.question_asked"
    answer_id: str


@event_kind
@dataclass(frozen=True)
class QuestionReplied(IdeaEvent):
    """The author replied; the answer clock runs on."""

    name = "idea.question_replied"
    answer_id: str


@event_kind
@dataclass(frozen=True)
class AnswerRead(IdeaEvent):
    """The answer reached its author."""

    name = "idea.answer_read"
    answer_id: str


@event_kind
@dataclass(frozen=True)
class IdeaWithdrawn(IdeaEvent):
    """Its author took it back."""

    name = "idea.withdrawn"


@event_kind
@dataclass(frozen=True)
class IdeaWithheld(IdeaEvent):
    """A lead or the guardian took it out of sight."""

    name = "idea.withheld"
    reason: str


@event_kind
@dataclass(frozen=True)
class IdeaShown(IdeaEvent):
    """It may be seen again."""

    name = "idea.shown"


@event_kind
@dataclass(frozen=True)
class IdeaReopened(IdeaEvent):
    """It is open again."""

    name = "idea.reopened"
    reason_id: str


@event_kind
@dataclass(frozen=True)
class IdeaMerged(IdeaEvent):
    """It was merged into another idea."""

    name = "idea.merged"
    into_id: str


@event_kind
@dataclass(frozen=True)
class IdeaUnmerged(IdeaEvent):
    """It stands for itself again."""

    name = "idea.unmerged"
    from_id: str


@event_kind
@dataclass(frozen=True)
class IdeaEdited(IdeaEvent):
    """Fields were changed; which, and the digest of the new text."""

    name = "idea.edited"
    number: int
    changed: list[str]
    text_digest: str


@event_kind
@dataclass(frozen=True)
class IdeaAdded(IdeaEvent):
    """The author added to it on the tablet's thank-you screen; the names of what, and the digest of the text then."""

    name = "idea.added_to"
    number: int
    added: list[str]
    text_digest: str


@event_kind
@dataclass(frozen=True)
class IdeaSized(IdeaEvent):
    """Effort and difference were judged."""

    name = "idea.sized"
    effort: int
    impact: int


@event_kind
@dataclass(frozen=True)
class OwnerNamed(IdeaEvent):
    """Somebody else owns it now: a person, or the team (empty)."""

    name = "idea.owner_named"
    owner_id: str


@event_kind
@dataclass(frozen=True)
class ContributorAdded(IdeaEvent):
    """Credit is shared."""

    name = "idea.contributor_added"
    person_id: str


@event_kind
@dataclass(frozen=True)
class IdeaSupported(IdeaEvent):
    """One more supports it."""

    name = "idea.supported"


@event_kind
@dataclass(frozen=True)
class SupportTakenBack(IdeaEvent):
    """One less supports it."""

    name = "idea.support_taken_back"


@event_kind
@dataclass(frozen=True)
class IdeaCommented(IdeaEvent):
    """Somebody wrote below it."""

    name = "idea.commented"
    comment_id: str


@event_kind
@dataclass(frozen=True)
class GoalLinked(IdeaEvent):
    """It serves a goal."""

    name = "idea.goal_linked"
    goal_id: str


@event_kind
@dataclass(frozen=True)
class GoalUnlinked(IdeaEvent):
    """It no longer serves a goal."""

    name = "idea.goal_unlinked"
    goal_id: str


@event_kind
@dataclass(frozen=True)
class PhotoAdded(IdeaEvent):
    """A photo was added; re-encoded, without its location."""

    name = "idea.photo_added"
    photo_id: str


@event_kind
@dataclass(frozen=True)
class PhotoRemoved(IdeaEvent):
    """A photo was taken away."""

    name = "idea.photo_removed"
    photo_id: str


@event_kind
@dataclass(frozen=True)
class AnswerThanked(IdeaEvent):
    """The author thanks for the answer."""

    name = "idea.answer_thanked"
    answer_id: str
