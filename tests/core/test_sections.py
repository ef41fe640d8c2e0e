"""Leaving things out: no plan becomes compliant by it, and nobody hears of it twice."""

from datetime import date

import pytest
from core.plans import AS_OF, GOOD, at, good_data, judged, loaded, one_of_each_key, said, standard, with_data
from core.soundness import sound_report

TOPICS = ("strategy", "tooling", "budget", "schedule", "delivery", "organization", "metrics", "risk", "drill")

ASKED_FOR = {
    "context": "strategy/context-drivers strategy/initial-focus strategy/iteration-cadence strategy/problem-addressed "
    "strategy/problem-stated strategy/value-chain",
    "objectives": "strategy/objective-areas strategy/objective-measurable strategy/problem-addressed",
    "budget": "budget/adds-up budget/expected-return budget/horizon budget/kpi-linkage budget/overspend budget/reserve "
    "budget/reserve-adequacy budget/resource-categories budget/return-review budget/stage-purpose budget/stage-ratio",
    "organization": "organization/core-roles organization/department-duties organization/known-owner "
    "organization/post-boundaries organization/responsibility organization/role-skills organization/shared-kpis "
    "organization/steering-committee organization/succession organization/training",
    "governance": "drill/appraisal organization/incentives organization/joint-meetings organization/mediation "
    "organization/shared-workspace organization/steering-committee organization/team-building risk/knowledge-base "
    "risk/strategy-review schedule/monthly-review schedule/rephasing-trigger schedule/weekly-meeting "
    "strategy/effect-monitoring strategy/innovation",
    "tools": "metrics/dashboard tooling/base-tools tooling/capabilities tooling/compatibility tooling/interoperability "
    "tooling/renewal",
    "data": "metrics/adjustment-loop metrics/dashboard metrics/data-domains metrics/data-quality metrics/forecasting "
    "metrics/joint-analysis",
    "kpis": "budget/kpi-linkage metrics/alert-threshold metrics/breach-handled metrics/core-kpis metrics/dashboard "
    "metrics/forecasting metrics/stale-reading organization/shared-kpis strategy/capability-targets "
    "strategy/competitiveness strategy/objective-measurable strategy/outcome-floor strategy/outcome-targets",
    "phases": "delivery/design-content delivery/design-reviews delivery/diagnosis-methods delivery/per-phase "
    "delivery/pilot-coverage delivery/pilot-experiment delivery/pilot-gate delivery/retrospective "
    "delivery/rollout-coverage schedule/buffer schedule/dates schedule/milestones schedule/phase-duration "
    "schedule/phases",
    "deliverables": "delivery/execution-template delivery/per-phase delivery/pilot-gate "
    "delivery/required-deliverables schedule/dates schedule/overdue",
    "tasks": "delivery/execution-template schedule/dates schedule/milestones schedule/overdue",
    "risk_model": "risk/identification",
    "risks": "budget/reserve-adequacy risk/assessed risk/category-coverage risk/category-strategy risk/fallback "
    "risk/priority risk/register-current risk/reputation-plan risk/response risk/response-overdue",
    "contingency_plans": "drill/plan-exercised risk/alert-linkage risk/contingency-complete risk/priority "
    "risk/reputation-plan",
    "indicators": "risk/alert-linkage risk/indicator-alert risk/indicator-coverage risk/indicator-review "
    "risk/prediction",
    "drills": "drill/annual-plan drill/form drill/frequency drill/overdue drill/plan-exercised drill/scenario-coverage",
}
OPTIONAL_TO_THESE_TOPICS = "include applicability waivers".split()
ALL_SECTIONS = [key for key in good_data() if key not in ("schema", "plan")]


def without(*sections: str):
    return with_data({key: value for key, value in good_data().items() if key not in sections})


def of_topics(report):
    return [found for found in report.findings if found.rule.partition("/")[0] in TOPICS]


def test_every_section_is_spoken_of_here():
    assert sorted([*ASKED_FOR, *OPTIONAL_TO_THESE_TOPICS, "actuals"]) == sorted(ALL_SECTIONS)


@pytest.mark.parametrize("section", ASKED_FOR)
def test_without_a_section_each_clause_that_asks_for_it_is_broken_once(section):
    report = sound_report(without(section), AS_OF)
    assert sorted(found.rule for found in of_topics(report)) == sorted(ASKED_FOR[section].split())
    assert not [found.rule for found in report.findings if found.rule.startswith("opscheck/")]


