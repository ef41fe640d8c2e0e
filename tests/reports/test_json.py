"""The JSON contract, version 1."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from reports.sample import checked, document, finding, report, run

from opscheck.change import SetValue
from opscheck.finding import Evidence, Finding, Fix, Measure, Message, Outcome, Related, RuleOutcome, Severity
from opscheck.plan.quantities import Band, Money, Percent, Period
from opscheck.run import Run

CONTRACT = Draft202012Validator(
    json.loads(Path(__file__).with_name("contract.json").read_text()),
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)
PLAN = document("plan: {id: demo}\nbudget:\n  total: 3000000.00\n  方案: 1\n")
TOTAL = PLAN.positions.span(("budget", "total"))


def parsed(run_: Run, **options: object) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(report("json", run_, **options))
    CONTRACT.validate(data)
    return data


def test_every_key_of_the_contract() -> None:
    found = Finding(
        rule="budget/stage-ratio",
        severity=Severity.error,
        message=Message("{share} is too much", {"share": Percent("55.0%")}),
        span=TOTAL,
        path="budget.total",
        key="early",
        plan="demo",
        clauses=("C3.3a",),
        arithmetic=Message("{a} / {b}", {"a": Money("1.50"), "b": 3}),
        help=Message("take less"),
        related=(Related(TOTAL, Message("the total")),),
        measure=Measure(Message("share"), Percent("55.0%"), "within", Band(Percent("30%"), Percent("40%"))),
        fix=Fix("unsafe", Message("write {right}", {"right": 3}), (SetValue(("budget", "total"), 3),)),
    )
    outcomes = [
        RuleOutcome(
            "demo", "a/b", Outcome.needs_data, (Evidence(Message("no {x}", {"x": "y"}), TOTAL, refs=("a.md",)),)
        ),
        RuleOutcome(None, "a/c", Outcome.not_applicable, (Evidence(Message("none")),)),
        RuleOutcome("demo", "a/d", Outcome.passed),
    ]
    data = parsed(run(checked(PLAN, findings=[found], outcomes=outcomes), skipped_files=3))
    assert data == {
        "version": 1,
        "tool": {"name": "opscheck", "version": "0.1.0", "plugins": [{"name": "opscheck-acme", "version": "1.2"}]},
        "ruleset": {"name": "standard", "version": "1", "digest": "sha256:00"},
        "plans": [
            {
                "file": "plan.yaml",
                "id": "demo",
                "title": "A demo",
                "as_of": "2026-07-01",
                "files": [{"file": "plan.yaml", "sha256": "ab" * 32}],
                "revision": "4f0c2a1",
                "status": None,
                "ruleset": {"name": "standard", "version": "1", "digest": "sha256:00"},
            }
        ],
        "findings": [
            {
                "rule": "budget/stage-ratio",
                "severity": "error",
                "message": "55.0 % is too much",
                "template": "{share} is too much",
                "values": {"share": "0.550"},
                "arithmetic": "1.50 / 3",
                "help": "take less",
                "key": "early",
                "plan": "demo",
                "file": "plan.yaml",
                "line": 3,
                "column": 10,
                "end_line": 3,
                "end_column": 20,
                "path": "budget.total",
                "clauses": ["C3.3a"],
                "related": [{"file": "plan.yaml", "line": 3, "column": 10, "message": "the total"}],
                "measure": {
                    "text": "share: 55.0 %, within 30–40 %",
                    "value": "0.550",
                    "direction": "within",
                    "bound": {"low": "0.30", "high": "0.40"},
                    "margin": "-0.375",
                },
                "fingerprint": found.fingerprint,
                "fix": {"safety": "unsafe", "description": "write 3"},
                "waived": None,
                "in_baseline": False,
            }
        ],
        "outcomes": [
            {
                "plan": "demo",
                "rule": "a/b",
                "outcome": "needs-data",
                "evidence": [
                    {"message": "no y", "file": "plan.yaml", "line": 3, "column": 10, "measure": None, "refs": ["a.md"]}
                ],
            },
            {
                "plan": None,
                "rule": "a/c",
                "outcome": "not-applicable",
                "evidence": [{"message": "none", "measure": None, "refs": []}],
            },
            {"plan": "demo", "rule": "a/d", "outcome": "pass", "evidence": []},
        ],
        "summary": {
            "errors": 1,
            "warnings": 0,
            "infos": 0,
            "waived": 0,
            "in_baseline": 0,
            "plans": 1,
            "skipped_files": 3,
            "fixed": 0,
            "fixable": 0,
            "fixable_unsafe": 1,
        },
    }


@pytest.mark.parametrize(
    ("value", "data"),
    [
        ("text", "text"),
        (None, None),
        (True, True),
        (7, 7),
        (2**53, "9007199254740992"),
        (0.5, "0.5"),
        (float("nan"), "NaN"),
        (float("-inf"), "-Infinity"),
        (Decimal("0.10"), "0.10"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E+999"), "1E+999"),
        (Percent("15%"), "0.15"),
        (Money("5000.00", "USD"), "5000.00"),
        (Period("P1M15D"), "P1M15D"),
        (date(2026, 7, 1), "2026-07-01"),
        (Severity.info, "info"),
        (Outcome.not_applicable, "not-applicable"),
        (("a", Percent("5%")), ["a", "0.05"]),
        (frozenset("cab"), ["a", "b", "c"]),
        ({"a": [1, {"b": None}], 2: 3}, {"a": [1, {"b": None}], "2": 3}),
        (Band(Percent("30%"), Percent("40%")), {"low": "0.30", "high": "0.40"}),
        (
            Message("{n} days", {"n": Decimal("1.0")}),
            {"message": "1.0 days", "template": "{n} days", "values": {"n": "1.0"}},
        ),
        (Path("a/b"), "a/b"),
    ],
)
def test_values_are_exact(value: object, data: object) -> None:
    found = finding("a/b", TOTAL, "{value}", value=value)
    assert parsed(run(checked(PLAN, findings=[found])))["findings"][0]["values"] == {"value": data}


def test_integers_beyond_what_python_converts_are_exact_too() -> None:
    found = finding("a/b", TOTAL, "{n}", n=-(10**5000) - 1)
    [shown] = parsed(run(checked(PLAN, findings=[found])))["findings"]
    assert shown["values"]["n"] == "-1" + "0" * 4999 + "1"
    assert shown["message"] == "-1" + "0" * 197 + "…"


def test_texts_keep_their_true_characters_and_stay_readable() -> None:
    true = '预算\x1b[31m\x00\x9b\u202e\u200b\u2028\udcff"\\'
    written = report("json", run(checked(PLAN, findings=[finding("a/b", TOTAL, "{x}", x=true)], title=true)))
    data = json.loads(written)
    found = data["findings"][0]
    assert {found["message"], found["values"]["x"], data["plans"][0]["title"]} == {true}
    assert written.encode().decode() == written
    assert "预算\\u001b" in written
    assert not set(written) & set("\x1b\x00\x9b\u202e\u200b\u2028")


def test_the_layout_is_stable_and_ends_with_a_newline() -> None:
    first, second = (report("json", run(checked(PLAN, findings=[finding("a/b", TOTAL, "x")]))) for _ in range(2))
    assert first == second
    assert first.startswith('{\n  "version": 1,\n  "tool": {\n')
    assert first.endswith("\n}\n")
    assert report("json", run()).endswith("\n}\n")


def test_nothing_changes_with_the_language() -> None:
    found = finding("a/b", TOTAL, "{owner} has no {field}, {share}", owner="plan", field="x", share=Percent("0.5"))
    english, chinese = (parsed(run(checked(PLAN, findings=[found])), lang=lang) for lang in ("en", "zh"))
    assert english == chinese
    assert english["findings"][0]["message"] == "plan has no x, 50 %"
