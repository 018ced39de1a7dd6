"""What a tablet answers when something is wrong, is translated too: without script, and to scripts."""

import re

import pytest

from improve.measures.kinds import Kind
from improve.tablets.routes.language import COOKIE
from tests import pseudo
from tests.capture.test_claims import CODE, released  # noqa: F401  the fixture
from tests.capture.test_pin import cheap_hashing, with_pin  # noqa: F401  the fixtures
from tests.measures.world import make

DANGER = "Oxygen in bay 2 is hissing and his sats are dropping right now"
PATIENT = "Mrs Edith Halloran (943 476 5919) waited"
NAMES = ("Improve", "Ward 12", "Older people’s medicine", "Ana Diaz", "Ben Okoro", "Thornbeck Hospitals",
         "Cymraeg", "English", "Ward manager", "Staff nurse", "ward manager", "Wait for medicines", "minutes",
         "Home", "people who went home", "From ready to go until gone.", "We work through our breaks", "Qqq",
         "The bleep holder covers from Monday.", PATIENT, DANGER)  # fmt: skip


@pytest.fixture
def tablet(tablet, monkeypatch):
    pseudo.install(monkeypatch)
    tablet.browser.set_cookie(COOKIE, pseudo.CODE)
    return tablet


def said_in_english(page):
    """What stands outside of brackets and was not written by people."""
    found = pseudo.outside(page.soup)
    for name in NAMES:
        found = found.replace(name, "")
    return re.findall(r"[^\W\d_]{2,}", found)


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "x"}, 422),
        ({"text": "1" * 2_001}, 422),
        ({"text": PATIENT}, 422),
        ({"text": DANGER}, 200),
    ],
    ids=["empty", "short", "long", "patient", "danger"],
)
def test_an_idea_that_is_stopped(tablet, form, status):
    page = tablet.post("/tablet/ideas", {"key": "K1", **form})
    assert page.status_code in (status, 422)
    assert not said_in_english(page)


@pytest.mark.parametrize(
    "given", [{"suggestion": "1" * 2_001}, {"says_name": "1" * 81}, {"staff_group": "none"}]
)
def test_an_addition_that_is_refused(tablet, given):
    thanks = tablet.post("/tablet/ideas", {"text": "Qqq", "key": "K1"}).location
    page = tablet.post(f"/tablet/ideas/{thanks.rsplit('/', 1)[1]}/additions", given)
    assert page.status_code == 422
    assert not said_in_english(page)


@pytest.mark.parametrize(
    "pins", [("", ""), ("123456", "1"), ("284917", "284918"), ("284917", "284917")], ids=str
)
def test_a_new_pin_that_is_refused(tablet, pins):
    page = tablet.post("/tablet/pin/new", {"code": "1", "pin": pins[0], "again": pins[1]})
    assert page.status_code == 422
    assert not said_in_english(page)


@pytest.mark.parametrize(
    "path", ["/nowhere", "/ideas/none", "/account", "/tablet/board/nowhere", "/teams/none/board"]
)
def test_a_page_that_does_not_open(tablet, path):
    page = tablet.get(path)
    assert page.status_code in (403, 404)
    assert not said_in_english(page)


@pytest.mark.parametrize("figure", ["", "none", "-1", "1e99"])
@pytest.mark.parametrize("kind", [Kind.COUNT, Kind.PROPORTION, Kind.MEASUREMENT, Kind.TIME_BETWEEN], ids=str)
def test_a_figure_that_is_refused(tablet, trust, kind, figure):
    measure = make(trust, kind)
    page = tablet.post(
        f"/tablet/measures/{measure.id}/taps", {"tap": "number", "value": figure, "denominator": figure}
    )
    assert page.status_code in (303, 422)
    assert page.status_code == 303 or not said_in_english(page)


@pytest.mark.parametrize("words", ["", PATIENT])
def test_a_reply_that_is_refused(tablet, released, words):  # noqa: F811
    page = tablet.post("/code/replies", {"code": CODE, "words": words})
    assert page.status_code == 422
    assert not said_in_english(page)


@pytest.mark.parametrize("step", ["replies", "thanks", "name", "signature"])
def test_what_a_code_opens_answers_in_its_language(tablet, released, step):  # noqa: F811
    page = tablet.post(f"/code/{step}", {"code": CODE, "words": "Qqq"})
    assert page.status_code in (200, 409, 422)
    assert not said_in_english(page)


def test_an_idea_that_can_not_be_taken_back_any_more(tablet, released):  # noqa: F811
    page = tablet.post("/code/withdrawal", {"code": CODE})
    assert page.status_code == 409
    assert not said_in_english(page)


@pytest.mark.parametrize("words", ["", "123"])
def test_a_code_that_enrols_nothing(tablet, words):
    page = tablet.post("/tablet/enrol", {"code": words})
    assert page.status_code == 422
    assert not said_in_english(page)


@pytest.mark.parametrize(
    "sent",
    [{}, {"text": "x"}, {"text": PATIENT}, {"text": "1" * 2_001}, {"text": 3}, {"text": "Qqq", "goals": 3}],
)
def test_what_a_script_is_told(tablet, sent):
    answer = tablet.browser.post(
        "/outbox", json=sent, headers={"Idempotency-Key": "5a1c1f0e-0000-4000-8000-000000000000"}
    )
    assert answer.status_code == 422
    assert answer.json["error"].startswith("⟦")
