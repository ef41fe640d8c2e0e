"""What was typed since a text was read, so that what is known of its places can still be shown."""

from bisect import bisect_left, bisect_right

from opscheck.lsp.edits import changes


class Moves:
    """Turns stretches of an earlier text into those of a later one, and places back; in characters from the start."""

    def __init__(self, old: str, new: str) -> None:
        self._changes = list(changes(old, new))
        self._starts = [each.start for each in self._changes]
        self._new_starts = [each.new_start for each in self._changes]

    def now(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a stretch of the earlier text is; None if its first or its last character was replaced."""
        first, is_first = self._first(start)
        last, is_last = self._last(end) if start < end else (first, is_first)
        return (first, last) if is_first and is_last else None

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the earlier text is, with all that took the place of its ends."""
        first, last = self._first(start)[0], self._last(end)[0]
        return first, max(first, last)

    def before(self, offset: int) -> int | None:
        """Where a place of the later text was; None inside of what is new."""
        index = bisect_left(self._new_starts, offset)
        if not index:
            return offset
        change = self._changes[index - 1]
        return None if offset < change.new_end else offset - change.new_end + change.end

    def _first(self, offset: int) -> tuple[int, bool]:
        """Where the character behind a place is, else what took its place begins; and whether it is there."""
        index = bisect_right(self._starts, offset)
        if not index:
            return offset, True
        change = self._changes[index - 1]
        return (change.new_start, False) if offset < change.end else (offset - change.end + change.new_end, True)

    def _last(self, offset: int) -> tuple[int, bool]:
        """Where the character before a place is, else what took its place ends; and whether it is there."""
        index = bisect_left(self._starts, offset)
        if not index:
            return offset, True
        change = self._changes[index - 1]
        return (change.new_end, False) if offset <= change.end else (offset - change.end + change.new_end, True)
