"""Documents that say what is not so are worse than none: what a machine can compare with the code is compared here."""

import re
from pathlib import Path

import click
import pytest
import yaml

from improve.cli.demonstration import PASSWORD
from improve.command import improve
from improve.events.record import KINDS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
TEST = re.compile(r"(?:(tests/[\w/]+\.py)(?:::(test_\w+))?|(?<![\w/])(test_\w+)(?![\w.]))")
BESIDE_THE_STAGE = re.compile(
    "support|comment|goal_|photo|contributor|author_named|plan_changed|approved|do_started|observed|studied"
)
MACHINE = re.compile(r"(?<![\w.])/(?:root|work|home|Users|mnt|private)/\w")


def named(page):
    return str(page.relative_to(ROOT))


def test_every_command_is_documented():
    told = (DOCS / "operating.md").read_text()
    missing = [name for name in commands(improve, "improve") if name not in told]
    assert not missing


def commands(command, name):
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from commands(child, f"{name} {child.name}")
    elif not command.hidden:
        yield name


def test_every_setting_is_documented():
    code = (ROOT / "improve" / "config.py").read_text()
    settings = {f"IMPROVE_{name}" for name in re.findall(r"_(?:text|number)\(\"(\w+)\"", code)}
    settings |= set(re.findall(r"environ\.get\(\"(\w+)\"", code))
    told = (DOCS / "operating.md").read_text()
    assert len(settings) > 10
    assert not [name for name in sorted(settings) if name not in told]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page):
    links = [link for link in LINK.findall(page.read_text()) if not re.match(r"[a-z]+:|#", link)]
    lost = [link for link in links if not (page.parent / link.partition("#")[0]).exists()]
    assert not lost


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_names_a_machine(page):
    assert not MACHINE.findall(page.read_text())


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_test_that_a_page_names_is_there(page):
    known = {path: path.read_text() for path in (ROOT / "tests").rglob("test_*.py")}
    for file, inside, alone in TEST.findall(page.read_text()):
        if file:
            assert (ROOT / file).is_file(), file
        if inside:
            assert f"def {inside}(" in known[ROOT / file], inside
        if alone:
            assert any(f"def {alone}(" in text for text in known.values()), alone


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_file_of_the_program_that_a_page_names_is_there(page):
    files = re.findall(r"`((?:improve|tools|templates|static|docs)/[\w/.-]+\.\w+)", page.read_text())
    assert not [file for file in files if not (ROOT / file).is_file()]


def test_the_table_of_states_names_events_that_exist(application):
    names = re.findall(r"\b(?:idea|cycle)\.[a-z_]+\b", (DOCS / "states.md").read_text())
    assert len(names) > 30
    assert set(names) <= set(KINDS)


def test_every_step_of_ideas_and_cycles_stands_in_the_table_of_states(application):
    told = (DOCS / "states.md").read_text()
    steps = {
        name for name in KINDS if name.startswith(("idea.", "cycle.")) and not BESIDE_THE_STAGE.search(name)
    }
    assert not [name for name in sorted(steps) if name not in told]


def test_every_package_has_its_line_in_the_architecture():
    told = (DOCS / "architecture.md").read_text()
    packages = sorted(path.parent.name for path in (ROOT / "improve").glob("*/__init__.py"))
    assert not [name for name in packages if f"`{name}/`" not in told]


def test_every_decision_is_listed():
    listed = (DOCS / "decisions" / "README.md").read_text()
    assert not [page.name for page in (DOCS / "decisions").glob("0*.md") if page.name not in listed]


def test_the_sign_ins_of_the_demonstration_are_those_of_its_people():
    told = (ROOT / "README.md").read_text()
    content = yaml.safe_load((ROOT / "improve" / "cli" / "demo" / "people.yaml").read_text())
    people = {person["key"]: person for person in content["people"]}
    names = [people[persona["key"]] for persona in content["personas"]]
    assert PASSWORD in told
    assert not [who["name"] for who in names if (who.get("email") or who["staff_number"]) not in told]
