"""The stages of an idea and the words for its facts. Pure."""

from enum import StrEnum

from improve.core.languages import noop


class Stage(StrEnum):
    """Where an idea stands. Only verbs change it."""

    NEW = "new"
    READY = "ready"
    TESTING = "testing"
    EMBEDDING = "embedding"
    DONE = "done"
    NOT_NOW = "not_now"
    LEARNED = "learned"
    WITHDRAWN = "withdrawn"
    WITHHELD = "withheld"
    MERGED = "merged"


STAGE_WORDS = {
    Stage.NEW: noop("New"),
    Stage.READY: noop("Ready"),
    Stage.TESTING: noop("Testing"),
    Stage.EMBEDDING: noop("Embedding"),
    Stage.DONE: noop("Done"),
    Stage.NOT_NOW: noop("Not now"),
    Stage.LEARNED: noop("Learned"),
    Stage.WITHDRAWN: noop("Withdrawn"),
    Stage.WITHHELD: noop("Withheld"),
    Stage.MERGED: noop("Merged"),
}
LANES = (Stage.NEW, Stage.READY, Stage.TESTING, Stage.EMBEDDING, Stage.DONE)
OPEN_STAGES = (Stage.NEW, Stage.READY, Stage.TESTING, Stage.EMBEDDING)

WHY_NOT = {
    Stage.NEW: noop("This idea waits for its first answer."),
    Stage.READY: noop("This idea is ready: it was accepted."),
    Stage.TESTING: noop("This idea is being tested."),
    Stage.EMBEDDING: noop("This idea was adopted and is being kept up."),
    Stage.DONE: noop("This idea is done."),
    Stage.NOT_NOW: noop("This idea was answered with “not now”."),
    Stage.LEARNED: noop("This idea was tested and left; what was learned is kept."),
    Stage.WITHDRAWN: noop("This idea was withdrawn by its author."),
    Stage.WITHHELD: noop("This idea is withheld."),
    Stage.MERGED: noop("This idea was merged into another one."),
}

TEXT_LEAST, TEXT_MOST = 3, 2_000  # characters: Unicode code points after trimming and NFC

BENEFITS = {"patients": noop("Patients"), "families": noop("Families and carers"), "staff": noop("Staff")}
WASTES = {
    "waiting": "Waiting",
    "motion": "Walking and searching",
    "transport": "Moving things or people",
    "inventory": "Too much stock, or too little",
    "overproduction": "Doing it too early or too often",
    "overprocessing": "Doing more than is needed",
    "defects": "Doing it again, errors",
    "skills": "Skills not used",
    "other": "Something else",
}
NOT_SIZED = 0
EFFORTS = {1: "Little effort", 2: "Some work", 3: "A lot of work"}
IMPACTS = {1: "Small difference", 2: "Big difference"}
DECLINE_REASONS = {
    "too costly": noop("It costs too much"),
    "already being done": noop("It is already being done"),
    "outside our control": noop("It is outside our control"),
    "not safe": noop("It would not be safe"),
    "tried before": noop("It was tried before"),
    "other": noop("Something else"),
}
WITHHOLD_REASONS = {
    "names a colleague": "It names a colleague",
    "a matter for speaking up": "It is a matter for speaking up",
    "a patient": "It shows who a patient is",
}
