"""Reports in files."""

from collections.abc import Iterator
from pathlib import Path

from opscheck.errors import UserError, reason
from opscheck.finding import Message
from opscheck.project.recognition import Marks

IS_A_PLAN = "{file} is a plan or a part of one: a report would take its place"


def write(file: Path, pieces: Iterator[str]) -> None:
    """Write a report. One that fails before its first piece leaves the file as it was.

    Raises UserError where the file cannot be written, and where it is a plan.
    """
    first = next(pieces, "")
    try:
        if file.is_file() and Marks(file.read_bytes()).header:
            raise UserError(Message(IS_A_PLAN, {"file": str(file)}))
        with file.open("w", encoding="utf-8", newline="") as stream:
            stream.write(first)
            stream.writelines(pieces)
    except OSError as error:
        raise UserError(
            Message("{file} cannot be written: {reason}", {"file": str(file), "reason": reason(error)})
        ) from None
