"""Setting a measure up, changing it, ending it."""

import pytest
from sqlalchemy import select

from improve.core.db import commit, db, start_writing
from improve.core.errors import RuleBroken
from improve.measures.models import Measure
from tests.filling import filled
from tests.goals.conftest import goals as goals  # the fixture
from tests.measures.world import fresh, make, today
from tests.real.html import problems


def address(trust):
    return f"/teams/{trust.ward_12.id}/measures"


def typed(client, trust, what="measured", how="one", query="", **other):
    """The form of a new measure as a browser sends it."""
    page = client.get(f"{address(trust)}/new?what={what}&how={how}{query}")
    words = {"name": "Wait for medicines", "definition": "From ready to go until gone.", "often": "day"}
    return filled(page, address(trust), **(words | {"role": "outcome", "wanted": "decrease"} | other))


def measures():
    return list(db.session.scalars(select(Measure)))


def test_the_second_question_follows_the_first(ben, trust):
    first = ben.get(f"{address(trust)}/new")
    assert first.select_one("input[name=what]") and not first.select_one("input[name=how]")
    second = ben.get(f"{address(trust)}/new?what=happened")
    assert "Does the chance for it change" in second.select_one("legend").text
    third = ben.get(f"{address(trust)}/new?what=happened&how=rare")
    assert "T chart" in third.select_one(".answers").text


def test_whoever_works_in_the_team_sets_a_measure_up(ben, trust, last_event):
    answer = ben.post(address(trust), typed(ben, trust, target="1,234.5"))
    (made,) = measures()
    assert answer.location.endswith(f"/measures/{made.id}")
    assert (made.kind, made.chart, made.target, made.started_by_id) == (
        "measurement", "xmr", 1234.5, trust.ben.id,
    )  # fmt: skip
    assert last_event().name == "measure.started"


def test_a_form_sent_twice_makes_one_measure(ben, trust):
    sent = typed(ben, trust)
    assert ben.post(address(trust), sent).location == ben.post(address(trust), sent).location
    assert len(measures()) == 1


