"""The rules about what the phases deliver: their examples, and what examples do not show."""

from datetime import date
from inspect import cleandoc

import pytest
from opscheck_delivery import opscheck_rules
from opscheck_delivery.coverage import PilotCoverage, RolloutCoverage
from opscheck_delivery.design_reviews import DesignReviews
from opscheck_delivery.execution_template import ExecutionTemplate
from opscheck_delivery.ingredients import DesignContent, DiagnosisMethods
from opscheck_delivery.per_phase import PerPhase
from opscheck_delivery.pilot_experiment import PilotExperiment
from opscheck_delivery.pilot_gate import PilotGate
from opscheck_delivery.required_deliverables import RequiredDeliverables
from opscheck_delivery.retrospective import PhaseRetrospective

from opscheck import Outcome
from opscheck.display import say
from opscheck.testing import assert_examples
from opscheck.testing import run_rule as run


@pytest.mark.parametrize("rule", opscheck_rules(), ids=lambda rule: rule.id)
def test_examples(rule):
    assert_examples(rule)


OF_PHASES = [PilotCoverage, RolloutCoverage, DesignReviews, PilotExperiment, DiagnosisMethods, DesignContent]


@pytest.mark.parametrize("rule", OF_PHASES, ids=lambda rule: rule.id)
def test_what_is_asked_of_a_phase_is_lacking_where_the_phase_is(rule):
    assert own(run_rule(rule, "phases: [{id: other}]")) == [
        ("phases", f"there is no {rule.model_construct().phase_kind} phase")
    ]


@pytest.mark.parametrize("rule", OF_PHASES, ids=lambda rule: rule.id)
def test_an_unreadable_kind_is_not_a_missing_phase(rule):
    report = run_rule(rule, "phases: [{id: other, kind: [pilot]}]")
    assert own(report) == []
    assert outcome(report) is Outcome.needs_data


def run_rule(rule, text, *as_of, **parameters):
    report = run(rule, cleandoc(text) + "\n", *as_of, **parameters)
    assert report.outcomes, "the text of the test is no plan"
    return report


def own(report):
    """What the rule itself found, as (path, message)."""
    return [(found.path, say(found.message)) for found in report.findings if not found.rule.startswith("opscheck/")]


def outcome(report):
    return report.outcomes[0].outcome


# --- per-phase


def test_a_deliverable_of_an_unknown_phase_leaves_the_question_open():
    report = run_rule(PerPhase, "phases: [{id: a}, {id: b}]\ndeliverables: [{id: d, phase: a}, {id: e, phase: z}]")
    assert own(report) == []
    assert outcome(report) is Outcome.needs_data


def test_more_deliverables_can_be_asked_for():
    report = run_rule(PerPhase, "phases: [{id: a}]\ndeliverables: [{id: d, phase: a}]", minimum=2)
    assert own(report) == [("phases[a]", "a has 1 of 2 deliverables")]


# --- required-deliverables

DELIVERABLES = """
deliverables:
  - {id: diagnosis-report, phase: diagnosis}
  - {id: technical-roadmap, phase: design}
  - {id: itemized-budget, phase: design}
  - {id: pilot-report, phase: pilot}
  - {id: operations-handbook, phase: rollout}
"""


def test_each_missing_deliverable_is_a_finding():
    report = run_rule(RequiredDeliverables, "phases: [{id: x}]\ndeliverables: [{id: d, phase: x}]")
    assert [found.key for found in report.findings] == [
        "diagnosis-report",
        "itemized-budget",
        "operations-handbook",
        "pilot-report",
        "technical-roadmap",
    ]


def test_without_phases_a_deliverable_belongs_to_what_it_names():
    assert own(run_rule(RequiredDeliverables, DELIVERABLES)) == []


def test_one_of_several_in_the_right_phase_is_enough():
    text = DELIVERABLES + "  - {id: early-report, kind: pilot-report, phase: design}\n"
    assert own(run_rule(RequiredDeliverables, text)) == []


# --- execution-template

COMPLETE = "goal: g, owner: o, start: 2026-01-01, {end}: 2026-01-02, acceptance: a"
BOTH = f"""
tasks: [{{id: t, {COMPLETE.format(end="finish")}}}]
deliverables: [{{id: d, {COMPLETE.format(end="due")}}}]
"""


