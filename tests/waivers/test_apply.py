"""Holding waivers against findings: which of them a waiver means, who may write it, and when nobody needs it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from textwrap import dedent
from typing import Any

import pytest
from core.plans import AS_OF, GOOD, judged, loaded, said, standard
from hypothesis import given
from hypothesis import strategies as st
from work import grows_in_proportion

from opscheck.engine import MORE, PlanReport
from opscheck.finding import Finding, Message, Outcome, Severity
from opscheck.merge import Loaded
from opscheck.plan.quantities import Period
from opscheck.source import Span, load
from opscheck.waivers import declared
from opscheck.waivers.apply import Asked, waive
from opscheck.waivers.policy import Policy
from opscheck.waivers.register import read_register
from opscheck.waivers.terms import Terms
from opscheck.waivers.waiver import Declared

CONFIGURED = {entry.rule.id: entry for entry in standard().for_file("plan.yaml").rules}
PLAN = """\
schema: opscheck/v1
plan: {id: trial, owner: ann}
phases:
  - {id: a, start: 2026-01-05, finish: 2026-03-04, buffer: P1D}
  - id: b
    start: 2026-03-16
    finish: 2026-05-29
    buffer: P1D
"""
IGNORE = "opscheck: ignore[schedule/buffer]"
A, B = "phases[a].buffer", "phases[b].buffer"


def asked(text: str, register: str = "", policy: Policy = Policy(), as_of: date = AS_OF, **options: Any) -> Asked:  # noqa: B008
    """A plan judged by one rule, schedule/buffer unless it has risks, with a register beside it."""
    plan = loaded(text, options.get("file", "plan.yaml"))
    rule = "risk/assessed" if "\nrisks:" in text else "schedule/buffer"
    report = judged(plan, as_of, [CONFIGURED[rule]])
    held = read_register(load(dedent(register).encode(), "opscheck-waivers.yaml"))
    return Asked(report, plan, Terms(policy, CONFIGURED), declared(plan) or Declared(), held)


def accepted(text: str, register: str = "", policy: Policy = Policy(), as_of: date = AS_OF) -> PlanReport:  # noqa: B008
    return next(waive([asked(text, register, policy, as_of)], is_whole=lambda _: True))


def waived(report: PlanReport) -> list[str]:
    return [finding.path for finding in report.findings if finding.waived]


def about_waivers(report: PlanReport) -> list[tuple[str, int, str]]:
    found = [finding for finding in report.findings if finding.rule.startswith("opscheck/waiver-")]
    return [(found.rule.removeprefix("opscheck/waiver-"), found.span.line, said(found)) for found in found]


def entry(at: str = A, **more: str) -> str:
    terms = {"rule": "schedule/buffer", "at": f"'{at}'", "reason": "known", **more}
    return "waivers: [{" + ", ".join(f"{key}: {value}" for key, value in terms.items()) + "}]\n"


def commented(line: str, comment: str) -> str:
    return PLAN.replace(line, f"{line}  # opscheck: {comment}")


# --- which findings a waiver means


def test_without_waivers_both_phases_are_found():
    assert (waived(accepted(PLAN)), [found.path for found in accepted(PLAN).findings]) == ([], [A, B])


@pytest.mark.parametrize("register", [True, False])
def test_an_entry_means_exactly_its_place(register: bool):
    for at, meant in ((A, [A]), (B, [B]), ("phases[a]", []), ("phases", []), (".", []), ("phases[0].buffer", [])):
        text = entry(at)
        assert waived(accepted(PLAN, text) if register else accepted(PLAN + text)) == meant


def test_the_plan_as_a_whole_is_a_dot():
    report = accepted("schema: opscheck/v1\nplan: {id: trial}\n" + entry("."))
    assert [(found.path, found.key, bool(found.waived)) for found in report.findings] == [("", "phases", True)]


def test_a_key_means_one_of_several_findings_at_a_place():
    text = "schema: opscheck/v1\nplan: {id: trial}\nphases:\n  - id: a\n"
    report = accepted(text, entry("phases[a]", key="buffer"))
    assert [found.key for found in report.findings if found.waived] == ["buffer"]
    assert len([found for found in report.findings if found.stands]) == 2
    comment = text.replace("  - id: a", "  - id: a  # opscheck: ignore[schedule/buffer] key=start -- known")
    assert [found.key for found in accepted(comment).findings if found.waived] == ["start"]
    assert len(waived(accepted(text, entry("phases[a]")))) == 3


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (PLAN.replace("    buffer: P1D\n", f"    buffer: P1D # {IGNORE} -- x\n"), [B]),
        (PLAN.replace("    buffer", "    # opscheck: ignore[schedule/buffer] -- known\n    buffer"), [B]),
        (PLAN.replace("    buffer", "# opscheck: ignore[schedule/buffer] -- known\n    buffer"), [B]),
        (PLAN.replace("    buffer", f"    # {IGNORE} -- known\n    # and more\n    buffer"), [B]),
        (PLAN.replace("    buffer", "    # opscheck: ignore[schedule/buffer] -- known\n\n    buffer"), []),
        (PLAN.replace("    start: 2026-03-16\n", f"    start: 2026-03-16  # {IGNORE} -- x\n"), []),
        (PLAN.replace("2026-05-29\n", "2026-05-29  # opscheck: ignore[schedule/buffer] -- on the line above\n"), []),
        (PLAN.replace("phases:\n", "phases:  # opscheck: ignore[schedule/buffer] -- all of them?\n"), []),
        (PLAN.replace("  - id: b\n", "  # opscheck: ignore[schedule/buffer] -- the item?\n  - id: b\n"), []),
        (PLAN.replace("    buffer: P1D\n", f"    buffer: P1D\n    x-a: '# {IGNORE} -- x'\n"), []),
        (PLAN.replace("    buffer", "    x-a: |\n      # opscheck: ignore[schedule/buffer] -- text\n    buffer"), []),
        (PLAN + "# opscheck: file-ignore[schedule/buffer] -- all\n", [A, B]),
    ],
)  # fmt: skip
def test_a_comment_means_its_own_line_or_the_next(text: str, meant: list[str]):
    for end in ("\n", "\r\n", "\r"):
        assert waived(accepted(text.replace("\n", end))) == meant


def test_several_ids_and_full_width_commas():
    report = accepted(commented("    buffer: P1D", "ignore[budget/horizon，schedule/buffer、risk/priority] -- 已知"))
    assert waived(report) == [B]


def test_the_most_lasting_of_several_waivers_does_not_matter_one_that_holds_is_enough():
    ended = commented("    buffer: P1D", "ignore[schedule/buffer] until=2026-06-30 -- was known")
    report = accepted(ended, entry(B))
    assert waived(report) == [B]
    assert [kind for kind, _, _ in about_waivers(report)] == ["expired"]


def test_an_outcome_is_waived_only_where_all_of_its_findings_are():
    one, both = accepted(PLAN, entry()), accepted(PLAN + "# opscheck: file-ignore[schedule/buffer] -- known\n")
    assert [report.outcomes[0].outcome for report in (one, both)] == [Outcome.fail, Outcome.waived]
    assert "(waived: known)" in str([said_evidence(evidence) for evidence in both.outcomes[0].evidence])


def said_evidence(evidence: Any) -> str:
    from opscheck.display import say

    return say(evidence.message)


def test_the_reports_that_were_given_stay_as_they_are():
    given_ = asked(PLAN, entry())
    before = list(given_.report.findings)
    list(waive([given_]))
    assert given_.report.findings == before


# --- what cannot be waived


@pytest.mark.parametrize("rule", ["syntax", "schema", "unknown-key", "placeholder", "internal-error", "waiver-expired"])
def test_what_hides_other_things_cannot_be_waived(rule: str):
    text = f"{PLAN}budgt: {{}}\n# opscheck: file-ignore[opscheck/{rule}] -- please\n"
    report = accepted(text)
    assert any(found.rule == "opscheck/unknown-key" and found.stands for found in report.findings)
    assert about_waivers(report) == [("malformed", text.count("\n"), f"opscheck/{rule} cannot be waived")]


def test_what_hides_nothing_can():
    text = PLAN.replace("id: trial,", "id: trial, data_date: 2026-01-05,")
    comment = text.replace("owner: ann}", "owner: ann}  # opscheck: ignore[opscheck/stale-data] -- nothing happened")
    assert waived(accepted(comment)) == ["plan.data_date"]


def test_that_there_may_be_more_findings_is_waived_only_with_the_whole_file():
    given_ = asked(PLAN, entry())
    first = given_.report.findings[0]
    more = replace(first, message=Message(MORE, {"rule": first.rule, "most": 1000}), key="more", path="")
    given_.report.findings.append(more)
    assert waived(next(waive([given_]))) == [A]
    whole = asked(PLAN + "# opscheck: file-ignore[schedule/buffer] -- all\n")
    whole.report.findings.append(more)
    assert len(waived(next(waive([whole])))) == 3


# --- when nobody needs it


def test_a_waiver_of_what_is_mended_is_unused():
    text = PLAN.replace("P1D", "P30D")
    assert about_waivers(accepted(text, entry())) == [
        ("unused", 1, "this waiver of schedule/buffer has nothing to waive")
    ]


def test_where_else_the_rule_finds_something_is_said():
    (found,) = [found for found in accepted(PLAN, entry("phases[c].buffer")).findings if "unused" in found.rule]
    assert "or was it meant for phases[a].buffer, phases[b].buffer?" in said(replace(found, message=found.help))


@pytest.mark.parametrize(
    "text",
    [
        PLAN.replace("buffer: P1D}", "buffer: one day}"),  # the place itself cannot be read
        "schema: opscheck/v1\nplan: {id: trial}\nphases: 7\n",
        "schema: opscheck/v1\nplan: {id: trial\n",
        "schema: opscheck/v1\nplan: TODO\n",
    ],
)
def test_nothing_is_unused_where_the_plan_cannot_be_read(text: str):
    assert about_waivers(accepted(text, entry())) == []


def test_nothing_is_unused_where_the_rule_did_not_run():
    assert about_waivers(accepted(PLAN, entry().replace("schedule/buffer", "budget/horizon"))) == []


def plans(*texts: str, register: str = "", whole: bool = True) -> list[PlanReport]:
    """Several plans with one register."""
    held = read_register(load(register.encode(), "opscheck-waivers.yaml"))
    given_ = [asked(text, file=f"{number}.yaml") for number, text in enumerate(texts)]
    return list(waive([one._replace(register=held) for one in given_], is_whole=lambda _: whole))


MENDED = PLAN.replace("P1D", "P30D").replace("id: trial", "id: mended")


def test_an_entry_that_another_plan_needs_is_in_use():
    reports = plans(PLAN, MENDED, register=entry())
    assert ([waived(report) for report in reports], *map(about_waivers, reports)) == ([[A], []], [], [])


def test_an_entry_is_unused_only_when_every_plan_was_looked_at():
    assert [about_waivers(report) for report in plans(MENDED, MENDED, register=entry(), whole=False)] == [[], []]
    first, second = map(about_waivers, plans(MENDED, MENDED, register=entry()))
    assert ([kind for kind, _, _ in first], second) == (["unused"], []), "once, however many plans there are"


def test_an_entry_for_one_plan_says_nothing_of_others():
    assert waived(plans(PLAN, register=entry(plan="other"))[0]) == []
    reports = plans(PLAN, MENDED, register=entry(plan="mended"), whole=False)
    assert [[kind for kind, _, _ in about_waivers(report)] for report in reports] == [[], ["unused"]]


def test_what_is_wrong_with_a_register_is_said_once_and_belongs_to_no_plan():
    for register in ("waivers: 7\n", "- a\n", "waivrs: []\n", "waivers: [{rule: x}]\n", "waivers: [\n"):
        reports = plans(PLAN, MENDED, register=register)
        found = [found for report in reports for found in report.findings if found.span.file.endswith("waivers.yaml")]
        assert [(one.plan, one.span.line) for one in found] == [(None, 1)] or found[0].rule == "opscheck/syntax"
        assert len(found) == 1


# --- who may write it


RISKS = """\
schema: opscheck/v1
plan: {id: trial, owner: ann}
organization: {departments: [{id: ops, head: bob}]}
risks:
  - {id: r, owner: ops}
  - {id: s}
