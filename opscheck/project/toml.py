"""TOML as a Document: the same plain data as YAML gives, and where each key and value stands.

The standard library reads the data and says nothing of places, so a scan over the text, which is known to be valid by
then, finds the statements. Items within an array or an inline table stand where the whole value stands.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from opscheck.source import Document, Flaw, Node, Text
from opscheck.source.decode import decode, decode_loosely
from opscheck.source.flaws import SYNTAX, Refusal
from opscheck.source.spans import CHILDREN, NO_KEY

_INVALID = "this is no valid TOML: {reason}"
_TOO_DEEP = "values are nested too deeply"
_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_END = " (at end of document)"
_TOKEN = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|"(?:[^"\\\n]|\\.)*"|#[^\n]*|[\[\]{}=.\n]|[^\s\[\]{}=."'#]+|[ \t\r]+'''
    r"""|'''.*?'{3,5}|'[^'\n]*'""",
    re.DOTALL,
)


def load_toml(raw: bytes, file: str) -> Document:
    """Read a TOML file's bytes; what is wrong with them is in ``flaws``. Never raises."""
    try:
        content = decode(raw)
    except Refusal as refused:
        text = Text(file, decode_loosely(raw))
        return Document(raw, text, (None, None), [refused.flaw(text)])
    text = Text(file, content)
    try:
        data = tomllib.loads(content, parse_float=Decimal)
        return Document(raw, text, (_plain(data), _Scan(text).root), [])
    except ValueError as error:
        return Document(raw, text, (None, None), [_invalid(text, str(error))])
    except RecursionError:
        return Document(raw, text, (None, None), [_invalid(text, _TOO_DEEP)])


def _invalid(text: Text, reason: str) -> Flaw:
    found = _PLACE.search(reason)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    if reason.endswith(_END):
        line, column = text.place(len(text.content.rstrip()))
    span = text.span(0, 0)._replace(line=line, column=column, end_line=line, end_column=column)
    return Flaw(SYNTAX, _INVALID, {"reason": _PLACE.sub("", reason).removesuffix(_END)}, span, fatal=True)


def _plain(value: Any) -> Any:
    """The value as YAML would give it: dates and times as texts."""
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value


class _Key(NamedTuple):
    name: str
    start: int
    end: int


class _Scan:
    """Goes through the statements of a valid text and remembers where their keys and values stand."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._tokens = _TOKEN.finditer(text.content)
        top: dict[str, Node] = {}
        self.root: Node = (NO_KEY, NO_KEY, 0, len(text.content), top, text)
        table = top
        for token in self._tokens:
            if token[0] == "[":
                table = self._header(top)
            elif not _is_blank(token[0]):
                self._statement(table, token)

    def _header(self, top: dict[str, Node]) -> dict[str, Node]:
        """``[a.b]`` or ``[[a.b]]``: the table that the statements below it are in."""
        keys, brackets = [], 1
        for token in self._tokens:
            if token[0] == "\n":
                break
            brackets += token[0] == "["
            if _is_name(token[0]):
                keys.append(_key(token))
        *above, last = keys
        table = self._enter(top, above)
        return self._new_item(table, last) if brackets == 2 else self._enter(table, [last])

    def _statement(self, table: dict[str, Node], first: re.Match[str]) -> None:
        keys = [_key(first)]
        for token in self._tokens:
            if token[0] == "=":
                break
            if _is_name(token[0]):
                keys.append(_key(token))
        start, end = self._value()
        *above, last = keys
        self._enter(table, above)[last.name] = (last.start, last.end, start, end, None, self._text)

    def _value(self) -> tuple[int, int]:
        """Where the value begins and ends, whatever lines it takes."""
        start, end, depth = -1, -1, 0
        for token in self._tokens:
            if token[0] == "\n" and depth == 0:
                break
            if not _is_blank(token[0]):
                start, end = (token.start() if start < 0 else start), token.end()
                depth += (token[0] in "[{") - (token[0] in "]}")
        return start, end

    def _enter(self, table: dict[str, Node], keys: list[_Key]) -> dict[str, Node]:
        for key in keys:
            node = table.setdefault(key.name, (key.start, key.end, key.start, key.end, {}, self._text))
            children = node[CHILDREN]
            if isinstance(children, list):
                children = children[-1][CHILDREN]
            assert isinstance(children, dict)
            table = children
        return table

    def _new_item(self, table: dict[str, Node], key: _Key) -> dict[str, Node]:
        items = table.setdefault(key.name, (key.start, key.end, key.start, key.end, [], self._text))[CHILDREN]
        assert isinstance(items, list)
        item: dict[str, Node] = {}
        items.append((NO_KEY, NO_KEY, key.start, key.end, item, self._text))
        return item


def _is_blank(token: str) -> bool:
    return token.isspace() or token.startswith("#")


def _is_name(token: str) -> bool:
    return not _is_blank(token) and token not in "[].="


def _key(token: re.Match[str]) -> _Key:
    name = token[0]
    if name[0] in "\"'":
        name = str(tomllib.loads(f"key = {name}")["key"])
    return _Key(name, token.start(), token.end())
