"""The words for steps in the YAML, and the verb that each one plays."""

from collections.abc import Callable

from improve.cli.loading import cycles
from improve.cli.loading.content import Fields
from improve.cli.loading.trust import Trust
from improve.escalations.models import Escalation, open_escalation, raise_for
from improve.events.record import ANONYMOUS, Actor
from improve.ideas import family, offers, support
from improve.ideas.models import Idea

Play = Callable[[Trust, Fields, Fields], object]

# What the YAML says in full, and the code it stands for.
REASONS = {
    "money or authority above the team": "money or authority",
    "needs another team": "another team",
    "same problem on 3 teams": "same problem",
}
MERGED = "Thank you. Others said the same, so we look at it together, and your voice counts there."
WITHHELD = {
    "names a colleague": "Thank you for telling us. A colleague can be recognised, so we have taken it off the board. "
    "The guardian will listen, and so will I.",
    "a patient": "Thank you. A patient could be recognised, so we have taken it off the board. Please send it again "
    "without the details; the idea is good.",
    "a matter for speaking up": "Thank you for saying this. It matters too much for a board that everybody reads. "
    "The guardian will listen to you in confidence.",
}


def _idea(trust: Trust, said: Fields) -> Idea:
    return trust.ideas[said["key"]]


def _accept(trust: Trust, said: Fields, step: Fields) -> None:
    owner = None if step["owner"] == "team" else trust.people[step["owner"]]
    _idea(trust, said).accept(trust.people[step["by"]], owner, step["answer"])


def _just_do_it(trust: Trust, said: Fields, step: Fields) -> None:
    _idea(trust, said).just_do_it(trust.people[step["by"]], step["what_changed"])


def _decline(trust: Trust, said: Fields, step: Fields) -> None:
    _idea(trust, said).decline(trust.people[step["by"]], step["reason"], step["words"], step["next_step"])


def _ask(trust: Trust, said: Fields, step: Fields) -> None:
    _idea(trust, said).ask(trust.people[step["by"]], step["question"])


def _comment(trust: Trust, said: Fields, step: Fields) -> None:
    support.comment(_idea(trust, said), step["text"], trust.people[step["by"]])


def _finish(trust: Trust, said: Fields, step: Fields) -> None:
    _idea(trust, said).finish(trust.people[step["by"]], step["how_we_know"])


def _reopen(trust: Trust, said: Fields, step: Fields) -> None:
    _idea(trust, said).reopen(trust.people[step["by"]], step["reason"])


def _withdraw(trust: Trust, said: Fields, _step: Fields) -> None:
    idea = _idea(trust, said)
    author: Actor = idea.author or (trust.tablets[said["team"]][0] if idea.tablet_id else ANONYMOUS)
    idea.withdraw(author)


def _withhold(trust: Trust, said: Fields, step: Fields) -> None:
    words = step.get("words") or WITHHELD[step["reason"]]
    _idea(trust, said).withhold(trust.people[step["by"]], step["reason"], words)


def _merge(trust: Trust, said: Fields, step: Fields) -> None:
    family.merge(
        _idea(trust, said), trust.ideas[step["into"]], trust.people[step["by"]], step.get("words", MERGED)
    )


def _offer(trust: Trust, said: Fields, step: Fields) -> None:
    offers.offer(_idea(trust, said), trust.teams[step["to"]], trust.people[step["by"]], step["why"])


def _open_offer(trust: Trust, said: Fields) -> offers.Offer:
    found = offers.open_offer(_idea(trust, said))
    if found is None:
        raise LookupError("no team was asked to take it")
    return found


def _take_over(trust: Trust, said: Fields, step: Fields) -> None:
    _open_offer(trust, said).accept(trust.people[step["by"]])


def _send_back(trust: Trust, said: Fields, step: Fields) -> None:
    _open_offer(trust, said).send_back(trust.people[step["by"]], step["reason"])


def _reason(step: Fields) -> str:
    said: str = step["reason"]
    return REASONS.get(said, said)


def _raise(trust: Trust, said: Fields, step: Fields) -> None:
    raise_for(_idea(trust, said), trust.people[step["by"]], _reason(step), step["ask"])


def _escalation(trust: Trust, said: Fields) -> Escalation:
    found = open_escalation(_idea(trust, said))
    if found is None:
        raise LookupError("nothing was raised that waits for an answer")
    return found


def _take(trust: Trust, said: Fields, step: Fields) -> None:
    _escalation(trust, said).accept(trust.people[step["by"]])


def _answer_escalation(trust: Trust, said: Fields, step: Fields) -> None:
    _escalation(trust, said).answer(trust.people[step["by"]], step["answer"])


def _return(trust: Trust, said: Fields, step: Fields) -> None:
    _escalation(trust, said).return_with_answer(trust.people[step["by"]], step["answer"])


def _raise_further(trust: Trust, said: Fields, step: Fields) -> None:
    _escalation(trust, said).raise_further(trust.people[step["by"]], _reason(step), step["ask"])


VERBS: dict[str, Play] = {
    "accept": _accept,
    "just do it": _just_do_it,
    "decline": _decline,
    "ask": _ask,
    "comment": _comment,
    "finish": _finish,
    "reopen": _reopen,
    "withdraw": _withdraw,
    "withhold": _withhold,
    "merge": _merge,
    "offer": _offer,
    "take over": _take_over,
    "send back": _send_back,
    "raise": _raise,
    "take": _take,
    "answer escalation": _answer_escalation,
    "return": _return,
    "raise further": _raise_further,
    **cycles.VERBS,
}
