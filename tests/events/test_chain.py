"""What is sealed cannot be altered unseen, and the chain tells nothing about who wrote first."""

import random

import pytest
from sqlalchemy import func, select, text

from improve.core.db import db
from improve.events import chain
from improve.events.models import EventRow, Seal, UnsealedEvent
from improve.ideas.submitting import submit


@pytest.fixture
def sealed(trust):
    for number in range(25):
        submit(trust.ward_12, text=f"Idea number {number}", author=trust.ben)
    while chain.seal_waiting(limit=7):
        pass
    return trust


def test_a_whole_chain_is_said_to_be_whole(sealed):
    report = chain.check()
    assert (report.first_wrong, report.sealed, report.unsealed) == (None, 25, 0)


def test_the_unsealed_tail_is_named(sealed):
    submit(sealed.ward_12, text="One more", author=sealed.ben)
    report = chain.check()
    assert (report.first_wrong, report.unsealed) == (None, 1)


TAMPERINGS = {
    "edit": "UPDATE event SET name = 'idea.accepted' WHERE id = :event",
    "another date": "UPDATE event SET happened_on = '2020-01-01' WHERE id = :event",
    "another actor": "UPDATE event SET by_id = NULL WHERE id = :event",
    "delete a seal": "DELETE FROM seal WHERE event_id = :event",
    "swap": "UPDATE seal SET digest = (SELECT digest FROM seal WHERE number = 1) WHERE event_id = :event",
}


@pytest.mark.parametrize("how", TAMPERINGS)
@pytest.mark.parametrize("seed", range(4))
def test_tampering_is_found_and_the_first_wrong_link_named(sealed, how, seed):
    seal = db.session.scalars(select(Seal).where(Seal.number == random.Random(seed).randint(2, 25))).one()
    number, event_id = seal.number, seal.event_id
    db.session.execute(text(TAMPERINGS[how]), {"event": event_id})
    db.session.expire_all()
    assert chain.check().first_wrong == number


def test_an_event_that_was_slipped_in_is_found(sealed):
    row = db.session.scalars(select(EventRow).limit(1)).one()
    columns = {name: getattr(row, name) for name in EventRow.__table__.columns.keys()}  # noqa: SIM118  a collection, no dict
    db.session.execute(EventRow.__table__.insert().values(**{**columns, "id": "0123456789ABCDEF"}))
    assert chain.check().first_wrong is not None


def test_sealing_twice_seals_once(sealed):
    assert chain.seal_waiting() == 0
    counts = [
        db.session.scalar(select(func.count()).select_from(table))
        for table in (EventRow, Seal, UnsealedEvent)
    ]
    assert counts == [25, 25, 0]


def test_within_a_batch_the_order_is_that_of_the_random_ids(trust):
    for number in range(10):
        submit(trust.ward_12, text=f"Idea number {number}", author=trust.ben)
    chain.seal_waiting()
    ids = list(db.session.scalars(select(Seal.event_id).order_by(Seal.number)))
    assert ids == sorted(ids)
