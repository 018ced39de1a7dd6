"""What it means for screens that a team closes: what is written on them is still kept, and answered above."""

from collections.abc import Iterator

from sqlalchemy import func, select

from improve.core.db import db
from improve.core.text import plural
from improve.tablets.links import Poster
from improve.tablets.models import Tablet
from improve.teams.closing import tells_of_closing
from improve.teams.models import Team


@tells_of_closing
def screens(team: Team) -> Iterator[str]:
    """The tablets that are set up there, and its posters."""
    here = (Tablet.team_id == team.id, Tablet.enrolled_at.is_not(None), Tablet.revoked_at.is_(None))
    if tablets := db.session.scalar(select(func.count()).select_from(Tablet).where(*here)) or 0:
        them = "it" if tablets == 1 else "them"
        kept = f"What is written on {them} is kept, and answered above."
        what_to_do = f"Set {them} up anew for another team, or take {them} out of use."
        yield f"{plural(tablets, 'tablet')} of this team will say that it has closed. {kept} {what_to_do}"
    hung = (Poster.team_id == team.id, Poster.revoked_at.is_(None))
    if posters := db.session.scalar(select(func.count()).select_from(Poster).where(*hung)) or 0:
        them = "it" if posters == 1 else "them"
        yield f"{plural(posters, 'poster')} of this team can take no more ideas. Take {them} down."
