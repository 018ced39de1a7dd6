"""The HTML of cards: what shows the same is made once, for a board is opened far more often than a card changes."""

from functools import lru_cache
from typing import Any, cast

from flask import current_app
from markupsafe import Markup

from improve.boards.cards import Card
from improve.boards.routes import bp
from improve.core.languages import spoken

REMEMBERED = 2_048  # cards, by each process: some 6 MB
HERE = "\0"  # where the way back goes: no text holds it


@bp.app_template_global()
def card_html(card: Card, may_move: bool, back: str) -> Markup:
    """A card as boards/_card.html shows it, with the address that its "Move to…" comes back to."""
    before, here, after = _made(card, may_move, spoken())
    return before + back + after if here else before


@lru_cache(maxsize=REMEMBERED)
def _made(card: Card, may_move: bool, _language: str) -> tuple[Markup, Markup, Markup]:
    macros = cast(Any, current_app.jinja_env.get_template("boards/_card.html").module)
    made: Markup = macros.board_card(card, may_move, HERE)
    return made.partition(HERE)
