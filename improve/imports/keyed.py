"""What is stored to tell that a row or its words are here already: worth nothing to who reads the database alone."""

import hmac

from flask import current_app


def keyed(digest: str) -> str:
    """The same for the same digest, and only with the program's secret.

    A plain digest of words that were hidden since could be tried with guesses.
    """
    secret = str(current_app.secret_key).encode()
    return hmac.digest(secret, f"imported row\n{digest}".encode(), "sha256").hex()
