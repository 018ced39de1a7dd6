"""Random public ids and secrets. Nothing here can be ordered by time or counted."""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32: no I, L, O or U
ID_LENGTH = 16  # characters: 80 bits
SECRET_BYTES = 32  # 256 bits


def new_id() -> str:
    """A public id: 16 characters of Crockford base32, 80 random bits."""
    bits = secrets.randbits(80)
    return "".join(ALPHABET[(bits >> shift) & 31] for shift in range(75, -1, -5))


def new_secret() -> str:
    """A secret of 256 bits for a cookie or a link; store `digest(secret)`, never the secret."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest(secret: str) -> str:
    """SHA-256 in hex. Enough for secrets of 80 random bits and more; passwords and PINs take argon2."""
    return hashlib.sha256(secret.encode()).hexdigest()


def read_code(typed: str) -> str:
    """A code as people type it: small letters, spaces and dashes are fine, O reads as 0, I and L as 1."""
    kept = "".join(char for char in typed.upper() if char.isalnum())
    return kept.replace("O", "0").replace("I", "1").replace("L", "1")


def in_groups(code: str, size: int = 4) -> str:
    """A code as people read it aloud: groups of four."""
    return " ".join(code[start : start + size] for start in range(0, len(code), size))