@pytest.mark.parametrize(
    ("how", "field", "value"),
    [
        (("measured", "one"), "name", ""),
        (("measured", "one"), "definition", ""),
        (("measured", "one"), "target", "nan"),
        (("measured", "one"), "chart", "p"),
        (("out_of", "often"), "out_of", ""),
        (("out_of", "often"), "target", "101"),
        (("happened", "same"), "target", "-1"),
        (("happened", "same"), "often", "event"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_is_lost(ben, trust, how, field, value):
    more = {"out_of": "people who went home"} if how[0] == "out_of" else {}
    sent = typed(ben, trust, *how, **(more | {"unit": "minutes"} if how[0] != "out_of" else more))
    answer = ben.post(address(trust), sent | {field: value})
    assert answer.status_code == 422
    assert answer.select_one(f"[id^={field}] ~ .nhsuk-error-message, #{field}-error")
    if field != "name":
        assert answer.select_one("#name")["value"] == "Wait for medicines"
    assert measures() == []


def test_answers_that_nobody_can_give_ask_again(ben, trust):
    sent = typed(ben, trust) | {"how": "rare"}
    assert ben.post(address(trust), sent).select_one("input[name=how]")
    assert measures() == []


def test_a_measure_for_a_goal_and_an_idea_keeps_both(ben, trust, goals, idea):
    sent = typed(ben, trust, query=f"&goal={goals.ward.id}&idea={idea.id}")
    page = ben.get(f"{address(trust)}/new?goal={goals.ward.id}")
    assert goals.ward.title in page.select_one(".lede").text
    ben.post(address(trust), sent)
    assert [(made.goal_id, made.idea_id) for made in measures()] == [(goals.ward.id, idea.id)]


def test_what_a_page_knows_already_is_carried_through_both_questions(ben, trust):
    page = ben.get(f"{address(trust)}/new?role=balancing&what=measured")
    assert page.select_one("input[type=hidden][name=role]")["value"] == "balancing"
    page = ben.get(f"{address(trust)}/new?role=balancing&what=measured&how=one&target=x&often=x&name=x")
    assert page.select_one("input[name=role][checked]")["value"] == "balancing"
    assert page.select_one("#name")["value"] == page.select_one("#target")["value"] == ""


def test_a_page_that_wants_the_measure_is_told_which_one_was_made(ben, trust, idea):
    plan = f"/ideas/{idea.id}/cycles/new"
    page = ben.get(f"{address(trust)}/new?what=measured&how=one&next={plan}")
    assert page.select_one("input[type=hidden][name=next]")["value"] == plan
    answer = ben.post(address(trust), typed(ben, trust, query=f"&next={plan}"))
    (made,) = measures()
    assert answer.location.endswith(f"{plan}?measure={made.id}")


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_sent_to_another_site(ben, trust, elsewhere):
    answer = ben.post(address(trust), typed(ben, trust) | {"next": elsewhere})
    (made,) = measures()
    assert answer.location.endswith(f"/measures/{made.id}")


def test_a_goal_of_another_organisation_is_as_if_it_were_not_there(trust, goals, cleo):
    sent = typed(cleo, Elsewhere(trust), query=f"&goal={goals.ward.id}")
    cleo.post(address(Elsewhere(trust)), sent)
    assert [made.goal_id for made in measures()] == [None]


class Elsewhere:
    """The other organisation's ward, where `address` looks for one."""

    def __init__(self, trust):
        self.ward_12 = trust.other_ward


def test_a_colleague_of_another_ward_may_not_and_an_outsider_finds_nothing(fay, cleo, trust):
    assert fay.get(f"{address(trust)}/new").status_code == 403
    assert fay.post(address(trust)).status_code == 403
    assert cleo.post(address(trust)).status_code == 404


def test_two_people_change_different_fields_of_one_measure(ana, dora, measure):
    path = f"/measures/{measure.id}/edit"
    first, second = filled(ana.get(path), path), filled(dora.get(path), path)
    assert ana.post(path, first | {"unit": "hours"}).status_code == 303
    assert dora.post(path, second | {"target": "90"}).status_code == 303
    assert (fresh(measure).unit, fresh(measure).target) == ("hours", 90)


def test_two_people_change_the_same_field_and_see_both(ana, dora, measure):
    path = f"/measures/{measure.id}/edit"
    first, second = filled(ana.get(path), path), filled(dora.get(path), path)
    ana.post(path, first | {"target": "80"})
    answer = dora.post(path, second | {"target": "90"})
    assert answer.status_code == 409
    assert "80" in answer.select_one(".versus-text").text
    assert fresh(measure).target == 80


def test_with_readings_how_often_is_fixed(ana, trust, measure):
    assert ana.get(f"/measures/{measure.id}/edit").select_one("input[name=often]")
    measure.add_reading(trust.ana, today(), 5)
    assert not ana.get(f"/measures/{measure.id}/edit").select_one("input[name=often]")
    path = f"/measures/{measure.id}/edit"
    ana.post(path, filled(ana.get(path), path, often="week", unit="hours"))
    assert (fresh(measure).often, fresh(measure).unit) == ("day", "hours")


def test_an_ended_measure_takes_no_readings(ana, measure, last_event):
    assert ana.get(f"/measures/{measure.id}/ending").select_one("form")
    assert ana.post(f"/measures/{measure.id}/ending").status_code == 303
    assert last_event().name == "measure.ended"
    assert ana.post(f"/measures/{measure.id}/ending").status_code == 409
    assert ana.get(f"/measures/{measure.id}/readings/new").status_code == 409
    assert (
        ana.post(f"/measures/{measure.id}/readings", {"on": today().isoformat(), "value": "3"}).status_code
        == 409
    )


@pytest.mark.parametrize(
    ("what", "how"), [("happened", "changes"), ("out_of", "often"), ("happened", "rare")]
)
def test_every_page_of_a_measure_is_valid(ana, trust, what, how):
    ana.post(address(trust), typed(ana, trust, what, how, out_of="bed days") | {"out_of": "bed days"})
    (made,) = measures()
    figure = (1.0, 2.0) if made.has_denominator else (1.0, None)
    reading = made.add_reading(trust.ana, today(), *figure)
    commit()
    start_writing()
    start, one = f"/measures/{made.id}", f"/measures/{made.id}/readings/{reading.id}"
    paths = [
        f"{start}/{name}"
        for name in ("edit", "ending", "readings", "readings/new", "lines", "notes", "upload")
    ]
    for path in [
        *paths,
        one,
        f"{one}/left-out",
        f"{one}/removal",
        f"{address(trust)}/new?what={what}&how={how}",
    ]:
        page = ana.get(path)
        assert page.status_code == 200, path
        assert (problems(page.text), len(page.soup.select("h1"))) == ([], 1), path


def test_a_measure_of_a_closed_team_is_not_begun(trust):
    trust.ward_12.deactivated_at = trust.ana.added_at
    with pytest.raises(RuleBroken):
        make(trust)


@pytest.mark.parametrize(
    ("given", "says"),
    [("went_on=what", 1), ("what=measured&went_on=how", 1), ("what=measured&went_on=what", 0)],
)
def test_going_on_without_an_answer_is_said(ana, trust, given, says):
    page = ana.get(f"/teams/{trust.ward_12.id}/measures/new?{given}")
    assert len(page.soup.select(".nhsuk-error-summary a")) == says
    assert page.soup.title.text.startswith("Error: ") == bool(says)
