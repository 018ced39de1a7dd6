"""The stages of an idea and the words for its facts. Pure."""

from enum import StrEnum


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
    Stage.NEW: "New",
    Stage.READY: "Ready",
    Stage.TESTING: "Testing",
    Stage.EMBEDDING: "Embedding",
    Stage.DONE: "Done",
    Stage.NOT_NOW: "Not now",
    Stage.LEARNED: "Learned",
    Stage.WITHDRAWN: "Withdrawn",
    Stage.WITHHELD: "Withheld",
    Stage.MERGED: "Merged",
}
LANES = (Stage.NEW, Stage.READY, Stage.TESTING, Stage.EMBEDDING, Stage.DONE)
OPEN_STAGES = (Stage.NEW, Stage.READY, Stage.TESTING, Stage.EMBEDDING)

WHY_NOT = {
    Stage.NEW: "This idea waits for its first answer.",
    Stage.READY: "This idea is ready: it was accepted.",
    Stage.TESTING: "This idea is being tested.",
    Stage.EMBEDDING: "This idea was adopted and is being kept up.",
    Stage.DONE: "This idea is done.",
    Stage.NOT_NOW: "This idea was answered with “not now”.",
    Stage.LEARNED: "This idea was tested and left; what was learned is kept.",
    Stage.WITHDRAWN: "This idea was withdrawn by its author.",
    Stage.WITHHELD: "This idea is withheld.",
    Stage.MERGED: "This idea was merged into another one.",
}

TEXT_LEAST, TEXT_MOST = 3, 2_000  # characters: Unicode code points after trimming and NFC

BENEFITS = {"patients": "Patients", "families": "Families and carers", "staff": "Staff"}
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
    "too costly": "It costs too much",
    "already being done": "It is already being done",
    "outside our control": "It is outside our control",
    "not safe": "It would not be safe",
    "tried before": "It was tried before",
    "other": "Something else",
}
WITHHOLD_REASONS = {
    "names a colleague": "It names a colleague",
    "a matter for speaking up": "It is a matter for speaking up",
    "a patient": "It shows who a patient is",
}
