"""The pages of cycles and of the checks after adoption, one file a noun."""

from flask import Blueprint

from improve.pdsa.words import ANSWERS, SCALES, plain_number

bp = Blueprint("cycles", __name__)
bp.add_app_template_filter(SCALES.__getitem__, "scale_words")
bp.add_app_template_filter(ANSWERS.__getitem__, "still_in_use_words")
bp.add_app_template_filter(plain_number, "plain_number")

from improve.pdsa import bands as bands  # noqa: E402  tells the charts of measures which cycles ran
from improve.pdsa import steps as steps  # noqa: E402  adds the steps and the ramp to the idea's page
from improve.pdsa import what_next as what_next  # noqa: E402  tells the pages of goals what comes next
from improve.pdsa.routes import checking as checking  # noqa: E402
from improve.pdsa.routes import cycles as cycles  # noqa: E402
from improve.pdsa.routes import deciding as deciding  # noqa: E402
from improve.pdsa.routes import fidelity as fidelity  # noqa: E402
from improve.pdsa.routes import planning as planning  # noqa: E402
