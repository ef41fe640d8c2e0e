"""check(): outcomes with their evidence, opscheck's own findings, and rules that misbehave."""

import pickle
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from core.plans import AS_OF, GOOD, HEADER, TESTS, judged, loaded, piece, said, standard

from opscheck import NeedsData, NotApplicable, Outcome, Pass, Plan, Problem, Rule, Severity
from opscheck.display import say
from opscheck.engine import MOST_FINDINGS, ConfiguredRule, PlanReport, check

INTERNAL = "opscheck/internal-error"


def made(rule_id: str, check_: Any, severity: Severity = Severity.error, **keywords: Any) -> ConfiguredRule:
    namespace = {"__doc__": "It is so.", "check": check_, "__module__": __name__}
    rule = type(Rule)("Made", (Rule,), namespace, id=rule_id, **keywords)
    return ConfiguredRule(rule.model_construct(), severity)


def says(*notes: Any) -> Any:
    """A check that yields what these functions of the plan give."""
    return lambda _self, plan: (note(plan) for note in notes)


def run(*rules: ConfiguredRule, text: str = HEADER, as_of: date = AS_OF, severities: Any = None) -> PlanReport:
    return check(loaded(text), rules, as_of, severities)


def outcomes(report: PlanReport) -> dict[str, tuple[str, list[str]]]:
    return {
        entry.rule: (entry.outcome.value, [say(evidence.message) for evidence in entry.evidence])
        for entry in report.outcomes
    }


# --- outcomes

PROBLEM = lambda plan: Problem(plan.at("budget"), "{what} is wrong", key="a", what="it")  # noqa: E731
PASS = lambda plan: Pass(plan.at("budget"), "{share} is enough", share=Decimal("0.5"))  # noqa: E731
NOTHING = lambda plan: NotApplicable(plan.at(), "there is nothing to judge")  # noqa: E731
LATER = lambda plan: NeedsData(plan.at(), "nobody has read it yet")  # noqa: E731


@pytest.mark.parametrize(
    ("notes", "outcome", "evidence"),
    [
        ([PROBLEM], "fail", ["it is wrong"]),
        ([PASS, PROBLEM, LATER, NOTHING], "fail", ["it is wrong"]),
        ([PASS, LATER, NOTHING], "needs-data", ["nobody has read it yet"]),
        ([PASS, NOTHING, PASS], "pass", ["0.5 is enough", "0.5 is enough"]),
        ([NOTHING], "not-applicable", ["there is nothing to judge"]),
        ([], "pass", []),
    ],
)
def test_the_worst_thing_said_is_the_outcome_and_what_was_said_is_the_evidence(notes, outcome, evidence):
    assert outcomes(run(made("acme/made", says(*notes)))) == {"acme/made": (outcome, evidence)}


def test_a_finding_carries_all_that_a_report_needs():
    def check_(_self: Rule, plan: Plan) -> Iterator[Problem]:
        stage = plan.budget.stages[0]
        yield Problem(
            stage.at("amount"),
            "{stage} takes {amount}",
            key="early",
            related=[plan.budget.at("total"), stage.at(), plan.budget.at("total")],
            arithmetic="{amount} / {total}",
            help="at most {total}",
            stage=stage.at(),
            amount=stage.amount,
            total=plan.budget.total,
        )

    text = piece("budget:\n  total: 10\n  stages:\n    - id: early\n      amount: 4\n")
    (found,) = run(made("acme/made", check_, Severity.warning, clauses=["C1"]), text=text).findings
    assert (found.rule, found.severity, found.clauses, found.plan) == ("acme/made", Severity.warning, ("C1",), "trial")
    assert (found.path, found.key, found.span.line, found.span.column) == (
        "budget.stages[early].amount",
        "early",
        5,
        15,
    )
    assert said(found) == "budget.stages[early] takes 4.00"
    assert (say(found.arithmetic), say(found.help)) == ("4.00 / 10.00", "at most 10.00")
    assert [related.span.line for related in found.related] == [2, 4]  # each line once


def test_two_problems_of_one_identity_are_one_finding():
    twice = made("acme/made", says(PROBLEM, PROBLEM, lambda plan: Problem(plan.at("budget"), "other", key="b")))
    assert [found.key for found in run(twice).findings] == ["a", "b"]


