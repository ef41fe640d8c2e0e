"""A parser's error in plain words, at the place that has to change."""

from __future__ import annotations

import re
from typing import NamedTuple

from opscheck.source.flaws import Refusal, shortened


class _Complaint(NamedTuple):
    """What a parser said: its words, and the offsets of the problem and of what it was reading (or None)."""

    words: str
    problem: int
    context: int | None


class _Known(NamedTuple):
    """Words to recognize, what to say instead, what to call the context, whether that is the place to change."""

    words: re.Pattern[str]
    template: str
    context_note: str = ""
    at_context: bool = False


def _known(words: str, template: str, context_note: str = "", at_context: bool = False) -> _Known:
    return _Known(re.compile(words), template, context_note, at_context)


_TAB = "there is a tab where YAML wants spaces: indent with spaces"
_RESERVED = "a plain text cannot start with {character}: put it in quotes"
_GLUED_COLON = "there is no space after the colon: write {right}"
_ESCAPE = r"this backslash starts no escape that there is: write \\ for a backslash, or use single quotes"
_WIDE_COLON = "this is a full-width colon: write a plain colon and a space"
_BAD_TAG = "the tag is malformed: leave it out"
_OPEN_END = "the text ends inside brackets: a closing ] or }} is missing"
_SECOND_COLON = "a second colon in one line: put the value in quotes, or start a new line"
_DEEPER = "this line is indented deeper than the lines it belongs to, or the line above it lacks its colon"
_BRACKET = "the bracket opens here"
_OTHER = "this is not valid YAML: {problem}"

_KNOWN = (
    _known(
        r"quoted scalar: found unexpected (end of stream|document)",
        "the quote that opens here is never closed",
        at_context=True,
    ),
    _known(
        r"flow sequence: .*expected ',' or '\]'",
        "a comma or a closing ] is missing before this",
        _BRACKET,
    ),
    _known(
        r"flow mapping: .*expected ',' or '\}'",
        "a comma or a closing }} is missing before this",
        _BRACKET,
    ),
    _known(
        r"simple key: could not find expected ':'",
        "this line lacks its colon: write it as `key: value`, or indent it below the text that it continues",
        at_context=True,
    ),
    _known(
        r"block mapping: .*expected (key|<block end>)",
        "this does not fit in here: check the quotes, and that the line is indented like the others at its level",
        "the mapping starts here",
    ),
    _known(
        r"block collection: .*expected ('-' indicator|<block end>)",
        "this does not fit in here: check that the line is indented like the other items of the list",
        "the list starts here",
    ),
    _known(
        r"sequence entries are not allowed",
        "a list item cannot start here: put the dash on a line of its own below the key",
    ),
    _known(r"mapping keys are not allowed", "a key cannot start here: put it on a line of its own"),
    _known(
        r"node: .*expected (the )?node content",
        "a value is missing here: look for a comma too many, or a text that starts with a sign and needs quotes",
    ),
    _known(r"found unexpected ':'", "inside brackets a colon needs a space after it, or quotes around the text"),
    _known(r"undefined tag handle", "the tag is not declared: leave it out"),
    _known(r"scanning a tag|parsing an? (tag|URI)|scanning an? tag", _BAD_TAG),
    _known(
        r"scanning an (anchor|alias)",
        "a text cannot start with & or * unless it names an anchor: put it in quotes",
        at_context=True,
    ),
    _known(
        r"block scalar",
        "the text block is malformed: after | or > comes the text on new lines, each indented by the same spaces",
    ),
    _known(r"document start|document end", "the data ends before this, and nothing may follow it"),
    _known(
        r"directive|YAML document|tag handle|version",
        "a line that starts with % is for the YAML parser, which does not know this: a plan needs none",
    ),
)

_TRIPPED_ESCAPE = re.compile(r"chr\(\)|int too large")  # the pure parser, which was before the scalar when it tripped
_ESCAPE_WORDS = re.compile(rf"escape|hexdecimal|{_TRIPPED_ESCAPE.pattern}")
_ESCAPED_BYTE = re.compile(r"%[89a-fA-F][0-9a-fA-F]")
_INDENT = re.compile(r"[ \t]*")
_GLUED = re.compile(r"[ \t]*(?:- +)?(?P<key>[\w.-]+):(?P<value>[^\s:/][^\r\n]*)")
_WIDE = re.compile(r"[^\r\n:：]*：")
_COLON = re.compile(r":(?=[ \t])")


