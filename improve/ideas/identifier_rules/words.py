"""The words of a text by sort: titles, first names, roles, beds. Rules about names read these, not the letters."""

import re
from collections.abc import Iterator

from improve.ideas.identifier_rules.plain import Plain
from improve.ideas.identifier_rules.reading import rules

LETTERS_OF_AN_ABBREVIATION = 3
LONGEST_WORD = 32  # letters; what is longer is no name, and to look for a slip in it would take seconds
ODD = {"w": "Y", "C": "X", "I": "A", "u": "T"}  # of words that stand in no list, by their capitals
NOT_ODD = str.maketrans({odd: plain for plain, odd in ODD.items()})
FEW_ODD = 3  # that another language may be at work: two such words are more often a person's two names
NO_WORDS = "dSEBPF"  # numbers, signs, and what is not free


class Words:
    """The words of a text as a row of letters, one a word, that says what sort of word it is."""

    def __init__(self, plain: Plain) -> None:
        self._places = list(_tokens(plain.lower))
        self._is_shouted = _is_shouted(plain.text)
        self._sorts: dict[tuple[str, str], str] = {}  # of the words met; no text's words outlive it
        self._join_phrases(plain.lower, rules().words)
        classes = ""
        for start, end in self._places:
            classes += self._class(plain, start, end, classes[-2:])
        self.classes = classes.translate(NOT_ODD) if _is_foreign(classes) else classes

    def place(self, first: int, after_last: int) -> tuple[int, int]:
        """Where the words from `first` on stand in the text."""
        return self._places[first][0], self._places[after_last - 1][1]

    def _join_phrases(self, text: str, phrases: dict[str, str]) -> None:
        """Make one word of phrases such as "side room", the longest first."""
        joined: list[tuple[int, int]] = []
        at = 0
        while at < len(self._places):
            start, end = self._places[at]
            size = 1
            for more in (4, 3, 2):
                if at + more <= len(self._places) and text[start : self._places[at + more - 1][1]] in phrases:
                    end, size = self._places[at + more - 1][1], more
                    break
            joined.append((start, end))
            at += size
        self._places = joined

    def _class(self, plain: Plain, start: int, end: int, before: str) -> str:
        if not plain.is_free(start, end):
            return "F"
        word = plain.lower[start:end]
        if not "a" <= word[0] <= "z":
            return _class_of_sign(word)
        is_great = "A" <= plain.text[start] <= "Z" and not self._is_shouted
        follows_title = before[-1:] == "t" or before == "tE"
        if follows_title and word in rules().never_a_title_s:
            return "n"
        if follows_title and word in rules().word_names:
            return "W"
        if end - start == 1:
            is_initial = follows_title or (is_great and before[-1:] == "b")
            return "z" if is_initial else _class_of_letter(plain, start, end, is_great=is_great)
        is_first = before[-1:] in ("", "E") and before != "zE"
        case = _case(plain.text[start:end], is_great=is_great, is_first=is_first)
        if word in ("ms", "mr") and case == "u":
            return "u" if word == "ms" else "h"  # MS is an illness, an MR scan is none of a man's
        return rules().words.get(word) or self._class_of_name(word, case)

    def _class_of_name(self, word: str, case: str) -> str:
        if (word, case) not in self._sorts:
            self._sorts[word, case] = _class_of_name(word, case)
        return self._sorts[word, case]


def _is_foreign(classes: str) -> bool:
    """Whether so many words stand in no list that it is another language, in which that says nothing of names."""
    odd = sum(one in ODD.values() for one in classes)
    return odd >= FEW_ODD and odd * 2 >= sum(one not in NO_WORDS for one in classes)


def _is_shouted(text: str) -> bool:
    """Whether nearly all is in capitals, which then tell nothing."""
    small = sum("a" <= char <= "z" for char in text)
    return small * 4 < sum("A" <= char <= "Z" for char in text)


def _case(word: str, *, is_great: bool, is_first: bool) -> str:
    """The sort of a word that is known only by its letters."""
    if not is_great:
        return "w"
    if word == word.upper():
        return "u"
    return "I" if is_first else "C"


def _class_of_sign(sign: str) -> str:
    if "0" <= sign[0] <= "9":
        return "d"
    if sign == "'s":
        return "S"
    if sign in ".!?\n":
        return "E"
    return "B" if sign == "&" else "P"


def _class_of_letter(plain: Plain, start: int, end: int, *, is_great: bool) -> str:
    letter, after = plain.lower[start], plain.lower[end : end + 1]
    if letter == "b" and "0" <= after <= "9":
        return "b"
    if is_great and (after == "." or letter not in "ai"):
        return "z"
    return {"a": "g", "i": "f", "n": "B"}.get(letter, "w")


def _class_of_name(word: str, case: str) -> str:
    if len(word) > LONGEST_WORD:
        return case
    if word in rules().word_names:
        is_abbreviation = case == "u" and len(word) <= LETTERS_OF_AN_ABBREVIATION  # PAT testing
        return "u" if is_abbreviation else {"w": "f", "I": "V"}.get(case, "W")
    if word in rules().common:
        return "f"
    if not word.strip("x"):
        return case  # of another script: see plain.py
    for known in (word, word.split("-")[0] if case != "w" else word):
        if known in rules().given:
            return "G"
        if known in rules().surnames:
            return "N"
    return case if rules().vocabulary.knows(word) else _class_of_odd(word, case)


def _class_of_odd(word: str, case: str) -> str:
    """The sort of a word that stands in no list."""
    if word[-1] == "s" and word[:-1] in rules().given:
        return "G"  # Harolds wife
    if rules().name_shape.match(word):
        return "N"
    # A name has its capital, so a slip has none.
    is_word = case != "C" and (len(word) < 4 or rules().vocabulary.is_slip(word))
    return case if is_word else ODD[case]


def _tokens(text: str) -> Iterator[tuple[int, int]]:
    """Where words, numbers and signs stand; the 's of a possession is a sign of its own."""
    for match in re.finditer(r"[a-z]+(?:['-][a-z]+)*|[0-9]+|[^a-z0-9 ]", text):
        start, end = match.span()
        if end - start > 2 and text[end - 2 : end] == "'s":
            yield start, end - 2
            yield end - 2, end
        else:
            yield start, end
