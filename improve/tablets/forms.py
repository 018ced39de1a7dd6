"""The forms of tablets: what one is called, and the code that is typed in on it."""

from improve.core.forms import Form, KeyField, LineField, Long, Needed
from improve.core.languages import noop

NAME_MOST = 80  # characters
CODE_MOST = 60  # characters: 16, and whatever spaces or dashes somebody puts between


class TabletForm(Form):
    """A new tablet."""

    key = KeyField()
    name = LineField(
        "What is it called?",
        [Needed("Write a name for this tablet"), Long(NAME_MOST, what="The name of the tablet")],
    )


class LinkForm(Form):
    """A new wall or poster."""

    key = KeyField()
    name = LineField("What is it called?", [Needed("Write a name for it"), Long(NAME_MOST, what="The name")])


class CodeForm(Form):
    """The one-time code, on the tablet itself."""

    code = LineField(
        noop("The code"), [Needed(noop("Type the code")), Long(CODE_MOST, what=noop("The code"))]
    )