def test_a_rule_is_heard_only_so_long():
    def check_(_self: Rule, plan: Plan) -> Iterator[Problem]:
        number = 0
        while True:
            number += 1
            yield Problem(plan.at(), "again", key=str(number))

    report = run(made("acme/made", check_), made("acme/other", says(PASS)))
    assert len(report.findings) == MOST_FINDINGS + 1
    assert len({found.fingerprint for found in report.findings}) == len(report.findings)
    assert report.outcomes[-1].outcome is Outcome.passed


def test_findings_are_in_total_order_whatever_the_order_of_rules():
    rules = [made(f"acme/{name}", says(PROBLEM)) for name in "dacb"]
    expected = [found.rule for found in run(*rules).findings]
    assert expected == sorted(expected)
    assert [found.rule for found in run(*reversed(rules)).findings] == expected


def test_a_report_pickles():
    report = judged(GOOD.replace("amount: 960000.00", "amount: 984000.00"), date(2026, 12, 31))
    assert report.findings
    assert pickle.loads(pickle.dumps(report)) == report


def test_the_same_input_gives_the_same_report_in_every_process():
    broken = GOOD.replace("amount:", "amuont:").replace("- {id: ", "- {idd: ", 9).replace("kind: ", "kind: TODO ")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from core.plans import judged\n"
        "from opscheck.display import say\n"
        "report = judged(sys.stdin.read())\n"
        "for f in report.findings: print(f.rule, f.span, f.path, f.key, say(f.message), f.help and say(f.help))\n"
        "for o in report.outcomes: print(o.rule, o.outcome, [say(e.message) for e in o.evidence])\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code, str(TESTS)],
            input=broken.encode(),
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(printed) == 1
    assert printed.pop().count(b"\n") > 61


# --- rules that misbehave


def raises(error: BaseException) -> Any:
    def check_(_self: Rule, plan: Plan) -> Iterator[Problem]:
        yield Problem(plan.at(), "said before it failed")
        raise error

    return check_


@pytest.mark.parametrize(
    "error",
    [ValueError("no luck"), KeyError("total"), RecursionError(), MemoryError(), SystemExit(0), AssertionError()],
    ids=lambda error: type(error).__name__,
)
def test_a_rule_that_fails_is_one_finding_and_what_it_had_said_is_dropped(error):
    report = run(made("acme/bad", raises(error)), made("acme/good", says(PROBLEM)))
    assert [(found.rule, found.key) for found in report.findings] == [("acme/good", "a"), (INTERNAL, "acme/bad")]
    assert said(report.findings[1]).startswith(
        "acme/bad failed, and what it checks is not known: " + type(error).__name__
    )
    assert [entry.outcome for entry in report.outcomes] == [Outcome.needs_data, Outcome.fail]


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda plan: "a sentence",
        lambda plan: None,
        lambda plan: Problem("budget", "the place is a text"),  # type: ignore[arg-type]
        lambda plan: Problem(plan.at(), None),  # type: ignore[arg-type]
        lambda plan: Problem(plan.at(), "the key is a number", key=5),  # type: ignore[arg-type]
        lambda plan: Problem(plan.at(), "{plan}", plan=plan),
        lambda plan: Problem(plan.at(), "{function}", function=print),
        lambda plan: Problem(plan.at(), "fine", help=7),  # type: ignore[arg-type]
        lambda plan: Problem(Plan.model_validate({"plan": {"id": "b"}}).budget.at(), "a place in another plan"),
        lambda plan: Problem(plan.at(1.5), "no step"),  # type: ignore[arg-type]
        lambda plan: Pass(plan.at(), 5),  # type: ignore[arg-type]
    ],
)
def test_nonsense_from_a_rule_is_an_internal_error(nonsense):
    report = run(made("acme/bad", says(PROBLEM, nonsense)), made("acme/good", says(PASS)))
    own = [found.rule for found in report.findings]
    assert own in ([INTERNAL], ["acme/bad"])  # a Pass beside a Problem is not even looked at
    assert pickle.loads(pickle.dumps(report)) == report
    assert outcomes(report)["acme/good"][0] == "pass"


