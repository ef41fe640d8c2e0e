"""Words that a part of the plan has to name, each of which is a clause's own finding."""

from collections.abc import Iterable, Mapping
from typing import Any

from opscheck import At, Results, verdict


def each_named(
    words: Iterable[str], named: Mapping[str, At], nearest: At, good: str, bad: str, **values: Any
) -> Results:
    """For each of the words where it is named, or that it is not: at ``nearest``, with the word as its key."""
    for word in words:
        yield verdict(word in named, named.get(word, nearest), good, bad, key=word, word=word, **values)
