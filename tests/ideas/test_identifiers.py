"""What shows who a patient is: found on labelled texts, alike by the server and by the tablet, and quickly."""

import json
import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from improve.ideas.identifier_rules.served import served
from improve.ideas.identifiers import Span, find, passes_check_digit, should_stop
from tools import front_end

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "tests" / "data" / "texts"
SCRIPTS = [ROOT / "static" / "js" / f"{name}.js" for name in ("identifier_words", "identifiers")]
IN_NODE = Path(__file__).with_name("identifiers_in_node.js")
LABELLED = (
    "identifiers_dev",
    "identifiers_held_out",
    "identifiers_held_out_2",
    "identifiers_held_out_3",
    "identifiers_held_out_4",
    "identifiers_held_out_5",
    "identifiers_held_out_6",
    "identifiers_held_out_7",
    "identifiers_held_out_8",
    "identifiers_held_out_9",
    "identifiers_held_out_10",
)
ODD = "0123456789 -./\n  –​ABJSaé́ŁłŚ王я٣😀İıſKÅß½²ﬁ'’  \x1c\t\rÇñ&('s"


@cache
def labelled(name: str) -> list[dict]:
    return json.loads((TEXTS / f"{name}.json").read_text("utf-8"))


def clean_texts() -> list[str]:
    ideas = json.loads((TEXTS / "ideas_dev.json").read_text("utf-8"))["ideas"]
    doors = json.loads((TEXTS / "doors_dev.json").read_text("utf-8"))
    return [row["text"] for row in (*ideas, *doors)]


def every_text() -> list[str]:
    return [row["text"] for name in LABELLED for row in labelled(name)] + clean_texts()


def recall(rows: list[dict]) -> dict[str, float]:
    """Of each kind, how much is found: a span of that kind covers half of it or more."""
    wanted, found = Counter(), Counter()
    for row in rows:
        spans = find(row["text"])
        for start, end, kind in row["spans"]:
            covered = max((min(end, s.end) - max(start, s.start) for s in spans if s.kind == kind), default=0)
            wanted[kind] += 1
            found[kind] += covered * 2 >= end - start
    return {kind: found[kind] / wanted[kind] for kind in wanted}


@pytest.mark.parametrize("name", LABELLED)
def test_of_each_kind_enough_is_found(name):
    found = recall(labelled(name))
    assert found.pop("nhs_number") >= 0.98
    assert min(found.values()) >= 0.85, found


def test_few_tempting_texts_are_stopped():
    clean = [row["text"] for name in LABELLED for row in labelled(name) if not row["spans"]]
    assert sum(map(should_stop, clean)) <= 0.02 * len(clean)


def test_hardly_any_ordinary_text_is_stopped():
    texts = clean_texts()
    assert sum(map(should_stop, texts)) <= 0.01 * len(texts)


def number(first: str, good: bool) -> str:
    """Ten digits that begin so, and pass the check or do not."""
    ends = (f"{first}{last}" for last in range(10))
    return next(made for made in ends if passes_check_digit(made) == good)


@pytest.mark.parametrize("first", ["943476591", "512345678", "861139305", "400000001"])
@pytest.mark.parametrize(
    "shape",
    [
        "{0}{1}{2}",
        "{0} {1} {2}",
        "{0}-{1}-{2}",
        "{0}.{1}.{2}",
        "{0}  {1}\n{2}",
        "{0}\u00a0{1}\u00a0{2}",
        "{0}–{1}–{2}",
        "{0}{1}/{2}",
        "{0} / {1} / {2}",
    ],
)
@pytest.mark.parametrize("around", ["pt {} waited", "{}", "NHS no:{}, no lunch", "sent home ({})"])
def test_an_nhs_number_is_known_by_its_check_digit_however_it_stands(first, shape, around):
    for good in (True, False):
        digits = number(first, good)
        shaped = shape.format(digits[:3], digits[3:6], digits[6:])
        text = around.format(shaped)
        assert any(span.kind == "nhs_number" for span in find(text)) == good, text
        if good:
            start = text.index(shaped)
            assert find(text)[0] == Span(start, start + len(shaped), "nhs_number")


