"""Ideas that say the same are found though they share few words; without the model, by words and concepts."""

import json
from pathlib import Path

import numpy as np
import pytest

from improve.ideas.meaning import embedding, meaning_of, vector_of
from improve.ideas.meaning.glossary import glossary
from improve.ideas.meaning.glossary.stems import stem
from improve.ideas.meaning.wordpieces import numbers_of
from improve.ideas.similarity import Index

TEXTS = Path(__file__).parents[1] / "data" / "texts"


@pytest.fixture
def without_model(monkeypatch, tmp_path):
    monkeypatch.setenv("IMPROVE_MODEL_DIR", str(tmp_path))


def partners(labelled: dict) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one, other in labelled["pairs"]:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def recall_at_3(labelled: dict, nearest) -> float:
    """The share of ideas with a partner that have one among the three nearest of all other texts."""
    wanted = partners(labelled)
    hits = 0
    for idea_id, same in wanted.items():
        near = [other for other in nearest(idea_id) if other != idea_id][:3]
        hits += bool(same & set(near))
    return hits / len(wanted)


def by_index(labelled: dict):
    """Who is nearest to an idea, by the index."""
    index, meanings = Index(), {idea["id"]: meaning_of(idea["text"]) for idea in labelled["ideas"]}
    for idea_id, meaning in meanings.items():
        index.put(idea_id, meaning)
    return lambda idea_id: [found for found, _score in index.nearest_to(meanings[idea_id], 4)]


def by_plain_model(labelled: dict):
    """Who is nearest by the model alone, as it comes: what the index must be better than."""
    ids = [idea["id"] for idea in labelled["ideas"]]
    rows = embedding.embed([idea["text"] for idea in labelled["ideas"]])
    return lambda idea_id: [ids[row] for row in np.argsort(-(rows @ rows[ids.index(idea_id)]))[:4]]


@pytest.mark.parametrize(
    ("name", "least"),
    [("ideas_dev", 0.76), ("ideas_second", 0.73), ("ideas_third", 0.78), ("ideas_fifth", 0.3)],
)
def test_paraphrases_are_found_clearly_better_than_by_the_model_alone(name, least):
    labelled = json.loads((TEXTS / f"{name}.json").read_text())
    found = recall_at_3(labelled, by_index(labelled))
    assert found >= least
    assert found >= recall_at_3(labelled, by_plain_model(labelled)) + 0.05


def test_without_the_model_words_and_concepts_find_many(without_model):
    labelled = json.loads((TEXTS / "ideas_second.json").read_text())
    assert recall_at_3(labelled, by_index(labelled)) >= 0.4


def test_short_forms_are_read_as_their_words():
    said = glossary().expand("TTOs late, so Mrs B’s bed in A&E waits")
    assert said == "discharge medicines late, so Mrs B’s bed in emergency department waits"


def test_a_trust_adds_ward_words_of_its_own(monkeypatch, tmp_path):
    own = tmp_path / "ours.yaml"
    own.write_text("abbreviations: {jub: Jubilee Building}\nthings: {sick bowls: kidney dish, vomit bowl}\n")
    monkeypatch.setenv("IMPROVE_GLOSSARY", str(own))
    glossary.cache_clear()
    try:
        assert (
            glossary().expand("No lift in JUB, TTOs wait")
            == "No lift in Jubilee Building, discharge medicines wait"
        )
        assert "sick bowls" in {concept.name for concept in glossary().concepts(["kidnei", "dish"])}
    finally:
        glossary.cache_clear()


def test_the_nearest_come_first_and_are_as_many_as_asked():
    index = Index()
    for number, text in enumerate(
        ["The bin lids bang all night", "Cold dinners in bay D", "Nobody answers the phone"]
    ):
        index.add(str(number), text)
    near = index.nearest("Noisy waste bins wake everybody", 2)
    assert near[0][0] == "0" and len(near) == 2
    assert near[0][1] > near[1][1]


def test_what_was_removed_or_replaced_is_not_found():
    index = Index()
    index.add("a", "The bin lids bang all night")
    index.add("a", "Cold dinners in bay D")
    index.add("b", "Nobody answers the phone")
    index.remove("b")
    index.remove("not there")
    assert [found for found, _score in index.nearest("phones ring out", 5)] == ["a"]
    assert len(index) == 1 and "b" not in index


def test_many_removals_leave_the_rest_as_it_was():
    index = Index()
    index.add("kept", "The bin lids bang all night")
    for number in range(600):
        index.put(f"gone {number}", meaning_of("Cold dinners"))
        index.remove(f"gone {number}")
    assert [found for found, _score in index.nearest("noisy bins", 3)] == ["kept"]


def test_nothing_is_near_to_nothing():
    assert Index().nearest("The bin lids bang", 3) == []
    index = Index()
    index.add("a", "")
    index.add("b", "!!! … 🙂")
    assert len(index.nearest("", 3)) == 2
    assert index.nearest("x", 0) == []


def test_an_index_is_exact(monkeypatch):
    """Every row is compared: the answer is that of a plain count over all of them."""
    generator = np.random.default_rng(4)
    meanings = [
        meaning_of(text) for text in ("Cold dinners", "Bins bang", "No sheets on Sunday", "Lost dentures")
    ]
    index, vectors = Index(), []
    for number in range(3_000):
        base = meanings[number % 4]
        vector = embedding.unit(base.vector + generator.normal(0, 0.05, 384).astype(np.float32))
        vectors.append(vector)
        index.put(str(number), type(base)(base.terms[:0], vector))
    asked = type(base)(base.terms[:0], meanings[2].vector)
    wanted = np.argsort(-(np.array(vectors) @ asked.vector), kind="stable")[:10]
    assert [found for found, _score in index.nearest_to(asked, 10)] == [str(row) for row in wanted]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Bin lids bang", [101, 8026, 26122, 9748, 102]),
        ("café £5", [101, 7668, 27813, 102]),
        ("TTO’s re-done!", [101, 23746, 2080, 1521, 1055, 2128, 1011, 2589, 999, 102]),
        ("x" * 101, [101, 100, 102]),
        ("", [101, 102]),
    ],
)
def test_words_become_the_numbers_that_the_model_was_made_with(text, numbers):
    assert numbers_of(text) == numbers


def test_a_long_text_is_cut_at_what_the_model_reads():
    assert len(numbers_of("word " * 1_000)) == 128
    assert vector_of("word " * 1_000).shape == (384,)


def test_without_the_model_nothing_is_embedded_and_it_is_said_why(without_model, tmp_path):
    assert embedding.embed(["Bins bang"]) is None
    assert "there is no model.onnx" in embedding.why_not()
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    assert "cannot be read" in embedding.why_not()


def test_a_vector_does_not_depend_on_what_is_embedded_with_it():
    alone, beside = (
        embedding.embed(["Bins bang"]),
        embedding.embed(["Bins bang", "Another, much longer text " * 9]),
    )
    assert (alone[0] == beside[0]).all()


def test_a_phrase_that_loses_all_words_but_one_is_not_that_word():
    of_saturday, of_hours = (
        {concept.name for concept in glossary().concepts([stem(word)])} for word in ("saturday", "hours")
    )
    assert "weekend" in of_saturday and "weekend" not in of_hours
