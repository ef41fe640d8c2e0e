"""Short ways to read a text in tests, with either parser."""

from pathlib import Path as FilePath
from typing import Any

import pytest

from opscheck.source import HAS_C_PARSER, Document, Flaw, Node, Path, load

DATA = FilePath(__file__).parent.parent / "data"
SUITE = DATA / "yaml-test-suite"
HEADER = b"schema: opscheck/v1\nplan: {id: x}\n"

needs_c_parser = pytest.mark.skipif(not HAS_C_PARSER, reason="the C parser is not installed")
BOTH_PARSERS = [pytest.param(False, marks=needs_c_parser, id="c"), pytest.param(True, id="pure")]


def read(text: str, *, pure: bool = False) -> Document:
    return load(text.encode(), "plan.yaml", pure=pure)


def shown(document: Document, path: Path) -> str:
    """The text that the span of a path covers."""
    span = document.span(path)
    lines = [document.line(number) for number in range(span.line, span.end_line + 1)]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


def only_flaw(document: Document) -> Flaw:
    assert len(document.flaws) == 1, [flaw.message for flaw in document.flaws]
    return document.flaws[0]


def covered(document: Document, flaw: Flaw) -> str:
    """The text that a flaw's span covers on its first line."""
    end = flaw.span.end_column - 1 if flaw.span.line == flaw.span.end_line else None
    return document.line(flaw.span.line)[flaw.span.column - 1 : end]


def outline(node: Node | None) -> Any:
    """A node tree without its texts, to compare trees of different readings."""
    if node is None:
        return None
    children = node[4]
    if isinstance(children, dict):
        return (*node[:4], {key: outline(child) for key, child in children.items()})
    return (*node[:4], [outline(child) for child in children] if children is not None else None)


def said(document: Document) -> tuple[Any, ...]:
    """All that a document says, to compare readings by different parsers."""
    comments = [(comment.start, comment.end) for comment in document.comments]
    return repr(document.data), outline(document.root), document.flaws, comments


def suite_files() -> list[FilePath]:
    return sorted(SUITE.glob("*.yaml"))
