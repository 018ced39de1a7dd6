"""The right door: danger now, incidents and people's conduct are shown a person first; ideas are left alone."""

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from improve.ideas import doors
from improve.ideas.door_rules import DOORS, learnt, phrases
from improve.ideas.door_rules.sorts import sorts_of
from improve.ideas.door_rules.words import pieces
from improve.ideas.doors import suggest
from tools import front_end

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "tests" / "data" / "texts"
INDIRECT = ("doors_held_out_4.yaml", "doors_held_out_5.yaml", "doors_held_out_6.yaml")
UNSEEN = ("doors_other.yaml", "doors_held_out.yaml", "doors_held_out_2.yaml", "doors_held_out_3.yaml")
EXAMPLES = ROOT / "improve" / "ideas" / "door_rules" / "examples.yaml"
IN_NODE = Path(__file__).with_name("doors_in_node.js")
SCRIPT = ROOT / "static" / "js" / "doors.js"


def labelled(name: str) -> list[tuple[str, str]]:
    held = yaml.safe_load((TEXTS / name).read_text("utf-8"))
    return [(line, door) for door, lines in held.items() for line in lines.splitlines()]


def rates(texts, judge=suggest) -> tuple[float, float, float]:
    """Some card and the right card of the concerns, a wrong card of the ideas."""
    said = [(judge(text), door) for text, door in texts]
    concerns = [pair for pair in said if pair[1] != "idea"]
    cards_of_ideas = [card != "idea" for card, door in said if door == "idea"]
    some = sum(card != "idea" for card, _ in concerns) / len(concerns)
    right = sum(card == door for card, door in concerns) / len(concerns)
    return some, right, sum(cards_of_ideas) / len(cards_of_ideas)


@pytest.fixture
def no_model(monkeypatch):
    monkeypatch.setattr(doors, "embed", lambda texts: None)


def test_texts_that_nothing_was_learnt_from_find_their_door():
    some, right, wrong = rates([row for name in UNSEEN for row in labelled(name)])
    assert some >= 0.95 and right >= 0.9 and wrong <= 0.08


def test_indirect_texts_of_many_trades_that_nothing_was_learnt_from_find_their_door():
    some, right, wrong = rates([row for name in INDIRECT for row in labelled(name)])
    assert some >= 0.93 and right >= 0.84 and wrong <= 0.06


@pytest.mark.parametrize(
    ("word", "sort"),
    [("heparin", "<drug>"), ("bleepers", "<helpless>"), ("strolled", "<past>"), ("shed", None)],
)
def test_a_word_is_known_by_its_sort(word, sort):
    assert sort in sorts_of(word) if sort else not sorts_of(word)


def test_two_drugs_nobody_has_written_of_together_have_pieces_in_common():
    assert "<past> <drug>" in pieces("gave tinzaparin").keys() & pieces("lost ketamine").keys()


def test_before_anything_is_learnt_the_phrases_decide(monkeypatch, tmp_path):
    monkeypatch.setattr(learnt, "PLACE", tmp_path / "learnt.npz")
    learnt.learnt.cache_clear()
    assert suggest("He fell from the commode last night") == "incident"
    assert suggest("Stapler for the desk") == "idea"
    monkeypatch.undo()
    learnt.learnt.cache_clear()


@pytest.mark.parametrize(
    "text",
    ["The blanket trolley is empty at night", "Porters locked out after six", "the sluice is blocked again"],
)
def test_a_daily_nuisance_in_few_words_is_left_alone(text):
    assert suggest(text) == "idea"


def test_without_the_model_its_words_alone_still_find_most_doors(no_model):
    some, right, wrong = rates(labelled("doors_other.yaml"))
    assert some >= 0.8 and right >= 0.7 and wrong <= 0.12


def test_the_phrases_of_a_tablet_without_a_network_almost_never_disturb_an_idea():
    texts = [(row["text"], row["door"]) for row in json.loads((TEXTS / "doors_dev.json").read_text("utf-8"))]
    some, _right, wrong = rates([*texts, *labelled("doors_other.yaml")], phrases.suggest_by_phrases)
    assert some >= 0.15 and wrong <= 0.05


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("the bed rail in bay 3 will not lock and she nearly fell", "danger_now"),
        ("Oxygen in bay 2 is hissing and his sats are dropping right now", "danger_now"),
        ("She fell from the commode last night and broke her hip", "incident"),
        ("My manager shouts at us and laughs at how I speak", "speak_up"),
        ("Dangerously long queue for coffee, could we have a second machine", "idea"),
        ("Fire door to the linen room sticks, please oil it", "idea"),
        ("please help", "danger_now"),
        ("line one\nline two", "idea"),
        ("Something else", "idea"),
        ("", "idea"),
    ],
)
def test_a_text_finds_its_door(text, door):
    assert suggest(text) == door


def test_a_risk_that_still_goes_on_wins_over_what_happened():
    text = "He fell out of bed at 4 because the rail is broken, and he is climbing out again right now"
    assert suggest(text) == "danger_now"


def test_every_example_is_written_once():
    held = yaml.safe_load(EXAMPLES.read_text("utf-8"))
    lines = [line.strip().lower() for texts in held.values() for line in texts.splitlines()]
    assert set(held) == set(DOORS) and len(lines) == len(set(lines)) > 1500


def test_nothing_is_learnt_from_the_texts_that_measure():
    held = yaml.safe_load(EXAMPLES.read_text("utf-8"))
    learnt = {line.strip().lower() for texts in held.values() for line in texts.splitlines()}
    for name in (*UNSEEN, *INDIRECT):
        assert not learnt & {text.lower() for text, _ in labelled(name)}


def test_the_tablet_reads_its_phrases_as_the_server_does():
    texts = [text for name in ("doors_other.yaml", "doors_held_out.yaml") for text, _ in labelled(name)]
    texts += [row["text"] for row in json.loads((TEXTS / "doors_dev.json").read_text("utf-8"))]
    texts += [
        "He can\u2019t breathe",
        "THE RAIL IS BROKEN",
        "smell of, well, smoke",
        "smell of a b c d smoke",
        "",
    ]
    command = [front_end.node(), str(IN_NODE), str(SCRIPT), str(phrases.PHRASES)]
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    done = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.split() == [phrases.suggest_by_phrases(text) for text in texts]
