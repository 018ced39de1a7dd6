"""A plan to test with, as the verbs take it and as the form sends it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from improve.core import clock
from improve.core.db import db
from improve.pdsa.plans import Plan

TODAY = clock.today()
PLAN = Plan(
    question="Do two blankets more on the trolley end the borrowing?",
    change="Two blankets more on the night trolley",
    prediction_direction="down",
    prediction_amount=Decimal("2"),
    prediction_unit="times a night",
    prediction_by=TODAY + timedelta(days=7),
    measure="Times somebody goes to borrow, each night",
    scale=1,
    who="The night shift",
    where_when="Bay 2, nights",
    starts_on=TODAY,
    ends_on=TODAY + timedelta(days=7),
)


def plan_with(**changes):
    return replace(PLAN, **changes)


def form_with(**changes):
    """What a browser sends for the plan."""
    sent = {
        name: value for name, value in PLAN.__dict__.items() if name not in ("affects_patient", "approver_id")
    }
    sent |= {"affects_patient": "no", "approver": "", "approver_name": "", "measure_id": ""} | changes
    return {name: str(value) for name, value in sent.items()}


def fresh(row):
    """The row as the database has it now."""
    rows = select(type(row)).where(type(row).id == row.id)
    return db.session.scalars(rows.execution_options(populate_existing=True)).one()


def as_shown(page, css="main form[method=post]"):
    """All that a browser would send of a form on the page, untouched."""
    form = page.select_one(css)
    sent = {
        box["name"]: box.get("value", "")
        for box in form.select("input")
        if box.get("type") not in ("radio", "checkbox")
    }
    sent |= {box["name"]: box["value"] for box in form.select("input[checked]")}
    sent |= {box["name"]: box.text.strip() for box in form.select("textarea")}
    return sent | {box["name"]: box.select_one("option[selected]")["value"] for box in form.select("select")}
