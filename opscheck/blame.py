"""What somebody else's code raised, said so that whoever wrote it finds the line."""

from collections.abc import Iterator
from pathlib import PurePath
from types import FrameType, TracebackType

_ON_THE_WAY = ("opscheck", "importlib", "pluggy", "pydantic")


def told(error: BaseException) -> str:
    """The kind of an error, its text, and where in the plugin's code: ``KeyError at acme_rules/tools.py:31: 'crm'``.

    That is the innermost line of the first package that is neither opscheck's own nor one that it works with; nothing,
    where none took part. A file is spelt from its package on, so that a report is the same on every machine.
    Never raises.
    """
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - a stranger's exception may fail at this, too
        text = ""
    kind = type(error).__name__ + _place(error.__traceback__)
    return f"{kind}: {text}" if text else kind


def _place(traceback: TracebackType | None) -> str:
    theirs = [(frame, line) for frame, line in _frames(traceback) if _package(frame) not in _ON_THE_WAY]
    if not theirs:
        return ""
    package = _package(theirs[0][0])
    frame, line = next(found for found in reversed(theirs) if _package(found[0]) == package)
    *folders, file = PurePath(frame.f_code.co_filename).parts
    below = folders[_last(package, folders) :] if package in folders else []
    return f" at {'/'.join([*below, file])}:{line}"


def _frames(traceback: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    while traceback is not None:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next


def _package(frame: FrameType) -> str:
    name: str = frame.f_globals.get("__name__") or ""
    return name.partition(".")[0]


def _last(name: str, names: list[str]) -> int:
    return len(names) - 1 - names[::-1].index(name)
