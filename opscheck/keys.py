"""What a configuration or a ruleset may say, key by key: readers check by it, and JSON Schemas are made of it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

RELATIVE = r"^(?![\/])(?!([\s\S]*\/)?\.\.(\/|$))"
"""A path or glob that stays below where it starts."""


class KnownKey(NamedTuple):
    """A key: what it is for, and what its value may be.

    The value is of type ``kind``: text, a whole number from 1 to ``most``, a list, or a mapping, of ``keys`` where they
    are fixed. A text that is ``listed`` may stand alone or in a list of texts. ``values`` are all that a text may be,
    and ``examples`` some of it; ``pattern`` is a regular expression that is found in it, the same to Python and to JSON
    Schema; ``form`` says it in words. ``notation`` is what the plan format calls the way it is written.
    """

    description: str
    kind: type = str
    listed: bool = False
    values: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    pattern: str = ""
    form: str = ""
    notation: str = ""
    most: int = 0
    keys: Mapping[str, "KnownKey"] = {}

    def admits(self, text: str) -> bool:
        """Whether a text is one of ``values`` and has what ``pattern`` asks for."""
        return (not self.values or text in self.values) and re.search(self.pattern, text) is not None
