"""A file's new content in the place of its old one: at once, or not at all.

The new content goes into a file beside it, which takes its place when it is complete and on the disk. Killed at any
moment, the file is the old one or the new one; what is left beside it then is taken away by the next write or sweep.
The file beside it is locked while it is written, so that of two processes the second one waits and then finds that the
file has changed.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from opscheck.edits.edit import Refused

try:
    import fcntl
except ImportError:  # Windows, where a file that is open cannot be taken away: that is lock enough
    fcntl = None  # type: ignore[assignment]

_SYMLINK = "{file} is a symbolic link: name the file that it points to"
_HARD_LINK = "{file} has another name (a hard link), which would keep the old content"
_SPECIAL = "{file} is no regular file"
_CHANGED = "{file} has changed since it was read"
_BUSY = "another process is writing {file}"
_OWNER = "{file} belongs to somebody else, and would not any more"


class Changed(Refused):
    """The file is not what it was when it was read."""


_PATIENCE = 30.0  # seconds: writing a plan takes milliseconds, and the disk may be busy
_PIECE = 1 << 20
_BINARY = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NOT_A_LINK = getattr(os, "O_NOFOLLOW", 0)


def beside(path: Path) -> Path:
    """The file that holds the new content of a file until it is complete."""
    return path.with_name(f".{path.name}.opscheck-new")


def write(path: Path, old: bytes, new: bytes) -> None:
    """Put ``new`` in the place of ``old``, with the same mode and owner.

    Raises Refused where the path is a symbolic link, has hard links, is no regular file, or is being written by another
    process; Changed where it does not hold ``old`` any more; OSError where the system refuses. The file is then as it
    was, unless the error came when the folder itself was brought to the disk: read the file to know.
    """
    _refuse_odd_files(path)
    original = os.open(path, os.O_RDWR | _BINARY | _NOT_A_LINK)
    try:
        with _locked(path) as fresh:
            _keep_owner_and_mode(original, fresh, path)
            _write_all(fresh, new)
            os.fsync(fresh)
            _refuse_if_changed(path, original, old)
            _replace(path, fresh, original)
    finally:
        _close(original)
    _bring_folder_to_disk(path.parent)


def sweep(path: Path) -> None:
    """Take away what a process that was killed has left beside a file. Never raises."""
    try:
        _clear(beside(path))
    except (OSError, Refused):
        return


# --- the file beside it


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The file beside it, empty and locked; gone afterwards, one way or the other."""
    name = beside(path)
    fresh = _create(name, path)
    try:
        yield fresh
    except BaseException:
        _take_away(name, fresh)
        raise
    finally:
        _close(fresh)


def _create(name: Path, path: Path) -> int:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            if _clear(name):
                fresh = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY | _NOT_A_LINK, 0o600)
                if _is_ours(name, fresh):
                    return fresh
        except FileExistsError:  # another process was faster
            pass
        if time.monotonic() > deadline:
            raise Refused(_BUSY, file=path.name)
        time.sleep(0.01)


def _is_ours(name: Path, fresh: int) -> bool:
    """Lock a new file; it is closed where another process has taken it for a left one."""
    ours = False
    try:
        ours = _lock(fresh) and _is_still(name, fresh)
    except OSError:
        _take_away(name, fresh)
        raise
    finally:
        if not ours:
            _close(fresh)
    return ours


def _clear(name: Path) -> bool:
    """Take away a file that nobody is writing any more. Whether the name is free."""
    try:
        status = os.lstat(name)
    except FileNotFoundError:
        return True
    if not stat.S_ISREG(status.st_mode):
        raise Refused(_SPECIAL, file=name.name)
    try:
        left = os.open(name, os.O_RDONLY | _BINARY | _NOT_A_LINK)
    except FileNotFoundError:
        return True
    try:
        if not _lock(left):
            return False
        if _is_still(name, left):
            os.unlink(name)
        return True
    finally:
        os.close(left)


def _lock(file: int) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still(name: Path, file: int) -> bool:
    """Whether the name still means the open file."""
    try:
        return os.path.samestat(os.lstat(name), os.fstat(file))
    except FileNotFoundError:
        return False


def _take_away(name: Path, fresh: int) -> None:
    try:
        if _is_still(name, fresh):
            os.unlink(name)
    except OSError:
        return  # the next write or sweep will


# --- what goes into it


def _keep_owner_and_mode(original: int, fresh: int, path: Path) -> None:
    wanted, own = os.fstat(original), os.fstat(fresh)
    if hasattr(os, "fchown") and (wanted.st_uid, wanted.st_gid) != (own.st_uid, own.st_gid):
        try:
            os.fchown(fresh, wanted.st_uid, wanted.st_gid)
        except PermissionError:
            raise Refused(_OWNER, file=path.name) from None
    if hasattr(os, "fchmod"):
        os.fchmod(fresh, stat.S_IMODE(wanted.st_mode))
    if hasattr(os, "listxattr"):
        for name in os.listxattr(original):
            if name.startswith(("user.", "system.posix_acl")):
                os.setxattr(fresh, name, os.getxattr(original, name))


def _write_all(file: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(file, rest[:_PIECE]) :]


# --- the file itself


def _refuse_odd_files(path: Path) -> None:
    """Raises Refused for what is no plain file with one name."""
    status = os.lstat(path)
    if stat.S_ISLNK(status.st_mode):
        raise Refused(_SYMLINK, file=path.name)
    if not stat.S_ISREG(status.st_mode):
        raise Refused(_SPECIAL, file=path.name)
    if status.st_nlink > 1:
        raise Refused(_HARD_LINK, file=path.name)


def _refuse_if_changed(path: Path, original: int, old: bytes) -> None:
    try:
        _refuse_odd_files(path)
    except FileNotFoundError:
        raise Changed(_CHANGED, file=path.name) from None
    if not _is_still(path, original) or _read_all(original) != old:
        raise Changed(_CHANGED, file=path.name)


def _read_all(file: int) -> bytes:
    os.lseek(file, 0, os.SEEK_SET)
    pieces = []
    while piece := os.read(file, _PIECE):
        pieces.append(piece)
    return b"".join(pieces)


def _replace(path: Path, fresh: int, original: int) -> None:
    if fcntl is None:  # Windows replaces no open file
        os.close(fresh)
        os.close(original)
    os.replace(beside(path), path)


def _close(file: int) -> None:
    """Close a file whose content is on the disk already, or does not count."""
    try:
        os.close(file)
    except OSError:
        return


def _bring_folder_to_disk(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):
        return
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
