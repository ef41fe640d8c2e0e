"""The findings that opscheck itself makes, beside those of rules."""

from typing import NamedTuple

from opscheck.finding import Severity


class CoreRule(NamedTuple):
    """A finding of opscheck's own.

    A ruleset can change the severity of those that are ``configurable``; those that are not ``on`` are made only where
    one asks for them. Only those that are ``waivable`` can be waived: they hide nothing else, whereas what cannot be
    read, or a placeholder, is a value that no rule has judged.
    """

    id: str
    severity: Severity
    summary: str
    configurable: bool = False
    waivable: bool = False
    on: bool = True

    @property
    def default(self) -> Severity | None:
        """The severity where no ruleset speaks of it; None where it is then not made."""
        return self.severity if self.on else None


CORE_RULES = {
    rule.id: rule
    for rule in (
        CoreRule("opscheck/syntax", Severity.error, "The file cannot be read as YAML."),
        CoreRule("opscheck/schema", Severity.error, "A value does not have the form that the plan format gives it."),
        CoreRule("opscheck/unknown-key", Severity.error, "A key is not part of the plan format."),
        CoreRule("opscheck/unknown-reference", Severity.error, "An id is referred to and not declared."),
        CoreRule("opscheck/duplicate-id", Severity.error, "An id is declared twice."),
        CoreRule(
            "opscheck/ambiguous-value", Severity.warning, "YAML 1.1 and YAML 1.2 read a value differently.", True, True
        ),
        CoreRule("opscheck/placeholder", Severity.error, "A placeholder has not been filled in.", True),
        CoreRule(
            "opscheck/needs-data", Severity.warning, "An approved plan lacks the data to judge a clause.", True, True
        ),
        CoreRule(
            "opscheck/stale-data", Severity.warning, "The record of what happened is over a month old.", True, True
        ),
        CoreRule(
            "opscheck/evidence-missing",
            Severity.warning,
            "A clause is met by declaration alone, and no refs show it.",
            configurable=True,
            waivable=True,
            on=False,
        ),
        CoreRule("opscheck/internal-error", Severity.error, "A rule failed: what it checks is not known."),
        CoreRule("opscheck/waiver-expired", Severity.error, "A waiver has ended."),
        CoreRule("opscheck/waiver-expiring", Severity.warning, "A waiver ends within 14 days."),
        CoreRule("opscheck/waiver-unused", Severity.warning, "A waiver has nothing to waive."),
        CoreRule("opscheck/waiver-malformed", Severity.error, "A waiver cannot be understood."),
    )
}
