"""Which configuration holds for which folder.

``--config`` comes first, then OPSCHECK_CONFIG, then for each plan the nearest of ``.opscheck.yaml``, ``opscheck.yaml``
and ``pyproject.toml`` with ``[tool.opscheck]`` in its folder or above, up to the root of its repository (of the file
system where there is none), then the user's own. Exactly one file holds: nothing is merged. A nearer file that cannot
be read is an error, never passed over.

Ruleset paths relate to the folder of the configuration. So do globs where the configuration was found above a plan;
those of a file that was given by name, or of the user's own, relate to the repository of the current folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from opscheck import looking
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.project.config import Config
from opscheck.project.files import read, repository_of, shown
from opscheck.project.reading import read_config
from opscheck.source import Document, Span, load

NAMES = (".opscheck.yaml", "opscheck.yaml", "pyproject.toml")
USERS_NAME = "config.yaml"
ENVIRONMENT = "OPSCHECK_CONFIG"
_MOST_FOLDERS = 1_000
_PYPROJECT_SECTION = ("tool", "opscheck")
NO_SECTION = "the file has no [tool.opscheck] section"
NO_FOLDER = "the current folder does not exist any more"
TWO_WISHES = "--isolated means no configuration at all: leave it or --config out"


class Configurations:
    """Which configuration holds for a folder. Each file is read once, when it is first needed."""

    def __init__(
        self, option: str | None, environ: Mapping[str, str], *, isolated: bool = False, cwd: Path | None = None
    ) -> None:
        """``option`` is what ``--config`` says. Raises UserError for a file so given that cannot be read."""
        self.cwd = Path(os.path.abspath(cwd or _current_folder()))
        self._environ = environ
        self._found: dict[Path, Config] = {}
        self._here = repository_of(self.cwd) or self.cwd
        self._fixed = self._given(option, isolated)

    def for_folder(self, folder: Path) -> Config:
        """The configuration for the files of an absolute folder. Raises UserError, located."""
        if self._fixed:
            return self._fixed
        if folder not in self._found:
            at_the_top = folder.parent == folder or looking.exists(folder / ".git")
            found = self._in_folder(folder) or (self._users if at_the_top else self.for_folder(folder.parent))
            if len(self._found) >= _MOST_FOLDERS:  # there may be as many as plans; what is inherited can be found again
                self._found = {above: config for above, config in self._found.items() if config.folder == above}
            self._found[folder] = found
        return self._found[folder]

    def _given(self, option: str | None, isolated: bool) -> Config | None:
        if isolated and option:
            raise UserError(Message(TWO_WISHES))
        if isolated:
            return Config(self._here, self._here)
        name = option or self._environ.get(ENVIRONMENT)
        if not name:
            return None
        path = Path(os.path.abspath(self.cwd / name))
        config = self._read(path, self._here)
        if config is None:
            raise UserError(Message(NO_SECTION), Span(shown(path, self.cwd), 1, 1, 1, 1))
        return config

    @cached_property
    def _users(self) -> Config:
        """The user's own configuration; the empty one where there is none."""
        for path in (folder / USERS_NAME for folder in user_folders(self._environ)):
            config = self._read(path, self._here) if looking.exists(path) else None
            if config:
                return config
        return Config(self._here, self._here)

    def _in_folder(self, folder: Path) -> Config | None:
        for name in NAMES:
            path = folder / name
            config = self._read(path, folder) if looking.exists(path) else None
            if config:
                return config
        return None

    def _read(self, path: Path, root: Path) -> Config | None:
        """The configuration in a file; None for a pyproject.toml that says nothing of opscheck."""
        file = shown(path, self.cwd)
        raw, problem = read(path)
        if problem:
            raise UserError(problem, Span(file, 1, 1, 1, 1))
        is_toml = path.suffix == ".toml"
        if is_toml and b"opscheck" not in raw:
            return None
        document = _load_toml(raw, file) if is_toml else load(raw, file)
        for flaw in document.flaws:
            if flaw.rule == "opscheck/syntax":  # what YAML 1.1 reads differently is no concern here
                raise UserError(Message(flaw.template, flaw.values), flaw.span)
        if is_toml and "opscheck" not in _tables(document.data.get("tool")):
            return None
        return read_config(document, _PYPROJECT_SECTION if is_toml else (), path.parent, root)


def _current_folder() -> Path:
    try:
        return Path.cwd()
    except OSError:
        raise UserError(Message(NO_FOLDER)) from None


def _load_toml(raw: bytes, file: str) -> Document:
    from opscheck.project.toml import load_toml  # 17 ms that most runs need not spend

    return load_toml(raw, file)


def _tables(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def user_folders(environ: Mapping[str, str]) -> Iterator[Path]:
    """The folders in which the user's own configuration may be, the first one counting."""
    home = environ.get("HOME") or environ.get("USERPROFILE") or os.path.expanduser("~")
    folders = [environ.get("XDG_CONFIG_HOME", "")]
    if sys.platform == "win32":
        folders.append(environ.get("APPDATA", ""))
    if sys.platform == "darwin":
        folders.append(os.path.join(home, "Library", "Application Support"))
    if not folders[0]:
        folders.append(os.path.join(home, ".config"))
    return (Path(folder, "opscheck") for folder in folders if os.path.isabs(folder))
