"""Which stages an idea has been through: a tick for what happened, none for what was skipped. Pure."""

from improve.ideas.stages import LANES, Stage

# What a kind of answer proves that the idea has been through.
PROVEN = {
    "accept": {Stage.READY},
    "adopt": {Stage.READY, Stage.TESTING, Stage.EMBEDDING},
    "learned": {Stage.READY, Stage.TESTING},
}
BEFORE = {  # a stage that is entered from the one before it alone
    Stage.NEW: set[Stage](),
    Stage.READY: {Stage.NEW},
    Stage.TESTING: {Stage.NEW, Stage.READY},
    Stage.EMBEDDING: {Stage.NEW, Stage.READY, Stage.TESTING},
}


def passed(stage: str, answers: list[str]) -> list[str]:
    """The stages behind an idea, from where it stands and the kinds of its answers.

    "Done" is reached from "new" as well (just do it); not now, learned and merged lie beside the road: there
    the answers tell how far the idea came.
    """
    proven = {Stage.NEW}.union(*(PROVEN.get(kind, set()) for kind in answers))
    behind = BEFORE.get(Stage(stage), proven)
    return [each.value for each in LANES if each in behind]
