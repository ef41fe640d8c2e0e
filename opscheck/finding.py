"""What a check has to say: findings, outcomes and their evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from hashlib import sha256
from typing import Any

from opscheck.source import Span


class Severity(IntEnum):
    """How bad a finding is; a larger one is worse."""

    info = 1
    warning = 2
    error = 3


class Outcome(Enum):
    """What became of one rule on one plan."""

    fail = "fail"
    passed = "pass"
    not_applicable = "not-applicable"
    needs_data = "needs-data"
    waived = "waived"


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence as a template and the values that it speaks of; the template is what gets translated.

    Values are plain (str, int, Decimal, date, tuples of them) or quantities (Percent, Money, Period).
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Related:
    """Another line that contributes to a finding."""

    span: Span
    message: Message


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, where it stands, and what would be right.

    ``path`` is the logical path by item ids (``budget.stages[early].amount``); ``key`` says what is missing or compared
    there, so that path and key together identify the finding. ``arithmetic`` is shown under the value, ``help`` below.
    """

    rule: str
    severity: Severity
    message: Message
    span: Span
    path: str = ""
    key: str | None = None
    plan: str | None = None
    clauses: tuple[str, ...] = ()
    arithmetic: Message | None = None
    help: Message | None = None
    related: tuple[Related, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Identifies the finding across runs: moved lines and a renamed file change nothing."""
        identity = "\n".join([self.plan or self.span.file, self.rule, self.path, self.key or ""])
        return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def sort_key(self) -> tuple[Any, ...]:
        """Total order: file, line, column, rule, key, path."""
        return (self.span.file, self.span.line, self.span.column, self.rule, self.key or "", self.path)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a rule did not fail: what was measured, and where it stands."""

    message: Message
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What became of one rule on one plan, with its evidence."""

    plan: str | None
    rule: str
    outcome: Outcome
    evidence: tuple[Evidence, ...] = ()
