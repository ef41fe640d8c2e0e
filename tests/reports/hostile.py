"""Runs with hostile text wherever a plan, a file name, a waiver or a ruleset can put some."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from reports.sample import checked, document, run

from opscheck.change import SetValue
from opscheck.finding import Evidence, Finding, Fix, Measure, Message, Outcome, Related, RuleOutcome, Severity, Waived
from opscheck.plan.quantities import Money, Percent, Period
from opscheck.rule import RULE_ID
from opscheck.run import CheckedPlan, RulesetInfo, Run
from opscheck.source import Span

NASTY = st.sampled_from(
    [
        *("\x1b]0;owned\x07", "\x9b31m", "\u202e", "\n", "\r", "::error::", "%0A", "{x}", "{x.__class__}", "中"),
        *(
            "<script>alert(1)</script>",
            "]]>",
            "&lt;",
            "\x00",
            "\ufffe",
            "=1+1",
            "+1",
            "-1",
            "@a",
            "\t=1",
            " ",
            "\u3000",
        ),
        *(
            "|",
            "`",
            "[x](https://a.b)",
            "](",
            "https://a.b",
            "<!--",
            "-->",
            "# a",
            "1. a",
            "---",
            "\\",
            "$a$",
            "![](a)",
        ),
    ]
)


def _few(items: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """So few that a whole run of them is not too large to be drawn."""
    return st.lists(items, max_size=3)


TEXTS = st.lists(NASTY | st.text(max_size=30), max_size=4).map("".join)
HALVES = TEXTS.map(lambda text: f"{text}\ud800")  # which YAML can spell, and no reader of JSON has to accept
RULES = st.from_regex(RULE_ID, fullmatch=True)
NUMBERS = st.decimals() | st.integers() | st.floats() | st.decimals(allow_nan=False, allow_infinity=False, places=3)
EXACT = st.decimals(allow_nan=False)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | TEXTS
    | NUMBERS
    | EXACT.map(Percent)
    | st.builds(Money, EXACT, st.sampled_from([None, "EUR", "JPY", "KWD"]))
    | st.dates()
    | st.from_regex(r"P[1-9][0-9]{0,2}[YMWD](T[0-9]H)?", fullmatch=True).map(Period)
    | st.sampled_from([Severity.error, Outcome.passed]),
    lambda inner: _few(inner) | st.dictionaries(TEXTS, inner, max_size=3) | _few(inner).map(tuple),
    max_leaves=5,
)
MESSAGES = st.builds(
    Message,
    _few(st.sampled_from(["{x}", "{y}", "{z}", "{", "}", "{{", "{x!r}", "{x.real}"]) | TEXTS).map("".join),
    st.dictionaries(st.sampled_from(["x", "y"]) | TEXTS, VALUES, max_size=3),
)
PLACES = st.integers(1, 400)
FILES = (
    st.just("plan.yaml") | TEXTS.filter(bool) | st.just("/a b/ü.yaml") | st.just("C:/a.yaml") | st.just("\udcff.yaml")
)
SPANS = st.builds(Span, FILES, PLACES, PLACES, PLACES, PLACES)
FINITE = st.decimals(allow_nan=False, allow_infinity=False, places=3)
MEASURES = st.builds(Measure, MESSAGES, FINITE, st.sampled_from(["at-least", "at-most"]), FINITE)
FIXES = st.builds(
    Fix,
    st.sampled_from(["safe", "unsafe"]),
    MESSAGES,
    st.builds(SetValue, st.tuples(st.just("a")), TEXTS | EXACT).map(lambda change: (change,)),
)
WAIVED = st.builds(
    Waived, TEXTS, SPANS, st.none() | st.dates(), st.none() | TEXTS, st.none() | st.dates(), st.none() | TEXTS
)


def findings(rules: st.SearchStrategy[str]) -> st.SearchStrategy[Finding]:
    return st.builds(
        Finding,
        rule=rules,
        severity=st.sampled_from(Severity),
        message=MESSAGES,
        span=SPANS,
        path=TEXTS | HALVES,
        key=st.none() | TEXTS,
        plan=st.none() | TEXTS,
        clauses=st.lists(TEXTS, max_size=2).map(tuple),
        arithmetic=st.none() | MESSAGES,
        help=st.none() | MESSAGES,
        related=st.lists(st.builds(Related, SPANS, MESSAGES), max_size=3).map(tuple),
        measure=st.none() | MEASURES,
        fix=st.none() | FIXES,
        waived=st.none() | WAIVED,
        in_baseline=st.booleans(),
    )


def outcomes(rules: st.SearchStrategy[str]) -> st.SearchStrategy[RuleOutcome]:
    evidence = st.builds(
        Evidence, MESSAGES, st.none() | SPANS, st.none() | MEASURES, st.lists(TEXTS, max_size=2).map(tuple), TEXTS
    )
    return st.builds(
        RuleOutcome,
        st.none() | TEXTS,
        rules,
        st.sampled_from(Outcome),
        st.lists(evidence, max_size=2).map(tuple),
        st.just(()),
    )


@st.composite
def runs(draw: st.DrawFn, rules: st.SearchStrategy[str] = RULES) -> Run:
    """A run over up to two plans; what no plan can change, such as the ids of rules, has its form."""
    plans = draw(st.lists(_plans(rules), max_size=2, unique_by=lambda plan: plan.report.file))
    made = run(*plans, skipped_files=draw(st.integers(0, 3)))
    return replace(made, ruleset=RulesetInfo(draw(st.just("standard") | TEXTS), draw(TEXTS), "sha256:00"))


@st.composite
def _plans(draw: st.DrawFn, rules: st.SearchStrategy[str]) -> CheckedPlan:
    source = document("\n".join(draw(st.lists(TEXTS, max_size=5))), draw(FILES))
    found = draw(st.lists(findings(rules), max_size=4))
    judged = draw(st.lists(outcomes(rules), max_size=3, unique_by=lambda outcome: outcome.rule))
    plan = checked(source, findings=found, outcomes=judged, plan=draw(st.none() | TEXTS), title=draw(st.none() | TEXTS))
    return replace(
        plan, revision=draw(st.none() | st.just("4f0c2a1")), status=draw(st.sampled_from([None, "draft", "approved"]))
    )
