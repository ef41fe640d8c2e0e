"""Results by content, kept in the user's cache folder: what was found for a key is found again.

A key says everything that a result depends on; the name of a file is its hash, so that neither names nor texts of plans
stand in the folder. Runs may share the cache and be killed at any moment: a result is written beside its place and then
put there at once. Whatever cannot be read, or is not what was written, is not there. Nothing here raises.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

MOST_BYTES = 64_000_000
_SHELVES = 16
_LARGEST = 1_000_000
_TEMPORARY = ".part"
_FORGOTTEN_SECONDS = 3600.0  # a temporary file this old belongs to a run that was killed
_DIGEST = hashlib.sha256().digest_size


def users_folder(environ: Mapping[str, str]) -> Path | None:
    """The user's folder for caches; None where nobody knows the user's home."""
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
        if path is None:
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
            _write(path, _seal(key, value) + value)
            self._make_room(path.parent)

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


def _write(path: Path, raw: bytes) -> None:
    """The whole file or none of it."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, suffix=_TEMPORARY)
    try:
        with open(descriptor, "wb") as file:
            file.write(raw)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
