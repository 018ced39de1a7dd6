"""Passwords: hashing with argon2id, and which passwords are too easy to guess. Hash outside of write transactions."""

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from improve.auth.guessing import is_common, is_pattern, is_personal

LEAST, MOST = 12, 200  # characters
MEMORY_KIB = 64 * 1024
AT_ONCE = 2  # hashes a process: each takes 64 MiB and a processor

hasher = PasswordHasher(time_cost=3, memory_cost=MEMORY_KIB, parallelism=1)
_turns = BoundedSemaphore(AT_ONCE)
# Of a password nobody knows, with the parameters above: checking it takes as long as checking a real one.
_NOBODYS = "$argon2id$v=19$m=65536,t=3,p=1$JAvcTdFErBCxb7UD3akBdQ$ApyKKWbaoIVf0RKCZa1cvTEy7fqPbHj0QL1gAkEzLHc"


def hash_password(password: str) -> str:
    """The hash to store. Slow on purpose."""
    with _turns:
        return hasher.hash(_normal(password))


def is_right(password: str, password_hash: str | None) -> bool:
    """Whether the password belongs to the hash. Without a hash: the same work, and no."""
    if len(password) > MOST:
        return False
    with _turns:
        try:
            hasher.verify(password_hash or _NOBODYS, _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Made with other parameters than today's."""
    return hasher.check_needs_rehash(password_hash)


def problems(password: str, personal: list[str]) -> list[str]:
    """What is wrong with a new password, in sentences. `personal`: names of the person and the workplace."""
    if len(password) < LEAST:
        return [f"The password must be {LEAST} characters or more. Three or four words are easy to remember"]
    if len(password) > MOST:
        return [f"The password must be {MOST} characters or fewer"]
    if is_pattern(password):
        return ["The password must not be a row of keys, numbers or letters, or one piece again and again"]
    if is_common(password):
        return [
            "Many people use this password or one like it. Choose another, for example three or four words"
        ]
    if is_personal(password, personal):
        return ["The password must not be made of your name or your workplace's name"]
    return []


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)
