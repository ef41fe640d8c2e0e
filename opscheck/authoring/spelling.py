"""Values as YAML writes them, in one line."""

import json
import re
from typing import Any

_PLAIN = re.compile(r"[A-Za-z][A-Za-z_-]*|[+-]?[0-9.]+%|P[0-9A-Z]+")
_NOT_TEXT = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def spelt(value: Any) -> str:
    """A value in YAML's flow style; text is quoted only where it has to be."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{spelt(key)}: {spelt(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(spelt, value)) + "]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT:
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
