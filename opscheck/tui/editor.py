"""The user's own editor, at the line of a finding."""

import os
import shlex
from collections.abc import Mapping
from pathlib import PurePath

_BY_COLON = ("hx", "helix", "subl", "zed", "micro")
_WITH_COLUMN = ("nano", "emacs", "emacsclient", "kak", "mg")
_GOTO = ("code", "codium", "code-insiders", "cursor", "windsurf")
_DEFAULT = "notepad" if os.name == "nt" else "vi"


def editor_of(environ: Mapping[str, str]) -> str:
    """What the user has chosen to write with."""
    return environ.get("VISUAL") or environ.get("EDITOR") or _DEFAULT


def editor_command(environ: Mapping[str, str], file: str, line: int, column: int) -> list[str]:
    """What starts $VISUAL, else $EDITOR, at a line, and comes back when it is closed; lines and columns from 1.

    Raises ValueError where the variable has a quotation mark too few.
    """
    words = shlex.split(editor_of(environ)) or [_DEFAULT]
    name = PurePath(words[0]).stem.lower()
    if name in _GOTO:
        wait = [] if {"--wait", "-w"} & set(words) else ["--wait"]
        return [*words, *wait, "--goto", f"{file}:{line}:{column}"]
    if name in _BY_COLON:
        return [*words, f"{file}:{line}:{column}"]
    if name in _WITH_COLUMN:
        separator = "," if name == "nano" else ":"
        return [*words, f"+{line}{separator}{column}", file]
    if name == "notepad":
        return [*words, file]
    return [*words, f"+{line}", file]
