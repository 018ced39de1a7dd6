"""What is acknowledged is on the disk: the log is synced before the answer leaves the socket."""

import re
import shutil
import subprocess

import pytest

from tests.reliability.site import Sender, empty_site, serving

IDEAS = 100
CALL = re.compile(r"^(?:\[pid +)?(\d+)\]? +(\w+)\((\d+)(?:<([^>]*)>)?")


def can_trace() -> bool:
    """Whether system calls of a child can be watched here."""
    strace = shutil.which("strace")
    return (
        bool(strace)
        and subprocess.run([strace, "-o", "/dev/null", "true"], capture_output=True).returncode == 0
    )


@pytest.mark.skipif(not can_trace(), reason="strace is not installed, or may not trace here")
def test_the_log_is_synced_before_each_acknowledgement(tmp_path):
    _app, secret, ward_id = empty_site(tmp_path)
    trace = tmp_path / "trace"
    watched = "trace=fdatasync,fsync,pwrite64,sendto,sendmsg,write"
    before = ("strace", "-f", "--seccomp-bpf", "-y", "-s", "16", "-e", watched, "-o", str(trace))
    with serving(tmp_path, secret, ward_id, before, IMPROVE_WEB_WORKERS="1", IMPROVE_WEB_THREADS="1") as site:
        assert all(Sender(site, f"Power cut {number}.").send() for number in range(IDEAS))
    assert acknowledged(trace.read_text()) == [True] * IDEAS


def acknowledged(trace: str) -> list[bool]:
    """For each 303: whether all that was written to the log before it was synced before it."""
    found, is_synced = [], False
    for line in trace.splitlines():
        if (call := CALL.match(line)) is None:
            continue
        name, path = call[2], call[4] or ""
        if name == "pwrite64" and path.endswith("-wal"):
            is_synced = False
        elif name in ("fdatasync", "fsync") and path.endswith("-wal"):
            is_synced = line.endswith("= 0")
        elif "HTTP/1.1 303" in line:
            found.append(is_synced)
            is_synced = False  # the next one needs a sync of its own
    return found


def test_the_proof_fails_without_a_sync():
    written = '7 pwrite64(5</x/improve.db-wal>, "..", 24, 0) = 24'
    synced, sent = (
        "7 fdatasync(5</x/improve.db-wal>) = 0",
        '7 sendto(9<socket:[1]>, "HTTP/1.1 303 SEE"..., 90) = 90',
    )
    assert acknowledged(f"{written}\n{synced}\n{sent}\n{written}\n{sent}") == [True, False]
