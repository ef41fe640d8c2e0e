"""The clauses: how each fares, on what evidence, how narrowly, and which rules check it."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from opscheck.display import clean, counted, say
from opscheck.finding import Finding, Message
from opscheck.matrix import PlanOutcome, Row
from opscheck.matrix.words import NO_RULE, evidence, name, sections, title, word
from opscheck.translations import translate
from opscheck.tui.clauses import NOT_MET, OUTCOMES, ClauseTable, name_of
from opscheck.tui.gauge import gauge
from opscheck.tui.screens.listed import ListFrame
from opscheck.tui.widgets.clauses import SIGNS, ClauseList, look_of
from opscheck.tui.widgets.details import Detail
from opscheck.tui.widgets.words import Choice

OUTCOME = "{sign} {outcome}"
OF_PLAN = "{plan}: {outcome}"
MORE_PLANS, MORE_PLANS_MANY = "and {count} more plan", "and {count} more plans"
NO_CLAUSE = "this finding is about no clause of the framework"
_MOST_PLANS = 20


class ClausesScreen(ListFrame):
    """Where a reviewer sees what passes, what does not, and by how much."""

    NAME: ClassVar[str] = "clauses"
    NO_MORE = "there is no further clause that is not met"

    def listing(self) -> ClauseList:
        return ClauseList(id="clauses")

    @property
    def table(self) -> ClauseTable:
        """The clauses of the present run; the filter stays when the plans are checked again."""
        before = getattr(self, "_table", None)
        if before is None or before.run is not self.review.run:
            self._table = ClauseTable(self.review_app.explainer.catalogue, self.review.run, self.review.lang)
            if before:
                self._table.look(words=before.words, outcome=before.outcome)
        return self._table

    def refresh_review(self) -> None:
        super().refresh_review()
        self._open(self.query_one(ClauseList).cursor)

    def show(self, finding: Finding) -> None:
        place = self.table.place_of(finding)
        if place is None:
            self.review_app.tell(Message(NO_CLAUSE))
            return
        if place not in self.table.shown:
            self.table.look(words="", outcome="all")
        self._open(self.table.shown.index(place))

    def narrow(self, *, words: str | None = None, choice: str | None = None) -> None:
        clauses, table = self.query_one(ClauseList), self.table
        before = table.shown[clauses.cursor] if table.shown else None
        table.look(words=words, outcome=choice)
        self._open(table.shown.index(before) if before in table.shown else 0)

    def action_outcome(self) -> None:
        """Show only the clauses of the next outcome."""
        self.narrow(choice=self.table.next_outcome())

    def asking(self) -> Sequence[int]:
        table = self.table
        return [number for number, row in enumerate(table.shown) if table.rows[row].outcome in NOT_MET]

    def _open(self, cursor: int) -> None:
        """Show what the filter lets through."""
        table = self.table
        self.tell_filter(self._choices(table), len(table.rows), table.outcome, table.words)
        self.query_one(ClauseList).open(table, cursor)
        self.tell_entry()

    def _choices(self, table: ClauseTable) -> Iterator[Choice]:
        lang, counts = self.review.lang, table.counts
        for outcome in OUTCOMES:
            said = say(Message(OUTCOME, {"sign": SIGNS[outcome], "outcome": word(outcome, lang)}), lang)
            yield Choice(name_of(outcome), said, counts[name_of(outcome)], look_of(outcome), SIGNS[outcome])

    # --- what is known of a clause

    def details(self) -> Iterator[Detail]:
        row, lang = self.query_one(ClauseList).row, self.review.lang
        if row is None:
            return
        yield Detail(clean(f"{row.clause.id} {title(row, lang)}"), "title")
        yield Detail(clean(f"{row.clause.framework} {sections(row)}"), "quiet")
        yield from self.of_findings(self.table.findings(row))
        for plan in sorted(row.plans, key=_worst_first)[:_MOST_PLANS]:
            yield from self._of_plan(plan, row)
        if len(row.plans) > _MOST_PLANS:
            yield Detail(counted(MORE_PLANS, MORE_PLANS_MANY, len(row.plans) - _MOST_PLANS, lang), "quiet")
        yield from self.of_rules(row.rules)
        if not row.rules:
            yield Detail(translate(NO_RULE, lang), "quiet")

    def _of_plan(self, plan: PlanOutcome, row: Row) -> Iterator[Detail]:
        lang = self.review.lang
        if len(row.plans) > 1:
            values = {"plan": name(plan, row), "outcome": word(plan.outcome, lang)}
            yield Detail(say(Message(OF_PLAN, values), lang), "title")
        if plan.headroom and plan.headroom.measure is not None:
            yield Detail(say(plan.headroom.measure.what, lang), "quiet")
            yield from (Detail(line, "gauge") for line in gauge(plan.headroom.measure, lang))
        for sentence, place in evidence(plan, lang):
            yield Detail(f"{sentence}   {place}".rstrip(), "text")


def _worst_first(plan: PlanOutcome) -> int:
    return OUTCOMES.index(plan.outcome)
