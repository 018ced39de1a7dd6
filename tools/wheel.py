"""Tells hatchling what the wheel carries besides the package. `pip install .` works from a fresh clone."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("templates", "static", "migrations")


class Wheel(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the folders that stand beside the package. An editable install reads them where they are."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What building needs: Node.js as a wheel, where static/ is not built and the machine has none."""
        if self._is_built() or self._front_end().own_node():
            return []
        return (Path(self.root) / "requirements-node.in").read_text().splitlines()[1:]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before the wheel is made; `version` is "standard" or "editable"."""
        if version == "editable":
            return
        if not self._is_built():
            command = [sys.executable, "tools/front_end.py", "install", "build"]
            subprocess.run(command, cwd=self.root, check=True)
        for name in FOLDERS:
            folder = Path(self.root) / name
            if folder.is_dir():
                build_data["force_include"][str(folder)] = f"improve/_files/{name}"

    def _is_built(self) -> bool:
        static = Path(self.root) / "static"
        return (static / "build" / "app.css").exists() and (static / "vendor" / "htmx.min.js").exists()

    def _front_end(self) -> Any:
        sys.path.insert(0, self.root)
        from tools import front_end

        return front_end
