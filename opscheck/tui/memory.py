"""What is remembered of findings from one review to the next: which were reviewed, and which were there before.

It is kept outside of the repository, in the user's state folder, one file for each repository:
``$XDG_STATE_HOME/opscheck/review/NAME-HASH.json`` (``~/.local/state`` where that is not set; on macOS
``~/Library/Application Support``, on Windows ``%LOCALAPPDATA%``). A file that is damaged or cannot be written loses
marks and nothing else.

A finding is known by its fingerprint, so that moved lines change nothing; a mark holds as long as it says the same, by
template and values: putting a hundred thousand sentences together would take seconds.
"""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from opscheck.finding import Finding
from opscheck.translations import PLACEHOLDER

_VERSION = 2


class Memory:
    """The marks of one repository. Without a file it lasts as long as the process."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        held = _read(file) if file else {}
        self._reviewed: dict[str, str] = _texts(held.get("reviewed"))
        seen = held.get("seen")
        self._seen: set[str] | None = (
            {text for text in seen if isinstance(text, str)} if isinstance(seen, list) else None
        )

    @property
    def has_marks(self) -> bool:
        """Whether anything has been marked as reviewed."""
        return bool(self._reviewed)

    def is_reviewed(self, finding: Finding) -> bool:
        """Whether the finding has been reviewed as it is now."""
        if not self._reviewed:
            return False
        said = self._reviewed.get(finding.fingerprint)
        return said is not None and said == _said(finding)

    def is_new(self, finding: Finding) -> bool:
        """Whether the finding was not there when the last review ended; nothing is new in the first one."""
        return self._seen is not None and finding.fingerprint not in self._seen

    def mark(self, findings: Iterable[Finding], *, reviewed: bool) -> None:
        """Mark findings as reviewed, or take the marks away; it is on the disk at once."""
        for finding in findings:
            if reviewed:
                self._reviewed[finding.fingerprint] = _said(finding)
            else:
                self._reviewed.pop(finding.fingerprint, None)
        self._write(self._seen)

    def leave(self, findings: Iterable[Finding]) -> None:
        """Remember what was there, so that the next review knows what is new."""
        self._write({finding.fingerprint for finding in findings})

    def _write(self, seen: set[str] | None) -> None:
        if self._file is None:
            return
        held = {"version": _VERSION, "reviewed": self._reviewed, "seen": None if seen is None else sorted(seen)}
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._file.with_suffix(f".{os.getpid()}.new")
            fresh.write_text(json.dumps(held), encoding="utf-8")
            fresh.replace(self._file)


def memory_of(root: Path, environ: Mapping[str, str]) -> Memory:
    """What is remembered of a repository, or of a folder that is in none."""
    folder = _state_folder(environ)
    if folder is None:
        return Memory()
    digest = sha256(os.fsencode(root)).hexdigest()[:12]
    return Memory(folder / "opscheck" / "review" / f"{root.name or 'root'}-{digest}.json")


def _state_folder(environ: Mapping[str, str]) -> Path | None:
    if os.path.isabs(environ.get("XDG_STATE_HOME", "")):
        return Path(environ["XDG_STATE_HOME"])
    home = environ.get("HOME") or environ.get("USERPROFILE") or ""
    if sys.platform == "win32" and environ.get("LOCALAPPDATA"):
        return Path(environ["LOCALAPPDATA"])
    if not os.path.isabs(home):
        return None
    return Path(home, "Library", "Application Support") if sys.platform == "darwin" else Path(home, ".local", "state")


def _said(finding: Finding) -> str:
    """What a finding says, in short: a mark does not hold for 55 % because somebody has seen 42 %."""
    template, values = finding.message.template, finding.message.values
    said = [template, *(f"{name}={values.get(name)}" for name in _spoken_of(template))]
    return sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:12]


@cache
def _spoken_of(template: str) -> tuple[str, ...]:
    """The names of the values that a template has a place for."""
    return tuple(dict.fromkeys(found[1] for found in PLACEHOLDER.finditer(template) if found[1] is not None))


def _read(file: Path) -> dict[str, Any]:
    try:
        held = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) and held.get("version") == _VERSION else {}


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {name: text for name, text in value.items() if isinstance(text, str)}
