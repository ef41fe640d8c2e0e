"""What the examples of a rule reach: the parameters that are read, and the branches that are taken."""

import ast
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from opscheck.rule import Rule

PARAMETER = "no example depends on the parameter {name}"
BRANCH = "no example reaches {file}:{line}"
_BLOCKS = (ast.If, ast.For, ast.While, ast.Try, ast.With, ast.Match)


class Reach:
    """Watches one rule while its examples are judged."""

    def __init__(self, rule: type[Rule]) -> None:
        self._rule = rule
        self._file = inspect.getsourcefile(rule) or ""
        self._read: set[str] = set()
        self._lines: set[int] = set()
        self._entered: set[CodeType] = set()

    @property
    def watched(self) -> type[Rule]:
        """The rule to judge by: the same, and it notes which of its parameters are read."""
        read, names = self._read, set(self._rule.model_fields)

        class Watched(self._rule):  # type: ignore[name-defined,misc]
            __doc__ = self._rule.__doc__

            def __getattribute__(self, name: str) -> Any:
                if name in names:
                    read.add(name)
                return super().__getattribute__(name)

        return Watched

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note which lines of the rule's own module run. Whatever else traces, such as a debugger, is left alone."""
        before = sys.gettrace()
        if before is None:
            sys.settrace(self._trace)
        try:
            yield
        finally:
            sys.settrace(before)

    def _trace(self, frame: FrameType, _event: str, _arg: Any) -> Any:
        if frame.f_code.co_filename != self._file:
            return None
        self._entered.add(frame.f_code)
        return self._line

    def _line(self, frame: FrameType, event: str, _arg: Any) -> Any:
        if event == "line":
            self._lines.add(frame.f_lineno)
        return self._line

    @property
    def unread(self) -> list[str]:
        """The parameters that were never read; a declared rule hands all of them to its expressions."""
        if hasattr(self._rule, "spoken"):
            return []
        return [name for name in self._rule.model_fields if name not in self._read]

    @property
    def unreached(self) -> list[int]:
        """The first lines of the branches that were never taken, in the functions that were entered."""
        if not self._entered or hasattr(self._rule, "spoken"):
            return []
        functions = {(code.co_name, code.co_firstlineno) for code in self._entered}
        nodes = [node for node in ast.walk(self._tree) if isinstance(node, ast.FunctionDef)]
        entered = [node for node in nodes if (node.name, _first_line(node)) in functions]
        return sorted({line for node in entered for line in _branches(node)} - self._lines)

    @property
    def undecided(self) -> list[str]:
        """Of a declared rule, what its expressions never were."""
        spoken = getattr(self._rule, "spoken", None)
        return list(spoken.undecided()) if spoken else []

    @cached_property
    def _tree(self) -> ast.Module:
        return ast.parse(Path(self._file).read_text(encoding="utf-8"))

    @property
    def file(self) -> str:
        """The name of the rule's module, for messages."""
        return Path(self._file).name


def _first_line(node: ast.FunctionDef) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _branches(function: ast.FunctionDef) -> Iterator[int]:
    """The line on which each branch below a function begins, where it has a line of its own."""
    for node in ast.walk(function):
        if isinstance(node, _BLOCKS):
            for block in (getattr(node, name, None) for name in ("body", "orelse", "finalbody")):
                if block and block[0].lineno != node.lineno:
                    yield block[0].lineno
            for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
                yield part.body[0].lineno
