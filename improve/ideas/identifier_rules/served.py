"""The rules as the tablet gets them: without what only people read, and the long lists of words as prints."""

import json
from typing import Any

from improve.ideas.identifier_rules.reading import RULES, rules

ONLY_FOR_PEOPLE = "what"


def served() -> str:
    """The file that static/js/identifiers.js reads."""
    file = json.loads(RULES.read_text("utf-8"))
    del file["about"]
    read = rules()
    file["prints"] = {
        "short": read.vocabulary.short.packed(),
        "long": read.vocabulary.long.packed(),
        "given": read.given.prints.packed(),
        "surnames": read.surnames.prints.packed(),
    }
    file["given_like_words"] = " ".join(sorted(read.given.like_words))
    file["surnames_like_words"] = " ".join(sorted(read.surnames.like_words))
    for part in ("rules", "name_rules"):
        file[part] = [_for_machines(rule) for rule in file[part]]
    return json.dumps(file, separators=(",", ":"))


def _for_machines(rule: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in rule.items() if key != ONLY_FOR_PEOPLE}
