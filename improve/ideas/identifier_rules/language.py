"""The language of a text, which need not be that of the screen: what is put into it is said in the same one."""

import re
from collections import Counter

from improve.ideas.identifier_rules.reading import rules

WORD = re.compile("[a-z]+")


def language_of(text: str, otherwise: str) -> str:
    """The language most of whose small words stand in the text; `otherwise` where none leads. Pure."""
    words = WORD.findall(text.lower())
    found = Counter(
        {language: sum(word in small for word in words) for language, small in rules().languages.items()}
    )
    (first, most), (_second, next_most) = found.most_common(2)
    return first if most > next_most else otherwise
