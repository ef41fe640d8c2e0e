"""Strangers' rules run in a process of their own, so that nothing they do can cost anybody else's findings.

Nothing inside one process can stop a rule that loops, eats memory or ends the interpreter. So the rules of each
third-party distribution are judged by a forked child, one after the other; each has a deadline, and the child a memory
limit. A rule that breaks either is named, the child is given up, and another one goes on with the rest. Where the
platform cannot fork (Windows) the rules run in process, and only what they raise is caught.
"""

import contextlib
import math
import os
import pickle
import select
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from opscheck.blame import told

Job = TypeVar("Job")

TIMED_OUT = "it did not return within {seconds} seconds"
OUT_OF_MEMORY = "it needs more than {megabytes} MB of memory ({error})"
ENDED = "it ended the process that it ran in"
NONSENSE = "what it says cannot be passed on: {error}"
_LENGTH = struct.Struct("!Q")
_ROOM_TO_SAY_SO = 16_000_000  # bytes of memory beyond the limit


class RuleLimits(NamedTuple):
    """What one rule of a third-party plugin may take on one plan."""

    seconds: float = 10.0
    megabytes: int = 512


class Failure(NamedTuple):
    """Why a job has no result: a template and its values."""

    template: str
    values: dict[str, Any]


_limits_here: RuleLimits | None = None
"""In a child: what a job may take."""


def failure_of(error: BaseException) -> Failure:
    """Why somebody else's code, which raised this, has no result."""
    if _limits_here is None or not isinstance(error, MemoryError):
        return Failure("{error}", {"error": told(error)})
    _give_room()
    return Failure(OUT_OF_MEMORY, {"megabytes": _limits_here.megabytes, "error": told(error)})


def can_isolate() -> bool:
    """Whether this platform can fork a process."""
    return hasattr(os, "fork")


def in_worker(
    jobs: Sequence[Job], work: Callable[[Job], Any], limits: RuleLimits
) -> Iterator[tuple[Job, Any | Failure]]:
    """Each job with what ``work`` makes of it, in order, worked on by a child process. Never raises for a job."""
    rest = list(jobs)
    while rest:
        with _Child(rest, work, limits) as child:
            result = None
            while rest and not isinstance(result, Failure):  # after a failure the next child starts afresh
                result = child.next_result()
                yield rest.pop(0), result


class _Child:
    """A forked process that works on jobs and sends each result through a pipe."""

    def __init__(self, jobs: Sequence[Any], work: Callable[[Any], Any], limits: RuleLimits) -> None:
        self._limits = limits
        _flush()
        self._pipe, child_end = os.pipe()
        self._pid = os.fork()
        if not self._pid:
            os.close(self._pipe)
            _work(jobs, work, limits, child_end)  # never returns
        os.close(child_end)

    def __enter__(self) -> "_Child":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._pipe)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)

    def next_result(self) -> Any | Failure:
        deadline = time.monotonic() + self._limits.seconds
        try:
            (length,) = _LENGTH.unpack(self._read(_LENGTH.size, deadline))
            return pickle.loads(self._read(length, deadline))
        except TimeoutError:
            return Failure(TIMED_OUT, {"seconds": self._limits.seconds})
        except EOFError:
            return Failure(ENDED, {})
        except Exception as error:  # noqa: BLE001 - whatever unpickling a stranger's values raises
            return Failure(NONSENSE, {"error": told(error)})

    def _read(self, size: int, deadline: float) -> bytes:
        data = bytearray()
        while len(data) < size:
            readable, _, _ = select.select([self._pipe], [], [], max(0.0, deadline - time.monotonic()))
            if not readable:
                raise TimeoutError
            piece = os.read(self._pipe, min(size - len(data), 1 << 16))
            if not piece:
                raise EOFError
            data += piece
        return bytes(data)


def _work(jobs: Sequence[Any], work: Callable[[Any], Any], limits: RuleLimits, pipe: int) -> None:
    """The child's whole life. It leaves without the parent's clean-up; what it prints goes to standard error."""
    global _limits_here
    try:
        _limits_here = limits
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(2, 1)
        _limit_memory(limits.megabytes)
        _limit_processors(limits.seconds * len(jobs))
        for job in jobs:
            result = _result(job, work)
            _flush()
            _send(pipe, result)
    finally:
        os._exit(0)


def _result(job: Any, work: Callable[[Any], Any]) -> bytes:
    try:
        return pickle.dumps(work(job))
    except MemoryError as error:
        return pickle.dumps(failure_of(error))
    except Exception as error:  # noqa: BLE001 - a value that cannot be pickled may raise anything
        return pickle.dumps(Failure(NONSENSE, {"error": told(error)}))


def _send(pipe: int, data: bytes) -> None:
    view = memoryview(_LENGTH.pack(len(data)) + data)
    while view:
        view = view[os.write(pipe, view) :]


def _limit_memory(megabytes: int) -> None:
    try:
        import resource

        used = _address_space()
        if used:
            limit = used + megabytes * 1_000_000
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit + _ROOM_TO_SAY_SO))
    except (ImportError, OSError, ValueError):
        pass  # the platform has no such limit


def _limit_processors(seconds: float) -> None:
    """A child that loops would do so for ever where its parent is killed, which else gives it up in time."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        most = math.ceil(seconds * (os.cpu_count() or 1)) + 1  # each thread of a job may have a processor
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))


def _give_room() -> None:
    """What has used up all memory could not even say so."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _address_space() -> int:
    """The bytes of memory mapped by this process; 0 where the platform does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:
            return int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _flush() -> None:
    """What is buffered would be written by both processes."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
