"""What an edit changes, for people and for ``git apply``."""

import difflib
import re
from collections.abc import Iterator

from opscheck.display import clean


def diff_lines(file: str, old: bytes, new: bytes, *, shown: bool = False) -> Iterator[str]:
    """What changes in a file as a unified diff; line ends stay as they are, so that it can be applied.

    ``shown`` is for a diff that goes to a terminal: control characters are spelt out.
    """
    name = clean(file)
    for line in difflib.unified_diff(_lines(old), _lines(new), f"a/{name}", f"b/{name}"):
        said = clean(line.rstrip("\r\n")) + "\n" if shown else line
        yield said if said.endswith("\n") else f"{said}\n\\ No newline at end of file\n"


def _lines(raw: bytes) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", raw.decode())
