"""CEL expressions: compiled once, evaluated against an object and its plan, every mistake said with its place."""

import re
from typing import Any

import cel

from opscheck.declared.functions import FUNCTIONS
from opscheck.declared.places import BOUND
from opscheck.declared.scope import Scope
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.source import Document, Path, Span

NAMES = ("self", "plan", "as_of", "params")
_SYNTAX = "this is no CEL expression: {reason}"
_NESTED = "the expression is nested too deeply: split it into several rules"
_TOO_DEEP = "Recursion limit"
_UNKNOWN_NAME = "an expression knows {known}, and not {name}"
_UNKNOWN_FUNCTION = "there is no function {name}"
_HYPHEN = 'in CEL a hyphen is a minus: write plan["x-acme"] for a key with one'
_PLACE = re.compile(r"ERROR: <input>:(\d+):(\d+): (?:Syntax error: )?(.*)")
_MIXED = (
    "int and double do not mix in CEL, and every number of a plan is a double: "
    "write 2.0 for 2, double(size(x)) for size(x)"
)
_BUILT_IN = {"has", "size", "int", "uint", "double", "string", "bytes", "bool", "timestamp", "duration", "dyn", "type",
             "matches", "contains", "startsWith", "endsWith", "max", "min"}  # fmt: skip


class AbsentError(Exception):
    """An expression asks for a key that is not there."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class ExpressionError(Exception):
    """An expression cannot be evaluated: a mistake of whoever wrote it, at a line of the ruleset."""


class Expression:
    """One expression of a ruleset."""

    def __init__(self, text: str, document: Document, path: Path) -> None:
        """Compile the text that stands at ``path``. Raises UserError, at its line, for what is no CEL."""
        self.text = text
        self.seen: set[bool] = set()  # what it has been found to be, for measuring what examples reach
        self._span = document.span(path)
        self._is_block = document.line(self._span.line)[self._span.column - 1 :].startswith(("|", ">"))
        try:
            self._program = cel.compile(text)
        except ValueError as error:
            raise self._syntax_error(str(error)) from None
        self._refuse_unknown_names()

    @property
    def place(self) -> str:
        """``ours.yaml:12``, for messages."""
        return f"{self._span.file}:{self._span.line}"

    def names(self, name: str) -> bool:
        """Whether the expression speaks of what has this name."""
        return name in self._program.references()["variables"]

    def evaluate(self, scope: Scope) -> Any:
        """The value. Raises AbsentError where a key is absent, ExpressionError for everything else."""
        scope.failure = None
        try:
            value = self._program.execute(scope.context)
        except KeyError as error:
            raise AbsentError(str(error.args[0])) from None
        except Exception as error:  # noqa: BLE001 - whatever the library raises is said with the expression's place
            raise self._failed(error, scope) from None
        if scope.failure:
            raise self._failed(scope.failure, scope)
        return value

    def holds(self, scope: Scope) -> bool:
        """The value, which must be true or false."""
        value = self.evaluate(scope)
        if not isinstance(value, bool):
            raise ExpressionError(f"{self.place}: the expression gives {value!r}, and neither true nor false")
        self.seen.add(value)
        return value

    def _failed(self, error: Exception, scope: Scope) -> ExpressionError:
        if scope.failure is None and isinstance(error, TypeError):
            return ExpressionError(f"{self.place}: {_MIXED} ({str(error).partition('. CEL does')[0]})")
        return ExpressionError(f"{self.place}: {scope.failure or error}")

    def _syntax_error(self, said: str) -> UserError:
        if _TOO_DEEP in said:
            return UserError(Message(_NESTED), self._span)
        found = _PLACE.search(said)
        reason = found[3] if found else said.splitlines()[0]
        span = self._inside(int(found[1]), int(found[2])) if found else self._span
        return UserError(Message(_SYNTAX, {"reason": reason.partition(" expecting ")[0]}), span)

    def _inside(self, line: int, column: int) -> Span:
        """The place of a line and column of the expression, as near as its style of writing lets one tell."""
        if self._is_block:
            return Span(self._span.file, self._span.line + line, 1, self._span.line + line, 2)
        if line > 1 or self._span.line != self._span.end_line:
            return self._span
        start = min(self._span.column + column - 1, max(self._span.column, self._span.end_column - 1))
        return Span(self._span.file, self._span.line, start, self._span.line, start + 1)

    def _refuse_unknown_names(self) -> None:
        used = self._program.references()
        bound = {*NAMES, *BOUND.findall(self.text)}
        unknown = next((name for name in used["variables"] if name not in bound and not name.startswith("@")), None)
        if unknown:
            help_ = Message(_HYPHEN) if re.search(rf"\w-{re.escape(unknown)}\b", self.text) else None
            raise UserError(Message(_UNKNOWN_NAME, {"name": unknown, "known": NAMES}), self._span, help_)
        known = {*FUNCTIONS, *_BUILT_IN}
        names = [name for name in used["functions"] if re.fullmatch(r"[A-Za-z]\w*", name)]
        if stranger := next((name for name in names if name not in known and not self._is_method(name)), None):
            raise UserError(Message(_UNKNOWN_FUNCTION, {"name": stranger}), self._span)

    def _is_method(self, name: str) -> bool:
        """Whether the function is called on something, such as ``self.date.getFullYear()``: CEL has many of those."""
        return re.search(rf"\.{name}\(", self.text) is not None
