"""The words that wards write above their columns, and the field that each most likely means."""

import re

from improve.imports.values import folded

FIELDS = (
    "text", "suggestion", "title", "team", "date", "author", "stage",
    "answer", "answered_on", "owner", "benefits", "category", "number",
)  # fmt: skip

# `Idea date` is a date and nothing else, though it speaks of ideas.
NARROW = ("date", "answered_on", "number", "owner", "author")
NARROW_MARGIN = 15

DAY = r"\b(?:dates?|when|day|week|month|w c|time)\b"
ENDED = (
    r"\b(?:answer\w*|respon[ds]\w*|repl\w*|feedback|fed back|clos\w*|complet\w*|finish\w*|done|"
    r"decision|outcome|review\w*|implement\w*|actioned|resolved)\b"
)
FUTURE = r"\b(?:due|target|deadline|by when|planned|next|expected)\b"
IDEA = (
    r"(?:ideas?|suggestions?|improvements?|problems?|issues?|concerns?|opportunit(?:y|ies)|niggles?|"
    r"frustrations?)"
)
PLACE = (
    r"(?:wards?|areas?|department|dept|team|unit|location|service|csu|division|speciali?ty|directorate|"
    r"clinic|site|place)"
)
DOER = (
    r"\b(?:owners?|lead|leads|responsible|responsibility|assigned|allocated|accountable|by whom|"
    r"action(?:ed)? by|who will|sponsor|handler)\b"
)

REPLY = r"(?:answer|response|reply|feedback)"
STANDS = (
    r"(?:open|done|accepted|approved|agreed|feasible|taken forward|going ahead|rejected|declined|started|trialled|"
    r"tested|piloted|implemented|adopted|in (?:place|use|progress)|actioned|completed?|closed|finished|resolved)"
)

