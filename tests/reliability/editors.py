"""Two people edit the same idea in a random order of opening and saving; and what must be true afterwards."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from sqlalchemy import select

from improve.core.db import commit, db, start_writing
from improve.ideas.facts import IdeaText
from tests.client import Client
from tests.filling import filled

FIELDS = ("text", "suggestion", "waste")
WASTES = ("waiting", "motion", "transport", "inventory")
MOST_STEPS = 12


@dataclass
class Editor:
    """A browser with a form that may be old by now."""

    browser: Client
    path: str
    form: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    number: int = 0

    def open(self) -> None:
        """Read the form as it stands now."""
        self.form = filled(self.browser.get(self.path), self.path)
        self.number = int(self.form["version"][0])
        self.seen = {name: self.form.get(name, [""])[0] for name in FIELDS}

    def save(self, typed: dict[str, str]) -> Any:
        """Send it, with what was typed over it."""
        return self.browser.post(self.path, {**self.form, **{name: [words] for name, words in typed.items()}})


def interleave(idea_id: str, editors: list[Editor], seed: int) -> tuple[int, int]:
    """One random interleaving of two editors; how many saves were kept, and how many were refused."""
    chance, kept, refused = Random(seed), 0, 0
    for editor in editors:
        editor.open()
    for number in range(chance.randint(2, MOST_STEPS)):
        editor = chance.choice(editors)
        if chance.random() < 0.4:
            editor.open()
            continue
        typed = {name: words(name, chance, f"{seed}-{number}") for name in chosen(chance)}
        before = versions(idea_id)
        answer = editor.save(typed)
        check(answer, editor, typed, before, versions(idea_id))
        kept, refused = kept + (answer.status_code == 303), refused + (answer.status_code == 409)
        editor.open()
    return kept, refused


def chosen(chance: Random) -> list[str]:
    """Some of the fields."""
    return chance.sample(FIELDS, chance.randint(1, len(FIELDS)))


def words(name: str, chance: Random, mark: str) -> str:
    """Words that are said nowhere else; of the choice, one of a few."""
    return chance.choice(WASTES) if name == "waste" else f"Words {mark} for {name}."


def versions(idea_id: str) -> list[dict[str, str]]:
    """Every version there is, oldest first."""
    start_writing()
    rows = select(IdeaText).where(IdeaText.idea_id == idea_id).order_by(IdeaText.number)
    found = [
        {"text": row.text, "suggestion": row.suggestion, "waste": row.details.get("waste", "")}
        for row in db.session.scalars(rows.execution_options(populate_existing=True))
    ]
    commit()
    return found


def check(answer: Any, editor: Editor, typed: dict[str, str], before: list[Any], after: list[Any]) -> None:
    """Kept: what was typed, and all else as the others left it. Refused: nothing changed, and both texts are shown."""
    seen, present = editor.seen, before[-1]
    mine = {name: value for name, value in typed.items() if value != seen[name]}
    clash = {name for name in mine if present[name] not in (seen[name], mine[name])}
    assert after[: len(before)] == before  # what was said stays said
    assert answer.status_code == (409 if clash else 303), (clash, typed, seen, present)
    if clash:
        assert after == before
        assert all(words in answer.text for name, words in typed.items() if name != "waste")
        assert all(present[name] in answer.text for name in clash - {"waste"})
    else:
        assert after[-1] == {**present, **mine}
        assert len(after) == len(before) + (after[-1] != present)
