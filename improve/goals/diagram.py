"""Where the boxes of a driver diagram stand, pure: aim, drivers, change ideas, in the unit of the drawing (px).

The page draws what stands here; each box is a link, and the same content stands in a list beside it.
"""

import re
import textwrap
from dataclasses import dataclass, field

WIDTH = 1232
AIM_WIDTH, DRIVER_X, DRIVER_WIDTH = 244, 336, 348
TOP = 32  # below the headings of the columns
IDEA_HEIGHT, IDEA_GAP, BRANCH_GAP = 54, 8, 22
PADDING, LINE, SMALL_LINE = 18, 21, 20
LETTER, SMALL_LETTER = 8.6, 7.2  # width of a letter of 16.5 px bold and of 15 px Arial, with room to spare
AIM_LINES, DRIVER_LINES, COUNT_LINES = 8, 3, 2
COUNT = re.compile(r"(?<=\d) ")  # between a figure and what it counts: no line ends there


Point = tuple[float, float]


@dataclass(frozen=True)
class Column:
    """Where the boxes of one kind stand."""

    x: float
    width: float


IDEAS = Column(780, 450)
IDEAS_ALONE = Column(DRIVER_X, WIDTH - DRIVER_X - 2)  # where there are no drivers


@dataclass(frozen=True)
class Text:
    """One line of text in a box: `css` is its class, `y` its base line."""

    x: float
    y: float
    css: str
    words: str


@dataclass(frozen=True)
class Box:
    """What a box says: `kind` is aim, driver, idea, learned or empty."""

    kind: str
    title: str
    small: str = ""
    href: str = ""


@dataclass(frozen=True)
class Branch:
    """A driver and the ideas tried for it; without a driver: ideas that serve the aim itself."""

    driver: Box | None
    ideas: list[Box]


