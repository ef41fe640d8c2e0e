"""Timing whole processes, in turn, so that a machine that slows down slows all of them."""

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

Prepare = Callable[[], None]


class Command(NamedTuple):
    """A command line, with its environment and what to do before each run of it."""

    line: Sequence[str]
    environ: Mapping[str, str] = {}
    prepare: Prepare | None = None


class Figures(NamedTuple):
    """What some runs of one command took."""

    seconds: tuple[float, ...]
    megabytes: float
    """The largest resident size of the command's largest process."""

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def spread(self) -> str:
        """From the fastest to the slowest run."""
        return f"{min(self.seconds):.3f}–{max(self.seconds):.3f}"


def in_turn(commands: Mapping[str, Command], runs: int, *, warmed: bool = False) -> dict[str, Figures]:
    """Run every command ``runs`` times, one after the other, after one run of each that does not count.

    With ``warmed``, the programs have run already: modules are compiled, and the disk's cache holds them.
    """
    rows: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for command in () if warmed else commands.values():
        timed(command)
    for _ in range(runs):
        for name, command in commands.items():
            rows[name].append(timed(command))
    return {name: Figures(tuple(row[0] for row in found), max(row[1] for row in found)) for name, found in rows.items()}


def timed(command: Command) -> tuple[float, float]:
    """Seconds and peak megabytes of one whole process. Raises SystemExit if it fails."""
    if command.prepare:
        command.prepare()
    environ = {**os.environ, **command.environ}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)  # users keep compiled modules, and so do the others here
    with Path(os.devnull).open("wb") as nowhere:
        start = time.perf_counter()
        process = subprocess.Popen(command.line, stdout=nowhere, stderr=nowhere, env=environ)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        said = subprocess.run(command.line, capture_output=True, check=False, env=environ)
        raise SystemExit(f"{' '.join(command.line[:3])} failed: {said.stderr.decode(errors='replace')[:500]}")
    return seconds, usage.ru_maxrss / 1024