def refusal(text: str, error: Exception) -> Refusal:
    """What a parser's error says about a text, as a refusal."""
    if isinstance(error, UnicodeError):  # the C parser, at a tag whose escapes are no UTF-8; it does not say where
        found = _ESCAPED_BYTE.search(text)
        return Refusal(_BAD_TAG, {}, found.start() if found else 0)
    said = _said(error, len(text))
    return (
        _seen_in_text(text, said)
        or _recognized(said)
        or Refusal(_OTHER, {"problem": shortened(said.words)}, said.problem)
    )


def _said(error: Exception, length: int) -> _Complaint:
    """The words and the offsets of an error; a parser that failed without a mark gets the start of the text."""
    problem = getattr(error, "problem", None) or str(error) or type(error).__name__
    context = getattr(error, "context", None)
    mark, context_mark = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    offset = min(mark.index if mark is not None else getattr(error, "position", 0), length)
    words = f"{context}: {problem}" if context else str(problem)
    return _Complaint(words, offset, None if context_mark is None else min(context_mark.index, length))


def _recognized(said: _Complaint) -> Refusal | None:
    for known in _KNOWN:
        if known.words.search(said.words):
            break
    else:
        return None
    if said.context is None:
        return Refusal(known.template, {}, said.problem)
    if known.at_context:
        return Refusal(known.template, {}, said.context)
    note = known.context_note
    return Refusal(known.template, {}, said.problem, None, ((said.context, said.context + 1, note),) if note else ())


def _seen_in_text(text: str, said: _Complaint) -> Refusal | None:
    """The common slips that the text itself shows better than the parser's words."""
    if "quoted scalar" in said.words or _TRIPPED_ESCAPE.search(said.words):
        return _escape(text, said)
    tab = _tab(text, said.problem)
    if tab is not None:
        return Refusal(_TAB, {}, tab)
    character = text[said.problem : said.problem + 1]
    if "cannot start any token" in said.words and character:
        return Refusal(_RESERVED, {"character": character}, said.problem)
    if "mapping values are not allowed" in said.words:
        return _stray_colon(text, said.problem)
    if "could not find expected ':'" in said.words and said.context is not None:
        return _odd_colon(text, said.context)
    if "flow" in said.words and not text[said.problem :].strip():
        return Refusal(_OPEN_END, {}, said.problem, None, _opening(said))
    return None


def _escape(text: str, said: _Complaint) -> Refusal | None:
    """The refusal of a backslash that starts no escape, or an unfinished one."""
    if not _ESCAPE_WORDS.search(said.words):
        return None
    backslash = text.rfind("\\", 0, said.problem + 1)
    if _TRIPPED_ESCAPE.search(said.words):
        backslash = text.find("\\U", said.problem)
    return Refusal(_ESCAPE, {}, max(backslash, 0))


def _opening(said: _Complaint) -> tuple[tuple[int, int, str], ...]:
    if said.context is None or "flow node" in said.words:
        return ()
    return ((said.context, said.context + 1, _BRACKET),)


def _tab(text: str, offset: int) -> int | None:
    """The offset of a tab at the problem or in the indentation of its line."""
    if text[offset : offset + 1] == "\t":
        return offset
    start = _line_start(text, offset)
    indent = _INDENT.match(text, start)
    tab = indent[0].find("\t") if indent else -1
    return start + tab if tab >= 0 else None


def _stray_colon(text: str, offset: int) -> Refusal:
    start = _line_start(text, offset)
    odd = _odd_colon(text, len(text[:start].rstrip("\r\n")))
    if odd:
        return odd
    second = _COLON.search(text, start, offset) is not None
    return Refusal(_SECOND_COLON if second else _DEEPER, {}, offset)


def _odd_colon(text: str, offset: int) -> Refusal | None:
    """The refusal for `key:value` or a full-width colon, if the line at offset has one."""
    start = _line_start(text, offset)
    glued = _GLUED.match(text, start)
    if glued:
        right = f"{glued['key']}: {glued['value'].strip()}"
        return Refusal(_GLUED_COLON, {"right": shortened(right)}, glued.start("key"), glued.start("value"))
    wide = _WIDE.match(text, start)
    return Refusal(_WIDE_COLON, {}, wide.end() - 1) if wide else None


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, max(offset, 0)), text.rfind("\r", 0, max(offset, 0))) + 1
