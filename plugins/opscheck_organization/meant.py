"""What an id that nobody knows was probably meant to be."""

from collections.abc import Mapping

from opscheck import closest

_MOST_SEARCHES = 20  # a did-you-mean takes a search, and whoever has that many mistakes has another one


class Meant:
    """Answers from the ids that there are, each with what it may be called instead; the first few times."""

    def __init__(self, called: Mapping[str, str]) -> None:
        self._ids = called
        self._found: dict[str, str | None] = {}

    def by(self, word: str) -> str | None:
        """The id that was probably meant by the word; None where nothing is near, or too much was asked before."""
        if word not in self._found and len(self._found) < _MOST_SEARCHES:
            name = closest(word, self._ids)
            self._found[word] = self._ids[name] if name else None
        return self._found.get(word)
