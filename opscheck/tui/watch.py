"""Whether a check would see anything else than it saw: a file that was saved, a new one, another configuration."""

from collections.abc import Iterable
from pathlib import Path

from opscheck import looking


class Watched:
    """What a check has looked at; the files alone where it has looked at too much to remember."""

    def __init__(self, looks: looking.Looks | None, files: Iterable[Path] = ()) -> None:
        self._looks = {("stamp", str(file)): looking.stamp(file) for file in files} if looks is None else looks
        self._stamps: dict[str, str | None] = {}

    def has_changed(self) -> bool:
        """Look again. Files are read only where somebody has written them since."""
        return any(self._is_other(kind, name, answer) for (kind, name), answer in self._looks.items())

    def _is_other(self, kind: str, name: str, answer: looking.Answer) -> bool:
        stamp = looking.stamp(name) if kind == "content" else None
        if stamp and stamp == self._stamps.get(name):
            return False
        is_other = not looking.same({(kind, name): answer})
        if stamp and not is_other:
            self._stamps[name] = stamp
        return is_other
