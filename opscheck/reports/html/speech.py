"""What the page says in words: as everywhere, but no line of it ends inside of a number or before its unit."""

import re

from opscheck import display
from opscheck.finding import Message

_INSIDE = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|%)")
_KEPT_TOGETHER = "\N{NO-BREAK SPACE}"


def say(message: Message, lang: str) -> str:
    """A message as a sentence in a language."""
    return together(display.say(message, lang))


def counted(one: str, many: str, count: int, lang: str) -> str:
    """``counted("{count} error", "{count} errors", 3, "en")`` is "3 errors"."""
    return together(display.counted(one, many, count, lang))


def together(sentence: str) -> str:
    """``1 650 000.00`` and ``55.0 %`` with spaces at which no line is broken."""
    return _INSIDE.sub(_KEPT_TOGETHER, sentence)
