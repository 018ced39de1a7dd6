"""What is counted of measured cycles: the lamps on their pages and in the figures, each with the cycles behind it."""

from datetime import timedelta

from improve.core import clock
from improve.core.db import commit, start_writing
from improve.ideas.submitting import submit
from improve.pdsa.fidelity import LEAST_DATES
from improve.pdsa.lit import counts, honesty_of, ramp_of
from improve.pdsa.models import Cycle
from improve.pdsa.plans import next_plan
from improve.pdsa.words import State
from tests.pdsa.story import LOW, doing, filled, later, measured_plan, read, studied
from tests.queries.test_queries import MOST, questions


def test_the_lamps_stand_on_the_page_of_the_cycle_and_of_the_idea(trust, ready, as_):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    cycle.observe(trust.ben, "The list was late.")
    read(trust, made, *(12,) * LEAST_DATES)
    with later(3):
        for path in (f"/cycles/{cycle.id}", f"/ideas/{ready.id}"):
            lamps = as_(trust.ben).get(path).soup.select("#lamps .lamp-list li")
            assert ["lit" in lamp.get("class", []) for lamp in lamps] == [False, True, True, True, False]


def test_the_database_counts_what_the_lamps_show(trust, ready):
    made = filled(trust)
    for number, idea in enumerate((ready, another(trust), another(trust))):
        cycle = doing(trust, idea, made, scale=(1, 4, 3)[number])
        if number != 1:
            cycle.observe(trust.ben, "Seen.")
        with later(number + 1):
            made.add_reading(trust.ana, clock.today() - timedelta(days=1), 12)
            cycle.study(trust.ben, "Fewer.", None, "")
            following = cycle.adapt(trust.ana, "Sooner", next_plan(cycle, clock.today()))
            if number == 2:
                following.change_plan(trust.ben, measured_plan(made, scale=1))
                following.start_doing(trust.ben)
            following.pause(trust.ana, "The ward is closed.")
    assert_counted(trust)


def another(trust):
    idea = submit(trust.ward_12, text="One more idea", author=trust.ben)
    idea.accept(trust.ana, None, "Thank you.")
    return idea


def assert_counted(trust):
    """Every cycle that ended has the lamps in the sums that its page shows."""
    from sqlalchemy import select

    from improve.core.db import db

    today = clock.today()
    cycles = list(db.session.scalars(select(Cycle)))
    ended = [one for one in cycles if one.started_at and one.state in (State.ACTED, State.NOT_RUN)]
    shown = [honesty_of(ramp_of(one.idea_id, today), one) for one in ended]
    number, lit = counts(select(Cycle.id), today)
    assert number == len(ended) == 4
    assert lit == {
        lamp.key: sum(one.is_lit for page in shown for one in page.lamps if one.key == lamp.key)
        for lamp in shown[0].lamps
    }


def test_the_numbers_of_fidelity_lead_to_the_cycles_behind_them(trust, ready, as_):
    cycle = doing(trust, ready, filled(trust))
    studied(trust, cycle, days=1).adapt(trust.ana, "Sooner", next_plan(cycle, clock.today()))
    ana = as_(trust.ana)
    page = ana.get(f"/fidelity?team={trust.ward_12.id}")
    assert "12.2%" in page.text and "1 test that began" in page.text
    links = page.soup.select("td a")
    assert any("lit=no" in link["href"] for link in links)
    for link in links:
        number = int(link.find(string=True).split()[0])
        assert len(ana.get(link["href"]).soup.select(f'main a[href="/cycles/{cycle.id}"]')) == number
    assert "No test is over yet" in ana.get(f"/fidelity?team={trust.ward_14.id}").text
    assert as_(trust.cleo).get(f"/fidelity?team={trust.ward_12.id}").status_code == 404
    assert ana.get("/fidelity/cycles?lamp=wrong").status_code == 404


def test_no_page_with_a_measured_cycle_asks_more_than_twelve_times(trust, ready, as_):
    made = filled(trust)
    cycle = doing(trust, ready, made)
    cycle.observe(trust.ben, "Seen.")
    read(trust, made, *LOW)
    studied(trust, cycle)
    paths = [f"/cycles/{cycle.id}", f"/ideas/{ready.id}", "/fidelity", "/fidelity/cycles",
             f"/cycles/{cycle.id}/adoption", f"/cycles/{cycle.id}/adaptation"]  # fmt: skip
    cycle.adopt(trust.ana, "On the sheet")
    people = [as_(trust.ana), as_(trust.ben), as_(trust.eve)]
    commit()
    counted = {path: max(len(questions(one, path)) for one in people) for path in paths}
    start_writing()
    assert {path: number for path, number in counted.items() if number > MOST} == {}
