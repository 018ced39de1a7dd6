"""Words without their endings: scan, scans and scanning are one. Pure, and of English only."""

from functools import lru_cache

ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("edly", ""), ("ed", ""), ("es", ""), ("s", ""))
SHORTEST = 3  # letters that an ending must leave

# They stand in every text and say nothing about it.
SMALL_WORDS = frozenset(
    """
    a about after again all also am an and any are as at be been before but by can could did do does
    each either even every for from get go goes going got had has have he her here his how i id if im
    in into is it its ive just may me might more most my no not of off on one only or our out over per
    please pls she should so some than that the their them then there these they this those to too up
    us very was we were what when where which who why will with would yet you your
    """.split()  # noqa: SIM905 - a list of a hundred words reads better so
)


def is_small(word: str) -> bool:
    """Whether a word is one of those that every text has."""
    return word in SMALL_WORDS


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word without its ending, so that its forms meet; not always a word."""
    word = word.replace("'", "")
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST and not word.endswith("ss"):
            return tail(word[: len(word) - len(ending)] + instead)
    return tail(word)


def tail(word: str) -> str:
    """The end of a stem made one: stopp and stop, pharmaci and pharmacy, store and stor."""
    if len(word) <= SHORTEST:
        return word
    if word[-1] == word[-2] and word[-1] not in "sle":
        word = word[:-1]
    if word.endswith("e"):
        return word[:-1]
    return word[:-1] + "i" if word.endswith("y") else word
