"""JSON as the formats for programs write it: characters that nobody sees are spelt out, numbers are numbers."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_UNSEEN = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]"
)
_HALVES = re.compile("[\ud800-\udfff]")


def encoded(data: Any, *, exact: bool = False) -> str:
    """The data as JSON, with a line end.

    Half of a surrogate pair is no character, and strict readers refuse it: U+FFFD stands in its place, unless the
    text is to be ``exact``.
    """
    return _spelt(data, exact=exact) + "\n"


def in_pieces(data: Mapping[str, Any]) -> Iterator[str]:
    """An object as ``encoded`` writes it, exact: a value that is an iterator becomes a list, item by item."""
    for number, (name, value) in enumerate(data.items()):
        yield f"{',' if number else '{'}\n  {_spelt(name)}: "
        yield from _list(value) if isinstance(value, Iterator) else [_indented(value, depth=1)]
    yield "\n}\n"


def _list(items: Iterator[Any]) -> Iterator[str]:
    count = 0
    for count, item in enumerate(items, 1):
        yield f"{'[' if count == 1 else ','}\n    {_indented(item, depth=2)}"
    yield "\n  ]" if count else "[]"


def _indented(value: Any, depth: int) -> str:
    return _spelt(value).replace("\n", "\n" + "  " * depth)


def _spelt(data: Any, *, exact: bool = True) -> str:
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    text = text if exact else _HALVES.sub("\ufffd", text)
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)