@pytest.mark.parametrize("sizes", [(1, 9), (2, 3, 5), (3, 3, 2, 2), (2, 2, 2, 2, 2), (4, 1, 4, 1), (1,) * 10])
@pytest.mark.parametrize("gap", [" ", "-", ".", "/", "\u00a0"])
@pytest.mark.parametrize("around", ["bed 5 {} 84F", "{}, 3 days late", "lost ({})"])
def test_an_nhs_number_may_stand_in_any_groups(sizes, gap, around):
    digits, groups = number("943476591", good=True), []
    for size in sizes:
        groups, digits = [*groups, digits[:size]], digits[size:]
    text = around.format(gap.join(groups))
    assert "nhs_number" in [span.kind for span in find(text)], text


def test_an_order_number_that_passes_by_chance_is_no_patient():
    assert not should_stop(f"order number {number('271452117', good=True)} arrived in the wrong size")


@pytest.mark.parametrize(
    "text",
    ["thanks to Sister Mary for the fridge", "Dr Khan said so", "ask Janet in pharmacy", "HCA Tom made a sign",
     "Mr Harrison the orthopaedic consultant wants the round at 8", "Parkinson's drugs on time", "a patient in bed 5"],
)  # fmt: skip
def test_staff_illnesses_and_patients_without_a_name_are_not_stopped(text):
    assert not should_stop(text)


@pytest.mark.parametrize(
    ("text", "passage"),
    [("Podgorska wandering again", "Podgorska"), ("ghizlane in bed 6 is cold", "ghizlane"),
     ("IN THE CORNER BED TWERSKAYA HAS NO BELL, MOVE TWERSKAYA IN THE END BED", "TWERSKAYA"),
     ("Achterbosch has a nut allergy, red trays please", "Achterbosch"), ("we lost Harolds dentures", "Harolds")],
)  # fmt: skip
def test_a_name_that_stands_in_no_list_is_known_by_what_is_said_of_it(text, passage):
    assert passage in [text[span.start : span.end] for span in find(text)]


@pytest.mark.parametrize(
    "text",
    ["wheelchiar in bed 3 space", "telemtry in bay 4 has no batterys", "Moniter wandering off the stand",
     "Kangaroo pump keeps asking for a code", "Mepilex for bed 5 needs ordering"],
)  # fmt: skip
def test_a_slip_or_a_product_is_no_name(text):
    assert not should_stop(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("B00417733 B00417734 twins, charts swapped", "hospital_number"),
     ("20718834-K had lunch twice", "hospital_number"), ("HOSP3318245 cancelled again", "hospital_number"),
     ("frame posted to Berth 7, Willow Moorings, QX14 2LP", "postcode_address"),
     ("deliver to rear of 12 Kirkgate, above the chemist", "postcode_address"),
     ("J de W, bed 12, 70M is cold", "initials_bed"), ("BIRHANU, Tsige waits for a scan", "patient_name"),
     ("his wife is on O7700 900321", "patient_phone"), ("O'SHEEHAN DISCHARGE LATE AGAIN", "patient_name")],
)  # fmt: skip
def test_a_patient_without_a_label_is_found(text, kind):
    assert kind in [span.kind for span in find(text)]


@pytest.mark.parametrize(
    "text",
    ["PAT testing in bay 3 is due", "the Oliver Twist room, 6 seats", "hats off to Jagoda in domestic services",
     "HOIST4410398 had a service", "order 20718834 had to wait", "sats 92 94 91 90 88 97",
     "rota 10/9/25-30/9/25 is up", "supplier returns: Unit 7, Riverside Business Park, LS11 4AB"],
)  # fmt: skip
def test_rooms_tests_and_stock_are_no_patients(text):
    assert not should_stop(text)


