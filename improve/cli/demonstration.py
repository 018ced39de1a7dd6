"""`improve demo`: the demonstration trust, loaded once, and how to sign in."""

import time

import click

from improve.auth.passwords import hash_password
from improve.cli import migrating
from improve.cli.loading.content import Content, ContentRefused, read_content
from improve.cli.loading.load import is_loaded, load
from improve.cli.opening import Refused, settings, with_app
from improve.cli.serving import lock, serve_here

PASSWORD = "thornbeck-demo-2026"  # noqa: S105  printed for everybody: production refuses these accounts


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
        prepare(content)
        print_sign_ins(content)
        if serves:
            serve_here()


@with_app
def prepare(content: Content) -> None:
    """Migrate, and load what is not there yet."""
    migrating.upgrade()
    if is_loaded():
        return
    click.echo("Loading the demonstration trust…")
    begun = time.monotonic()
    try:
        loaded = load(content, hash_password(PASSWORD))
    except ContentRefused as error:
        raise Refused(f"The demonstration's story does not hold: {error}") from error
    taken = time.monotonic() - begun
    counted = (
        f"{loaded.ideas} ideas, {loaded.measures} measures, {loaded.people} people, {loaded.teams} teams"
    )
    click.echo(f"{counted} in {taken:.0f} seconds.")


def print_sign_ins(content: Content) -> None:
    """The address, and who can sign in."""
    config = settings()
    people = {person["key"]: person for person in content.people}
    address = f"http://{config.host}:{config.port}"
    click.echo(f"\n  Thornbeck Hospitals, a demonstration      {address}\n")
    for persona in content.personas:
        person = people[persona["key"]]
        name = person.get("email", person["staff_number"])
        click.echo(f"  {person['name']:<16}{name:<36}{person['job']}")
        click.echo(click.wrap_text(persona["look"], 98, initial_indent=" " * 18, subsequent_indent=" " * 18))
    click.echo(f"\n  The password of everybody: {PASSWORD}")
    click.echo("  A ward tablet: sign in as Priya Nair, “Tablets of your team”, and add one.")
    click.echo(f"  Type its code at {address}/tablet/enrol in another browser or a private window.\n")