@dataclass(frozen=True)
class Placed:
    """A box in its place."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    lines: list[Text]

    @property
    def css(self) -> str:
        """The class of its rectangle."""
        return f"d-{self.box.kind}"

    @property
    def middle(self) -> float:
        """Where links meet it."""
        return self.y + self.height / 2


@dataclass
class Diagram:
    """Boxes in the order in which the keyboard goes through them, links as SVG paths, headings as (x, words)."""

    height: float = 0
    boxes: list[Placed] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    headings: list[tuple[float, str]] = field(default_factory=list)
    width: int = WIDTH


def draw(aim: Box, branches: list[Branch]) -> Diagram:
    """Ideas from top to bottom, each driver in the middle of its ideas, the aim in the middle of all."""
    diagram, y, ends = Diagram(), float(TOP), []
    has_drivers = any(branch.driver for branch in branches)
    column = IDEAS if has_drivers else IDEAS_ALONE
    for branch in branches:
        bottom, meets = _place_branch(diagram, branch, y, column)
        ends += meets
        y = bottom + BRANCH_GAP
    bottom = max(y - BRANCH_GAP, TOP)
    placed = _place_aim(aim, (TOP + bottom) / 2)
    diagram.boxes.insert(0, placed)
    diagram.links += [_link(AIM_WIDTH, placed.middle, x, end) for x, end in ends]
    diagram.height = max(bottom, placed.y + placed.height) + 2
    diagram.headings = [(0, "Aim"), (column.x, "Change ideas: what teams try")]
    if has_drivers:
        diagram.headings.insert(1, (DRIVER_X, "Drivers: what has to be true"))
    return diagram


def _place_branch(diagram: Diagram, branch: Branch, top: float, column: Column) -> tuple[float, list[Point]]:
    """Place a driver and its ideas; the bottom, and the points that the aim links to."""
    needed = len(branch.ideas) * (IDEA_HEIGHT + IDEA_GAP) - IDEA_GAP
    lines = _wrapped(branch.driver.title, DRIVER_WIDTH, DRIVER_LINES) if branch.driver else []
    counts = _counts(branch.driver) if branch.driver else []
    driver_height = _driver_height(lines, counts) if branch.driver else 0
    height = max(needed, driver_height)
    ideas = [
        _place_idea(idea, column, top + (height - needed) / 2 + at * (IDEA_HEIGHT + IDEA_GAP))
        for at, idea in enumerate(branch.ideas)
    ]
    if branch.driver is None:
        diagram.boxes += ideas
        return top + height, [(column.x, idea.middle) for idea in ideas]
    driver = _place_driver(branch.driver, lines, counts, top + (height - driver_height) / 2)
    diagram.boxes += [driver, *ideas]
    diagram.links += [_link(DRIVER_X + DRIVER_WIDTH, driver.middle, column.x, idea.middle) for idea in ideas]
    return top + height, [(DRIVER_X, driver.middle)]


def _place_driver(box: Box, titles: list[str], counts: list[str], y: float) -> Placed:
    height = _driver_height(titles, counts)
    lines = _lines(DRIVER_X, y + PADDING + 12, titles, "d-text d-bold", LINE)
    first = y + height - PADDING - SMALL_LINE * (len(counts) - 1)
    lines += _lines(DRIVER_X, first, counts, "d-sub", SMALL_LINE)
    return Placed(box, DRIVER_X, y, DRIVER_WIDTH, height, lines)


def _driver_height(titles: list[str], counts: list[str]) -> float:
    return 2 * PADDING + LINE * len(titles) + SMALL_LINE * len(counts) - 4


def _place_idea(box: Box, column: Column, y: float) -> Placed:
    title, small = _cut(box.title, column.width), _cut(box.small, column.width, SMALL_LETTER)
    lines = _lines(column.x, y + (23 if small else 33), [title], "d-text d-bold", LINE)
    lines += _lines(column.x, y + 43, [small] if small else [], "d-sub", SMALL_LINE)
    return Placed(box, column.x, y, column.width, IDEA_HEIGHT, lines)


def _place_aim(box: Box, middle: float) -> Placed:
    titles, words = _wrapped(box.title, AIM_WIDTH, 5), _wrapped(box.small, AIM_WIDTH, AIM_LINES)
    height = 2 * PADDING + LINE * len(titles) + 12 + SMALL_LINE * len(words)
    y = max(float(TOP), middle - height / 2)
    lines = _lines(0, y + PADDING + 12, titles, "d-aimtext d-bold", LINE)
    lines += _lines(0, y + PADDING + 24 + LINE * len(titles), words, "d-aimtext", SMALL_LINE)
    return Placed(box, 0, y, AIM_WIDTH, height, lines)


def _lines(x: float, y: float, words: list[str], css: str, step: float) -> list[Text]:
    return [Text(x + PADDING, y + at * step, css, line) for at, line in enumerate(words)]


def _counts(box: Box) -> list[str]:
    """What stands below the name of a driver; a figure stays beside what it counts."""
    return _wrapped(COUNT.sub("\u00a0", box.small), DRIVER_WIDTH, COUNT_LINES, SMALL_LETTER)


def _wrapped(words: str, width: float, most: int, letter: float = LETTER) -> list[str]:
    """Words in lines that fit a box; what does not fit ends in "…"."""
    return textwrap.wrap(words, _letters(width, letter), max_lines=most, placeholder="…")


def _cut(words: str, width: float, letter: float = LETTER) -> str:
    """One line that fits a box."""
    most = _letters(width, letter)
    kept = textwrap.shorten(words, most, placeholder="…")
    return kept if kept != "…" else f"{words[: most - 1]}…"


def _letters(width: float, letter: float = LETTER) -> int:
    return int((width - 2 * PADDING) / letter)


def _link(x1: float, y1: float, x2: float, y2: float) -> str:
    """A curve from the right of one box to the left of another."""
    bend = (x2 - x1) * 0.55
    return f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"