def test_nonsense_as_the_only_evidence_is_an_internal_error():
    report = run(made("acme/bad", says(lambda plan: Pass(plan.at(), 5))))  # type: ignore[arg-type]
    assert [found.rule for found in report.findings] == [INTERNAL]


@pytest.mark.parametrize("check_", [lambda _self, plan: None, lambda _self, plan: 5, lambda _self: iter(())])
def test_a_check_that_gives_nothing_to_go_through_is_an_internal_error(check_):
    assert [found.rule for found in run(made("acme/bad", check_)).findings] == [INTERNAL]


def test_a_rule_cannot_change_what_the_next_one_reads():
    def attack(_self: Rule, plan: Plan) -> Iterator[Problem]:
        changes = [
            lambda: setattr(plan, "budget", None),
            lambda: setattr(plan.header, "status", "draft"),
            lambda: plan.kpis.append("more"),
            lambda: plan.header.rates.update(USD=None),
            lambda: plan.get("x-mine")["list"].append(1),
            lambda: plan.get("x-mine").update(a=1),
        ]
        for number, change in enumerate(changes):
            with pytest.raises((AttributeError, TypeError, ValueError)):
                change()
            yield Problem(plan.at(), "refused", key=str(number))

    text = "schema: opscheck/v1\nplan: {id: a, currency: CNY, rates: {USD: {rate: 7}}}\nx-mine: {list: [1]}\n"
    assert [found.rule for found in run(made("acme/bad", attack), text=text).findings] == ["acme/bad"] * 6


# --- opscheck's own: needs-data

APPROVED = "schema: opscheck/v1\nplan: {id: a, status: approved}\n"


@pytest.mark.parametrize(
    ("text", "severity", "found"),
    [
        (APPROVED, Severity.error, 1),
        (APPROVED, Severity.warning, 0),
        (APPROVED.replace("approved", "draft"), Severity.error, 0),
        (APPROVED.replace("approved", "closed"), Severity.error, 0),
        (HEADER, Severity.error, 0),
    ],
)
def test_an_approved_plan_has_the_data_by_which_errors_are_judged(text, severity, found):
    report = run(made("acme/made", says(LATER), severity), text=text)
    assert outcomes(report)["acme/made"] == ("needs-data", ["nobody has read it yet"])
    assert [finding.rule for finding in report.findings] == ["opscheck/needs-data"] * found
    for finding in report.findings:
        assert said(finding) == "acme/made cannot judge this approved plan: nobody has read it yet"
        assert (finding.key, finding.span.line) == ("acme/made", 2)


def test_what_cannot_be_read_is_found_already_and_needs_no_data():
    report = run(made("acme/made", says(PASS), given=["actuals.spend"]), text=APPROVED + "actuals: {spend: much}\n")
    assert [finding.rule for finding in report.findings] == ["opscheck/schema"]


# --- opscheck's own: stale data


@pytest.mark.parametrize(
    ("data_date", "as_of", "stale"),
    [
        ("2026-06-30", "2026-07-01", False),
        ("2026-06-30", "2026-07-30", False),
        ("2026-06-30", "2026-07-31", True),
        ("2026-01-31", "2026-02-28", False),  # a month after 31 January is the last day of February
        ("2026-01-31", "2026-03-01", True),
        ("2028-01-31", "2028-02-29", False),
        ("2026-06-30", "2026-01-01", False),  # data from the future is not stale
    ],
)
def test_data_that_is_more_than_a_month_old_is_one_finding(data_date, as_of, stale):
    text = f"schema: opscheck/v1\nplan:\n  id: a\n  data_date: {data_date}\n"
    report = run(text=text, as_of=date.fromisoformat(as_of))
    assert [(found.rule, found.path, found.span.line) for found in report.findings] == (
        [("opscheck/stale-data", "plan.data_date", 4)] if stale else []
    )


def test_stale_data_is_said_once_however_much_is_overdue():
    found = [finding.rule for finding in judged(GOOD, date(2027, 12, 31)).findings]
    assert found.count("opscheck/stale-data") == 1
    assert len(found) > 20


# --- opscheck's own: placeholders


