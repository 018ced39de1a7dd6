"""Which words are words and which are names, also with an ending or a slip."""

from collections.abc import Iterable, Iterator

from improve.ideas.identifier_rules.prints import Prints

LETTERS_OF_A_SLIP = 5  # a longer word with one letter wrong is taken for a slip, not for a name
SHORT_BITS, LONG_BITS, NAME_BITS = 8, 10, 5  # the surer, the more often a word of that sort is asked for
VOWELS = "aeiou"


class Vocabulary:
    """The words that are no names: those of the rules' own lists, and many more, known by their prints."""

    def __init__(self, plain: frozenset[str], more: Iterable[str], endings: tuple[str, ...]) -> None:
        listed = set(more) - plain
        self._plain = plain
        self._endings = endings
        self.short = Prints((word for word in listed if len(word) <= LETTERS_OF_A_SLIP), SHORT_BITS)
        self.long = Prints((word for word in listed if len(word) > LETTERS_OF_A_SLIP), LONG_BITS)
        self._misspelt = {less for word in plain if len(word) > LETTERS_OF_A_SLIP for less in _one_less(word)}

    def __contains__(self, word: str) -> bool:
        return word in self._plain or word in (self.short if len(word) <= LETTERS_OF_A_SLIP else self.long)

    def knows(self, word: str) -> bool:
        """Whether it is a word that is no name, also with an ending."""
        word = word.split("-")[0]
        before, _, _ = word.partition("'")
        word = before if len(before) > 1 else word  # O'Hara is no "o"
        stems = (word[: -len(ending)] for ending in self._endings if word.endswith(ending))
        return word in self or any(self._has_stem(stem) for stem in stems if len(stem) > 2)

    def _has_stem(self, stem: str) -> bool:
        return (
            stem in self
            or stem + "e" in self
            or stem + "y" in self
            or (stem[-1] == stem[-2] and stem[:-1] in self)
        )

    def is_slip(self, word: str) -> bool:
        """Whether it is a word with a letter wrong, missing, too many or in the wrong place."""
        if len(word) <= LETTERS_OF_A_SLIP:
            return False
        return (
            word in self._misspelt
            or any(less in self._misspelt or less in self for less in _one_less(word))
            or any(meant in self.long for meant in _meant(word))
        )


class Names:
    """Names. Those that could be words as well (Parker) are known one by one, the others by their prints."""

    def __init__(self, names: Iterable[str], vocabulary: Vocabulary) -> None:
        listed = set(names)
        self._vocabulary = vocabulary
        self.like_words = frozenset(name for name in listed if vocabulary.knows(name))
        self.prints = Prints(listed - self.like_words, NAME_BITS)

    def __contains__(self, word: str) -> bool:
        return word in self.like_words or (word in self.prints and not self._vocabulary.knows(word))


def _one_less(word: str) -> list[str]:
    """The word without one of its letters: what it shares with most misspellings of it."""
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def _meant(word: str) -> Iterator[str]:
    """What somebody meant by two letters swapped, a wrong or a missing vowel, or a double letter written once."""
    for at, letter in enumerate(word):
        before, after = word[:at], word[at + 1 :]
        yield f"{before}{after[:1]}{letter}{after[1:]}"
        yield f"{before}{letter}{letter}{after}"
        for vowel in VOWELS:
            yield f"{before}{letter}{vowel}{after}"
            if letter in VOWELS:
                yield f"{before}{vowel}{after}"
