"""The report for people, as it is printed."""

import re
from datetime import date
from itertools import product
from textwrap import dedent

import pytest
from reports.sample import checked, document, finding, report, run

from opscheck.display import width
from opscheck.finding import Evidence, Finding, Fix, Message, Outcome, Related, RuleOutcome, Safety, Severity
from opscheck.plan.quantities import Money, Percent, Period, share
from opscheck.reports.excerpt import excerpt
from opscheck.source import Span

PLAN = document(
    """\
plan: {id: demo}
budget:
  total: 3000000.00
  horizon: P9M
  stages:
    - id: early
      phases: [diagnosis, design]
      amount: 1650000.00
""",
)
TOTAL = PLAN.positions.span(("budget", "total"))
STAGES = PLAN.positions.span(("budget", "stages"))
AMOUNT = PLAN.positions.span(("budget", "stages", 0, "amount"))
HORIZON = PLAN.positions.span(("budget", "horizon"))

RATIO = finding(
    "budget/stage-ratio",
    AMOUNT,
    "{kind} takes {share} of the total, outside {low} to {high}",
    arithmetic="{amount} / {total} = {share}",
    help="at most {most} fits",
    kind="early",
    share=share(1650000, 3000000),
    low=Percent("30%"),
    high=Percent("40%"),
    amount=Money("1650000.00"),
    total=Money("3000000.00"),
    most=Money("1200000.00"),
)


def with_related(found: Finding, *related: Related) -> Finding:
    return Finding(**{name: getattr(found, name) for name in Finding.__slots__} | {"related": related})


def fixable(found: Finding, safety: Safety) -> Finding:
    fix = Fix(safety, Message("write {most}", {"most": Money("1200000.00")}), ())
    return Finding(**{name: getattr(found, name) for name in Finding.__slots__} | {"fix": fix})


def text(*findings: Finding, documents: tuple = (PLAN,), **options: object) -> str:
    return report("text", run(checked(*documents, findings=findings)), **options)


def expected(block: str) -> str:
    return dedent(block).lstrip("\n")


def test_a_finding_shows_its_line_its_arithmetic_and_what_would_be_right() -> None:
    contributing = with_related(RATIO, Related(TOTAL, Message("")))
    assert text(contributing) == expected(
        """
        error: early takes 55.0 % of the total, outside 30 % to 40 %   budget/stage-ratio
          plan.yaml:8:15
           8 |       amount: 1650000.00
             |               ^^^^^^^^^^ 1 650 000.00 / 3 000 000.00 = 55.0 %
           3 ·   total: 3000000.00
          help: at most 1 200 000.00 fits; opscheck explain budget/stage-ratio

        1 error in 1 plan (as of 2026-07-01, ruleset standard 1)
        """
    )


def test_findings_stand_in_order_and_are_counted() -> None:
    horizon = finding(
        "budget/horizon",
        HORIZON,
        "the budget covers {horizon}, less than {least}",
        severity=Severity.warning,
        horizon=Period("P9M"),
        least=Period("P12M"),
    )
    assert text(RATIO, horizon, finding("a/b", TOTAL, "look", severity=Severity.info)) == expected(
        """
        info: look   a/b
          plan.yaml:3:10
           3 |   total: 3000000.00
             |          ^^^^^^^^^^
          help: opscheck explain a/b

        warning: the budget covers 9 months, less than 12 months   budget/horizon
          plan.yaml:4:12
           4 |   horizon: P9M
             |            ^^^
          help: opscheck explain budget/horizon

        error: early takes 55.0 % of the total, outside 30 % to 40 %   budget/stage-ratio
          plan.yaml:8:15
           8 |       amount: 1650000.00
             |               ^^^^^^^^^^ 1 650 000.00 / 3 000 000.00 = 55.0 %
          help: at most 1 200 000.00 fits; opscheck explain budget/stage-ratio

        1 error, 1 warning, 1 info in 1 plan (as of 2026-07-01, ruleset standard 1)
        """
    )


def test_related_lines_say_their_message_and_name_another_file() -> None:
    fragment = document("risks:\n  - id: api-outage\n\n\n\n\n\n\n\n  - id: api-outage\n", "parts/risks.yaml")
    first, second = (fragment.positions.span(("risks", index, "id")) for index in (0, 1))
    twice = finding("opscheck/duplicate-id", second, "{id} is the id of two risks", id="api-outage")
    twice = with_related(twice, Related(first, Message("the first one")), Related(TOTAL, Message("")))
    assert text(twice, documents=(PLAN, fragment)) == expected(
        """
        error: api-outage is the id of two risks   opscheck/duplicate-id
          parts/risks.yaml:10:9
           10 |   - id: api-outage
              |         ^^^^^^^^^^
            2 ·   - id: api-outage
              ·         ^^^^^^^^^^ the first one
          plan.yaml:3:10
            3 ·   total: 3000000.00
          help: opscheck explain opscheck/duplicate-id

        1 error in 1 plan (as of 2026-07-01, ruleset standard 1)
        """
    )


