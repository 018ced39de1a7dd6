"""The pages and changes of escalations, one file a noun."""

from flask import Blueprint

from improve.escalations.states import REASON_WORDS, STATE_WORDS

bp = Blueprint("escalations", __name__)
bp.add_app_template_filter(REASON_WORDS.__getitem__, "escalation_reason")
bp.add_app_template_filter(STATE_WORDS.__getitem__, "escalation_state")

from improve.escalations import listening as listening  # noqa: E402  hears what happens to ideas and people
from improve.escalations import on_the_idea as on_the_idea  # noqa: E402  adds the step and the chain to the idea's page
from improve.escalations.routes import answering as answering  # noqa: E402
from improve.escalations.routes import asking as asking  # noqa: E402
from improve.escalations.routes import lists as lists  # noqa: E402
from improve.escalations.routes import proposals as proposals  # noqa: E402
