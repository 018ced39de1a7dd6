"""Dates as wards write them. British order: the day comes first, unless it cannot."""

import datetime as dt
import re
from dataclasses import dataclass, replace

from improve.core.sheets.rows import Cell, in_words

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
            "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

FIRST_SERIAL, LAST_SERIAL = 29_221, 73_050  # 1980 to 2099, counted from 1900 as Excel does
EPOCH_1900, EPOCH_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
EARLIEST_YEAR, LATEST_YEAR = 1980, 2099
MONTH_WITH_YEAR_REACH = 15  # years back in which "Nov-12" means November 2012 rather than 12 November
LONGEST = 60  # letters; anything longer is a sentence

NOTHING = {
    "",
    "-",
    "--",
    "?",
    "??",
    "n/a",
    "na",
    "n.a.",
    "nil",
    "none",
    "not known",
    "unknown",
    "tbc",
    "tba",
    ".",
    "x",
}
PREFIX = re.compile(
    r"^(?:w(?:k|eek)?\s*/?\s*[ce]\b|week\s+(?:commencing|beginning|ending|of)|(?:date|on|from|since|circa|ca|c|approx|approximately|about"
    r"|early|mid|late|end\s+of|start\s+of|beginning\s+of|around)\b)[\s.:\-]*|^~\s*",
)
WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b[\s.,]*")
TIME = re.compile(
    r"[\s,t]+(?:at\s+)?(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:[ap]\.?m\.?|z|[+-][0-9]{2}:?[0-9]{2}|hrs?|h)?"
    r"|[0-9]{1,2}(?:\.[0-9]{2})?\s*[ap]\.?m\.?)$"
)
RANGE = re.compile(r"\s+(?:-|–|—|to|until|and|&)\s+(.*)$")
# 3/3/26, 4/3/26: days that are written in numbers can stand beside each other in many ways.
SECOND = re.compile(r"^([0-9]{1,2}[./\-][0-9]{1,2}[./\-][0-9]{2,4})[\s,;&+/]+(.*)$")
APOSTROPHES = "'‘’"  # spreadsheets put one before what is to stay text

YEAR_FIRST = re.compile(
    r"^([0-9]{4})[\s./\-]+([0-9]{1,2})[\s./\-]+([0-9]{1,2})$|^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})$"
)
NUMBERS = re.compile(r"^([0-9]{1,2})\s*[\s./\-,\\]\s*([0-9]{1,2})\s*[\s./\-,\\]\s*([0-9]{2,4})$")
NUMBERS_NO_YEAR = re.compile(r"^([0-9]{1,2})\s*[./\-]\s*([0-9]{1,2})$")
DAY_MONTH = re.compile(
    r"^([0-9]{1,2})(?:st|nd|rd|th)?[\s.,/\-]*(?:of\s+)?([a-z]+)[\s.,/'’\-]*([0-9]{4}|[0-9]{2})?$"
)
MONTH_DAY_YEAR = re.compile(
    r"^([a-z]+)[\s.'’\-]*([0-9]{1,2})(?:st|nd|rd|th)?(?:[\s.,/'’\-]+([0-9]{4}|[0-9]{2}))?$"
)
MONTH_YEAR = re.compile(r"^([a-z]+)[\s.,/'’\-]*([0-9]{4})?$")
NUMBER_YEAR = re.compile(r"^([0-9]{1,2})\s*[./\-]\s*([0-9]{4})$")


@dataclass(frozen=True)
class ReadDate:
    """What a cell says about a day. `problem` is empty, or says why there is no day."""

    day: dt.date | None = None
    problem: str = ""
    is_unreadable: bool = False  # words that are no date, as against a date that cannot be right
    note: str = ""  # what was guessed
    is_ambiguous: bool = False  # 3/11: also a date with the month first
    is_month_first: bool = False  # 11/23: can only be read with the month first
    is_day_first: bool = False  # 23/11: can only be read with the day first
    has_year: bool = True

    @property
    def key(self) -> str:
        """The same for the same cell in every year, though a missing year is guessed from today.

        And the same for 3 November and 11 March: a log that grows may show only later how its dates are meant.
        """
        if self.day is None:
            return ""
        low, high = sorted((self.day.day, self.day.month))
        return f"{self.day.year if self.has_year else ''}-{low}-{high}"


def read_date(cell: Cell, today: dt.date, is_1904: bool = False, is_month_first: bool = False) -> ReadDate:
    """`is_month_first`: other dates of the column show that 3/11 is 11 March."""
    if isinstance(cell, dt.date):
        return within_reason(ReadDate(cell), today)
    if isinstance(cell, int | float):
        return within_reason(from_number(cell, is_1904), today)
    words, second = tidy(cell)
    if words in NOTHING:
        return ReadDate()
    if len(words) > LONGEST:
        return unreadable(cell)
    if re.fullmatch(r"[0-9]{4,5}(?:\.[0-9]+)?", words):
        return within_reason(from_number(float(words), is_1904), today)
    try:
        found = from_words(words, cell, today, is_month_first)
    except ValueError:
        return ReadDate(problem=f"{cell.strip()} is not a day in the calendar")
    return within_reason(with_second(found, second), today)


def with_second(found: ReadDate, second: str) -> ReadDate:
    """Where the cell names another date as well, it is said which of them was taken."""
    if found.day is None or not is_second(second):
        return found
    return replace(found, note=f"there are two dates here; it is read as {in_words(found.day)}")


def is_second(words: str) -> bool:
    """Whether what follows a date is one more."""
    return 0 < len(words) <= LONGEST and looks_like_date(words, dt.date.max)


