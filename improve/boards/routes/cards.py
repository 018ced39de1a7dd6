"""The HTML of cards: what shows the same is made once, for a board is opened far more often than a card changes."""

from functools import lru_cache
from typing import Any, cast

from flask import current_app
from markupsafe import Markup

from improve.boards.cards import Card
from improve.boards.routes import bp

REMEMBERED = 2_048  # cards, by each process: some 4 MB


@bp.app_template_global()
@lru_cache(maxsize=REMEMBERED)
def card_html(card: Card, may_move: bool, back: str) -> Markup:
    """A card as boards/_card.html shows it: all that it reads is asked for here."""
    macros = cast(Any, current_app.jinja_env.get_template("boards/_card.html").module)
    return Markup(macros.board_card(card, may_move, back))  # noqa: S704  the macro has escaped what was typed
