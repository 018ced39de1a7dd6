"""Stages as wards write them: words, ticks and traffic lights."""

import re
from collections.abc import Iterable

from improve.ideas.stages import Stage

# In order: a "not" before the word it turns round, a refusal before the "closed" that it ends in.
PATTERNS: tuple[tuple[Stage, str], ...] = (
    (
        Stage.READY,
        r"not yet (?:complete|implement|done|finish)|(?:part|half)(?:ly|ially)?[ -]*(?:complete|done|implement)",
    ),
    (
        Stage.READY,
        r"to be (?:done|complete|implement|action|finish|fix)|nearly (?:done|complete|there)|almost",
    ),
    (
        Stage.NOT_NOW,
        r"clos\w*\b.*\b(?:no|without|not)\b.*\b(?:action|feasib|progress)|^nfa$|^n f a$",
    ),
    (
        Stage.NEW,
        (r"not (?:been )?(?:start|review|look|answer|respond|read|discuss|seen)|unanswered|no (?:action|"
        r"reply|response)"),
    ),
    (Stage.READY, r"incomplete|not (?:been )?(?:complete|done|implement|finish|close|action)|unfinished"),
    (
        Stage.NOT_NOW,
        (r"reject|declin|refus|not (?:feasible|possible|viable|progress|pursu|approv|accept|agreed|"
        r"support|taken|going|now|needed|required)"),
    ),
    (
        Stage.NOT_NOW,
        r"park|on[ -]hold|^hold$|defer|postpon|paus|shelv|cancel|abandon|withdr|dropped|stopped|stood down",
    ),
    (
        Stage.NOT_NOW,
        (r"no (?:further|longer)|no go|will not|won'?t|can'?t|cannot|unable|out of scope|not in scope|"
        r"no funding|no money"),
    ),
    (
        Stage.NOT_NOW,
        (r"(?:did|does) ?n[o']?t work|failed|unsuccessful|duplicate|merged|superseded|too (?:costly|"
        r"expensive)"),
    ),
    (
        Stage.TESTING,
        (r"trial|pilot|\btest(?:s|ing|ed|)\b|pdsa|\bcycle\b|^(?:do|study|act|adapt)$|experiment|"
        r"try(?:ing)? (?:it )?out"),
    ),
    (
        Stage.EMBEDDING,
        (r"embedding|implement|adopt|roll(?:ed|ing)?[ -]?out|sustain|monitor|standardis|in place|in use|up and running|"
        r"spread"),
    ),
    (
        Stage.READY,
        (r"in[ -]?progress|on[ -]?going|under ?way|started|^wip$|work(?:ing)? (?:in|on)|assigned|"
        r"allocated|in hand|on track|being|looking (?:in|at)|\bdoing\b|blocked|stuck|^part(?:ial(?:ly)?|ly)?$"),
    ),
    (
        Stage.DONE,
        (r"\bcomplete|\bdone\b|closed?\b|finish|resolv|fixed|sorted|achiev|\bactioned|embedded|^bau$|"
        r"business as usual|solved|success|delivered|just do it|jdi"),
    ),
    (
        Stage.READY,
        (r"accept|approv|agreed|plan|ready|to do|^todo$|progress|active|live|scheduled|order|chas|"
        r"escalat|with (?:the )?(?:estates|it|pharmacy|procurement)|next"),
    ),
    (
        Stage.NEW,
        (r"^new\b|open|raised|submitted|logged|received|await|pending|outstanding|review|discuss|"
        r"consider|triage|backlog|^idea|draft|not known|tbc|waiting|unread"),
    ),
)  # fmt: skip
COMPILED = tuple((stage, re.compile(pattern)) for stage, pattern in PATTERNS)
LONGEST = 60  # letters; more is an answer, not a stage
STANDING_WORDS = 3  # more of them are a note

