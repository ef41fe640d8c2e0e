"""Brackets of a text that is being written: what is open where a cursor stands, and what was read in it."""

import re
from dataclasses import dataclass, field
from itertools import islice

from opscheck.plan.select import Path

_TOKEN = re.compile(
    r"""(?P<quoted> "(?:\\.|[^"\\])*"? | '(?:''|[^'])*'? )
      | (?P<comment> (?<![^\s])\#[^\r\n]* )
      | (?P<mark> [\[\]{},] )
      | (?P<colon> :(?=[\s,\[\]{}]|$) )
      | (?P<blank> \s+ )
      | (?P<plain> [^\s,\[\]{}:]+ | : )""",
    re.VERBOSE,
)
_MOST_TOKENS = 500


@dataclass
class Frame:
    """An open bracket: its kind, the keys that were read in it, and the key whose value is being read."""

    bracket: str
    keys: list[str] = field(default_factory=list)
    key: str | None = None
    word: str = ""
    start: int = 0

    @property
    def step(self) -> Path:
        """The step of the path that leads to what is being read in it."""
        if self.bracket == "[":
            return (0,)
        return () if self.key is None else (self.key,)


class Brackets:
    """Follows brackets, line by line, from the one that opens the first; ``frames`` are those that are open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.frames: list[Frame] = []

    def read(self, start: int, end: int) -> bool:
        """Read a stretch of one line; whether it ends in a comment."""
        ends_in_comment = False
        for found in _TOKEN.finditer(self.text, start, end):
            if found.lastgroup == "comment":
                ends_in_comment = found.end() == end
            elif not self._read_token(found):
                break
        return ends_in_comment

    def _read_token(self, found: re.Match[str]) -> bool:
        """Whether there is still an open bracket behind the token."""
        frame, token = (self.frames[-1] if self.frames else None), found[0]
        if token in ("[", "{"):
            self.frames.append(Frame(token, start=found.end()))
        elif frame is None:
            return False
        elif token in ("]", "}"):
            self.frames.pop()
            if self.frames:
                self.frames[-1].word, self.frames[-1].start = "", found.end()
        elif token == ",":
            if frame.key is None and frame.word and frame.bracket == "{":
                frame.keys.append(plain(frame.word))
            frame.key, frame.word, frame.start = None, "", found.end()
        elif found.lastgroup == "colon":
            frame.key = plain(frame.word)
            frame.keys.append(frame.key)
            frame.word, frame.start = "", found.end()
        elif found.lastgroup == "blank":
            if frame.word:
                frame.word += token
            else:
                frame.start = found.end()
        else:
            frame.start = frame.start if frame.word else found.start()
            frame.word += token
        return True

    def keys_after(self, offset: int) -> tuple[list[str], bool]:
        """The keys that follow in the bracket at the cursor, and whether the word there has its colon already."""
        keys: list[str] = []
        depth, key, is_own, has_colon = 0, "", True, False
        for found in islice(_TOKEN.finditer(self.text, offset), _MOST_TOKENS):
            token = found[0]
            depth += (token in ("[", "{")) - (token in ("]", "}"))
            if depth < 0:
                break
            if depth or found.lastgroup == "comment":
                continue
            if token == ",":
                key, is_own = "", False
            elif found.lastgroup == "colon":
                has_colon = has_colon or is_own
                keys += [plain(key)] if key else []
                key = ""
            elif not is_own:
                key += token
        return keys, has_colon


def plain(key: str) -> str:
    """A key without its quotes."""
    key = key.strip()
    return key[1:-1] if len(key) > 1 and key[0] == key[-1] and key[0] in "\"'" else key


def in_comment(line: str, start: int) -> bool:
    """Whether the end of the line is inside of a comment, text in quotes left out."""
    return any(found.lastgroup == "comment" for found in _TOKEN.finditer(line, start))
