"""What the matrix says in every format: outcomes, places, and how many clauses fare how."""

from collections import Counter
from collections.abc import Iterator, Sequence

from opscheck.display import clean, counted, say
from opscheck.finding import Evidence, Message, Outcome
from opscheck.matrix import WORST_FIRST, PlanOutcome, Row
from opscheck.reports.summary import basis
from opscheck.run import Run
from opscheck.translations import translate

UNCHECKED = "unchecked"
NO_RULE = "no installed rule"
_MOST = {True: 3, False: 20}  # pieces of evidence of what is met, and of what is not
_WORDS = {
    Outcome.fail: "fail",
    Outcome.needs_data: "needs data",
    Outcome.waived: "waived",
    Outcome.passed: "pass",
    Outcome.not_applicable: "not applicable",
    None: UNCHECKED,
}
MORE = "and {count} more"
REFS = "refs: {refs}"
COUNT = "{count} {outcome}"
TOTAL = "{clauses}: {counts} ({basis})"


def word(outcome: Outcome | None, lang: str) -> str:
    """An outcome as people say it."""
    return translate(_WORDS[outcome], lang)


def title(row: Row, lang: str) -> str:
    """The clause's title in a language, in English where it has none."""
    return row.clause.title.get(lang) or row.clause.title.get("en", "")


def sections(row: Row) -> str:
    """``§3.3, §7.3``."""
    return ", ".join(f"§{section}" for section in row.clause.source)


def name(plan: PlanOutcome, row: Row) -> str:
    """What tells a plan from the others: its id, where no other has it, else its file."""
    ids = [other.plan for other in row.plans]
    return plan.plan if plan.plan and ids.count(plan.plan) == 1 else plan.file


def evidence(plan: PlanOutcome, lang: str) -> Iterator[tuple[str, str]]:
    """What there is to say of a plan by a clause, each sentence with its place: what is wrong or lacking, and the first
    of what is right, then what the plan names as evidence.
    """
    if plan.unchecked:
        yield say(plan.unchecked.message, lang), ""
    heard: Counter[bool] = Counter()
    for entry in plan.entries:
        passed = entry.outcome is Outcome.passed
        heard[passed] += 1
        if heard[passed] <= _MOST[passed]:
            yield say(entry.evidence.message, lang), _place(entry.evidence)
    left_out = sum(max(heard[passed] - most, 0) for passed, most in _MOST.items())
    if left_out:
        yield counted(MORE, MORE, left_out, lang), ""
    if plan.refs:
        yield say(Message(REFS, {"refs": plan.refs}), lang), ""


def _place(evidence: Evidence) -> str:
    return clean(f"{evidence.span.file}:{evidence.span.line}") if evidence.span else ""


def total(rows: Sequence[Row], run: Run, lang: str) -> str:
    """``106 clauses: 1 fail, 105 pass (as of 2026-07-01, ruleset standard 1)``."""
    found = Counter(row.outcome for row in rows)
    counts = tuple(
        Message(COUNT, {"count": found[outcome], "outcome": word(outcome, lang)})
        for outcome in (*WORST_FIRST, None)
        if found[outcome]
    )
    clauses = counted("{count} clause", "{count} clauses", len(rows), lang)
    return say(Message(TOTAL, {"clauses": clauses, "counts": counts, "basis": basis(run, lang)}), lang)
