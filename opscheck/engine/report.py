"""A rule as a ruleset configures it, and what is reported of one plan."""

from dataclasses import dataclass, field
from datetime import date

from opscheck.finding import Evidence, Finding, RuleOutcome, Severity
from opscheck.rule import Rule

MOST_FINDINGS = 1000  # of one rule in one plan: a hostile plan may not drown the others, and nobody reads more
MORE = "{rule} has found {most} problems in this plan: there may be more, which are not shown"


@dataclass(frozen=True, slots=True)
class ConfiguredRule:
    """A rule with its parameters, at the severity that the ruleset gives it."""

    rule: Rule
    severity: Severity
    origin: str | None = None
    """The third-party distribution that the rule comes from; such rules are judged in a process of their own."""


@dataclass(slots=True)
class PlanReport:
    """What was found in one plan. Findings are in total order; it pickles.

    ``set_aside`` has the clauses that the plan declares not applicable to it, with the reason and who approved;
    ``seconds`` what each rule took, where somebody asked for that.
    """

    file: str
    plan: str | None
    title: str | None
    as_of: date
    findings: list[Finding] = field(default_factory=list)
    outcomes: list[RuleOutcome] = field(default_factory=list)
    set_aside: dict[str, Evidence] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def standing(self) -> list[Finding]:
        """The findings that somebody has to do something about: neither waived nor in the baseline."""
        return [finding for finding in self.findings if finding.stands]
