"""The pages and changes of ideas, one file a noun."""

from flask import Blueprint

from improve.ideas import wording

bp = Blueprint("ideas", __name__)
wording.teach(bp)

from improve.ideas import own_steps as own_steps  # noqa: E402  the table of steps must be filled
from improve.ideas.patients import masking_steps as masking_steps  # noqa: E402
from improve.ideas.routes import anonymous as anonymous  # noqa: E402
from improve.ideas.routes import beside as beside  # noqa: E402
from improve.ideas.routes import doors as doors  # noqa: E402
from improve.ideas.routes import editing as editing  # noqa: E402
from improve.ideas.routes import ideas as ideas  # noqa: E402
from improve.ideas.routes import listing as listing  # noqa: E402
from improve.ideas.routes import merging as merging  # noqa: E402
from improve.ideas.routes import near as near  # noqa: E402
from improve.ideas.routes import offers as offers  # noqa: E402
from improve.ideas.routes import photos as photos  # noqa: E402
from improve.ideas.routes import taking_steps as taking_steps  # noqa: E402
from improve.ideas.routes import undoing as undoing  # noqa: E402
