"""Whatever stands in a plan, every report is made, and only the true text of JSON can say what steers a terminal."""

import json
import unicodedata
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from reports.sample import checked, document, finding, report, run
from reports.test_json import CONTRACT

from opscheck.display import say
from opscheck.finding import Evidence, Finding, Message, Outcome, Related, RuleOutcome, Severity
from opscheck.plan.quantities import Money, Percent, Period
from opscheck.run import Run
from opscheck.source import Span

NASTY = st.sampled_from(
    ["\x1b]0;owned\x07", "\x9b31m", "\u202e", "\n", "\r", "::error::", "%0A", "{x}", "{x.__class__}", "中"]
)
TEXTS = st.lists(NASTY | st.text(max_size=30), max_size=8).map("".join)
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
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner) | st.lists(inner).map(tuple),
    max_leaves=10,
)
MESSAGES = st.builds(
    Message,
    st.lists(st.sampled_from(["{x}", "{y}", "{z}", "{", "}", "{{", "{x!r}", "{x.real}"]) | TEXTS).map("".join),
    st.dictionaries(st.sampled_from(["x", "y"]) | TEXTS, VALUES),
)
PLACES = st.integers(1, 400)
SPANS = st.builds(Span, st.just("plan.yaml") | TEXTS, PLACES, PLACES, PLACES, PLACES)
FINDINGS = st.builds(
    Finding,
    rule=TEXTS,
    severity=st.sampled_from(Severity),
    message=MESSAGES,
    span=SPANS,
    path=TEXTS,
    key=st.none() | TEXTS,
    plan=st.none() | TEXTS,
    clauses=st.lists(TEXTS, max_size=2).map(tuple),
    arithmetic=st.none() | MESSAGES,
    help=st.none() | MESSAGES,
    related=st.lists(st.builds(Related, SPANS, MESSAGES), max_size=3).map(tuple),
)
OUTCOMES = st.builds(
    RuleOutcome,
    st.none() | TEXTS,
    TEXTS,
    st.sampled_from(Outcome),
    st.lists(st.builds(Evidence, MESSAGES, st.none() | SPANS), max_size=2).map(tuple),
)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    source = document("\n".join(draw(st.lists(TEXTS, max_size=5))))
    findings = draw(st.lists(FINDINGS, max_size=4))
    return run(checked(source, findings=findings, outcomes=draw(st.lists(OUTCOMES, max_size=2)), title=draw(TEXTS)))


def steering(text: str) -> set[str]:
    return {character for character in text if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")}


@given(MESSAGES, st.sampled_from(["en", "zh"]))
def test_every_message_can_be_said(message: Message, lang: str) -> None:
    assert steering(say(message, lang)) <= set("\u200c\u200d")
    assert isinstance(say(message, lang, cleaned=False), str)


@given(runs())
def test_no_report_for_people_carries_what_steers_a_terminal(run_: Run) -> None:
    for format_ in ("text", "concise", "github"):
        shown = report(format_, run_, show_passes=True, statistics=True)
        assert steering(shown) <= set("\n\u200c\u200d")
    assert report("concise", run_).count("\n") == len(run_.findings)
    assert report("github", run_).count("\n") == len(run_.findings)


@given(runs())
def test_json_is_valid_exact_and_the_same_every_time(run_: Run) -> None:
    written = report("json", run_)
    assert written == report("json", run_)
    assert steering(written) <= {"\n"}
    data = json.loads(written)
    CONTRACT.validate(data)
    for shown, found in zip(data["findings"], run_.findings, strict=True):
        assert (shown["rule"], shown["key"], shown["path"], shown["file"]) == (
            found.rule,
            found.key,
            found.path,
            found.span.file,
        )
        assert shown["values"].keys() == found.message.values.keys()


@given(EXACT | st.integers())
def test_json_numbers_are_read_back_exactly(number: Decimal | int) -> None:
    found = finding("a/b", Span("plan.yaml", 1, 1, 1, 1), "x", n=number)
    data = json.loads(report("json", run(checked(document(""), findings=[found]))))
    assert Decimal(data["findings"][0]["values"]["n"]) == number
