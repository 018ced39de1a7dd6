"""What a tablet's outbox sends."""

from uuid import uuid4

from improve.core import clock

TEXT = "Hang a second set of keys by the treatment room door."


def entry(**fields):
    """An entry as the tablet sends it."""
    return {"text": TEXT, "written_at": clock.now().isoformat(), **fields}


def push(tablet, body=None, key=None, **headers):
    """Send an entry from that tablet's browser."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"Idempotency-Key": key or str(uuid4()), "Sec-Fetch-Site": "same-origin", **given}
    sent = {name: value for name, value in sent.items() if value is not None}
    return tablet.post("/outbox", json=entry() if body is None else body, headers=sent)


def add(tablet, key, body, **options):
    """Send what is added to it."""
    return tablet.post(
        f"/outbox/{key}/additions", json=body, headers={"Sec-Fetch-Site": "same-origin"}, **options
    )