def looks_like_date(cell: Cell, today: dt.date) -> bool:
    """For guessing what a column holds; a bare number does not count."""
    if isinstance(cell, int | float):
        return False
    found = read_date(cell, today)
    return found.day is not None or (bool(found.problem) and not found.is_unreadable)


def tidy(words: str) -> tuple[str, str]:
    """Small letters, without the weekday and the time of day; and the second day of a range, or of two."""
    words = " ".join(words.replace("\0", "").split()).casefold().lstrip(f"{APOSTROPHES} ").strip(" ()[]*")
    words = PREFIX.sub("", PREFIX.sub("", words))
    words = TIME.sub("", WEEKDAY.sub("", words))
    if NUMBERS.match(words):
        return words, ""
    if found := RANGE.search(words):
        return words[: found.start()].strip(" .,;:"), found[1]
    if (found := SECOND.match(words)) and is_second(found[2]):
        return found[1], found[2]
    return words.strip(" .,;:"), ""


def from_number(number: int | float, is_1904: bool) -> ReadDate:
    if number != number or abs(number) > 99_999_999:
        return unreadable(number)
    whole = int(number)
    if EARLIEST_YEAR <= whole <= LATEST_YEAR:
        return ReadDate(dt.date(whole, 1, 1), note=f"only a year: read as 1 January {whole}")
    if 19_800_101 <= whole <= 20_991_231:
        return read_date(f"{whole // 10_000}-{whole // 100 % 100}-{whole % 100}", dt.date.max)
    since_1900 = whole + (EPOCH_1904 - EPOCH_1900).days if is_1904 else whole
    if not FIRST_SERIAL <= since_1900 <= LAST_SERIAL:
        return unreadable(number)
    return ReadDate(EPOCH_1900 + dt.timedelta(days=since_1900))


def from_words(words: str, cell: Cell, today: dt.date, is_month_first: bool) -> ReadDate:
    """Raises ValueError where the words have the form of a date that does not exist."""
    if found := YEAR_FIRST.match(words):
        year, month, day = (int(part) for part in found.groups() if part)
        return ReadDate(dt.date(year, month, day))
    if found := NUMBERS.match(words):
        return from_three(found[1], found[2], found[3], is_month_first)
    if found := NUMBERS_NO_YEAR.match(words):
        if int(found[2]) > 12:
            return month_only(int(found[1]), full_year(found[2]))
        return without_year(int(found[1]), int(found[2]), today)
    if found := NUMBER_YEAR.match(words):
        return month_only(int(found[1]), int(found[2]))
    return from_month_name(words, today) or unreadable(cell)


def from_three(first: str, second: str, last: str, is_month_first: bool) -> ReadDate:
    year, day, month = full_year(last), int(first), int(second)
    if month <= 12 and not (is_month_first and day <= 12):
        is_ambiguous = day <= 12 and day != month
        return ReadDate(dt.date(year, month, day), is_ambiguous=is_ambiguous, is_day_first=day > 12)
    swapped = dt.date(year, day, month)
    note = f"read with the month first: {in_words(swapped)}"
    return ReadDate(swapped, note=note, is_month_first=month > 12)


def from_month_name(words: str, today: dt.date) -> ReadDate | None:
    if (found := DAY_MONTH.match(words)) and found[2] in MONTHS:
        day, month = int(found[1]), MONTHS[found[2]]
        if found[3] is None:
            return without_year(day, month, today)
        return ReadDate(dt.date(full_year(found[3]), month, day))
    if (found := MONTH_DAY_YEAR.match(words)) and found[1] in MONTHS:
        return from_month_and_number(MONTHS[found[1]], found[2], found[3], today)
    if (found := MONTH_YEAR.match(words)) and found[1] in MONTHS:
        if found[2]:
            return month_only(MONTHS[found[1]], int(found[2]))
        return without_year(1, MONTHS[found[1]], today)
    return None


def from_month_and_number(month: int, number: str, year: str | None, today: dt.date) -> ReadDate:
    """Nov 3, 2025; and Nov-25, which is a month of a year where that year is near."""
    if year:
        return ReadDate(dt.date(full_year(year), month, int(number)))
    is_year = len(number) == 2 and today.year - MONTH_WITH_YEAR_REACH <= 2000 + int(number) <= today.year + 1
    if is_year:
        return month_only(month, 2000 + int(number))
    return without_year(int(number), month, today)


def month_only(month: int, year: int) -> ReadDate:
    day = dt.date(year, month, 1)
    return ReadDate(day, note=f"only a month: read as {in_words(day)}")


def without_year(day: int, month: int, today: dt.date) -> ReadDate:
    """The last time that this day came round. A leap year makes 29 February a day."""
    for year in range(today.year, today.year - 8, -1):
        try:
            found = dt.date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            return ReadDate(found, note=f"no year: read as {in_words(found)}", has_year=False)
    raise ValueError("no such day in any year")


def full_year(digits: str) -> int:
    """98 is 1998: no log is older than EARLIEST_YEAR, and none holds the dates of the 2080s."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return 1900 + year if 1900 + year >= EARLIEST_YEAR else 2000 + year


def within_reason(found: ReadDate, today: dt.date) -> ReadDate:
    if found.day is None:
        return found
    if found.day > today:
        return replace(found, day=None, note="", problem=f"{in_words(found.day)} is in the future")
    if found.day.year < EARLIEST_YEAR:
        return replace(found, day=None, note="", problem=f"the year {found.day.year} cannot be right")
    return found


def unreadable(cell: Cell) -> ReadDate:
    return ReadDate(
        problem=f"“{in_words(cell)[:LONGEST].strip()}” is not a date we can read", is_unreadable=True
    )
