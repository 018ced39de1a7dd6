"""Facts beside the stage: support, comments, goals, contributors, the author's reading and replies."""

from flask import render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from improve.core.access import find, open_to, require, viewer
from improve.core.htmx import answer, next_url, refuse
from improve.core.once import OtherPayload, once
from improve.goals.policy import choices as goal_choices
from improve.ideas import policy, support
from improve.ideas.choices import COLLEAGUES, colleagues, say_why_not_offered
from improve.ideas.facts import Answer
from improve.ideas.forms import CommentForm, ContributorForm, GoalsForm, WordsForm
from improve.ideas.models import Idea
from improve.ideas.page import gather
from improve.ideas.patients import stops
from improve.ideas.routes import bp
from improve.people.models import Person
from improve.tablets.models import Tablet


def visible(idea_id: str) -> Idea:
    """The idea, for somebody who may see it."""
    return find(policy.visible_to(viewer()), Idea.id, idea_id)


def back_to(idea: Idea) -> str:
    """Where the form was, or the idea's page."""
    return next_url(url_for("ideas.show", idea_id=idea.id))


@bp.post("/ideas/<idea_id>/support")
@open_to(Person, Tablet)
def give_support(idea_id: str) -> Response:
    """One tap."""
    idea = visible(idea_id)
    counted = support.support(idea, viewer())
    said = "You support this." if counted else "This was counted already."
    return answer("ideas/_support.html", otherwise=back_to(idea), say=said, idea=idea, is_supported=True)


@bp.post("/ideas/<idea_id>/support/removal")
@open_to(Person)
def take_support_back(idea_id: str) -> Response:
    """The same tap again."""
    idea = visible(idea_id)
    support.take_support_back(idea, viewer())
    said = "You no longer support this."
    return answer("ideas/_support.html", otherwise=back_to(idea), say=said, idea=idea, is_supported=False)


@bp.post("/ideas/<idea_id>/comments")
@open_to(Person)
def comment(idea_id: str) -> Response:
    """Write below an idea; sending twice stores once."""
    idea, form = visible(idea_id), CommentForm()
    if not form.validate() or stops(idea.team, form.words):
        return refuse("ideas/show.html", page=gather(idea, viewer()), idea=idea, comment_form=form)
    store = lambda: support.comment(idea, form.words.data, viewer()).id  # noqa: E731
    try:
        once(viewer().id, form.key.data, f"{idea.id}\n{form.words.data}", store)
    except OtherPayload as broken:
        form.say(broken, form.words)
        return refuse("ideas/show.html", page=gather(idea, viewer()), idea=idea, comment_form=form)
    return answer(
        otherwise=f"{url_for('ideas.show', idea_id=idea.id)}#comments", say="Your comment is there."
    )


@bp.get("/ideas/<idea_id>/goals")
@open_to(Person)
def goals(idea_id: str) -> str:
    """Which goals it serves."""
    idea = support.head_for(visible(idea_id), viewer())
    require(policy.may_test(viewer(), idea) or policy.may_edit(viewer(), idea))
    return render_template("ideas/goals.html", idea=idea, form=goals_form(idea))


@bp.post("/ideas/<idea_id>/goals")
@open_to(Person)
def serve(idea_id: str) -> Response:
    """Serve exactly these of the goals that are offered; a link to another one stays."""
    idea = support.head_for(visible(idea_id), viewer())
    require(policy.may_test(viewer(), idea) or policy.may_edit(viewer(), idea))
    form = goals_form(idea)
    if not form.validate():
        say_why_not_offered(form, viewer())
        return refuse("ideas/goals.html", idea=idea, form=form)
    offered = {goal_id for goal_id, _title in form.goals.choices}
    support.serve_goals(idea, set(form.goals.data or []) | (support.goal_ids(idea) - offered), viewer())
    return answer(otherwise=back_to(idea), say="Saved which goals it serves.")


def goals_form(idea: Idea) -> GoalsForm:
    """The goals of the team and those above, ticked where it serves them."""
    form = GoalsForm(goals=sorted(support.goal_ids(idea)))
    form.goals.choices = [(goal.id, goal.title) for goal in goal_choices(viewer(), idea.team)]
    return form


@bp.get("/ideas/<idea_id>/contributors")
@open_to(Person)
def contributors(idea_id: str) -> str:
    """Who helped."""
    idea = visible(idea_id)
    require(policy.may_do(viewer(), idea) or idea.is_by(viewer()))
    typed = request.args.get("name", "")[:80]
    return render_template(
        "ideas/contributors.html", idea=idea, typed=typed, people=colleagues(idea, typed), most=COLLEAGUES
    )


@bp.post("/ideas/<idea_id>/contributors")
@open_to(Person)
def share_credit(idea_id: str) -> Response:
    """Share the credit."""
    idea, form = visible(idea_id), ContributorForm()
    require(policy.may_do(viewer(), idea) or idea.is_by(viewer()))
    same = select(Person).where(
        Person.organisation_id == idea.organisation_id, Person.deactivated_at.is_(None)
    )
    person = find(same, Person.id, form.person.data)
    support.add_contributor(idea, person, viewer())
    return answer(otherwise=back_to(idea), say=f"{person.name} is named as a contributor.")


@bp.post("/ideas/<idea_id>/answers/<answer_id>/reading")
@open_to(Person)
def mark_read(idea_id: str, answer_id: str) -> Response:
    """The author has read the answer."""
    idea = visible(idea_id)
    require(idea.is_by(viewer()), "Only its author can say that.")
    idea.mark_read(answer_of(idea, answer_id), viewer())
    return answer(otherwise=back_to(idea), say="Thank you. They can see that you read it.")


@bp.post("/ideas/<idea_id>/answers/<answer_id>/reply")
@open_to(Person)
def reply(idea_id: str, answer_id: str) -> Response:
    """The author replies to a question; the answer clock runs on."""
    idea = visible(idea_id)
    require(idea.is_by(viewer()), "Only its author can reply.")
    form = WordsForm().ask("Your reply", "Write your reply")
    if not form.validate() or stops(idea.team, form.words):
        return refuse("ideas/show.html", page=gather(idea, viewer()), idea=idea, reply_form=form)
    idea.reply(answer_of(idea, answer_id), form.words.data, viewer())
    return answer(otherwise=back_to(idea), say="Your reply is sent.")


def answer_of(idea: Idea, answer_id: str) -> Answer:
    """That answer of that idea; else 404."""
    return find(select(Answer).where(Answer.idea_id == idea.id), Answer.id, answer_id)
