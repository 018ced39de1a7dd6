"""Whether a page is valid HTML, asked of html-validate in one Node.js process that stays."""

import atexit
import json
import subprocess
from functools import cache
from pathlib import Path
from threading import Lock

from tools import front_end

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "html_validate.js"
_one_at_a_time = Lock()


def problems(html: str, *, fragment: bool = False) -> list[str]:
    """What is wrong with a page, a line each; empty when it is valid. A fragment has no doctype, head or h1."""
    with _one_at_a_time:
        validator = _validator()
        assert validator.stdin and validator.stdout
        validator.stdin.write(json.dumps({"html": html, "fragment": fragment}) + "\n")
        validator.stdin.flush()
        answer = validator.stdout.readline()
    if not answer:
        raise RuntimeError("html-validate has ended. `make setup` installs it.")
    return list(json.loads(answer))


@cache
def _validator() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [front_end.node(), str(SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    atexit.register(process.kill)
    return process
