"""Results by content, kept in the user's cache folder: what was found for a key is found again.

A key says everything that a result depends on; the name of a file is its hash, so that neither names nor texts of plans
stand in the folder. Runs may share the cache and be killed at any moment: a result is written beside its place and then
put there at once. Whatever cannot be read, or is not what was written, is not there, and neither is what lies in a
folder that somebody else owns or may write. Nothing here raises.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

MOST_BYTES = 64_000_000
_SHELVES = 16
_LARGEST = 1_000_000
_TEMPORARY = ".part"
_NAME = re.compile(r"[0-9a-f]{64}(\.[0-9a-f]+\.part)?")
ENVIRONMENT = "OPSCHECK_CACHE"
_FORGOTTEN_SECONDS = 3600.0  # a temporary file this old belongs to a run that was killed
_DIGEST = hashlib.sha256().digest_size


def users_folder(environ: Mapping[str, str]) -> Path | None:
    """What OPSCHECK_CACHE says, else opscheck's folder in the user's for caches; None where nobody knows the home."""
    if os.path.isabs(environ.get(ENVIRONMENT, "")):
        return Path(environ[ENVIRONMENT])
    if sys.platform == "win32":
        bases = [environ.get("LOCALAPPDATA", "")]
    else:
        home = environ.get("HOME", "")
        last = os.path.join(home, "Library", "Caches") if sys.platform == "darwin" else os.path.join(home, ".cache")
        bases = [environ.get("XDG_CACHE_HOME", ""), last]
    return next((Path(base, "opscheck") for base in bases if os.path.isabs(base)), None)


class Cache:
    """Bytes by key in a folder, at most ``most_bytes`` of them; those that were not asked for longest go first."""

    def __init__(self, folder: Path | None, most_bytes: int = MOST_BYTES) -> None:
        """Without a folder nothing is kept."""
        self._folder = folder
        self._most_bytes = most_bytes

    def get(self, key: str) -> bytes | None:
        """What was put there under the key; None where there is nothing, or not what was written."""
        path = self._path(key)
        if path is None or not (is_ours(path.parent.parent) and is_ours(path.parent)):
            return None
        try:
            raw = path.read_bytes()
        except OSError:
            return None
        value = raw[_DIGEST:]
        if raw[:_DIGEST] != _seal(key, value):
            return None
        with suppress(OSError):
            os.utime(path)
        return value

    def put(self, key: str, value: bytes) -> None:
        """Keep a value, unless it is larger than 1 MB or the folder cannot be written."""
        path = self._path(key)
        if path is None or len(value) > _LARGEST:
            return
        with suppress(OSError):
            for folder in (path.parent.parent, path.parent):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if not is_ours(folder):
                    return
            _write(path, _seal(key, value) + value)
            self._make_room(path.parent)

    @property
    def files(self) -> Iterator[Path]:
        """Every file of the cache; others that lie in its folder are not its own."""
        for shelf in "0123456789abcdef" if self._folder else "":
            with suppress(OSError), os.scandir(Path(self._folder or "", shelf)) as found:
                yield from (Path(entry.path) for entry in found if _NAME.fullmatch(entry.name))

    def clean(self) -> None:
        """Remove every result. Raises OSError for one that cannot be removed."""
        for path in list(self.files):
            path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path | None:
        if self._folder is None:
            return None
        name = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / name[0] / name

    def _make_room(self, shelf: Path) -> None:
        """Remove what was not used longest until the shelf holds its part of the whole."""
        with os.scandir(shelf) as found:
            files = [(entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in found]
        room = self._most_bytes // _SHELVES
        now = max(used for used, _, _ in files)  # by the clock of the disk, which has just written a file
        for used, size, path in sorted(files, reverse=True):
            room -= size
            if room < 0 or (path.endswith(_TEMPORARY) and used < now - _FORGOTTEN_SECONDS):
                with suppress(OSError):  # another run was faster
                    os.unlink(path)


def _seal(key: str, value: bytes) -> bytes:
    """What tells that these bytes were written under this key, whole."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass") + b"\0" + value).digest()


def is_ours(folder: Path) -> bool:
    """Whether a folder belongs to the user and nobody else may write there, where the system can tell."""
    try:
        found = os.lstat(folder)
    except OSError:
        return False
    if not hasattr(os, "geteuid"):
        return stat.S_ISDIR(found.st_mode)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _write(path: Path, raw: bytes) -> None:
    """The whole file or none of it."""
    temporary = f"{path}.{os.urandom(8).hex()}{_TEMPORARY}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with open(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(raw)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
