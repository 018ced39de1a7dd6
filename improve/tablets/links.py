"""Links of a team that open without anybody's session: a wall, read only, and a poster, which takes ideas alone.

Each is a secret of 256 bits that stands in the link and is stored as a digest. Whoever has the link may do what it is
for, and nothing else, until a lead revokes it.
"""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from improve.core import clock
from improve.core.db import Base, Row, UtcDateTime
from improve.core.ids import digest, new_id, new_secret
from improve.events.record import Actor, record
from improve.tablets.events import LinkMade, LinkRevoked
from improve.teams.models import Team

SECRET_MOST = 100  # characters; a longer one is none of ours


class Link(Row):
    """A wall or a poster of one team."""

    __tablename__ = "link"
    __table_args__ = (Index("ix_link_team", "team_id", "kind"), Base.__table_args__)
    actor_kind: ClassVar[str]
    is_person: ClassVar[bool] = False
    is_tablet: ClassVar[bool] = False

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    kind: Mapped[str] = mapped_column(String(10))  # wall, poster
    name: Mapped[str] = mapped_column(String(80))
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    team: Mapped[Team] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"polymorphic_on": "kind"}

    @property
    def first_name(self) -> str:
        """How the page names its viewer."""
        return self.name

    def make(self, by: Actor) -> str:
        """Put it into use; the secret for its link, which is shown once."""
        secret = new_secret()
        self.id, self.secret_digest, self.made_at = self.id or new_id(), digest(secret), clock.now()
        record(LinkMade(self.id, kind=self.kind), about=self, by=by)
        return secret

    def renew(self) -> str:
        """Another secret, for a form that was sent twice; the one before opens nothing any more."""
        secret = new_secret()
        self.secret_digest = digest(secret)
        return secret

    def revoke(self, by: Actor) -> None:
        """The link opens nothing any more."""
        if self.revoked_at is None:
            self.revoked_at = clock.now()
            record(LinkRevoked(self.id, kind=self.kind), about=self, by=by)


class Wall(Link):
    """A screen that shows the team's board, read only."""

    actor_kind: ClassVar[str] = "wall"
    __mapper_args__ = {"polymorphic_identity": "wall"}


class Poster(Link):
    """A poster in a corridor: whoever points a phone at it may leave an idea."""

    actor_kind: ClassVar[str] = "poster"
    __mapper_args__ = {"polymorphic_identity": "poster"}


KINDS: dict[str, type[Link]] = {"wall": Wall, "poster": Poster}
