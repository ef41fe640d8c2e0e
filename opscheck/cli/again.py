"""A check that was made before and would go the same way again is answered from the cache, without being made.

What is kept of a run is what it printed, its exit code, and every look at the disk and the clock on which that rests.
The key is what was asked: the command line, the folder, the variables that matter, and the programs as installed. So
nothing is told again of which the smallest part could have changed; and what depends on more is not kept.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, NamedTuple, TextIO

from opscheck import looking
from opscheck.cache import Cache, users_folder
from opscheck.looking import Looks

VARIABLES = (
    "APPDATA",
    "COLUMNS",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "HOME",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_MESSAGES",
    "NO_COLOR",
    "OPSCHECK_AS_OF",
    "OPSCHECK_CONFIG",
    "OPSCHECK_LANG",
    "PYTHONPATH",
    "TERM",
    "TZ",
    "USERPROFILE",
    "XDG_CONFIG_HOME",
)
"""The variables of the environment that can change what a check prints."""
NEVER = (
    "--no-cache",
    "--since",
    "--fix",
    "--diff",
    "--unsafe-fixes",
    "--output",
    "--statistics",
    "--show-files",
    "--show-settings",
    "--stdin-filename",
    "--help",
    "-h",
    "-",
)
"""What asks for more than a report of files as they are: such a check is always made."""
_FORM = 1  # of what is kept
_MOST_PRINTED = 500_000  # characters
_KEPT_CODES = (0, 1)


class Kept(NamedTuple):
    """What is kept of a run."""

    looks: Looks
    out: str
    err: str
    code: int


def checked(arguments: Sequence[str], make: Callable[[], int]) -> int:
    """The exit code of a check with these arguments: of one that would go as one before did, else of ``make``."""
    if any(word.partition("=")[0] in NEVER for word in arguments):
        return make()
    memory = _Memory(Cache(users_folder(os.environ)), arguments)
    kept = memory.recall()
    if kept is None:
        return _made(memory, make)
    sys.stdout.write(kept.out)
    sys.stderr.write(kept.err)
    return kept.code


def _made(memory: _Memory, make: Callable[[], int]) -> int:
    started = time.time()
    with looking.noting() as looks, _heard("stdout") as out, _heard("stderr") as err:
        code = make()
        noted = looks()
    if noted is not None and code in _KEPT_CODES:
        memory.keep(Kept(noted, "".join(out), "".join(err), code), started)
    return code


class _Memory:
    """What is kept of the runs of one question."""

    def __init__(self, cache: Cache, arguments: Sequence[str]) -> None:
        self._cache = cache
        self._python = _spelt("installation", _FORM, sys.version, sys.executable, sys.path, sys.flags, sys.warnoptions)
        self._question = [list(arguments), _folder(), sys.stdout.isatty(), _variables(os.environ)]
        self._programs: Looks = {}

    def recall(self) -> Kept | None:
        """What was kept of a run that would go the same way now."""
        programs = _looks_of(self._get(self._python))
        if not programs or not looking.same(programs):
            return None
        self._programs = programs
        found = self._get(self._key())
        looks = _looks_of(found)
        if found is None or looks is None or not looking.same(looks):
            return None
        return Kept(looks, found["out"], found["err"], found["code"])

    def keep(self, kept: Kept, started: float) -> None:
        """Keep a run that began at this time."""
        from opscheck.installation import installation, is_settled

        programs = installation(self._programs)
        if not is_settled(programs, started):
            return
        if programs != self._programs:
            self._programs = programs
            self._put(self._python, {"looks": _rows(programs)})
        self._put(self._key(), {**kept._asdict(), "looks": _rows(kept.looks)})

    def _key(self) -> str:
        return _spelt("check", _FORM, self._question, sha256(_spelt(_rows(self._programs)).encode()).hexdigest())

    def _get(self, key: str) -> Any:
        raw = self._cache.get(key)
        return None if raw is None else json.loads(raw)

    def _put(self, key: str, value: object) -> None:
        self._cache.put(key, json.dumps(value).encode())


def _spelt(*parts: object) -> str:
    return json.dumps(parts)


def _rows(looks: Looks) -> list[list[object]]:
    return [[kind, name, answer] for (kind, name), answer in sorted(looks.items())]


def _looks_of(found: Any) -> Looks | None:
    return None if found is None else {(kind, name): answer for kind, name, answer in found["looks"]}


def _folder() -> str | None:
    try:
        return os.getcwd()
    except OSError:
        return None


def _variables(environ: Mapping[str, str]) -> dict[str, str | None]:
    return {name: environ.get(name) for name in VARIABLES}


# --- what a run prints


@contextmanager
def _heard(name: str) -> Iterator[list[str]]:
    """Everything that is written to a standard stream, which gets it all the same."""
    stream: TextIO = getattr(sys, name)
    heard = _Heard(stream)
    setattr(sys, name, heard)
    try:
        yield heard.pieces
    finally:
        setattr(sys, name, stream)


class _Heard:
    """A stream that remembers what is written, up to what is worth keeping."""

    def __init__(self, stream: TextIO) -> None:
        self.pieces: list[str] = []
        self._stream = stream
        self._length = 0

    def write(self, text: str) -> int:
        if text.startswith("\r"):  # how far it is, which is for the moment
            return self._stream.write(text)
        self._length += len(text)
        if self._length > _MOST_PRINTED:
            self.pieces.clear()
            looking.depends_on_more()
        else:
            self.pieces.append(text)
        return self._stream.write(text)

    def writelines(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        if name == "buffer":
            looking.depends_on_more()  # what is written there is not heard
        return getattr(self._stream, name)
