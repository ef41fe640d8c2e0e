"""What the plan's models say about themselves, in the author's language."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path


@lru_cache
def translations(lang: str) -> Mapping[str, str]:
    """Every English text of the plan format and of the skeleton, with its translation; empty for English."""
    if lang == "en":
        return {}
    text = Path(__file__).with_name(f"descriptions.{lang}.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found
