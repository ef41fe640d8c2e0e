"""GitLab's code quality report, by what GitLab documents of it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from command import BAD, Shell
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from reports.hostile import runs
from reports.sample import checked, document, finding, report, run

from opscheck.finding import Waived
from opscheck.run import Run
from opscheck.source import Span

DATA = Path(__file__).parents[1] / "data"
SCHEMA = Draft202012Validator(json.loads((DATA / "schemas" / "gitlab-code-quality.json").read_text(encoding="utf-8")))
PLAN = document("plan: {id: demo}\n")
PLACE = Span("plans/plan.yaml", 1, 1, 1, 5)
FOUND = finding("budget/horizon", PLACE, "the budget covers {n} months", n=11)


def entries(run_: Run, **options: object) -> list[dict[str, Any]]:
    data = json.loads(report("gitlab", run_, **options))
    SCHEMA.validate(data)
    return data


def test_a_real_run_is_valid(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": BAD})
    result = opscheck.check("--format", "gitlab")
    SCHEMA.validate(result.data)
    assert [(entry["check_name"], entry["severity"]) for entry in result.data] == [("budget/horizon", "major")]


def test_an_entry() -> None:
    assert entries(run(checked(PLAN, findings=[FOUND]))) == [
        {
            "description": "the budget covers 11 months",
            "check_name": "budget/horizon",
            "fingerprint": FOUND.fingerprint,
            "severity": "major",
            "location": {"path": "plans/plan.yaml", "lines": {"begin": 1, "end": 1}},
        }
    ]


@settings(max_examples=50)
@given(runs())
def test_whatever_a_plan_says_the_report_is_valid_and_nothing_in_it_is_taken_for_one_thing(run_: Run) -> None:
    shown = entries(run_)
    assert len(shown) == len(run_.standing)
    assert len({entry["fingerprint"] for entry in shown}) == len(shown)


def test_a_second_copy_of_a_plan_has_fingerprints_of_its_own() -> None:
    copy = replace(FOUND, span=PLACE._replace(file="copy.yaml"))
    other = entries(run(checked(PLAN, findings=[FOUND]), checked(PLAN, findings=[copy])))
    assert [entry["location"]["path"] for entry in other] == ["copy.yaml", "plans/plan.yaml"]
    assert other[0]["fingerprint"] != other[1]["fingerprint"]


def test_what_is_accepted_is_left_out_unless_it_is_asked_for() -> None:
    one = run(checked(PLAN, findings=[replace(FOUND, waived=Waived("known", PLACE))]))
    assert entries(one) == []
    assert len(entries(one, show_waived=True)) == 1


def test_no_finding_is_an_empty_list() -> None:
    assert entries(run()) == []
