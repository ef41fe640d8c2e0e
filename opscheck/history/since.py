"""What a run found that was not there at a revision, what is fixed since, and which values moved. Plain data."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from opscheck.engine import PlanReport
from opscheck.finding import Finding
from opscheck.history.changes import Change, Figure

_NEVER_OLD = "opscheck/internal-error"  # a rule that does not work is news every time


class Compared(NamedTuple):
    """The findings of one plan beside those that it had before."""

    new: list[Finding]
    fixed: list[Finding]
    unchanged: list[Finding]


@dataclass(frozen=True)
class PlanSince:
    """What became of one plan since a commit; ``was`` is the file it stood in then, None for a plan that is new."""

    plan: str | None
    file: str
    was: str | None
    commit: str | None
    found: Compared
    changes: Sequence[Change] = ()
    figures: Sequence[Figure] = ()


class GonePlan(NamedTuple):
    """A plan that was there then, and is not any more."""

    plan: str
    file: str


@dataclass(frozen=True)
class Since:
    """What became of the plans of a run since a revision, as it was asked for."""

    revision: str
    plans: Sequence[PlanSince] = ()
    gone: Sequence[GonePlan] = field(default_factory=list)

    @property
    def new(self) -> int:
        return sum(len(plan.found.new) for plan in self.plans)

    @property
    def fixed(self) -> int:
        return sum(len(plan.found.fixed) for plan in self.plans)

    @property
    def unchanged(self) -> int:
        return sum(len(plan.found.unchanged) for plan in self.plans)


def compare(now: PlanReport, then: PlanReport | None) -> Compared:
    """The findings that stand beside those that stood then; of a plan that was not there all are new.

    A finding is the same by what its fingerprint tells within a plan: rule, path and key. What was found there twice
    and once then is new once.
    """
    before: dict[tuple[str, str, str | None], list[Finding]] = defaultdict(list)
    for finding in then.standing if then else ():
        before[_identity(finding)].append(finding)
    new, unchanged = list[Finding](), list[Finding]()
    for finding in now.standing:
        same = before[_identity(finding)]
        if same and finding.rule != _NEVER_OLD:
            same.pop(0)
            unchanged.append(finding)
        else:
            new.append(finding)
    fixed = [finding for left in before.values() for finding in left if finding.rule != _NEVER_OLD]
    return Compared(new, sorted(fixed, key=Finding.sort_key), unchanged)


def _identity(finding: Finding) -> tuple[str, str, str | None]:
    return finding.rule, finding.path, finding.key
