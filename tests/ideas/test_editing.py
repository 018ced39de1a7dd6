"""Two people edit one idea: different fields merge, the same field shows both texts, nothing is lost."""

import random

import pytest

from improve.core.db import commit, db
from improve.core.errors import StaleEdit
from improve.ideas.editing import FIELD_NAMES, Fields, edit, fields_of, three_way
from improve.ideas.models import Idea
from tests.filling import filled

SEEN = Fields(text="Blankets run out", suggestion="", title="", benefits=(), waste="")


def form(idea: Idea, **typed: object) -> dict[str, object]:
    fields = fields_of(idea.words)
    kept = {name: getattr(fields, name) for name in FIELD_NAMES}
    return {"version": idea.words.number, **kept, "benefits": list(fields.benefits), **typed}


def test_an_edit_keeps_what_the_author_wrote_first(ana, idea, last_event):
    ana.post(f"/ideas/{idea.id}/edit", data=form(idea, text="Blankets run out on nights."))
    page = ana.get(f"/ideas/{idea.id}")
    assert "We borrow from Ward 14." in page.select_one("details").text
    assert last_event().facts["changed"] == ["text"]


def test_different_fields_do_not_collide(ana, mo, idea):
    first, second = form(idea, title="Blankets at night"), form(idea, suggestion="Six more")
    assert ana.post(f"/ideas/{idea.id}/edit", data=first).status_code == 303
    assert mo.post(f"/ideas/{idea.id}/edit", data=second).status_code == 303
    db.session.expire_all()
    words = db.session.get_one(Idea, idea.id).words
    assert (words.title, words.suggestion) == ("Blankets at night", "Six more")


def test_a_lost_race_shows_both_texts_and_saves_on_top(ana, mo, idea):
    first, second = form(idea, text="Ana was first here"), form(idea, text="Mo was second here")
    ana.post(f"/ideas/{idea.id}/edit", data=first)
    lost = mo.post(f"/ideas/{idea.id}/edit", data=second)
    assert lost.status_code == 409
    assert "Ana was first here" in lost.select_one(".versus-text").text
    assert lost.select_one("textarea#text").text.strip() == "Mo was second here"
    again = {**second, "version": lost.select_one("input[name=version]")["value"]}
    assert mo.post(f"/ideas/{idea.id}/edit", data=again).status_code == 303


def test_a_colleague_may_not_edit_and_the_author_only_while_it_is_new(ben, fay, idea, trust):
    assert fay.get(f"/ideas/{idea.id}/edit").status_code == 403
    assert ben.get(f"/ideas/{idea.id}/edit").status_code == 200
    idea.accept(trust.ana, None, "Yes")
    commit()
    assert ben.post(f"/ideas/{idea.id}/edit", data=form(idea, text="Changed my mind")).status_code == 403


def test_an_edit_without_a_change_records_nothing(trust, idea):
    assert edit(idea, fields_of(idea.words), 1, trust.ana) is None
    assert idea.words.number == 1


def test_500_interleavings_lose_no_change_silently():
    chance = random.Random(14)
    for _ in range(500):
        theirs, mine = (changed_at_random(chance) for _ in range(2))
        try:
            merged, _changed = three_way(SEEN, theirs, mine)
        except StaleEdit as stale:
            assert all(getattr(theirs, name) != getattr(mine, name) for name in stale.fields)
            continue
        for name in FIELD_NAMES:
            wanted = {getattr(side, name) for side in (theirs, mine)} - {getattr(SEEN, name)}
            assert getattr(merged, name) in (wanted or {getattr(SEEN, name)})


def changed_at_random(chance: random.Random) -> Fields:
    values = {name: getattr(SEEN, name) for name in FIELD_NAMES}
    for name in chance.sample(FIELD_NAMES, chance.randint(0, 3)):
        values[name] = ("staff",) if name == "benefits" else chance.choice(["one", "two"])
    return Fields(**values)


def test_a_version_of_another_idea_is_refused(ana, idea):
    assert ana.post(f"/ideas/{idea.id}/edit", data=form(idea, version=77)).status_code == 409


@pytest.mark.parametrize("version", [77, "", "x"])
def test_a_form_that_does_not_say_what_it_saw_keeps_what_was_typed(ana, idea, version):
    page = ana.post(
        f"/ideas/{idea.id}/edit", data=form(idea, text="Typed without a version", version=version)
    )
    assert (
        page.status_code == 409 and "Typed without a version" in page.text and "Blankets run out" in page.text
    )


@pytest.mark.parametrize("version", ["", "x", "9" * 30])
def test_a_broken_version_is_a_mistake_and_no_crash(ana, idea, version):
    assert ana.post(f"/ideas/{idea.id}/edit", data=form(idea, version=version)).status_code in (409, 422)


def test_the_page_of_a_collision_does_not_take_back_what_the_other_changed_besides(trust, idea, ana, dora):
    path = f"/ideas/{idea.id}/edit"
    mine, theirs = ana.get(path), dora.get(path)
    dora.post(path, filled(theirs, path, text="Too few blankets.", suggestion="Buy twenty more"))
    page = ana.post(path, filled(mine, path, text="No blankets after ten."))
    assert page.status_code == 409
    assert ana.post(path, filled(page, path)).status_code == 303
    now = filled(ana.get(path), path)
    assert (now["text"], now["suggestion"]) == (["No blankets after ten."], ["Buy twenty more"])


def test_an_author_who_edits_while_the_lead_answers_keeps_what_was_typed(ana, ben, idea):
    typed = form(idea, text="Blankets run out, and pillows too.")
    ana.post(f"/ideas/{idea.id}/acceptance", {"owner": "team", "words": "Yes."})
    page = ben.post(f"/ideas/{idea.id}/edit", data=typed)
    assert page.status_code == 403 and "only a lead changes its words now" in page.text
    assert page.select_one("#text").text.strip() == "Blankets run out, and pillows too."