@pytest.mark.parametrize(
    ("beside", "kind"),
    [("Vrubel", "patient_name"), ("30.11.46", "date_of_birth"), ("W22 481", "hospital_number"),
     ("01632 960 711", "patient_phone")],
)  # fmt: skip
def test_what_stands_beside_a_patients_number_shows_the_patient_too(beside, kind):
    text = f"the band ({number('943476591', good=True)}, {beside}) came back"
    start = text.index(beside)
    assert Span(start, start + len(beside), kind) in find(text)
    assert not should_stop(f"the band ({beside}) came back") or kind == "date_of_birth"


def test_places_are_counted_in_code_points():
    text = "😀😀 Mrs Patel 🙂"
    assert find(text) == [Span(3, 12, "patient_name")]


# ---------- the tablet's script ----------


@pytest.fixture(scope="module")
def rules_of_the_tablet(tmp_path_factory) -> Path:
    made = tmp_path_factory.mktemp("rules") / "rules.json"
    made.write_text(served(), "utf-8")
    return made


def in_the_browser(texts: list[str], rules: Path) -> list[list[list]]:
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    command = [front_end.node(), str(IN_NODE), str(rules), *map(str, SCRIPTS)]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8", check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def changed(texts: list[str], how_many: int) -> Iterator[str]:
    """Texts with a few letters put in, taken out and in the other case."""
    chance = random.Random(4)
    for _ in range(how_many):
        letters = list(chance.choice(texts))
        for _change in range(chance.randrange(1, 8)):
            at = chance.randrange(len(letters) + 1)
            other = chance.choice(texts)
            cut = chance.randrange(len(other))
            piece = chance.choice([chance.choice(ODD), other[cut : cut + 12], ""])
            letters[at : at + chance.randrange(2)] = list(piece)
        yield "".join(letters)


def test_the_tablet_finds_exactly_what_the_server_finds(rules_of_the_tablet):
    texts = every_text()
    texts += changed(texts, 3_000)
    ours = [[list(span) for span in find(text)] for text in texts]
    assert in_the_browser(texts, rules_of_the_tablet) == ours


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), min_size=40, max_size=60))
def test_they_agree_on_any_letters_of_the_world(rules_of_the_tablet, texts):
    assert in_the_browser(texts, rules_of_the_tablet) == [
        [list(span) for span in find(text)] for text in texts
    ]


# ---------- time ----------

PIECES = ("0", "1 ", "9-", "(0", "A. ", "AB ", "bed 1 ", "Mr ", "patient called ", "Doris Smith ", "d.o.b. ", "nhs no ",
          "1 acacia ", "12 The Old ", "lives at a b ", "0 7", "twenty ", "84F ", "bed 1 JS ", "((((", "'s ", "LS1 ",
          "\n", "  ", "😀", "1/1/", "01/01/19", "hospital number is ", "wife of ", "b1 ", "a", "q", "Xy-")  # fmt: skip
UNKNOWN = " ".join(
    f"{chr(97 + number % 26) * 16}aeiouaeiouaeiou{chr(97 + number // 26)}" for number in range(60)
)


ORDINARY = ("The drip stands are never where we left them and we walk to the next ward to borrow one. " * 30)[
    :2_000
]


@pytest.mark.parametrize(
    "text", [*((piece * 2_000)[:2_000] for piece in PIECES), UNKNOWN], ids=[*PIECES, "long words"]
)
def test_no_text_of_2000_letters_takes_much_longer_than_an_ordinary_one(text):
    """Long words that stand in no list, though each may be a slip, among them: they cost the most, some 10 times."""
    ordinary = min(seconds(ORDINARY) for _try in range(3))
    assert min(seconds(text) for _try in range(3)) < 40 * ordinary


def seconds(text: str) -> float:
    """Of this processor's time."""
    before = time.process_time()
    find(text)
    return time.process_time() - before


@pytest.mark.parametrize(
    "text",
    ["Pam na allwn ni gael bwrdd gwyn wrth y ddesg, byddai'n arbed amser", "Das Bettlaken in Zimmer 3 fehlt jede Nacht",
     "البطانيات تنفد في الليل ونستعيرها من جناح آخر"],
)  # fmt: skip
def test_words_of_another_language_are_no_names(text):
    assert not should_stop(text)
