"""Real files in a real folder: a repository where `git init` made it one."""

import io
import os
import subprocess
from pathlib import Path
from typing import Any

from opscheck.merge import Loaded
from opscheck.project import Project, discover
from opscheck.project.configurations import Configurations
from opscheck.project.plans import PlanFile

PLAN = "schema: opscheck/v1\nplan: {id: p}\n"


class Place:
    """A folder with files in which checks start."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git_init(self, below: str = ".") -> None:
        subprocess.run(["git", "init", "-q", str(self.folder / below)], check=True)

    def write(self, files: dict[str, str | bytes]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)

    def configurations(
        self,
        option: str | None = None,
        *,
        isolated: bool = False,
        cwd: str = ".",
        environ: dict[str, str] | None = None,
    ) -> Configurations:
        home = str(self.folder / "home")
        environ = {"HOME": home, "XDG_CONFIG_HOME": home, **(environ or {})}
        return Configurations(option, environ, isolated=isolated, cwd=Path(os.path.normpath(self.folder / cwd)))

    def discover(
        self, *paths: str, cwd: str = ".", config: str | None = None, stdin: bytes | None = None, **options: Any
    ) -> Project:
        stream = None if stdin is None else io.BytesIO(stdin)
        return discover(paths, self.configurations(config, cwd=cwd), stdin=stream, **options)

    def names(self, *paths: str, **options: Any) -> list[str]:
        """The names of the plans that are found."""
        return [plan.file for plan in self.discover(*paths, **options).plans]

    def flaws(self, *paths: str, **options: Any) -> list[tuple[str, int, str]]:
        """File, line and message of everything that is wrong with the texts of the plans found."""
        return [
            (flaw.span.file, flaw.span.line, flaw.message)
            for _, loaded in self.discover(*paths, **options)
            for flaw in loaded.flaws
        ]

    def only(self, *paths: str, **options: Any) -> tuple[PlanFile, Loaded]:
        """The one plan that is found."""
        (found,) = self.discover(*paths, **options)
        return found