# Weight, field, pattern. The heaviest match wins the column.
RULES: tuple[tuple[int, str, re.Pattern[str]], ...] = tuple(
    (weight, field, re.compile(pattern))
    for weight, field, pattern in (
        (
            0, "",
            (rf"{FUTURE}.*{DAY}|{DAY}.*{FUTURE}|^(?:due|deadline|target|by when|review by|review date|"
            rf"completion time)\b"),
        ),
        (95, "answered_on", rf"{DAY}.*{ENDED}|{ENDED}.*{DAY}|^(?:answered|responded|closed|completed) on$"),
        (
            95, "number",
            (rf"^{IDEA}? ?(?:log )?(?:no|nr|num|number|ref|reference|id|code)(?: no| number)?$|^(?:s n|"
            rf"sn|serial no|items?|item no|row|n|ref no|unique (?:id|ref\w*)|log (?:no|number))$"),
        ),
        (96, "date", r"^timestamp$|^start time$"),
        (
            90, "date",
            rf"{DAY}|^(?:raised|added|entered) on$|^(?:logged|received|submitted)(?: on)?$",
        ),
        (
            89, "answer",
            (r"\b(?:manager|lead|matron|sister|owner|huddle)s?\b.*\b(?:comment|response|feedback|reply|"
            r"note|update)s?$"),
        ),
        (88, "owner", rf"{DOER}|^pic$"),
        (
            86, "author",
            (r"\b(?:raised|submitted|suggested|reported|given|logged|written|put forward|identified|"
            r"idea|from|added|thought of|named?) by\b"),
        ),
        (85, "team", rf"^{PLACE}(?: name)?$|^name of (?:the |your )?{PLACE}$|^(?:your|which|home) {PLACE}$"),
        (
            84, "author",
            (rf"^(?:author|submitter|originator|proposer|suggester|initiator|name|names|your name|"
            rf"staff name|staff member|staff|who|whose idea|who said it|whos? {IDEA}|from|initials|by|"
            rf"(?:name|member) of staff|employee|person|contact|reporter)$"),
        ),
        (82, "author", r"\b(?:name|whose|who (?:raised|said|suggested|had|thought|asked|put|are you))\b"),
        (
            81, "benefits",
            (r"\bbenefi\w*|who (?:does it help|will it help|gains|is it for)|\bhelps? who\b|"
            r"^(?:expected )?impact\b"),
        ),
        (
            80, "answer",
            (rf"\bwe (?:did|told|said|answered|replied|responded|decided)\b|\bour {REPLY}\b|^{REPLY}s?\b|"
            rf"\b{REPLY}(?: given| to (?:staff|author|team|idea)\w*)?$"),
        ),
        (81, "text", r"^items?$"),
        (
            79, "text",
            (rf"^(?:whats?|which|describe|tell us|how|your)\b.*\b(?:{IDEA}|better|improve|change|bug\w*|"
            rf"wrong|frustrat\w*|happening|worry\w*|annoy\w*|think|say|stop\w*)\b|^you said$"),
        ),
        (
            83, "title",
            (r"\b(?:title|headline|subject|short name|in brief|heading|name of (?:idea|improvement|"
            r"project))\b|^(?:idea|project|improvement) name$"),
        ),
        (
            77, "category",
            (r"\b(?:category|categories|theme|themes|waste|wastes|classification|kind|domain|pillar|"
            r"tags?|topic|type)\b"),
        ),
        (
            76, "stage",
            (rf"\b(?:status|stage|rag|brag|state|traffic light|progress|phase|open closed)\b|"
            rf"^(?:is it |still |been )*{STANDS}(?: (?:y n|yes no|yet))?$|"
            rf"^(?:where (?:is it|are we)(?: \w+){{0,2}}|how far)$"),
        ),
        (75, "team", rf"\b(?:{PLACE}|where)\b"),
        (
            70, "suggestion",
            (r"\b(?:suggest\w*|solutions?|countermeasures?|proposals?|proposed|recommend\w*|fix|"
            r"what (?:should|could|would|can) (?:we|be)|how (?:could|can|would|might|to)|remedy)\b"),
        ),
        (69, "text", r"^(?:the )?(?:problem|issue|concern|frustration|niggle|gripe|moan|pain point)s?\b"),
        (
            66, "text",
            (rf"^(?:the |your |new |staff |improvement )*{IDEA}\b|\b{IDEA}(?: (?:description|details?|"
            rf"text|summary|in full))?$"),
        ),
        (62, "text", r"\b(?:description|details?|describe|summary|situation|observation|idea|better)\b"),
        (
            60, "answer",
            (r"\b(?:outcome|action taken|actions? taken|decision|what we did|what happened|results?|"
            r"actions?|updates?|comments?|notes?|remarks?|manager\w*|lead comments?|reason)\b"),
        ),
        (
            50, "text",
            (r"^(?:text|item|what|comment|comments|entry|thoughts?|suggestions?|changes?|opportunity|"
            r"topic|subject)$"),
        ),
        (48, "suggestion", rf"^{IDEA}\b"),
        (46, "stage", r"^(?:outcome|decision|result)$"),
    )
)  # fmt: skip


def meanings(heading: str) -> dict[str, int]:
    """Field to weight, for every field that the words could mean. Empty for a heading that is not one of ours."""
    plain = plainly(heading)
    if not plain or RULES[0][2].search(plain):
        return {}
    found: dict[str, int] = {}
    for weight, name, pattern in RULES[1:]:
        if pattern.search(plain):
            found[name] = max(weight, found.get(name, 0))
    best = max(found, key=lambda name: found[name], default="")
    if best not in NARROW:
        return found
    return {name: weight for name, weight in found.items() if weight >= found[best] - NARROW_MARGIN}


def plainly(heading: str) -> str:
    """Small letters and single spaces; # is a number, other punctuation goes."""
    words = folded(heading).replace("'", "").replace("#", " no ")
    return " ".join(re.sub(r"[\W_]+", " ", words).split())
