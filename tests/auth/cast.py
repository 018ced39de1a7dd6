"""What the tests of signing in share."""

from typing import Any

PASSWORD = "otter lantern 7 gravel"


def sign_in(client: Any, name: str, password: str = PASSWORD, **more: str) -> Any:
    """Send the sign-in form."""
    return client.post("/sign-in", {"name": name, "password": password, **more})
