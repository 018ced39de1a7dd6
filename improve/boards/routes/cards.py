"""The HTML of cards: what shows the same is made once, for a board is opened far more often than a card changes."""

from functools import lru_cache
from typing import Any, cast

from flask import current_app
from markupsafe import Markup, escape

from improve.boards.cards import Card
from improve.boards.routes import bp
from improve.core.languages import spoken

REMEMBERED = 2_048  # cards, by each process: some 6 MB
HERE = "\0"  # where the way back goes: no text holds it


@bp.app_template_global()
def cards_html(cards: list[Card], back: str) -> Markup:
    """Cards as boards/_card.html shows them, with the address (quoted) that their "Move to…" comes back to."""
    language, there = spoken(), str(escape(back))
    return Markup("".join(there.join(_made(card, language)) for card in cards))  # noqa: S704 - all escaped


@lru_cache(maxsize=REMEMBERED)
def _made(card: Card, _language: str) -> list[str]:
    macros = cast(Any, current_app.jinja_env.get_template("boards/_card.html").module)
    return str(macros.board_card(card, HERE)).split(HERE)
