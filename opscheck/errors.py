"""A mistake of the user or of a plugin: said in one sentence with its place, never as a traceback; the run exits 2."""

from __future__ import annotations

import errno

from opscheck.finding import Message
from opscheck.source import Span

_REASONS = {
    errno.ENOENT: "No such file or directory",
    errno.EACCES: "Permission denied",
    errno.EPERM: "Operation not permitted",
    errno.EISDIR: "Is a directory",
    errno.ENOTDIR: "Not a directory",
    errno.EEXIST: "File exists",
    errno.ENAMETOOLONG: "File name too long",
    errno.ELOOP: "Too many levels of symbolic links",
    errno.ENOSPC: "No space left on device",
    errno.EROFS: "Read-only file system",
    errno.EBUSY: "Device or resource busy",
    errno.EIO: "Input/output error",
    errno.EINVAL: "Invalid argument",
}


def reason(error: Exception) -> Message:
    """Why the system refused something, in words that are the same on every system."""
    number = error.errno if isinstance(error, OSError) else None
    if number in _REASONS:
        return Message(_REASONS[number])
    text = isinstance(error, OSError) and error.strerror
    return Message("{reason}", {"reason": text or str(error) or type(error).__name__})


class UserError(Exception):
    """What the user (or a plugin) got wrong: a sentence, where it stands if it stands anywhere, and what would help."""

    def __init__(self, message: Message, span: Span | None = None, help: Message | None = None) -> None:  # noqa: A002
        super().__init__(message, span, help)
        self.message = message
        self.span = span
        self.help = help

    def __str__(self) -> str:
        """``file:line:col: message`` in English, as the command line prints it behind its own name."""
        from opscheck.display import say

        place = f"{self.span.file}:{self.span.line}:{self.span.column}: " if self.span else ""
        return place + say(self.message)
