"""Looks through templates/ and static/js for what the content-security policy forbids or escaping would miss.

Prints file:line and the rule; ends with 1 if there is anything.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

IN_TEMPLATES = {
    "no style attribute: the policy has no unsafe-inline": r"<[^<>]*\sstyle\s*=",
    "no <style>: styles stand in static/css": r"<style\b",
    "no on… attribute: behaviour stands in static/js": r"<[^<>]*\son[a-z]+\s*=",
    "no inline script (only src, or type application/json)": r"<script\b(?![^>]*\b(?:src=|type=.application/json))",
    "no hx-on: it is inline script": r"\b(?:data-)?hx-on\b",
    "no js: or javascript: values: they are eval": r"[\"'{\s](?:js|javascript):",
    "no event filter in hx-trigger: it is eval": r"hx-trigger\s*=\s*(?:\"[^\"]*\[|'[^']*\[)",
    "no |safe: text is text": r"\|\s*safe\b",
    "no autoescape switched off": r"autoescape\s+false",
    "no address of another host": r"(?:src|href|action|hx-[a-z]+)\s*=\s*[\"'](?:https?:)?//",
}
IN_SCRIPTS = {
    "no innerHTML: text is text": r"\.(?:inner|outer)HTML\s*\+?=(?!=)|insertAdjacentHTML|document\.write\b",
    "no eval": r"\beval\s*\(|\bnew Function\b|\bset(?:Timeout|Interval)\(\s*[\"'`]",
}
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
EXPRESSION = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
LINK_OUT = "data-elsewhere"  # a plain link that says it leaves Improve


def main() -> int:
    """Print every problem; 1 if there is one."""
    found = list(problems(ROOT))
    for line in found:
        print(line)
    return 1 if found else 0


def problems(root: Path) -> Iterator[str]:
    """Each problem below `root`, as file:line: rule."""
    for path in sorted((root / "templates").rglob("*.*")):
        yield from scan(path, root, IN_TEMPLATES)
    for path in sorted((root / "static" / "js").rglob("*.js")):
        yield from scan(path, root, IN_SCRIPTS)


def scan(path: Path, root: Path, rules: dict[str, str]) -> Iterator[str]:
    """Each problem of one file."""
    text = without_comments(path.read_text(encoding="utf-8"))
    for rule, pattern in rules.items():
        for match in re.finditer(pattern, text, re.IGNORECASE):
            if LINK_OUT not in element_around(text, match.start()):
                yield f"{path.relative_to(root)}:{text.count(chr(10), 0, match.start()) + 1}: {rule}"


def without_comments(text: str) -> str:
    """The text with Jinja comments blanked and the angle brackets of Jinja's expressions hidden, lines kept."""
    text = COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return EXPRESSION.sub(lambda match: re.sub(r"[<>]", " ", match[0]), text)


def element_around(text: str, place: int) -> str:
    """The opening tag that holds `place`."""
    start, end = text.rfind("<", 0, place + 1), text.find(">", place)
    return text[start : end if end >= 0 else len(text)]


if __name__ == "__main__":
    sys.exit(main())
