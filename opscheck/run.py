"""What a run of checks leaves for the reports: plain data."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from opscheck.finding import Finding, Message, Severity

if TYPE_CHECKING:
    from opscheck.catalogue import Catalogue
    from opscheck.engine import ConfiguredRule, PlanReport
    from opscheck.history.since import Since
    from opscheck.merge import Loaded
    from opscheck.rule import Rule
    from opscheck.waivers.waiver import Waiver

FailOn = Literal["error", "warning", "info", "never"]
INTERNAL_ERROR = "opscheck/internal-error"
_MOST_HELD = 1_000  # findings, of some kilobytes each, where the plans are too many to be held


class Lines(Protocol):
    """A text that can be asked for its lines, counted from 1; empty where there is none."""

    def line(self, number: int, /) -> str: ...


class CheckedFile(NamedTuple):
    """A file that went into a plan, and what it contained."""

    file: str
    sha256: str


class RulesetInfo(NamedTuple):
    """Which rules judged."""

    name: str
    version: str
    digest: str


class PluginInfo(NamedTuple):
    """A distribution that brought rules or rulesets."""

    name: str
    version: str


class ToolInfo(NamedTuple):
    """Which program judged."""

    name: str
    version: str
    plugins: tuple[PluginInfo, ...] = ()


@dataclass
class CheckedPlan:
    """One plan's report with its sources: ``documents`` by file name, for excerpts.

    ``ruleset`` is by which rules it was judged, where the configuration has others for plans of its ``status``;
    ``loaded`` is what was read and ``rules`` by what that was judged, where the report asks for that; ``waivers`` are
    those that speak of the plan.
    """

    report: "PlanReport"
    documents: Mapping[str, Lines]
    files: tuple[CheckedFile, ...] = ()
    revision: str | None = None
    ruleset: RulesetInfo | None = None
    status: str | None = None
    loaded: "Loaded | None" = None
    rules: "Sequence[ConfiguredRule]" = ()
    waivers: "Sequence[Waiver]" = ()


@dataclass
class Run:
    """Everything that one run found. It does not change once it is given to a report.

    With ``since``, the plans' reports hold only the findings that are new since a revision. ``complaints`` say which
    plugins cannot be used: what their rules would have found is not known.
    """

    plans: Sequence[CheckedPlan]
    ruleset: RulesetInfo
    tool: ToolInfo
    skipped_files: int = 0
    rules: Mapping[str, "type[Rule]"] = field(default_factory=dict)
    """The rules that ran on any of the plans, by id."""
    since: "Since | None" = None
    fixed: int = 0
    catalogue: "Catalogue | None" = None
    """All that is installed, for reports that tell of clauses."""
    is_selected: Callable[[str], bool] | None = None
    """Whether the run was to use a rule, if its ruleset does; None where it was to use all."""
    complaints: Sequence[Message] = ()
    come_in_order: bool = False
    """Whether all that is found in one plan stands before what is found in the next."""

    @cached_property
    def findings(self) -> Collection[Finding]:
        """The findings of all plans in total order: a list, or of many plans what reads them one by one."""
        if isinstance(self.plans, list):
            return sorted(self._found(), key=_order)
        if self.come_in_order:
            return _Some(_PlanByPlan(self.plans, self._held_texts), lambda _: True)
        from opscheck.sorting import Sorted  # most runs are small

        found: Sorted[Finding] = Sorted(key=_order, most=_MOST_HELD)
        for finding in self._found():
            found.add(finding)
        return _Some(found, lambda _: True)

    def _found(self) -> Iterator[Finding]:
        return (finding for plan in self.plans for finding in plan.report.findings)

    @property
    def standing(self) -> Collection[Finding]:
        """The findings that somebody has to do something about: neither waived nor in the baseline."""
        return self.shown()

    def shown(self, *, waived: bool = False, baseline: bool = False) -> Collection[Finding]:
        """The findings that stand, with those that are accepted where they are asked for."""

        def is_shown(finding: Finding) -> bool:
            return bool(finding.stands or (waived and finding.waived) or (baseline and finding.in_baseline))

        if isinstance(self.findings, list):
            return list(filter(is_shown, self.findings))
        return _Some(self.findings, is_shown)

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return self._totals[Severity.error]

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return self._totals[Severity.warning]

    @property
    def infos(self) -> int:
        """How many findings are for information."""
        return self._totals[Severity.info]

    @property
    def waived(self) -> int:
        """How many findings are waived."""
        return self._totals["waived"]

    @property
    def in_baseline(self) -> int:
        """How many findings are in the baseline."""
        return self._totals["in baseline"]

    @property
    def fixable(self) -> int:
        """How many findings have a safe fix."""
        return self._totals["safe"]

    @property
    def fixable_unsafe(self) -> int:
        """How many findings have an unsafe fix."""
        return self._totals["unsafe"]

    def exit_code(self, fail_on: FailOn = "error") -> int:
        """2 where a rule or plugin failed to work, 1 where there is a finding at or above ``fail_on``, else 0."""
        if self.complaints or self._totals[INTERNAL_ERROR]:
            return 2
        return int(fail_on != "never" and any(self._totals[each] for each in Severity if each >= Severity[fail_on]))

    @cached_property
    def _totals(self) -> Counter[object]:
        """How many findings there are of each kind, counted in one go."""
        totals: Counter[object] = Counter()
        for finding in self._found():
            totals.update(_kinds(finding))
        return totals

    def line(self, file: str, number: int) -> str:
        """The text of a line of any file of the run; empty where there is none."""
        text = self._text(file)
        return text.line(number) if text else ""

    def _text(self, file: str) -> Lines | None:
        """The text of a file; one at a time is held, since findings come file by file."""
        if file not in self._held_texts and (plan := self._plan_with(file)):
            self._held_texts.clear()
            self._held_texts.update(plan.documents)
        return self._held_texts.get(file)

    def _plan_with(self, file: str) -> CheckedPlan | None:
        if self.come_in_order and not isinstance(self.plans, list):
            index = bisect_left(self.plans, file, key=lambda plan: plan.report.file)
            return self.plans[index] if index < len(self.plans) else None
        return self.plans[self._plan_of[file]] if file in self._plan_of else None

    @cached_property
    def _held_texts(self) -> dict[str, Lines]:
        return {}

    @cached_property
    def _plan_of(self) -> dict[str, int]:
        """By file, the index of the last plan that has its text."""
        return {file: index for index, plan in enumerate(self.plans) for file in plan.documents}


class _NoLines:
    """The text of a file that could not be read."""

    def line(self, _number: int, /) -> str:
        return ""


class _PlanByPlan(Iterable[Finding]):
    """The findings of plans that come in order. The texts of the plan that is gone through are at hand."""

    def __init__(self, plans: Sequence[CheckedPlan], texts: dict[str, Lines]) -> None:
        self._plans = plans
        self._texts = texts

    def __iter__(self) -> Iterator[Finding]:
        for plan in self._plans:
            self._texts.clear()
            self._texts.update({plan.report.file: _NoLines(), **plan.documents})
            yield from sorted(plan.report.findings, key=_order)


class _Some(Collection[Finding]):
    """Some of more findings than are held: they are read whenever they are gone through, or counted."""

    def __init__(self, findings: Iterable[Finding], wanted: Callable[[Finding], bool]) -> None:
        self._findings = findings
        self._wanted = wanted

    def __iter__(self) -> Iterator[Finding]:
        return filter(self._wanted, self._findings)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def __contains__(self, finding: object) -> bool:
        return any(each == finding for each in self)


def _order(finding: Finding) -> tuple[Any, ...]:
    return (*finding.sort_key(), finding.plan or "")


def _kinds(finding: Finding) -> Iterator[object]:
    """Under what a finding is counted."""
    if finding.stands:
        yield finding.severity
        if finding.fix:
            yield finding.fix.safety
    if finding.waived:
        yield "waived"
    if finding.in_baseline:
        yield "in baseline"
    if finding.rule == INTERNAL_ERROR:
        yield INTERNAL_ERROR
