"""Which passwords are taken, and how they are stored."""

import pytest
from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY

from improve.auth import passwords
from improve.auth.guessing import is_common, is_pattern, is_personal

KNOWN = ["Ana Diaz", "ana.diaz thornbeck.example", "T10037", "Thornbeck Hospitals"]


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "elevenchars",
        "x" * 201,
        "aaaaaaaaaaaaaa",
        "abababababababab",
        "123456789012",
        "1234567890qwertyuiop",
        "qwertyuiopasdf",
        "abcdefghijklmn",
        "abc123abc123abc123",
        "passwordpassword",
        "Password123456!",
        "P@ssw0rd2024!!",
        "WelcomeHospital1",
        "Liverpoolfc2023",
        "iloveyouforever",
        "L1verp00l2024!!",
        "anadiaz2024!!",
        "Thornbeck-Ward-12",
        "hospitalstrust99",
    ],
)
def test_a_password_that_would_be_guessed_is_refused(password):
    assert len(passwords.problems(password, KNOWN)) == 1


@pytest.mark.parametrize(
    "password",
    [
        "otter lantern 7 gravel",
        "correct horse battery staple",
        "kEttle-mauve-3-orbit",
        "naïve café über 12",
        "пароль-из-трёх-слов",
        "😀 twelve or more 😀",
        "x7$Kq!9vLm2#Tz",
        "   spaces at both ends   ",
        "y" + "long sentence that nobody guesses " * 5,
    ],
)
def test_a_good_password_of_any_characters_is_taken(password):
    assert passwords.problems(password, KNOWN) == []


def test_nothing_is_cut_off_a_long_password():
    long = "otter lantern gravel " * 8
    stored = passwords.hash_password(long)
    assert passwords.is_right(long, stored)
    assert not passwords.is_right(long[:-1], stored)


def test_composed_and_decomposed_letters_are_the_same_password():
    assert passwords.is_right("cafe\u0301 lantern 12", passwords.hash_password("caf\u00e9 lantern 12"))


def test_without_a_hash_the_same_work_is_done_and_the_answer_is_no():
    assert not passwords.is_right("otter lantern 7 gravel", None)
    assert PasswordHasher().check_needs_rehash(passwords._NOBODYS) in (True, False)  # a hash that can be read
    assert passwords._NOBODYS.startswith("$argon2id$v=19$m=65536,t=3,p=1$")


def test_the_hash_is_argon2id_with_64_mebibytes_and_three_passes(monkeypatch):
    monkeypatch.undo()
    assert passwords.hasher.type is RFC_9106_LOW_MEMORY.type
    assert (passwords.hasher.memory_cost, passwords.hasher.time_cost, passwords.hasher.parallelism) == (
        65536,
        3,
        1,
    )


def test_a_broken_stored_hash_opens_nothing():
    assert not passwords.is_right("otter lantern 7 gravel", "not a hash")


def test_two_common_words_are_common_and_three_unlike_ones_are_not():
    assert is_common("SunshineDragon99")
    assert not is_common("otter lantern gravel")


def test_a_walk_over_the_keys_is_a_pattern():
    assert is_pattern("zxcvbnm,./zxcvbnm")
    assert not is_pattern("otter lantern")


def test_a_name_is_personal_wherever_it_stands():
    assert is_personal("thornbeck2024diaz", KNOWN)
    assert not is_personal("otter lantern gravel", KNOWN)
