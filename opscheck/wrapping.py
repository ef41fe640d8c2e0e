"""Texts in lines of a width: between words, and between Chinese characters but not before their closing marks.

A number stays whole, with the spaces between its thousands and before its percent sign.
"""

import re

from opscheck.display import width

_OPENING = "（《「『“‘【〈［｛"
_CLOSING = "，。、；：？！）》」』”’】〉］｝…—～·%"
_WIDE = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
_NUMBER = r"\d{1,3}(?: \d{3})+(?!\d)(?:\.\d+)?(?: %)?|[\d.]+(?:–[\d.]+)? %"
_PIECE = re.compile(
    rf"\s+|(?:{_NUMBER})[{_CLOSING}]*|[{_OPENING}]*(?:[{_WIDE}]|[^\s{_WIDE}{_OPENING}{_CLOSING}]+|[{_CLOSING}])[{_CLOSING}]*|\S"
)


def wrap(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns; a word that is longer stands alone. No text is no line."""
    lines: list[str] = []
    line, room = "", columns
    for piece in _PIECE.findall(" ".join(text.split())):
        if line and width(piece.rstrip()) > room:
            lines.append(line.rstrip())
            line, room = "", columns
        if line or piece.strip():
            line += piece
            room -= width(piece)
    return [*lines, line.rstrip()] if line.strip() else lines
