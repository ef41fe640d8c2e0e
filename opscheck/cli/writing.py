"""Reports in files."""

from collections.abc import Iterator
from pathlib import Path

from opscheck.errors import UserError, reason
from opscheck.finding import Message


def write(file: Path, pieces: Iterator[str]) -> None:
    """Write a report. One that fails before its first piece leaves the file as it was.

    Raises UserError where the file cannot be written.
    """
    first = next(pieces, "")
    try:
        with file.open("w", encoding="utf-8", newline="") as stream:
            stream.write(first)
            stream.writelines(pieces)
    except OSError as error:
        raise UserError(
            Message("{file} cannot be written: {reason}", {"file": str(file), "reason": reason(error)})
        ) from None
