"""A process of its own that writes a file and is killed, or refused something, at one of its calls to the system."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from opscheck.edits import Refused, write

CALLS = (
    *("open", "close", "lstat", "fstat", "stat", "read", "write", "lseek", "fsync", "fchown", "fchmod"),
    *("unlink", "replace", "listxattr", "getxattr", "setxattr"),
)
DONE, REFUSED, SYSTEM_ERROR, OTHER = 0, 3, 4, 5

Fault = Callable[[Callable[..., Any], Any], Any]


def kill_before(_call: Callable[..., Any], *_arguments: Any, **_options: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def kill_after(call: Callable[..., Any], *arguments: Any, **options: Any) -> None:
    call(*arguments, **options)
    os.kill(os.getpid(), signal.SIGKILL)


def failing(code: int) -> Fault:
    """A call that the system refuses with this error."""

    def fail(_call: Callable[..., Any], *_arguments: Any, **_options: Any) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def half_written(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """A write that takes half of what it is given; any other call as usual."""
    if call.__name__ == "write":
        return call(arguments[0], arguments[1][: max(1, len(arguments[1]) // 2)])
    return call(*arguments, **options)


def attempt(path: Path, old: bytes, new: bytes, at: int, fault: Fault) -> tuple[int, int]:
    """Write in a process of its own, with a fault at the call of this number.

    Returns its exit code (negative: the signal that killed it) and the number of calls that it made.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os._exit(_child(path, old, new, at, fault, writer))
    os.close(writer)
    with open(reader, "rb") as pipe:
        calls = pipe.read().count(b".")
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), calls


def _child(path: Path, old: bytes, new: bytes, at: int, fault: Fault, writer: int) -> int:
    tell = os.write
    count = 0

    def watched(call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **options: Any) -> Any:
            nonlocal count
            tell(writer, b".")
            count += 1
            return fault(call, *arguments, **options) if count - 1 == at else call(*arguments, **options)

        return called

    import fcntl

    for name in CALLS:
        if hasattr(os, name):
            setattr(os, name, watched(getattr(os, name)))
    fcntl.flock = watched(fcntl.flock)  # type: ignore[assignment]
    try:
        write(path, old, new)
    except Refused:
        return REFUSED
    except OSError:
        return SYSTEM_ERROR
    except BaseException:  # noqa: BLE001 - whatever it is, the test has to know
        return OTHER
    return DONE
