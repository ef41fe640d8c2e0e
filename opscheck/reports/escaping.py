"""Text as text in Markdown, whatever it contains."""

import re

from opscheck.display import clean

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#@&$]|:(?=//)|(?<=www)\.)")  # the last two would become links


def escaped(text: str) -> str:
    """The text as text, whatever it contains: no emphasis, link, mention, HTML or table border of its own."""
    return _SPECIAL.sub(r"\\\1", clean(text))


def code(text: str) -> str:
    """The text as code. A backtick or a border of the table could end it, so those are shown as what resembles them."""
    return f"`{clean(text).replace('`', 'ˋ').replace('|', '¦')}`"
