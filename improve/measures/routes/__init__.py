"""Pages of measures: the chart, the readings, what was decided about the lines; taps on tablet and wall."""

from flask import Blueprint

bp = Blueprint("measures", __name__)

from improve.measures.routes import correcting as correcting  # noqa: E402
from improve.measures.routes import entering as entering  # noqa: E402
from improve.measures.routes import lines as lines  # noqa: E402
from improve.measures.routes import numbers as numbers  # noqa: E402
from improve.measures.routes import setting as setting  # noqa: E402
from improve.measures.routes import showing as showing  # noqa: E402
from improve.measures.routes import tables as tables  # noqa: E402
from improve.measures.routes import tapping as tapping  # noqa: E402
from improve.measures.routes import words as words  # noqa: E402
