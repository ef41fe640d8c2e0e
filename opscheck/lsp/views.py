"""Files as they were read, shown as the editor has them now.

An answer must not wait for the check of the last keystroke: what was read before it still tells of all that was not
typed since, at the place where that is now.
"""

from functools import cached_property
from pathlib import Path

from lsprotocol.types import Location, Position, Range

from opscheck.lsp.moves import Moves
from opscheck.lsp.positions import MARK, Positions
from opscheck.lsp.texts import Texts
from opscheck.project.files import read
from opscheck.source import Document, Span, Text


class View:
    """A file: places of the text that was read, and the editor's positions in the one that it has now."""

    def __init__(self, read: Text, positions: Positions) -> None:
        self.read = read
        self.positions = positions

    @cached_property
    def _moves(self) -> Moves | None:
        before, now = self.read, self.positions.text
        if now is before or now.content == before.content:
            return None
        return Moves(before.content, now.content)

    def offset(self, position: Position) -> int | None:
        """The offset, in what was read, of an editor's position; None in what is new."""
        offset = self.positions.offset(position)
        return self._moves.before(offset) if self._moves else offset

    def range(self, start: int, end: int) -> Range | None:
        """Where a stretch of what was read is now; None if its first or its last character was replaced."""
        if self._moves is None:
            return self.positions.range(start, end)
        now = self._moves.now(start, end)
        return self.positions.range(*now) if now else None

    def around(self, start: int, end: int) -> Range:
        """Where a stretch of what was read is now, with all that took the place of its ends."""
        return self.positions.range(*(self._moves.around(start, end) if self._moves else (start, end)))

    def range_of(self, span: Span) -> Range | None:
        """The same of a span."""
        if self._moves is None:
            return self.positions.range_of(span)
        offset = self.read.offset
        return self.range(offset(span.line, span.column), offset(span.end_line, span.end_column))


class Views:
    """The files of one answer, each looked at once. ``texts`` are those that the editor has."""

    def __init__(self, texts: Texts, encoding: str) -> None:
        self._texts = texts
        self._encoding = encoding
        self._views: dict[tuple[Path, int], View] = {}

    def view(self, path: Path, document: Document | None = None) -> View:
        """A file as it was read; without a document as the editor has it now, else the disk."""
        key = path, id(document)
        if key not in self._views:
            self._views[key] = self._view(path, document)
        return self._views[key]

    def location(self, path: Path, span: Span, document: Document | None) -> Location | None:
        """Where a span of what was read is now, in any file."""
        place = self.view(path, document).range_of(span)
        return Location(self._texts.uri(path), place) if place else None

    def _view(self, path: Path, document: Document | None) -> View:
        opened = self._texts.get(path)
        is_as_read = document is not None and (opened is None or opened.raw == document.raw)
        now = document.source if document and is_as_read else opened.source if opened else _on_disk(path)
        positions = Positions(now, self._encoding, marked=bool(opened and opened.marked))
        return View(document.source if document else now, positions)


def _on_disk(path: Path) -> Text:
    return Text(str(path), read(path)[0].decode("utf-8", "replace").removeprefix(MARK))
