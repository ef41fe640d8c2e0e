"""A mistake of the user or of a plugin: said in one sentence with its place, never as a traceback; the run exits 2."""

from __future__ import annotations

from opscheck.finding import Message
from opscheck.source import Span


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
