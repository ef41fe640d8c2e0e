"""What is kept of the plans of a run: a few in memory, many in a file, so that memory does not grow with them."""

import pickle
from array import array
from collections.abc import Iterator, Sequence
from typing import IO, Generic, TypeVar, overload

from opscheck.sorting import naming_the_folder

Record = TypeVar("Record")
MOST_IN_MEMORY = 200


class Records(Sequence[Record], Generic[Record]):
    """Records in the order in which they came. Beyond ``most`` of them they are in a temporary file, which has no name
    and goes with the process; each is then read anew whenever it is asked for.
    """

    def __init__(self, most: float = MOST_IN_MEMORY) -> None:
        self._most = most
        self._held: list[Record] = []
        self._file: IO[bytes] | None = None
        self._starts = array("Q")

    @property
    def are_on_disk(self) -> bool:
        """Whether there are too many to be held."""
        return self._file is not None

    def append(self, record: Record) -> None:
        """One more record."""
        if self._file is None and len(self._held) >= self._most:
            self._spill()
        if self._file is None:
            self._held.append(record)
        else:
            self._starts.append(self._write(record))

    def replace(self, index: int, record: Record) -> None:
        """Another record in the place of one."""
        if self._file is None:
            self._held[index] = record
        else:
            self._starts[index] = self._write(record)

    def _spill(self) -> None:
        from tempfile import TemporaryFile  # most runs are small

        self._file = TemporaryFile(prefix="opscheck-")  # noqa: SIM115 - as long as the records
        for record in self._held:
            self._starts.append(self._write(record))
        self._held.clear()

    def _write(self, record: Record) -> int:
        assert self._file is not None
        with naming_the_folder():
            start = self._file.seek(0, 2)
            pickle.dump(record, self._file, pickle.HIGHEST_PROTOCOL)
        return start

    def __len__(self) -> int:
        return len(self._held) or len(self._starts)

    def __iter__(self) -> Iterator[Record]:
        return (self[index] for index in range(len(self)))

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        if self._file is None:
            return self._held[index]
        with naming_the_folder():  # what is written last is written here
            self._file.seek(self._starts[index])
        record: Record = pickle.load(self._file)
        return record
