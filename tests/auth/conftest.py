"""Passwords for the cast. Hashing is made cheap here; its real strength has a test of its own."""

import pytest
from argon2 import PasswordHasher

from improve.auth import passwords
from improve.auth.accounts import set_password
from tests.auth.cast import PASSWORD


@pytest.fixture(autouse=True)
def cheap_hashing(monkeypatch):
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def with_password(trust):
    """The whole cast has the same password; its hash is made once."""
    password_hash = passwords.hash_password(PASSWORD)
    for person in (trust.ana, trust.ben, trust.eve, trust.amy, trust.cleo):
        set_password(person, password_hash, by=person, way="own")
    return trust