def test_a_line_that_is_shown_is_not_repeated_and_many_are_counted() -> None:
    plan = document("".join(f"a{number}: 1\n" for number in range(1, 31)))
    spans = [plan.positions.span((f"a{number}",)) for number in range(1, 31)]
    related = [Related(span, Message("")) for span in [*spans[:14], spans[3], spans[0]]]
    lines = text(with_related(finding("a/b", spans[0], "x"), *related), documents=(plan,)).splitlines()
    assert [line for line in lines if "·" in line] == [
        *(f"   {number:>2} · a{number}: 1" for number in range(2, 12)),
        "      · and 3 more lines",
    ]


def test_a_span_of_several_lines_is_underlined_on_its_first() -> None:
    assert text(finding("a/b", Span("plan.yaml", 6, 7, 8, 25), "x")).splitlines()[2:4] == [
        "   6 |     - id: early",
        "     |       ^^^^^^^^^",
    ]


def test_columns_are_those_of_the_screen() -> None:
    plan = document('phases:\n  - {id: 试点, 名称: "第一阶段（试点）", e\u0301: 1,\tdue: 2026-13-01}\n')
    name = plan.positions.span(("phases", 0, "名称"))
    due = plan.positions.span(("phases", 0, "due"))
    lines = text(finding("a/b", name, "x"), finding("a/c", due, "x"), documents=(plan,)).splitlines()
    assert lines[1:4] == [
        "  plan.yaml:2:18",
        '   2 |   - {id: 试点, 名称: "第一阶段（试点）", e\u0301: 1,    due: 2026-13-01}',
        "     |                      ^^^^^^^^^^^^^^^^^^",
    ]
    assert lines[7:10] == [
        "  plan.yaml:2:42",
        '   2 |   - {id: 试点, 名称: "第一阶段（试点）", e\u0301: 1,    due: 2026-13-01}',
        "     |                                                        ^^^^^^^^^^",
    ]


def test_a_long_line_is_cut_to_what_is_around_the_value() -> None:
    line = "lines: [" + ", ".join(f"{{id: 项目-{number}, amount: {number}00.00}}" for number in range(99)) + "]\n"
    plan = document(line)
    span = plan.positions.span(("lines", 50, "amount"))
    assert text(finding("a/b", span, "x"), documents=(plan,)).splitlines()[2:4] == [
        "   1 | …amount: 4900.00}, {id: 项目-50, amount: 5000.00}, {id: 项目-51, amount: 5100.00}, {id: 项目-52, amou…",
        "     |                                          ^^^^^^^",
    ]


@pytest.mark.parametrize("filler", ["x", "长", "\t", "\x1b", "e\u0301", "\u0301"])
@pytest.mark.parametrize("size", [1, 30, 99, 101, 400])
def test_an_excerpt_underlines_exactly_the_value(filler: str, size: int) -> None:
    value = "<" + "v" * (size - 2) + ">" if size > 1 else "v"
    for before, after in product([0, 1, 39, 40, 41, 60, 99, 100, 500], [0, 1, 50, 99, 300]):
        left = filler * before + ":"
        shown = excerpt(left + value + "." + filler * after, len(left) + 1, len(left) + size + 1)
        underlined = _columns(shown.text, shown.offset, shown.length)
        assert width(shown.text) <= 102
        assert underlined == value or (size > 50 and value.startswith(underlined) and len(underlined) >= 55)


def _columns(text: str, offset: int, length: int) -> str:
    """What stands in these columns of the screen."""
    shown, column = "", 0
    for character in text:
        if offset <= column < offset + length and (width(character) or shown):
            shown += character
        column += width(character)
    return shown


def test_without_a_source_line_the_arithmetic_still_stands() -> None:
    nowhere = finding("opscheck/syntax", Span("binary.yaml", 1, 1, 1, 1), "not UTF-8", arithmetic="byte {n}", n=7)
    assert text(nowhere).splitlines()[:4] == [
        "error: not UTF-8   opscheck/syntax",
        "  binary.yaml:1:1",
        "  byte 7",
        "  help: opscheck explain opscheck/syntax",
    ]