TICKS = {"✓", "✔", "☑", "✅", "🗹", "√", "ü", "y", "yes", "true", "t", "1", "100%"}  # ü: in Wingdings
CROSSES = {"✗", "✘", "☒", "❌", "✖", "☐", "n", "no", "false", "f", "0", "0%", "not started"}
NOTHING_SAID = {"n/a", "na", "none", "nil", "blank"}
LIGHTS = {"r": "red", "a": "amber", "g": "green", "b": "blue", "yellow": "amber", "orange": "amber"}
COLOURS = {"red", "amber", "green", "blue"}
THREE_LIGHTS = {"red": Stage.NEW, "amber": Stage.READY, "green": Stage.DONE}
# Where blue is used it means finished, and green means that all goes well.
FOUR_LIGHTS = {"red": Stage.NEW, "amber": Stage.READY, "green": Stage.READY, "blue": Stage.DONE}


def guess_stage(words: str, has_blue: bool = False, has_lights: bool = False) -> Stage | None:
    """The stage that a cell means, or None. An empty cell is a new idea."""
    plain = plainly(words)
    if not plain or plain in NOTHING_SAID:
        return Stage.NEW
    if len(plain) > LONGEST:
        return None
    light = light_of(plain, has_lights)
    if light:
        return FOUR_LIGHTS[light] if has_blue or light == "blue" else THREE_LIGHTS[light]
    if plain in TICKS:
        return Stage.DONE
    if plain in CROSSES:
        return Stage.NEW
    if re.fullmatch(r"[0-9]{1,3} ?%", plain):
        return Stage.READY
    return next((stage for stage, pattern in COMPILED if pattern.search(plain)), None)


def guess_stages(column: Iterable[str], heading: str = "") -> dict[str, Stage | None]:
    """The stage for each different wording of one column, which together say what a colour means.

    Yes and no answer the heading: “Accepted?”, no, is another thing than “Done?”, no.
    """
    wordings = set(column)
    lights = {light_of(plainly(words), True) for words in wordings}
    has_lights = bool(COLOURS & lights)
    stages = {words: guess_stage(words, "blue" in lights, has_lights) for words in wordings}
    plain = {words: plainly(words) for words in wordings}
    yes, no = yes_and_no(heading)
    answers = dict.fromkeys(TICKS, yes) | dict.fromkeys(CROSSES - {"0%", "not started"}, no)
    answers["x"] = no if TICKS & set(plain.values()) else yes  # the only mark there is, or the contrary of ✓
    return {words: answers.get(plain[words], stage) for words, stage in stages.items()}


def is_standing(words: str) -> bool:
    """Whether the words alone say how something stands, without the heading that a tick or a colour answers."""
    plain = plainly(words)
    is_mark = plain in TICKS | CROSSES | NOTHING_SAID or light_of(plain, True) or "%" in plain
    return (
        bool(plain)
        and not is_mark
        and len(plain.split()) <= STANDING_WORDS
        and guess_stage(words) is not None
    )


def yes_and_no(heading: str) -> tuple[Stage, Stage]:
    """What a tick and a cross under this heading mean."""
    asked = plainly(heading.replace("?", " "))
    if re.search(r"accept|approv|agree|feasibl|support|take(?:n)? forward|go ahead", asked):
        return Stage.READY, Stage.NOT_NOW
    if re.search(r"reject|declin|turned down", asked):
        return Stage.NOT_NOW, Stage.NEW
    if re.search(r"\b(?:open|outstanding)\b", asked) and "clos" not in asked:
        return Stage.NEW, Stage.DONE
    if re.search(r"start|progress|trial|test|pilot|adopt|implement|in use|embed", asked):
        return guess_stage(asked) or Stage.DONE, Stage.NEW
    return Stage.DONE, Stage.NEW


def light_of(plain: str, may_be_letter: bool) -> str:
    """The traffic light that the words name; a letter is one only beside other lights."""
    light = LIGHTS.get(plain, plain) if may_be_letter or len(plain) > 1 else plain
    return light if light in COLOURS else ""


def plainly(words: str) -> str:
    return " ".join(words.replace("’", "'").replace("\ufe0f", "").casefold().split()).strip(" .!*:;()[]-–?")
