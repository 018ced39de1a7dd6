"""What other teams propose to ours: take it, or send it back with a reason."""

from typing import Any

from flask import render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from improve.core.access import find, open_to, require, viewer
from improve.core.errors import RuleBroken
from improve.core.htmx import answer, refuse
from improve.ideas import policy
from improve.ideas.forms import WordsForm
from improve.ideas.models import Idea
from improve.ideas.offers import Offer
from improve.ideas.patients import stops
from improve.ideas.routes import bp
from improve.people.models import Person
from improve.teams.policy import leads

WHO = "Only a lead of the receiving team may answer this."
READERS = "Only leads of the two teams may read this."


@bp.get("/offers/<offer_id>")
@open_to(Person)
def offer(offer_id: str) -> str:
    """The idea, who proposes it and why."""
    found = visible_offer(offer_id)
    require(leads(viewer(), found.to_team) or leads(viewer(), found.from_team), READERS)
    return render_template("ideas/offer.html", **shown(found), form=return_form())


@bp.post("/offers/<offer_id>/acceptance")
@open_to(Person)
def accept_offer(offer_id: str) -> Response:
    """It is ours now."""
    found = receivable(offer_id)
    found.accept(viewer())
    return answer(
        otherwise=url_for("ideas.show", idea_id=found.idea_id),
        say=f"It is on {found.to_team.label}’s board now.",
    )


@bp.post("/offers/<offer_id>/return")
@open_to(Person)
def send_back(offer_id: str) -> Response:
    """Not ours, and why."""
    found, form = receivable(offer_id), return_form()
    if not form.validate() or stops(found.idea.team, form.words):
        return refuse("ideas/offer.html", **shown(found), form=form)
    try:
        found.send_back(viewer(), form.words.data)
    except RuleBroken as broken:
        return refuse("ideas/offer.html", status=409, **shown(found), form=form, refused=broken.sentence)
    return answer(otherwise=url_for("ideas.show", idea_id=found.idea_id), say="Sent back, with your reason.")


def visible_offer(offer_id: str) -> Offer:
    """An offer of an idea that the viewer sees."""
    seen = policy.visible_to(viewer()).with_only_columns(Idea.id).where(Idea.id == Offer.idea_id)
    offers = select(Offer).where(
        Offer.organisation_id == viewer().organisation_id, seen.correlate(Offer).exists()
    )
    return find(offers, Offer.id, offer_id)


def receivable(offer_id: str) -> Offer:
    """The offer, for a lead of the receiving team."""
    found = visible_offer(offer_id)
    require(leads(viewer(), found.to_team), WHO)
    return found


def shown(found: Offer) -> dict[str, Any]:
    """What the page of an offer shows; whoever proposed it reads, and waits."""
    return {"offer": found, "idea": found.idea, "may_answer": leads(viewer(), found.to_team)}


def return_form() -> WordsForm:
    """Why it goes back."""
    return WordsForm().ask("Why does it not belong to you?", "Write why it goes back")