def test_an_empty_span_is_one_column() -> None:
    lines = text(finding("a/b", Span("plan.yaml", 1, 1, 1, 1), "x")).splitlines()
    assert lines[2:4] == ["   1 | plan: {id: demo}", "     | ^"]


@pytest.mark.parametrize(
    ("days", "skipped", "sentence"),
    [
        ([1, 1, 1], 0, "no findings in 3 plans (as of 2026-07-01, ruleset standard 1)"),
        ([1], 1, "no findings in 1 plan, 1 file skipped (as of 2026-07-01, ruleset standard 1)"),
        (
            [9, 1, 5],
            12,
            "no findings in 3 plans, 12 files skipped (as of 2026-07-01 to 2026-07-09, ruleset standard 1)",
        ),
        ([], 0, "no findings in 0 plans (ruleset standard 1)"),
    ],
)
def test_a_clean_run_says_what_was_checked(days: list[int], skipped: int, sentence: str) -> None:
    plans = [checked(PLAN, as_of=date(2026, 7, day)) for day in days]
    assert report("text", run(*plans, skipped_files=skipped)) == sentence + "\n"


OUTCOMES = [
    RuleOutcome("demo", "budget/stage-ratio", Outcome.fail, (Evidence(RATIO.message, AMOUNT),)),
    RuleOutcome("demo", "budget/adds-up", Outcome.passed, (Evidence(Message("it adds up"), TOTAL),)),
    RuleOutcome("demo", "budget/horizon", Outcome.passed),
    RuleOutcome("demo", "risk/matrix", Outcome.not_applicable, (Evidence(Message("the plan has no risks")),)),
    RuleOutcome("demo", "budget/cash", Outcome.needs_data, (Evidence(Message("the plan gives no actuals"), STAGES),)),
]


def test_passes_are_shown_on_request_with_their_evidence() -> None:
    clean = run(checked(PLAN, outcomes=OUTCOMES))
    assert report("text", clean, show_passes=True) == expected(
        """
        pass: it adds up   budget/adds-up   plan.yaml:3:10
        pass: budget/horizon
        not applicable: the plan has no risks   risk/matrix
        needs data: the plan gives no actuals   budget/cash   plan.yaml:6:5

        no findings in 1 plan (as of 2026-07-01, ruleset standard 1)
        """
    )


def test_statistics_count_by_rule() -> None:
    many = [finding("a/b", TOTAL, "x", severity=Severity.info) for _ in range(12)]
    assert text(*many, RATIO, statistics=True).splitlines()[-4:] == [
        "12  a/b  info",
        " 1  budget/stage-ratio  error",
        "",
        "1 error, 12 infos in 1 plan (as of 2026-07-01, ruleset standard 1)",
    ]


def test_color_only_adds_codes() -> None:
    plain = report("text", run(checked(PLAN, findings=[RATIO], outcomes=OUTCOMES)), show_passes=True, statistics=True)
    colored = report(
        "text", run(checked(PLAN, findings=[RATIO], outcomes=OUTCOMES)), color=True, show_passes=True, statistics=True
    )
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain
    for painted in ("\x1b[1;31merror\x1b[0m", "\x1b[1;31m^^^^^^^^^^\x1b[0m", "\x1b[36mbudget/stage-ratio\x1b[0m"):
        assert painted in colored


# --- fixes


@pytest.mark.parametrize(
    ("safeties", "last"),
    [
        (["safe"], "1 fixable with --fix"),
        (["safe", "safe", "unsafe"], "2 fixable with --fix, 1 more with --unsafe-fixes"),
        (["unsafe"], "1 fixable with --fix --unsafe-fixes"),
    ],
)
def test_what_can_be_fixed_is_counted(safeties: list[Safety], last: str):
    assert text(*(fixable(RATIO, safety) for safety in safeties)).splitlines()[-1] == last


@pytest.mark.parametrize(("safety", "options"), [("safe", "--fix"), ("unsafe", "--fix --unsafe-fixes")])
def test_a_fix_is_shown_below_the_help(safety: Safety, options: str):
    lines = text(fixable(RATIO, safety)).splitlines()
    assert lines[lines.index("  help: at most 1 200 000.00 fits; opscheck explain budget/stage-ratio") + 1] == (
        f"  fix: write 1 200 000.00 ({options})"
    )


def test_what_was_fixed_is_counted():
    run_ = run(checked(PLAN))
    run_.fixed = 3
    assert report("text", run_).splitlines()[-1] == "3 fixed"
