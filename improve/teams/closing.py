"""What it means that a team closes. Higher features know more, and register what they have to say."""

from collections.abc import Callable, Iterable, Iterator

from improve.core.text import listing
from improve.teams.leaving import next_leads
from improve.teams.models import Team

Tells = Callable[[Team], Iterable[str]]

_tellers: list[Tells] = []


def tells_of_closing(tell: Tells) -> Tells:
    """Register what a feature says before a team closes."""
    _tellers.append(tell)
    return tell


def closing_consequences(team: Team) -> list[str]:
    """All there is to say, in sentences."""
    return [sentence for tell in _tellers for sentence in tell(team)]


@tells_of_closing
def who_answers_then(team: Team) -> Iterator[str]:
    """Whoever leads above it."""
    above, names = next_leads(team)
    if above is None:
        yield "No team above has a lead: nobody can answer what is open here until one is named."
    else:
        yield f"What is open here waits for {listing(names)} of {above.name} from then on."