@pytest.mark.parametrize("field", ["goal", "owner", "start", "finish", "acceptance"])
def test_a_task_needs_each_of_them(field):
    given = COMPLETE.format(end="finish").split(", ")
    kept = ", ".join(part for part in given if not part.startswith(field))
    text = f"tasks: [{{id: t, {kept}}}]\ndeliverables: [{{id: d, {COMPLETE.format(end='due')}}}]"
    assert own(run_rule(ExecutionTemplate, text)) == [("tasks[t]", f"tasks[t] has no {field}")]


def test_a_value_that_cannot_be_read_is_not_a_missing_one():
    report = run_rule(ExecutionTemplate, BOTH.replace("finish: 2026-01-02", "finish: 2026-13-02"))
    assert own(report) == []


def test_one_unreadable_value_does_not_hide_what_others_lack():
    report = run_rule(ExecutionTemplate, BOTH.replace("finish: 2026-01-02", "finish: never").replace("owner: o, ", ""))
    assert [path for path, _ in own(report)] == ["tasks[t]", "deliverables[d]"]


# --- design-reviews


def reviews(*listed):
    return own(run_rule(DesignReviews, f"phases: [{{id: design, reviews: [{', '.join(listed)}]}}]"))


INSIDE = [f"{{kind: internal, date: 2026-04-0{day}}}" for day in (1, 2, 3)]


def test_each_kind_of_review_is_counted_by_itself():
    assert reviews("{kind: informal}") == [
        ("phases[design].reviews", "design has 0 of 1 external reviews"),
        ("phases[design].reviews", "design has 0 of 3 internal reviews"),
    ]


def test_a_review_that_is_listed_twice_counts_once():
    assert len(reviews(INSIDE[0], INSIDE[0], INSIDE[1], "{kind: external}")) == 1


def test_reviews_need_no_dates_and_may_be_many():
    assert reviews(*["{kind: internal}"] * 5, "{kind: external}", "{kind: external}") == []


def test_two_design_phases_are_reviewed_together():
    text = f"""
    phases:
      - {{id: web, kind: design, reviews: [{INSIDE[0]}, {INSIDE[1]}]}}
      - {{id: app, kind: design, reviews: [{INSIDE[2]}, {{kind: external}}]}}
    """
    assert own(run_rule(DesignReviews, text)) == []


# --- coverage


@pytest.mark.parametrize(("coverage", "enough"), [("0%", False), ("19.99%", False), ("20%", True), ("0.2", True)])
def test_the_pilot_reaches_its_minimum_exactly(coverage, enough):
    report = run_rule(PilotCoverage, f"phases: [{{id: pilot, coverage: {coverage}}}]")
    assert [path for path, _ in own(report)] == ([] if enough else ["phases[pilot].coverage"])


def test_of_several_pilots_the_widest_counts_and_is_the_one_reported():
    text = "phases: [{id: a, kind: pilot}, {id: b, kind: pilot, coverage: 12%}, {id: c, kind: pilot, coverage: 10%}]"
    assert [path for path, _ in own(run_rule(PilotCoverage, text))] == ["phases[b].coverage"]


# --- pilot-experiment


def test_several_pilots_may_share_the_work():
    text = """
    phases:
      - {id: a, kind: pilot, scenarios: [win back]}
      - {id: b, kind: pilot, experiments: [{id: x, hypothesis: h, metric: retention}]}
    kpis: [{id: retention}]
    """
    assert own(run_rule(PilotExperiment, text)) == []


def test_more_experiments_can_be_asked_for():
    text = """
    phases: [{id: pilot, scenarios: [s], experiments: [{id: x, hypothesis: h, metric: retention}]}]
    kpis: [{id: retention}]
    """
    assert own(run_rule(PilotExperiment, text, minimum=2)) == [
        ("phases[pilot].experiments", "pilot has 1 of 2 A/B tests")
    ]


# --- ingredients


def test_each_missing_method_is_a_finding():
    report = run_rule(DiagnosisMethods, "phases: [{id: diagnosis, methods: [data-collection]}]")
    assert [(found.path, found.key) for found in report.findings] == [
        ("phases[diagnosis].methods", "competitor-analysis"),
        ("phases[diagnosis].methods", "user-research"),
    ]


def test_two_designs_cover_the_content_between_them():
    text = """
    phases:
      - {id: a, kind: design, content: [benchmark, tooling]}
      - {id: b, kind: design, content: [process, budget-allocation]}
    """
    assert own(run_rule(DesignContent, text)) == []


# --- retrospective

RETROSPECTIVE = """
phases: [{{id: a, finish: 2026-03-31, buffer: P10D{phase}}}]
actuals: {{retrospectives: [{held}]}}
"""