@pytest.mark.parametrize(
    "text",
    "TODO|TODO: name one|TODO(chen-yu)|  TODO  |Todo|TBD|TBD.|tbd|TBC|FIXME later|XXX|???|"
    "待定|待定。|待定：找人|待补充|待填写|待填写负责人|待办".split("|"),
)
def test_a_placeholder_is_found_in_any_text(text):
    report = run(text=piece(f'governance:\n  workspace: {{name: "{text}"}}\n'))
    assert [(found.rule, found.path) for found in report.findings] == [
        ("opscheck/placeholder", "governance.workspace.name")
    ]


@pytest.mark.parametrize(
    "text",
    "todo-list|TODO-list|Todoist|TBDs|XXXL|a TODO list|todo list|mastodon|no ??? here|"
    "待办事项系统|待定方案的评审|等待定稿".split("|"),
)
def test_words_that_look_like_a_placeholder_are_none(text):
    assert run(text=piece(f'governance:\n  workspace: {{name: "{text}"}}\n')).findings == []


@pytest.mark.parametrize(
    "text",
    [
        "budget: {horizon: TBD}",  # where no text belongs, that is said and not that the form is wrong
        "phases: [{id: a, start: TODO}]",
        "risks: [{id: a, probability: 待定}]",
        "tasks: [{id: a, kind: TBD}]",
        "phases: [{id: a}]\ndeliverables: [{id: a, phase: TODO}]",  # nor that nothing has this id
        "governance: {rephasing: [TODO]}",
        'governance: {workspace: {name: "\\u5f85\\u5b9a"}}',
    ],
)
def test_a_placeholder_is_found_once(text):
    assert [found.rule for found in run(text=piece(text)).findings] == ["opscheck/placeholder"]


@pytest.mark.parametrize("text", ["x-note: TODO", "budget: {x-note: {deep: [TODO]}}", "risks: [{id: todo}] # TODO"])
def test_the_authors_own_keys_and_comments_may_hold_placeholders(text):
    assert run(text=piece(text)).findings == []


def test_placeholders_can_be_turned_off():
    text = piece("governance: {workspace: {name: TODO}}")
    assert run(text=text, severities={"opscheck/placeholder": None}).findings == []
    (found,) = run(text=text, severities={"opscheck/placeholder": Severity.info}).findings
    assert found.severity is Severity.info


# --- whole plans


def test_the_good_plan_gives_no_finding_and_every_rule_an_outcome():
    report = judged(GOOD)
    assert report.findings == []
    rules = [entry.rule for entry in standard().for_file("plan.yaml").rules]
    assert [outcome.rule for outcome in report.outcomes] == [rule.id for rule in rules if rule.scope == "plan"]
    assert (report.plan, report.title) == ("retention-2026", "电商平台后期运营方案")


def test_the_good_plan_half_a_year_later():
    found = {}
    for finding in judged(GOOD, date(2026, 12, 31)).findings:
        found.setdefault(finding.rule, set()).add(finding.path.partition("[")[2].partition("]")[0].partition("/")[0])
    assert found == {
        "schedule/overdue": {"m-pilot", "pilot-report"},
        "delivery/retrospective": {"pilot"},
        "delivery/pilot-gate": {"rollout"},
        "risk/register-current": {"api-outage", "price-war", "privacy"},
        "drill/improvements-closed": {"d-2026-q2"},
        "drill/overdue": {"d-2026-q3", "d-2026-pr", "d-2026-q4"},
        "opscheck/stale-data": {""},
    }


@pytest.mark.parametrize(
    "plan", sorted((Path(TESTS).parent / "examples").glob("*/plan.yaml")), ids=lambda plan: plan.parent.name
)
def test_every_example_can_be_judged_as_of_any_day(plan):
    for as_of in (date.min, AS_OF, date(2028, 2, 29), date.max):
        report = judged(plan.read_text(encoding="utf-8"), as_of)
        assert INTERNAL not in {found.rule for found in report.findings}


CHECKED_TWICE = """
import gc
from core.plans import GOOD, judged
judged(GOOD)  # what is made once and kept is made by now
gc.collect()
gc.disable()
judged(GOOD)
print(gc.collect())
"""


def test_a_checked_plan_leaves_nothing_for_the_garbage_collector():
    # in a process of its own: what other tests have left may become garbage at any moment
    ran = subprocess.run([sys.executable, "-c", CHECKED_TWICE], cwd=TESTS, capture_output=True, text=True, check=True)
    assert ran.stdout == "0\n"
