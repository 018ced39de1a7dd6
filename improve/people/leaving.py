"""What it means that somebody leaves. Higher features know more, and register what they have to say."""

from collections.abc import Callable, Iterable

from improve.people.models import Person

Tells = Callable[
    [Person, str | None], Iterable[str]
]  # the person; the team's id, or None for leaving altogether

_tellers: list[Tells] = []


def tells_of_leaving(tell: Tells) -> Tells:
    """Register what a feature says before somebody leaves a team, or leaves altogether."""
    _tellers.append(tell)
    return tell


def consequences(person: Person, team_id: str | None = None) -> list[str]:
    """All there is to say, in sentences."""
    return [sentence for tell in _tellers for sentence in tell(person, team_id)]
