"""JSON as the formats for programs write it: characters that nobody sees are spelt out, numbers are numbers."""

import json
import re
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
    text = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    if not exact:
        text = _HALVES.sub("\ufffd", text)
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text) + "\n"
