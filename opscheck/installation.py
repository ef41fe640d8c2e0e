"""What a run is made of, as looks: opscheck, its plugins and what they import, as they are installed.

A distribution that comes, goes or changes is seen by the names in the folders of ``sys.path`` and by the stamps of its
metadata; a program that is edited in place by the stamp of its file, and opscheck's own and its plugins' other files
(rulesets, catalogues of messages) likewise.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping

from opscheck.looking import Answer, Looks, names, stamp

_METADATA = (".dist-info", ".egg-info")
_DECLARES = "opscheck_api"  # as every plugin's module does
_RECENT_NANOSECONDS = 2_000_000_000  # the coarsest clock of a file system that is in use


def installation(known: Looks) -> Looks:
    """Looks that tell of every program that this process has loaded; those that are ``known`` are not taken again."""
    looks = dict(known)
    for kind, name in _places():
        if (kind, name) not in looks:
            looks[kind, name] = _LOOKS[kind](name)
    return looks


def is_settled(looks: Looks, started: float) -> bool:
    """Whether nothing was written so shortly before ``started``, or since, that what was loaded may be older."""
    latest = int(started * 1_000_000_000) - _RECENT_NANOSECONDS
    stamps = (str(answer).split() for (kind, _), answer in looks.items() if kind == "stamp" and answer)
    return all(max(int(written), int(changed)) < latest for written, changed, *_ in stamps)


_LOOKS: Mapping[str, Callable[[str], Answer]] = {"names": names, "stamp": stamp}


def _places() -> Iterator[tuple[str, str]]:
    yield "stamp", sys.executable
    for folder in getattr(sys.modules.get("zoneinfo"), "TZPATH", ()):  # which time zones there are
        yield from (("stamp", path) for path in (folder, os.path.join(folder, "tzdata.zi")))
    for folder in sys.path:
        yield from _of_path(folder or os.getcwd())
    modules = {name: file for name, module in list(sys.modules.items()) if (file := _file(module))}
    own = {"opscheck", *(name.partition(".")[0] for name in modules if hasattr(sys.modules[name], _DECLARES))}
    standard = os.path.dirname(os.__file__) + os.sep
    packages = set()
    for name, file in modules.items():
        top = name.partition(".")[0]
        if top in own:
            packages.add(_package(top, modules) or file)
        elif not file.startswith(standard) or "site-packages" in file:
            yield "stamp", file
    for package in sorted(packages):
        yield from _below(package)


def _of_path(folder: str) -> Iterator[tuple[str, str]]:
    """A place where Python looks for modules, and what is installed there."""
    yield "names", folder
    if not os.path.isdir(folder):
        yield "stamp", folder
        return
    for name in os.listdir(folder):
        if name.endswith(_METADATA):
            yield from (("stamp", os.path.join(folder, name, file)) for file in ("entry_points.txt", "METADATA"))


def _file(module: object) -> str | None:
    file = getattr(module, "__file__", None)
    return file if isinstance(file, str) else None


def _package(top: str, modules: Mapping[str, str]) -> str | None:
    """The folder of a package; None for a module that is a single file."""
    file = modules.get(top, "")
    return os.path.dirname(file) if os.path.basename(file).startswith("__init__.") else None


def _below(package: str) -> Iterator[tuple[str, str]]:
    if not os.path.isdir(package):
        yield "stamp", package
        return
    for folder, folders, files in os.walk(package):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield "names", folder
        yield from (("stamp", os.path.join(folder, file)) for file in files)