@pytest.mark.parametrize("section", ASKED_FOR)
def test_an_empty_section_is_as_good_as_none(section):
    empty = with_data(good_data() | {section: None})
    rules = [found.rule for found in of_topics(sound_report(empty, AS_OF))]
    assert sorted(rules) == sorted(ASKED_FOR[section].split())


@pytest.mark.parametrize("section", OPTIONAL_TO_THESE_TOPICS)
def test_without_a_section_that_no_clause_of_these_topics_asks_for_they_stay_met(section):
    assert of_topics(sound_report(without(section), AS_OF)) == []


def test_without_records_whatever_should_have_happened_is_overdue_by_name():
    report = sound_report(without("actuals"), AS_OF)
    unread = [
        ("metrics/stale-reading", f"{section}[{item['id']}]")
        for section in ("indicators", "kpis")
        for item in good_data()[section]
        if item["cadence"] != "P6M"  # the plan is younger than that
    ]
    assert sorted((found.rule, found.path) for found in of_topics(report)) == [
        ("delivery/retrospective", "phases[design].retrospective"),
        ("delivery/retrospective", "phases[diagnosis].retrospective"),
        ("drill/overdue", "drills[d-2026-q1].date"),
        ("drill/overdue", "drills[d-2026-q2].date"),
        *sorted(unread),
        ("risk/register-current", "risks[api-outage].identified"),
        ("risk/register-current", "risks[price-war].identified"),
        ("risk/register-current", "risks[privacy].identified"),
        ("schedule/overdue", "deliverables[diagnosis-report].due"),
        ("schedule/overdue", "deliverables[itemized-budget].due"),
        ("schedule/overdue", "deliverables[technical-roadmap].due"),
        ("schedule/overdue", "tasks[m-design].finish"),
        ("schedule/overdue", "tasks[m-diagnosis].finish"),
    ]
    assert {found.rule for found in report.findings if found.rule.startswith("opscheck/")} == {"opscheck/needs-data"}


HEADER_ALONE = loaded(GOOD[: GOOD.index("\ncontext:")])


def test_a_header_alone_breaks_every_clause_that_asks_for_something():
    report = sound_report(HEADER_ALONE, AS_OF)
    failed = {entry.rule for entry in report.outcomes if entry.outcome.value == "fail"}
    others = {entry.rule: entry.outcome.value for entry in report.outcomes if entry.outcome.value != "fail"}
    assert {found.rule for found in of_topics(report)} == {rule for rule in failed if rule.partition("/")[0] in TOPICS}
    assert {rule for rule in others if rule.partition("/")[0] in TOPICS} == {
        "budget/cash-flow",
        "budget/overspend",
        "drill/after-action",
        "drill/improvements-closed",
        "drill/plan-updated",
        "organization/partner-evaluation",
        "schedule/buffer-consumed",
    }
    assert {said(found) for found in of_topics(report)} == {f"the plan has no {section}" for section in ASKED_FOR}


def test_a_header_alone_makes_no_noise():
    own = [found.rule for found in sound_report(HEADER_ALONE, AS_OF).findings if found.rule.startswith("opscheck/")]
    assert set(own) == {"opscheck/needs-data"}  # it is approved, and an error-level clause has nothing to judge by


@pytest.mark.parametrize("section", ["plan", *ALL_SECTIONS])
def test_without_any_one_key_the_report_is_sound(section):
    for path in one_of_each_key():
        if path[0] == section and path != ("plan",):
            data = good_data()
            del at(data, path[:-1])[path[-1]]
            found = sound_report(with_data(data), AS_OF).findings
            if path[-1] == "id":
                words = "the key id is missing: every plan has it" if section == "plan" else "this item has no id"
                assert [said(finding) for finding in found] == [words], path
            else:
                assert "opscheck/schema" not in {finding.rule for finding in found}, path


def test_what_is_left_out_is_found_as_of_any_day():
    configured = standard().for_file("plan.yaml").rules
    rules = {entry.rule.id for entry in configured if entry.rule.scope == "plan"}
    for as_of in (date.min, date(2026, 1, 4), date(2028, 2, 29), date.max):
        report = judged(HEADER_ALONE, as_of)
        assert {entry.rule for entry in report.outcomes} == rules
        assert len(of_topics(report)) > 50
