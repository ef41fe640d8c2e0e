"""What a check has to say: findings, outcomes and their evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, IntEnum
from hashlib import sha256
from typing import Any, Literal, NamedTuple, TypeAlias

from opscheck.change import Change
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


Direction: TypeAlias = Literal["at-least", "at-most", "within"]
_ZERO = Decimal(0)
_SAYS = {
    "at-least": "{what}: {value}, at least {bound}",
    "at-most": "{what}: {value}, at most {bound}",
    "within": "{what}: {value}, within {bound}",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A value, the bound that it has to keep, and on which side of it; true where it does (so ask ``is not None``
    whether there is one).

    ``what`` names the thing that was measured. Value and bound are numbers (Percent, Money, Decimal, int) or Periods;
    the bound of ``within`` is a Band of them. Raises TypeError for anything else: no report could compare it.
    """

    what: Message
    value: Any
    direction: Direction
    bound: Any

    def __post_init__(self) -> None:
        _number(self.value)
        for bound in self._bounds:
            _number(bound)

    def __bool__(self) -> bool:
        value = _number(self.value)
        if self.direction == "at-least":
            return value >= _number(self.bound)
        if self.direction == "at-most":
            return value <= _number(self.bound)
        return _number(self.bound.low) <= value <= _number(self.bound.high)

    @property
    def margin(self) -> Decimal | None:
        """How far the value is from its nearest bound, as a share of that bound; negative beyond it.

        None where the bound is zero and the value is not: there is no share of nothing.
        """
        distance, bound = min(self._distances, key=_tightness)
        if not bound:
            return None if distance else _ZERO
        return distance / abs(bound)

    @property
    def tightness(self) -> tuple[int, Decimal]:
        """Sorts measures, the tightest first."""
        return min(map(_tightness, self._distances))

    @property
    def message(self) -> Message:
        """``buffer of design: 15.5 %, at least 15 %``."""
        return Message(_SAYS[self.direction], {"what": self.what, "value": self.value, "bound": self.bound})

    @property
    def _bounds(self) -> tuple[Any, ...]:
        return (self.bound.low, self.bound.high) if self.direction == "within" else (self.bound,)

    @property
    def _distances(self) -> list[tuple[Decimal, Decimal]]:
        """How far the value is inside of each bound, with that bound."""
        value, bounds = _number(self.value), [_number(bound) for bound in self._bounds]
        signs = {"at-least": (1,), "at-most": (-1,), "within": (1, -1)}[self.direction]
        return [(sign * (value - bound), bound) for sign, bound in zip(signs, bounds, strict=True)]


def _tightness(distance_and_bound: tuple[Decimal, Decimal]) -> tuple[int, Decimal]:
    distance, bound = distance_and_bound
    if bound or not distance:
        return 0, distance / abs(bound) if bound else _ZERO
    return (1 if distance > 0 else -1), distance


def _number(value: object) -> Decimal:
    number = value if isinstance(value, Decimal) else _of_no_decimal(value)
    if number is not None and number.is_finite():
        return number
    raise TypeError(f"{value!r} cannot be measured: it is neither a number nor a period")


def _of_no_decimal(value: object) -> Decimal | None:
    if type(value) is int:
        return Decimal(value)
    days = getattr(value, "average_days", None)  # of a Period: importing it would cost whoever only looks for files
    if isinstance(days, Decimal):
        return days
    if isinstance(value, float):
        return Decimal(repr(value))
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None


class Related(NamedTuple):
    """Another line that contributes to a finding."""

    span: Span
    message: Message


Safety: TypeAlias = Literal["safe", "unsafe"]


@dataclass(frozen=True, slots=True)
class Fix:
    """What would mend a finding; each change says where by a path of the data.

    A safe one keeps the meaning of the plan; an unsafe one changes what the plan says, or asks its author to.
    """

    safety: Safety
    description: Message
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Waived:
    """Why a finding is accepted, until which day (inclusive), who says so, and where that is written."""

    reason: str
    where: Span
    until: date | None = None
    approved_by: str | None = None
    created: date | None = None
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, where it stands, and what would be right.

    ``path`` is the logical path by item ids (``budget.stages[early].amount``); ``key`` says what is missing or compared
    there, so that path and key together identify the finding. ``arithmetic`` is shown under the value, ``help`` below.
    ``measure`` is what a rule with a bound has measured.
    One that is ``waived``, or in the baseline, is known and fails no run.
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
    measure: Measure | None = None
    fix: Fix | None = None
    waived: Waived | None = None
    in_baseline: bool = False

    @property
    def stands(self) -> bool:
        """Whether somebody has to do something about it: it is neither waived nor in the baseline."""
        return self.waived is None and not self.in_baseline

    @property
    def fingerprint(self) -> str:
        """Identifies the finding across runs: moved lines and a renamed file change nothing."""
        identity = "\n".join([self.plan or self.span.file, self.rule, self.path, self.key or ""])
        return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def sort_key(self) -> tuple[Any, ...]:
        """Total order: file, line, column, rule, key, path."""
        return (self.span.file, self.span.line, self.span.column, self.rule, self.key or "", self.path)


class Evidence(NamedTuple):
    """What a rule has to say of its outcome, and where that stands.

    ``refs`` are the paths and URLs that the plan itself names there as evidence; ``path`` is the logical path of the
    place, as a finding has it.
    """

    message: Message
    span: Span | None = None
    measure: Measure | None = None
    refs: tuple[str, ...] = ()
    path: str = ""


class RuleOutcome(NamedTuple):
    """What became of one rule on one plan, with its evidence.

    ``met`` is what a rule that fails has measured and found right elsewhere in the plan.
    """

    plan: str | None
    rule: str
    outcome: Outcome
    evidence: tuple[Evidence, ...] = ()
    met: tuple[Evidence, ...] = ()