"""


def risk(at: str, by: str) -> str:
    return entry(at, approved_by=by, key="impact").replace("schedule/buffer", "risk/assessed")


@pytest.mark.parametrize(
    ("at", "by", "holds"),
    [
        ("risks[r]", "zoe", True),
        ("risks[r]", "ann", False),  # the owner of the plan
        ("risks[r]", "ops", False),  # of the item
        ("risks[r]", "bob", False),  # and who leads that department
        ("risks[s]", "bob", True),
        ("risks[s]", "ann", False),
    ],
)
def test_approval_is_by_somebody_who_does_not_own_it(at: str, by: str, holds: bool):
    line = f"  - {{id: {at[-2]}"
    comment = RISKS.replace(line, f"  # opscheck: ignore[risk/assessed] by={by} -- known\n{line}")
    for text, register in ((RISKS, risk(at, by)), (RISKS + risk(at, by), ""), (comment, "")):
        report = accepted(text, register, Policy(approval=True))
        assert set(waived(report)) == ({at} if holds else set())
        refused = [message for kind, _, message in about_waivers(report) if kind == "malformed"]
        owns = f"{by} owns what is waived, and the ruleset asks for somebody else's approval"
        assert refused == ([] if holds else [owns])
        assert set(waived(accepted(text, register))) == {at}, "nobody asks for approval here"


def test_without_an_approver_it_does_not_hold():
    assert waived(accepted(PLAN, entry(), Policy(approval=True))) == []


def test_forbidden_rules():
    for globs, holds in (((), True), (("schedule/*",), False), (("schedule/buffer",), False), (("risk/*",), True)):
        assert bool(waived(accepted(PLAN, entry(), Policy(unwaivable=globs)))) == holds


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-3, 3), st.sampled_from(["P1M", "P6M", "P90D", "P1Y"]))
def test_the_longest_life_counts_from_the_day_of_its_creation(created: date, days: int, longest: str):
    last = Period(longest).after(created)
    until = last + timedelta(days=days)
    register = entry(created=created.isoformat(), until=until.isoformat())
    report = accepted(PLAN, register, Policy(longest=Period(longest)), as_of=created)
    assert waived(report) == ([A] if days <= 0 else [])


def test_a_day_of_creation_to_come_buys_no_time():
    register = entry(created="2030-01-01", until="2030-02-01")
    assert waived(accepted(PLAN, register, Policy(longest=Period("P6M")))) == []
    assert waived(accepted(PLAN, entry(), Policy(longest=Period("P6M")))) == [], "no last day at all"


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-2, 16))
def test_the_last_day_is_inclusive_and_its_coming_is_said_a_fortnight_ahead(until: date, ahead: int):
    report = accepted(PLAN, entry(until=until.isoformat()), as_of=until - timedelta(days=ahead))
    assert waived(report) == ([A] if ahead >= 0 else [])
    expected = ["expired"] if ahead < 0 else ["expiring"] if ahead <= 14 else []
    assert [kind for kind, _, _ in about_waivers(report)] == expected


# --- many, and odd


def test_many_findings_and_many_waivers_take_work_in_proportion():
    def many(prefix: str, count: int) -> str:
        return "".join(f"- {{rule: schedule/buffer, at: '{prefix}{number}', reason: r}}\n" for number in range(count))

    def waiving(count: int) -> Callable[[], list[PlanReport]]:
        given_ = asked(PLAN, "waivers:\n" + many("p", count))
        here = Span("plan.yaml", 1, 1, 1, 2)
        paths = [f"p{number}" for number in range(2 * count)]
        found = [Finding("schedule/buffer", Severity.error, Message("x"), here, path=path) for path in paths]
        given_ = given_._replace(report=replace(given_.report, findings=found))
        return lambda: waive([given_], is_whole=lambda _: True)

    (report,) = waiving(500)()
    assert len(waived(report)) == 500
    assert grows_in_proportion(waiving, 200)


def test_many_comments_take_work_in_proportion():
    def declaring(count: int) -> Callable[[], object]:
        comments = "# opscheck: ignore[schedule/buffer] -- known\n" * count
        plan: Loaded = loaded(PLAN.replace("    buffer", comments + "    buffer"))
        return lambda: declared(plan)

    found = declaring(3_000)()
    assert found is not None
    assert {waiver.line for waiver in found.waivers} == {3_008}
    assert grows_in_proportion(declaring, 500)


def test_more_findings_about_waivers_than_anybody_reads_are_not_said():
    report = accepted(PLAN + "# opscheck: ignore[]\n" * 5000)
    assert len(about_waivers(report)) == 1000
    assert "there may be more" in about_waivers(report)[-1][2]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_whatever_a_comment_says_it_waives_nothing_by_accident(text: str):
    report = accepted(commented("    buffer: P1D", text))
    assert waived(report) == []
    assert all(found.span.line <= PLAN.count("\n") for found in report.findings)


def test_good_plan_says_nothing_of_waivers():
    assert declared(loaded(GOOD)) is None
