"""The small trust with something of everything in it, so that every page has something to show."""

from dataclasses import dataclass, fields
from datetime import timedelta
from decimal import Decimal
from typing import Any

from improve.core import clock
from improve.core.db import commit, db, start_writing
from improve.escalations.models import Escalation, raise_for
from improve.escalations.proposals import propose as propose_raising
from improve.goals.models import Goal, GoalPlan, propose
from improve.ideas import offers, support
from improve.ideas.models import Idea
from improve.ideas.submitting import submit
from improve.measures.kinds import Chart, Kind, Often, Role, Wanted
from improve.measures.models import Measure, MeasurePlan
from improve.measures.models import start as start_measure
from improve.measures.readings import Reading
from improve.pdsa.models import Cycle, Plan, plan
from improve.tablets.models import Tablet

LONG = "Two of us hunt for the hoist sling every single morning and it is never where the sheet says it is. "
A_WORD = "Wheelchairblanketmedicationtrolleycupboardkeyandeverythingelse"  # wider than a narrow card


@dataclass
class Full:
    """One of each, with the words that address them in tests."""

    new: Idea
    own: Idea
    ready: Idea
    testing: Idea
    embedding: Idea
    done: Idea
    not_now: Idea
    withheld: Idea
    goal: Goal
    cycle: Cycle
    closed_cycle: Cycle
    escalation: Escalation
    raised_idea: Idea
    proposal: Any
    offer: Any
    tablet: Tablet
    tablet_secret: str
    measure: Measure
    reading: Reading

    @property
    def ideas(self) -> list[Idea]:
        """All of its ideas."""
        return [row for row in (getattr(self, each.name) for each in fields(self)) if isinstance(row, Idea)]

    @property
    def few_ideas(self) -> list[Idea]:
        """Those on which most can be done."""
        return [self.own, self.embedding]


def fill(trust: Any) -> Full:
    """Let things happen in the trust, through the verbs."""
    start_writing()
    goal = a_goal(trust)
    ideas = stages(trust)
    for idea in (ideas["ready"], ideas["testing"], ideas["embedding"]):
        support.serve_goals(idea, {goal.id}, trust.ana)
    cycle, closed = cycles(trust, ideas)
    raised = accepted(trust, "TTOs come at three in the afternoon when people sit with coats on since ten.")
    escalation = raise_for(
        raised, trust.ana, "another team", "Can a pharmacist stay until 19:30 four evenings a week?"
    )
    proposed = accepted(trust, "Porters are locked out after 6 pm.")
    proposal = propose_raising(proposed, trust.ben, "another team", "Who can change the lock?")
    given = submit(trust.ward_14, text="No quiet place to tell families bad news.", author=trust.fay)
    offer = offers.offer(given, trust.ward_12, trust.fay, "You have the room.")
    tablet = Tablet(
        organisation_id=trust.organisation.id,
        team_id=trust.ward_12.id,
        team=trust.ward_12,
        name="Nurses’ station",
    )
    db.session.add(tablet)
    tablet.new_code()
    db.session.flush()
    secret = tablet.enrol()
    measure = a_measure(trust, goal)
    full = Full(
        **ideas, goal=goal, cycle=cycle, closed_cycle=closed, escalation=escalation, raised_idea=raised,
        proposal=proposal, offer=offer, tablet=tablet, tablet_secret=secret,
        measure=measure, reading=measure.readings_of(clock.today())[0],
    )  # fmt: skip
    commit()
    start_writing()
    return full


def a_goal(trust: Any) -> Goal:
    """An aim of the organisation and a goal of the ward below it."""
    day = clock.today()
    words = {
        "aim": "From 16 people a week to 10.",
        "why": "People wait with their coats on.",
        "starts_on": day,
    }
    ends = {"ends_on": day + timedelta(200)}
    aim = propose(
        trust.executive,
        trust.eve,
        GoalPlan("Nobody waits for medicines", owner_id=trust.eve.id, **words, **ends),
    )
    aim.publish(trust.eve)
    goal = propose(
        trust.ward_12,
        trust.ana,
        GoalPlan("Home before lunch", owner_id=trust.ana.id, **words, **ends),
        parent=aim,
    )
    goal.publish(trust.ana)
    return goal


