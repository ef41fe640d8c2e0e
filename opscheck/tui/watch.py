"""Whether the files of a run have changed since somebody last looked."""

import os
from collections.abc import Iterable
from pathlib import Path

State = dict[Path, tuple[int, int, int]]


def state_of(files: Iterable[Path]) -> State:
    """What tells a file from an earlier state of itself; a file that is not there has none."""
    state: State = {}
    for file in files:
        try:
            status = os.stat(file)
        except (OSError, ValueError):
            continue
        state[file] = status.st_mtime_ns, status.st_size, status.st_ino
    return state
