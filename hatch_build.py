"""Compiles the translations while a wheel, a source distribution or an editable installation is built."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Translations(BuildHookInterface[Any]):
    """Writes a .mo beside every .po."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        from opscheck.authoring.catalogues.compiled import compile_file

        sys.path.remove(self.root)
        for folder in ("opscheck", "plugins"):
            for file in Path(self.root, folder).rglob("LC_MESSAGES/*.po"):
                compile_file(file)