def a_measure(trust: Any, goal: Goal) -> Measure:
    """A measure of the ward for its goal, with a reading for each of 20 days, a fresh start and a note."""
    planned = MeasurePlan(
        "People home before lunch", "people", "Who left the ward before 12:00.", Role.OUTCOME, Kind.COUNT,
        Wanted.HIGHER, Often.DAY, Chart.XMR, target=8,
    )  # fmt: skip
    measure, today = start_measure(trust.ward_12, trust.ana, planned, goal_id=goal.id), clock.today()
    figures = [3, 4, 2, 5, 3, 4, 4, 3, 5, 4, 6, 7, 6, 8, 7, 7, 6, 8, 7, 9]
    measure.add_readings(
        trust.ben, [(today - timedelta(19 - day), float(y), None, "") for day, y in enumerate(figures)]
    )
    measure.decide_lines(trust.ana, "rebase", today - timedelta(9), "The volunteers began.")
    measure.note(trust.ana, today - timedelta(12), "Lift broken")
    return measure


def stages(trust: Any) -> dict[str, Idea]:
    """An idea at each stage that needs no cycle, and two that get one."""
    new = submit(trust.ward_12, text=f"{LONG}{A_WORD}", author=trust.ben, details={"effort": 1, "impact": 2})
    own = submit(trust.ward_12, text="Clock by bed 6 is an hour slow", author=trust.ben)
    support.support(new, trust.fay)
    support.comment(new, "Put the volunteers on it: we can walk the bags up at 11.", trust.fay)
    done = submit(trust.ward_12, text="Blankets run out on nights.", author=trust.ben)
    done.just_do_it(trust.ana, "40 more blankets since Saturday. None ran out.")
    not_now = submit(trust.ward_12, text="A second ECG machine.", author=trust.ben)
    not_now.decline(
        trust.ana, "too costly", "It costs £9,000 that we do not have this year.", "We ask again in April."
    )
    withheld = submit(trust.ward_12, text="Somebody is rude.", author=trust.ben)
    withheld.withhold(trust.ana, "names a colleague", "This names a colleague. The guardian can help.")
    named = {
        "ready": "Hearing aids get lost in the sheets.",
        "testing": "Bags wait at the desk.",
        "embedding": "Tea comes cold.",
    }
    return {"new": new, "own": own, "done": done, "not_now": not_now, "withheld": withheld} | {
        stage: accepted(trust, text) for stage, text in named.items()
    }


def accepted(trust: Any, text: str) -> Idea:
    """An idea of Ben's that Ana has accepted; he owns it."""
    idea = submit(trust.ward_12, text=text, author=trust.ben)
    idea.accept(trust.ana, trust.ben, "Yes, thank you. We take this on.")
    return idea


def cycles(trust: Any, ideas: dict[str, Idea]) -> tuple[Cycle, Cycle]:
    """One that runs, and one that was adopted."""
    closed = plan(ideas["embedding"], trust.ana, a_plan(trust))
    closed.start_doing(trust.ana)
    closed.observe(trust.ana, "Day 1: 3 of 4 cups were hot.")
    closed.study(trust.ana, "11 of 12 cups were hot.", Decimal(11), "A lid is enough.")
    closed.adopt(trust.ana, "Lids are on the order list.")
    running = plan(ideas["testing"], trust.ben, a_plan(trust))
    running.start_doing(trust.ben)
    running.observe(trust.ben, "Day 1: 4 bags came up before noon.")
    return running, closed


def a_plan(trust: Any) -> Plan:
    """A small test."""
    day = clock.today()
    return Plan(
        question="Does it help if volunteers walk the bags up?", change="Volunteers collect at 11:00.",
        prediction_direction="up", prediction_amount=Decimal(8), prediction_unit="bags",
        prediction_by=day + timedelta(5), measure="Bags on the ward by noon", scale=2, who="Ben and two volunteers",
        where_when="Bay B, mornings", starts_on=day, ends_on=day + timedelta(5),
    )  # fmt: skip
