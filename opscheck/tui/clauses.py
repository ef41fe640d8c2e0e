"""The clauses of the framework as a reviewer looks at them: how they fare, and which of them a filter lets through."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from opscheck.catalogue import Catalogue
from opscheck.finding import Finding, Outcome
from opscheck.matrix import WORST_FIRST, Row, matrix
from opscheck.matrix.words import title, word
from opscheck.plan.quantities import Percent
from opscheck.run import Run

OUTCOMES: tuple[Outcome | None, ...] = (*WORST_FIRST, None)
"""All outcomes, the worst first; None is that of a clause that nothing has judged."""
NOT_MET = (Outcome.fail, Outcome.needs_data)
_FURTHEST = Decimal(10)


class ClauseTable:
    """The matrix of a run, and what a filter shows of it."""

    def __init__(self, catalogue: Catalogue, run: Run, lang: str) -> None:
        self.run = run
        self.rows = matrix(catalogue, run)
        self.words, self.outcome = "", "all"
        self._lang = lang
        self._texts = [self._text(row) for row in self.rows]
        self.shown = list(range(len(self.rows)))

    def _text(self, row: Row) -> str:
        names = [name for plan in row.plans for name in (plan.plan or "", plan.file)] if len(row.plans) > 1 else []
        parts = (row.clause.id, title(row, self._lang), word(row.outcome, self._lang), *row.clause.source, *row.rules)
        return " ".join((*parts, *names)).casefold()

    def look(self, *, words: str | None = None, outcome: str | None = None) -> None:
        """Change the filter: words that a clause has to have, and the outcome ("all", or its name)."""
        self.words = self.words if words is None else words
        self.outcome = self.outcome if outcome is None else outcome
        wanted = self.words.casefold().split()
        self.shown = [
            index
            for index, row in enumerate(self.rows)
            if self.outcome in ("all", name_of(row.outcome)) and all(part in self._texts[index] for part in wanted)
        ]

    def next_outcome(self) -> str:
        """The outcome after the one that is shown, among those that occur."""
        names = ["all", *(name_of(outcome) for outcome in OUTCOMES if self.counts[name_of(outcome)])]
        return names[(names.index(self.outcome) + 1) % len(names)] if self.outcome in names else "all"

    @property
    def counts(self) -> Counter[str]:
        """How many clauses have each outcome."""
        return Counter(name_of(row.outcome) for row in self.rows)

    def findings(self, row: Row) -> Iterator[Finding]:
        """The findings of a clause in all plans."""
        for plan in self.run.plans:
            yield from (finding for finding in plan.report.findings if row.clause.id in finding.clauses)

    def place_of(self, finding: Finding) -> int | None:
        """The number of the clause that a finding is about."""
        found = (index for index, row in enumerate(self.rows) if row.clause.id in finding.clauses)
        return next(found, None)


def name_of(outcome: Outcome | None) -> str:
    """What an outcome is called in a filter."""
    return outcome.value if outcome else "unchecked"


def margin(row: Row) -> Percent | None:
    """Which share of its bound the tightest value of a clause has left, negative beyond it; None where none has one."""
    tightest = row.headroom
    if tightest is None or tightest.measure is None or tightest.measure.margin is None:
        return None
    return Percent(min(max(tightest.measure.margin, -_FURTHEST), _FURTHEST))
