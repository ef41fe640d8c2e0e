"""Comments that go."""

from __future__ import annotations

import re

from opscheck.change import RemoveComment
from opscheck.edits.edit import Edit, Refused
from opscheck.edits.lines import line_end, newline_at
from opscheck.edits.planned import Planned
from opscheck.edits.verify import texts_of
from opscheck.merge import Loaded
from opscheck.source import Comment, Document

_NO_COMMENT = "there is no comment"
_LIST = re.compile(r"\[([^\[\]]*)\]")
_WORD = re.compile(r"[^,，、\s]+")


def remove_comment(loaded: Loaded, change: RemoveComment) -> Planned:
    """The edit that takes a comment away, or one word of the list in it. Raises Refused where there is none."""
    file, line, column = change.at
    document = next((document for document in loaded.documents if document.file == file), None)
    comments = document.comments if document else ()
    for index, comment in enumerate(comments):
        span = comment.span
        if document and span.line == line and span.column <= column < span.end_column:
            rest = _without_word(comment, column - span.column)
            texts = texts_of(document)
            texts[index : index + 1] = [rest] if rest else []
            edit = Edit.replace(document, comment.start, comment.end, rest) if rest else _whole(document, comment)
            return Planned(document, [edit], document.data, texts)
    raise Refused(_NO_COMMENT)


def _without_word(comment: Comment, offset: int) -> str:
    """The comment without the word of its list that stands at an offset; empty where it is the only one."""
    text = comment.text
    found = _LIST.search(text)
    if not found or not found.start() < offset < found.end():
        return ""
    words = list(_WORD.finditer(text, *found.span(1)))
    index = next((index for index, word in enumerate(words) if word.start() <= offset < word.end()), None)
    if index is None or len(words) == 1:
        return ""
    if index:
        return text[: words[index - 1].end()] + text[words[index].end() :]
    return text[: words[0].start()] + text[words[1].start() :]


def _whole(document: Document, comment: Comment) -> Edit:
    """A comment with the blanks before it; one that has its line for itself goes with the line."""
    content = document.text
    start = len(content[: comment.start].rstrip(" \t"))
    if not comment.own_line:
        return Edit.replace(document, start, comment.end, "")
    end = comment.end + len(newline_at(content, line_end(content, comment.end)))
    if end > comment.end:
        return Edit.replace(document, start, end, "")
    return Edit.replace(document, len(content[:start].removesuffix("\n").removesuffix("\r")), end, "")
