"""The messages of a package, found in its source: nobody has to mark them.

They are the templates that reach a report (``Problem``, ``Pass``, ``Message`` and so on, see ``_SAID``), whatever way
they take; the help texts of the command line; the descriptions of parameters; and what the docstrings of rules say.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from opscheck.authoring.catalogues.flow import Flow
from opscheck.authoring.catalogues.syntax import Syntax, argument
from opscheck.documentation import paragraphs

# What says a message: its parameters that are templates, with their places (None where they are given by name only).
_SAID: Mapping[str, Mapping[str, int | None]] = {
    "Problem": {"template": 1, "arithmetic": None, "help": None},
    "Pass": {"template": 1},
    "NotApplicable": {"template": 1},
    "NeedsData": {"template": 1},
    "verdict": {"good": 2, "bad": 3, "arithmetic": None, "help": None},
    "parameter": {"description": 1, "ours": None, "case": None},
    "at_least": {"what": 0},
    "at_most": {"what": 0},
    "within": {"what": 0},
    "Message": {"template": 0},
    "translate": {"template": 0},
    "add_argument": {"help": None},
    "add_argument_group": {"title": 0, "description": 1},
    "add_subparsers": {"title": None, "help": None, "description": None},
    "add_parser": {"help": None, "description": None},
}
_COUNTED = ("counted", "plural")
_PLACEHOLDERS = re.compile(r"\{\w+\}")


class Found(NamedTuple):
    """A message, or its singular and plural, and the file that it stands in."""

    message: str | tuple[str, str]
    file: str


class BuiltError(Exception):
    """A template is put together from pieces, so that nobody can translate it."""


class Extraction(NamedTuple):
    """The messages of a package in the order of its files, and the places (``file:line``) that build a template."""

    messages: list[Found]
    built: list[str]


def extract(folder: Path) -> Extraction:
    """Find the messages of the package in this folder."""
    files = sorted(folder.rglob("*.py"))
    return extract_sources({str(path.relative_to(folder.parent).as_posix()): path.read_text("utf-8") for path in files})


def extract_sources(sources: Mapping[str, str]) -> Extraction:
    """Find the messages in the sources of a package, by file name."""
    syntax = Syntax(sources)
    finder = _Finder(syntax)
    found: dict[str | tuple[str, str], str] = {}
    for message, file in finder.messages():
        found.setdefault(message, file)
    order = {file: place for place, file in enumerate(sources)}
    messages = sorted((Found(*entry) for entry in found.items()), key=lambda entry: order[entry.file])
    return Extraction(messages, sorted(finder.built))


class _Finder:
    def __init__(self, syntax: Syntax) -> None:
        self.syntax = syntax
        self.flow = Flow(syntax)
        self.built: set[str] = set()

    def messages(self) -> Iterator[Found]:
        counted = [pair for name in _COUNTED for call in self.syntax.calls[name] for pair in self._pairs(call)]
        yield from counted
        parts = {part for pair in counted for part in pair.message}
        for name, parameters in _SAID.items():
            for call in self.syntax.calls[name]:
                yield from (found for found in self._templates(call, parameters) if found.message not in parts)
        for tree, file in ((tree, file) for file, tree in self.syntax.modules.items()):
            yield from (Found(text, file) for node in ast.walk(tree) for text in _rule_texts(node))

    def _templates(self, call: ast.Call, parameters: Mapping[str, int | None]) -> Iterator[Found]:
        for name, place in parameters.items():
            for value in argument(call, name, place):
                for text in self.flow.texts(value):
                    yield from self._text(text)

    def _pairs(self, call: ast.Call) -> Iterator[Found]:
        ones, manys = (
            [
                found
                for value in argument(call, name, place)
                for text in self.flow.texts(value)
                for found in self._text(text)
            ]
            for name, place in (("one", 0), ("many", 1))
        )
        for one, many in zip(ones, manys, strict=True):
            yield Found((str(one.message), str(many.message)), one.file)

    def _text(self, text: ast.expr) -> Iterator[Found]:
        file = self.syntax.file_of[text]
        if not isinstance(text, ast.Constant):
            self.built.add(f"{file}:{text.lineno}")
        elif _PLACEHOLDERS.sub("", str(text.value)).strip():
            yield Found(str(text.value), file)


def _rule_texts(node: ast.AST) -> Iterator[str]:
    """What the docstring of a rule says, but for its examples."""
    if isinstance(node, ast.ClassDef) and any(keyword.arg == "id" for keyword in node.keywords):
        yield from paragraphs(ast.get_docstring(node) or "")
