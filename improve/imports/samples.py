"""What the columns of a sheet hold, shown to the person who says what they mean."""

from dataclasses import dataclass
from itertools import islice

from improve.core.sheets.rows import Sheet, in_words, is_blank
from improve.imports.columns import Mapping, letter
from improve.imports.values import clean_line

SAMPLES, SAMPLE_MOST = 3, 60  # values of a column that are shown, and characters of each


@dataclass(frozen=True)
class Column:
    """One that holds something. `at` counts from 0."""

    at: int
    heading: str
    values: list[str]

    @property
    def letter(self) -> str:
        """As spreadsheet programs show it."""
        return letter(self.at)

    @property
    def words(self) -> str:
        """ "B: Date raised"."""
        return f"{self.letter}: {shortened(self.heading)}" if self.heading else f"Column {self.letter}"


def columns_of(sheet: Sheet, mapping: Mapping) -> list[Column]:
    """The columns with a heading or a value, each with its first different values."""
    below = [row for row in sheet.rows if row.number > mapping.heading_row]
    found = []
    for at in range(sheet.width):
        filled = dict.fromkeys(
            clean_line(in_words(cell)) for row in below if not is_blank(cell := row.cell(at))
        )
        heading = mapping.headings[at] if at < len(mapping.headings) else ""
        if filled or heading:
            found.append(Column(at, heading, [shortened(value) for value in islice(filled, SAMPLES)]))
    return found


def shortened(value: str) -> str:
    """Enough to tell what it is."""
    return value if len(value) <= SAMPLE_MOST else f"{value[:SAMPLE_MOST]}…"
