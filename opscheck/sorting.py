"""Sorting more than fits into memory."""

import pickle
import struct
import weakref
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from heapq import merge
from itertools import chain, islice
from typing import IO, Any, NamedTuple, TypeVar

Item = TypeVar("Item")

_LENGTH = struct.Struct("!Q")
_BLOCK = 16  # items that are read at once of each run
_FANOUT = 16  # runs that are merged at once: with the blocks, what merging takes


@contextmanager
def naming_the_folder() -> Iterator[None]:
    """Say in an OSError of a temporary file, which has no name, in which folder it is."""
    try:
        yield
    except OSError as error:
        from tempfile import gettempdir

        raise OSError(error.errno, error.strerror, gettempdir()) from None


class _Run(NamedTuple):
    """Where in the file a sequence of sorted items begins and ends."""

    start: int
    end: int


class Sorted(Collection[Item]):
    """Items in the order of their keys, and those of one key in the order in which they were added.

    Up to ``most`` items are in memory. Beyond that they go, sorted, to a temporary file, which has no name and is gone
    with this object; they have to pickle then. It can be iterated over several times, also at the same time, but not
    while items are added. Raises OSError where the file cannot be written.
    """

    def __init__(self, key: Callable[[Item], Any], most: int = 50_000) -> None:
        self._key = key
        self._most = most
        self._items: list[Item] = []
        self._levels: list[list[_Run]] = []  # each run of a level is as long as a whole level below it; the oldest last
        self._file: IO[bytes] | None = None
        self._end = 0
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, item: object) -> bool:
        return any(one == item for one in self)

    def add(self, item: Item) -> None:
        """One more item."""
        self._count += 1
        self._items.append(item)
        if len(self._items) > self._most:
            self._spill()

    def __iter__(self) -> Iterator[Item]:
        self._items.sort(key=self._key)
        oldest_first = chain.from_iterable(reversed(self._levels))
        return merge(*map(self._read, oldest_first), self._items, key=self._key)

    def _spill(self) -> None:
        self._items.sort(key=self._key)
        run = self._write(iter(self._items))
        self._items = []
        for level in self._levels:
            level.append(run)
            if len(level) < _FANOUT:
                return
            run = self._write(merge(*map(self._read, level), key=self._key))
            level.clear()
        self._levels.append([run])

    def _write(self, items: Iterator[Item]) -> _Run:
        start = self._end
        while block := list(islice(items, _BLOCK)):
            data = pickle.dumps(block, pickle.HIGHEST_PROTOCOL)
            self._append(_LENGTH.pack(len(data)) + data)
        return _Run(start, self._end)

    def _append(self, data: bytes) -> None:
        file = self._file = self._file or self._temporary()
        file.seek(self._end)
        self._end += len(data)
        view = memoryview(data)
        with naming_the_folder():
            while view:
                view = view[file.write(view) :]

    def _temporary(self) -> IO[bytes]:
        from tempfile import TemporaryFile  # most of what is sorted fits into memory

        # Nothing is buffered, so that a forked process, which has the same file, may read as well.
        file = TemporaryFile(prefix="opscheck-", buffering=0)  # noqa: SIM115 - as long as this object
        weakref.finalize(self, file.close)
        return file

    def _read(self, run: _Run) -> Iterator[Item]:
        place = run.start
        while place < run.end:
            (length,) = _LENGTH.unpack(self._bytes(place, _LENGTH.size))
            yield from pickle.loads(self._bytes(place + _LENGTH.size, length))
            place += _LENGTH.size + length

    def _bytes(self, place: int, length: int) -> bytes:
        assert self._file is not None
        self._file.seek(place)
        return self._file.read(length)