def retrospective(as_of, held="", phase=", retrospective: {planned: 2026-04-08}"):
    return own(run_rule(PhaseRetrospective, RETROSPECTIVE.format(phase=phase, held=held), date.fromisoformat(as_of)))


@pytest.mark.parametrize(("as_of", "fits"), [("2026-03-01", True), ("2026-04-10", True), ("2026-04-11", False)])
def test_a_phase_is_over_when_its_buffer_has_passed(as_of, fits):
    assert [path for path, _ in retrospective(as_of)] == ([] if fits else ["phases[a].retrospective"])


def test_without_a_buffer_a_phase_is_over_after_its_finish():
    text = "phases: [{id: a, finish: 2026-03-31, retrospective: {planned: 2026-04-08}}]"
    assert own(run_rule(PhaseRetrospective, text, date(2026, 3, 31))) == []
    assert len(own(run_rule(PhaseRetrospective, text, date(2026, 4, 1)))) == 1


def test_what_is_recorded_for_later_has_not_been_held():
    held = "{phase: a, date: 2026-04-12, lessons: [l]}"
    assert len(retrospective("2026-04-11", held)) == 1
    assert retrospective("2026-04-12", held) == []


def test_a_retrospective_that_was_held_needs_no_planned_day():
    assert retrospective("2026-04-20", "{phase: a, date: 2026-04-08, lessons: [l]}", phase="") == []


def test_one_of_several_records_has_the_lessons():
    first = "{phase: a, date: 2026-04-08}"
    assert [path for path, _ in retrospective("2026-04-20", first)] == ["actuals.retrospectives[a]"]
    assert retrospective("2026-04-20", first + ", {phase: a, date: 2026-04-09, lessons: [l]}") == []


def test_a_retrospective_is_planned_for_a_day():
    assert retrospective("2026-01-01", phase=", retrospective: {refs: [notes.md]}") == [
        ("phases[a].retrospective", "phases[a].retrospective has no planned")
    ]


def test_a_phase_whose_end_is_unknown_is_not_over():
    text = "phases: [{id: a, retrospective: {planned: 2026-04-08}}]"
    assert own(run_rule(PhaseRetrospective, text, date(2030, 1, 1))) == []


# --- pilot-gate

GATE = """
phases: [{{id: rollout, start: {start}}}, {{id: late, kind: rollout, start: 2027-01-01}}]
deliverables: [{{id: pilot-report, due: 2026-09-28}}{more}]
actuals: {{deliveries: [{accepted}]}}
"""


def gate(as_of, accepted="", start="2026-10-19", more=""):
    text = GATE.format(start=start, more=more, accepted=accepted)
    return own(run_rule(PilotGate, text, date.fromisoformat(as_of)))


@pytest.mark.parametrize(("start", "fits"), [("2026-09-27", False), ("2026-09-28", True)])
def test_the_rollout_waits_for_the_due_date(start, fits):
    assert [path for path, _ in gate("2026-01-01", start=start)] == ([] if fits else ["phases[rollout].start"])


@pytest.mark.parametrize(("as_of", "fits"), [("2026-10-18", True), ("2026-10-19", False)])
def test_a_rollout_that_has_started_needs_an_accepted_report(as_of, fits):
    assert [path for path, _ in gate(as_of)] == ([] if fits else ["phases[rollout].start"])


@pytest.mark.parametrize(
    ("accepted", "fits"),
    [
        ("date: 2026-10-19, accepted_by: x", True),
        ("date: 2026-10-20, accepted_by: x", False),
        ("date: 2027-10-20, accepted_by: x", False),
        ("date: 2026-09-20", False),
        ("accepted_by: x", False),
    ],
)
def test_accepted_means_by_somebody_and_before_the_start(accepted, fits):
    found = gate("2026-12-31", f"{{deliverable: pilot-report, {accepted}}}")
    assert [path for path, _ in found] == ([] if fits else ["phases[rollout].start"])


def test_every_pilot_report_counts():
    found = gate("2026-01-01", more=", {id: second, kind: pilot-report, due: 2026-12-01}")
    assert found == [("phases[rollout].start", "rollout starts 2026-10-19, before second is due 2026-12-01")]


def test_what_the_gate_needs_and_the_plan_lacks():
    text = "phases: [{id: rollout}]\ndeliverables: [{id: pilot-report}]"
    assert sorted(own(run_rule(PilotGate, text))) == [
        ("deliverables[pilot-report]", "deliverables[pilot-report] has no due"),
        ("phases[rollout]", "phases[rollout] has no start"),
    ]
