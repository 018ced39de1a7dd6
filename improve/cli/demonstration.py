"""`improve demo`: the demonstration trust, loaded once, and how to sign in."""

import time

import click
from sqlalchemy import or_, select

from improve.auth.passwords import hash_password
from improve.capture.pin_check import pepper
from improve.cli import migrating
from improve.cli.loading.content import Content, ContentRefused, Fields, read_content
from improve.cli.loading.load import is_loaded, load
from improve.cli.opening import Refused, making_with_app, settings, with_app
from improve.cli.serving import lock, serve_here
from improve.cli.starting import refuse_taken_port
from improve.cli.waiting import waiting_words
from improve.core.db import commit, db, start_writing
from improve.events.record import PROGRAM
from improve.people.models import Person
from improve.tablets.pins import make_hash, store

PASSWORD = "thornbeck-demo-2026"  # noqa: S105  printed for everybody: production refuses these accounts
PIN = "284917"  # on a tablet


@click.command()
@click.option("--serve", "serves", is_flag=True, help="Go on to serve it.")
def demo(serves: bool) -> None:
    """Load the demonstration trust into an empty database."""
    if settings().is_production:
        raise Refused(
            "This is a production system (IMPROVE_PRODUCTION=1), so the demonstration is not loaded here."
        )
    content = read_content()
    with lock(settings()):
        if serves:
            refuse_taken_port()  # before minutes may go into loading
        prepare(content)
        print_sign_ins(content)
        if serves:
            serve_here()


@making_with_app
def prepare(content: Content) -> None:
    """Migrate, and load what is not there yet."""
    migrating.upgrade()
    if is_loaded():
        return
    click.echo("Loading the demonstration trust…")
    begun = time.monotonic()
    try:
        loaded = load(content, hash_password(PASSWORD))
        give_pins()
    except ContentRefused as error:
        raise Refused(f"The demonstration's story does not hold: {error}") from error
    taken = time.monotonic() - begun
    counted = (
        f"{loaded.ideas} ideas, {loaded.measures} measures, {loaded.people} people, {loaded.teams} teams"
    )
    click.echo(f"{counted} in {taken:.0f} seconds.")


def give_pins() -> None:
    """Everybody of the story can put their name to an idea on a tablet."""
    made = make_hash(PIN, pepper())
    start_writing()
    for person in db.session.scalars(select(Person).where(Person.is_demonstration)):
        store(person, made, by=PROGRAM)
    commit()


def print_sign_ins(content: Content) -> None:
    """The address, and who can sign in."""
    config = settings()
    people = {person["key"]: person for person in content.people}
    names = {persona["key"]: sign_in_name(people[persona["key"]]) for persona in content.personas}
    waits = what_waits({name.lower() for name in names.values()})
    address = f"http://{config.host}:{config.port}"
    click.echo(f"\n  Thornbeck Hospitals, a demonstration      {address}\n")
    for persona in content.personas:
        person = people[persona["key"]]
        name = names[persona["key"]]
        click.echo(f"  {person['name']:<16}{name:<36}{person['job']}")
        look = f"{persona['look']} {waits.get(name.lower(), '')}".strip()
        click.echo(click.wrap_text(look, 98, initial_indent=" " * 18, subsequent_indent=" " * 18))
    click.echo(f"\n  The password of everybody: {PASSWORD}. Their PIN on a tablet: {PIN}")
    click.echo("  A ward tablet: sign in as Priya Nair, “Tablets of your team”, and add one.")
    click.echo(f"  Type its code at {address}/tablet/enrol in another browser or a private window.\n")


def sign_in_name(person: Fields) -> str:
    """What somebody of the story types."""
    return str(person.get("email", person["staff_number"]))


@with_app
def what_waits(names: set[str]) -> dict[str, str]:
    """By the name they sign in with: what waits for each of them now."""
    found = db.session.scalars(
        select(Person).where(or_(Person.email.in_(names), Person.staff_number.in_(names)))
    )
    return {person.email or person.staff_number or "": waiting_words(person) for person in found}
