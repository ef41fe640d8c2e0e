"""What a misspelt word was probably meant to be."""

from collections.abc import Iterable
from itertools import islice

_MOST_CANDIDATES = 1000


def closest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that ``word`` was probably meant to be; None where nothing is near."""
    import difflib  # whoever makes no mistakes need not pay for it

    if len(word) > 60:
        return None
    names = {candidate.lower(): candidate for candidate in islice(candidates, _MOST_CANDIDATES)}
    found = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.7)
    return names[found[0]] if found else None
