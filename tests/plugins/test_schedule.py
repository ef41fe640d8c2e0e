"""The rules about the schedule: their examples, and what examples do not show."""

from datetime import date
from inspect import cleandoc

import pytest
from opscheck_schedule import opscheck_rules
from opscheck_schedule.buffer import Buffer
from opscheck_schedule.buffer_consumed import BufferConsumed
from opscheck_schedule.dates import Dates
from opscheck_schedule.meetings import MonthlyReview, WeeklyMeeting
from opscheck_schedule.milestones import Milestones
from opscheck_schedule.overdue import Overdue
from opscheck_schedule.phase_duration import PhaseDuration
from opscheck_schedule.phases import Phases

from opscheck import Band, Outcome, Period
from opscheck.display import say
from opscheck.testing import assert_examples
from opscheck.testing import run_rule as run


@pytest.mark.parametrize("rule", opscheck_rules(), ids=lambda rule: rule.id)
def test_examples(rule):
    assert_examples(rule)


def run_rule(rule, text, *as_of, **parameters):
    report = run(rule, cleandoc(text) + "\n", *as_of, **parameters)
    assert report.outcomes, "the text of the test is no plan"
    return report


def own(report):
    """What the rule itself found, as (path, message)."""
    return [(found.path, say(found.message)) for found in report.findings if not found.rule.startswith("opscheck/")]


def outcome(report):
    return report.outcomes[0].outcome


# --- phases


def test_the_list_may_be_in_any_order_when_dates_say_the_order():
    text = """
    phases:
      - {id: rollout, start: 2026-10-19}
      - {id: pilot, start: 2026-06-15}
      - {id: design, start: 2026-03-16}
      - {id: diagnosis, start: 2026-01-05}
    """
    assert outcome(run_rule(Phases, text)) is Outcome.passed


def test_without_dates_the_list_says_the_order():
    text = "phases: [{id: diagnosis}, {id: pilot}, {id: design}, {id: rollout}]\n"
    assert own(run_rule(Phases, text)) == [("phases[pilot]", "pilot stands before design, which it is to follow")]


def test_a_second_phase_of_a_kind_may_come_later():
    text = """
    phases:
      - {id: diagnosis, start: 2026-01-05}
      - {id: design, start: 2026-03-16}
      - {id: second, kind: pilot, start: 2026-11-01}
      - {id: first, kind: pilot, start: 2026-06-15}
      - {id: rollout, start: 2026-10-19}
    """
    assert own(run_rule(Phases, text)) == []


def test_an_unreadable_kind_is_not_a_missing_phase():
    text = "phases: [{id: diagnosis}, {id: design}, {id: trial, kind: [pilot]}, {id: rollout}]\n"
    report = run_rule(Phases, text)
    assert own(report) == []
    assert outcome(report) is Outcome.needs_data


# --- phase-duration

DURATION = """
phases:
  - {{id: diagnosis, start: {start}, finish: {finish}}}
  - {{id: design, start: 2026-03-16, finish: 2026-05-29}}
  - {{id: pilot, start: 2026-06-15, finish: 2026-09-30}}
  - {{id: rollout, start: 2026-10-19, finish: 2027-05-31}}
"""


@pytest.mark.parametrize(
    ("start", "finish", "fits"),
    [
        ("2026-01-05", "2026-02-03", False),
        ("2026-01-05", "2026-02-04", True),
        ("2026-01-05", "2026-03-04", True),
        ("2026-01-05", "2026-03-05", False),
        ("2026-01-31", "2026-02-27", True),  # a month from 31 January is 28 February
        ("2024-01-31", "2024-02-27", False),
        ("2024-01-31", "2024-02-28", True),
        ("2026-03-01", "2026-01-01", False),
    ],
)
def test_months_are_calendar_months_and_the_finish_is_inclusive(start, finish, fits):
    report = run_rule(PhaseDuration, DURATION.format(start=start, finish=finish))
    assert [path for path, _ in own(report)] == ([] if fits else ["phases[diagnosis].finish"])


def test_the_days_of_parallel_phases_of_a_kind_count_once():
    extra = "  - {id: twin, kind: pilot, start: 2026-07-15, finish: 2026-09-30}\n"
    assert own(run_rule(PhaseDuration, DURATION.format(start="2026-01-05", finish="2026-03-04") + extra)) == []


def test_a_gap_between_phases_of_a_kind_does_not_count():
    text = DURATION.format(start="2026-01-05", finish="2026-02-01")
    text += "  - {id: again, kind: diagnosis, start: 2026-12-01, finish: 2026-12-10}\n"
    assert own(run_rule(PhaseDuration, text)) == []


# --- buffer


@pytest.mark.parametrize(
    ("buffer", "fits"),
    [("P0D", False), ("P2D", False), ("P3D", True), ("PT72H", True), ("PT71H", False), ("P1M", True)],
)
def test_a_buffer_is_measured_in_calendar_days(buffer, fits):
    text = f"phases: [{{id: a, start: 2026-01-01, finish: 2026-01-20, buffer: {buffer}}}]\n"
    assert [path for path, _ in own(run_rule(Buffer, text))] == ([] if fits else ["phases[a].buffer"])


def test_the_whole_schedule_is_evidence():
    text = """
    phases:
      - {id: a, start: 2026-01-01, finish: 2026-01-20, buffer: P3D}
      - {id: b, start: 2026-02-01, finish: 2026-02-20, buffer: P5D}
    """
    evidence = [say(piece.message) for piece in run_rule(Buffer, text).outcomes[0].evidence]
    assert evidence[-1] == "the buffers of all phases are 20.0 % of their durations: 8 days / 40 days"


def test_a_phase_that_ends_before_it_starts_has_no_buffer_to_measure():
    text = "phases: [{id: a, start: 2026-02-01, finish: 2026-01-20, buffer: P5D}]\n"
    assert outcome(run_rule(Buffer, text)) is Outcome.not_applicable


# --- dates

PLAN = """
plan: {id: p, start: 2026-01-01, finish: 2026-12-31}
phases:
  - {id: a, start: 2026-01-01, finish: 2026-03-31, buffer: P14D}
  - {id: b, start: 2026-04-15, finish: 2026-06-30}
deliverables: [{id: d, phase: a}]
"""


def dates(tasks, plan=PLAN):
    return own(run_rule(Dates, f"{plan}tasks:\n" + "".join(f"  - {{{task}}}\n" for task in tasks)))


FIRST = "id: one, phase: a, start: 2026-01-05, finish: 2026-01-09"


@pytest.mark.parametrize(
    ("link", "start", "finish", "fits"),
    [
        ("", "2026-01-10", "2026-01-20", True),
        ("", "2026-01-09", "2026-01-20", False),
        (", type: FS, lag: P2D", "2026-01-12", "2026-01-20", True),
        (", type: FS, lag: P2D", "2026-01-11", "2026-01-20", False),
        (", type: SS", "2026-01-05", "2026-01-06", True),
        (", type: SS", "2026-01-04", "2026-01-20", False),
        (", type: FF", "2026-01-01", "2026-01-09", True),
        (", type: FF", "2026-01-01", "2026-01-08", False),
        (", type: SF, lag: P1D", "2026-01-01", "2026-01-06", True),
        (", type: SF, lag: P1D", "2026-01-01", "2026-01-05", False),
    ],
)
def test_each_type_of_dependency_binds_its_own_dates(link, start, finish, fits):
    second = f"id: two, phase: a, start: {start}, finish: {finish}, depends_on: [{{task: one{link}}}]"
    end = "finish" if "F}" in link + "}" or "SF" in link else "start"
    assert [path for path, _ in dates([FIRST, second])] == ([] if fits else [f"tasks[two].{end}"])


def test_a_milestone_shares_the_day_of_what_it_follows_and_what_follows_it():
    gate = "id: gate, kind: milestone, phase: a, finish: 2026-01-09, depends_on: [{task: one}]"
    after = "id: two, phase: a, start: 2026-01-09, finish: 2026-01-20, depends_on: [{task: gate}]"
    assert dates([FIRST, gate, after]) == []
    assert [path for path, _ in dates([FIRST, gate.replace("-09,", "-08,")])] == ["tasks[gate].finish"]


def test_a_task_that_waits_for_itself_is_found():
    assert dates([FIRST + ", depends_on: [{task: one, type: SS}]"]) == [
        ("tasks[one].depends_on", "one waits for itself")
    ]


def test_tasks_that_wait_for_each_other_end_in_dates_that_cannot_be_kept():
    second = "id: two, phase: a, start: 2026-01-12, finish: 2026-01-16, depends_on: [{task: one}]"
    assert dates([FIRST + ", depends_on: [{task: two}]", second]) == [
        ("tasks[one].start", "one starts 2026-01-05, before two allows it: 2026-01-17 at the earliest")
    ]


def test_one_pair_of_tasks_gives_one_finding():
    second = (
        "id: two, phase: a, start: 2026-01-05, finish: 2026-01-20, depends_on: [{task: one}, {task: one, lag: P9D}]"
    )
    assert len(dates([FIRST, second])) == 1


def test_what_was_planned_anew_with_approval_may_lie_in_the_buffer():
    late = "id: late, phase: a, start: 2026-03-01, finish: 2026-04-14"
    approved = late + ", baseline: 2026-03-31, approved_by: x"
    assert [path for path, _ in dates([late])] == ["tasks[late].finish"]
    assert [path for path, _ in dates([late + ", baseline: 2026-03-31"])] == ["tasks[late].finish"]
    assert dates([approved]) == []
    assert [path for path, _ in dates([approved.replace("04-14", "04-15")])] == ["tasks[late].finish"]


def test_a_task_that_lies_wholly_elsewhere_is_one_finding():
    assert len(dates(["id: t, phase: a, start: 2026-05-01, finish: 2026-05-02"])) == 1
    assert len(dates(["id: t, phase: b, start: 2026-02-01, finish: 2026-02-02"])) == 1


def test_a_task_of_a_phase_without_dates_is_not_outside_of_it():
    plan = PLAN.replace("{id: b, start: 2026-04-15, finish: 2026-06-30}", "{id: b}")
    assert dates(["id: t, phase: b, start: 2020-01-01, finish: 2030-01-01"], plan) == []


def test_a_dangling_phase_is_not_reported_again():
    assert dates(["id: t, phase: z, start: 2026-01-05, finish: 2026-01-09"]) == []


def test_an_unreadable_phase_is_not_a_missing_one():
    assert dates(["id: t, phase: [a], start: 2026-01-05, finish: 2026-01-09"]) == []


@pytest.mark.parametrize(
    ("start", "overlap", "fits"),
    [
        ("2026-04-15", "", True),
        ("2026-04-14", "", False),
        ("2026-04-14", ", overlap: P1D", True),
        ("2026-04-13", ", overlap: P1D", False),
        ("2026-03-15", ", overlap: P1M", True),
        ("2026-03-14", ", overlap: P1M", False),
    ],
)
def test_the_later_phase_declares_how_far_it_overlaps(start, overlap, fits):
    plan = PLAN.replace("start: 2026-04-15", f"start: {start}{overlap}")
    assert [path for path, _ in dates([FIRST], plan)] == ([] if fits else ["phases[b].start"])


def test_a_phase_is_compared_with_the_earlier_one_that_lasts_longest():
    plan = PLAN.replace("finish: 2026-03-31, buffer: P14D", "finish: 2026-11-30")
    plan = plan.replace("finish: 2026-06-30}", "finish: 2026-06-30, overlap: P12M}\n  - {id: c, start: 2026-07-01}")
    plan = plan.replace("start: 2026-07-01}", "start: 2026-07-01, finish: 2026-12-31}")
    assert [path for path, _ in dates([FIRST], plan)] == ["phases[c].start"]


def test_a_phase_outside_of_the_plan_is_found_at_the_date_that_is_wrong():
    early = PLAN.replace("{id: p, start: 2026-01-01", "{id: p, start: 2026-01-02")
    late = PLAN.replace("finish: 2026-12-31", "finish: 2026-06-29")
    buffer = PLAN.replace("finish: 2026-12-31", "finish: 2026-07-01").replace("06-30}", "06-30, buffer: P2D}")
    assert [path for path, _ in dates([FIRST], early)] == ["phases[a].start"]
    assert [path for path, _ in dates([FIRST], late)] == ["phases[b].finish"]
    assert [path for path, _ in dates([FIRST], buffer)] == ["phases[b].buffer"]


def test_a_plan_that_ends_before_it_starts_is_one_finding():
    assert [path for path, _ in dates([FIRST], PLAN.replace("finish: 2026-12-31", "finish: 2025-12-31"))] == [
        "plan.finish"
    ]


# --- meetings


def meeting_of(rule, *meetings):
    return own(
        run_rule(rule, "governance: {meetings: [" + ", ".join(f"{{{meeting}}}" for meeting in meetings) + "]}\n")
    )


def test_one_meeting_that_is_frequent_enough_suffices():
    assert meeting_of(WeeklyMeeting, "id: a, kind: weekly, cadence: P2W", "id: weekly, cadence: P3D") == []
    assert meeting_of(WeeklyMeeting, "id: a, kind: weekly", "id: weekly, cadence: P7D") == []


def test_a_cadence_of_no_time_is_none():
    assert [path for path, _ in meeting_of(WeeklyMeeting, "id: weekly, cadence: P0D")] == [
        "governance.meetings[weekly].cadence"
    ]


def test_the_most_frequent_meeting_is_the_one_reported():
    found = meeting_of(MonthlyReview, "id: a, kind: retrospective, cadence: P3M", "id: retrospective, cadence: P2M")
    assert [path for path, _ in found] == ["governance.meetings[retrospective].cadence"]


# --- milestones


@pytest.mark.parametrize(
    ("day", "ends"), [("2026-03-24", True), ("2026-03-23", False), ("2026-03-31", True), ("2026-04-05", True)]
)
def test_the_last_milestone_falls_into_the_last_week_of_its_phase_or_later(day, ends):
    text = f"""
    phases: [{{id: a, finish: 2026-03-31}}]
    tasks:
      - {{id: early, phase: a, kind: milestone, finish: 2026-01-31}}
      - {{id: last, phase: a, kind: milestone, finish: {day}}}
    """
    assert [path for path, _ in own(run_rule(Milestones, text))] == ([] if ends else ["tasks[last].finish"])


def test_more_milestones_can_be_asked_for():
    text = "phases: [{id: a, finish: 2026-03-31}]\ntasks: [{id: m, phase: a, kind: milestone, finish: 2026-03-31}]\n"
    assert own(run_rule(Milestones, text, minimum=2)) == [("phases[a]", "a has 1 of 2 milestones")]


def test_a_milestone_of_another_phase_does_not_count():
    text = "phases: [{id: a}, {id: b}]\ntasks: [{id: m, phase: a, kind: milestone, finish: 2026-03-31}]\n"
    assert own(run_rule(Milestones, text)) == [("phases[b]", "b ends in no milestone")]


# --- overdue

OVERDUE = """
tasks: [{{id: m, kind: milestone, finish: 2026-06-30{task}}}, {{id: t, finish: 2026-01-31}}]
deliverables: [{{id: d, due: 2026-06-30}}]
actuals:
  progress: [{progress}]
  deliveries: [{{deliverable: d, date: 2026-06-30}}]
"""


def overdue(task="", progress="", as_of=date(2026, 7, 1)):
    return own(run_rule(Overdue, OVERDUE.format(task=task, progress=progress), as_of))


def test_only_milestones_and_deliverables_are_overdue():
    assert overdue() == [("tasks[m].finish", "m was due 2026-06-30 and is not done")]


def test_the_due_date_itself_is_in_time():
    assert overdue(as_of=date(2026, 6, 30)) == []


def test_what_is_recorded_for_later_has_not_happened_yet():
    progress = "{task: m, finished: 2026-07-05}"
    assert len(overdue(progress=progress, as_of=date(2026, 7, 4))) == 1
    assert overdue(progress=progress, as_of=date(2026, 7, 5)) == []


def test_a_beginning_is_no_end():
    assert len(overdue(progress="{task: m, started: 2026-06-01}")) == 1


def test_of_several_records_the_first_end_counts():
    progress = "{task: m, finished: 2026-08-01}, {task: m, finished: 2026-06-20}, {task: m}"
    assert overdue(progress=progress) == []


def test_a_new_date_that_has_passed_too_is_overdue():
    assert [path for path, _ in overdue(", baseline: 2026-05-31, approved_by: x")] == ["tasks[m].finish"]


def test_nobody_approved_a_new_date():
    assert [path for path, _ in overdue(", baseline: 2026-05-31")] == ["tasks[m].baseline"]
    assert overdue(", baseline: 2026-06-30", as_of=date(2026, 6, 1)) == []
    assert overdue(", baseline: 2026-05-31", progress="{task: m, finished: 2026-06-20}") == []


# --- buffer-consumed

CONSUMED = """
phases: [{{id: a, start: 2026-01-01, finish: 2026-01-20, buffer: {buffer}}}, {{id: b, buffer: P3D}}]
actuals: {{buffer_used: [{used}]}}
"""


def consumed(used, day, buffer="P4D"):
    return run_rule(BufferConsumed, CONSUMED.format(buffer=buffer, used=used), date(2026, 1, day))


@pytest.mark.parametrize(
    ("used", "day", "well"),
    [("P1D", 1, True), ("P2D", 9, False), ("P2D", 10, True), ("P4D", 20, True), ("P9D", 31, True), ("P9D", 1, False)],
)
def test_half_of_the_buffer_may_go_with_half_of_the_phase(used, day, well):
    report = consumed(f"{{phase: a, used: {used}}}", day)
    assert [path for path, _ in own(report)] == ([] if well else ["actuals.buffer_used[a].used"])


def test_the_largest_record_counts():
    report = consumed("{phase: a, used: P3D}, {phase: a, used: P1D}", 2)
    assert [path for path, _ in own(report)] == ["actuals.buffer_used[a].used"]


def test_a_phase_that_has_not_begun_has_used_nothing():
    report = run_rule(BufferConsumed, CONSUMED.format(buffer="P4D", used="{phase: a, used: P2D}"), date(2025, 12, 1))
    assert len(own(report)) == 1


@pytest.mark.parametrize("used", ["", "{phase: a}"])
def test_without_a_record_there_is_nothing_to_judge(used):
    assert outcome(consumed(used, 2)) is Outcome.needs_data


@pytest.mark.parametrize(("used", "buffer"), [("{phase: a, used: P1D}", "P0D"), ("{phase: b, used: P1D}", "P4D")])
def test_without_a_buffer_or_dates_there_is_no_share(used, buffer):
    assert outcome(consumed(used, 2, buffer)) is Outcome.not_applicable


def test_phases_of_a_kind_that_is_judged_separately_each_last_as_long_as_they_should():
    text = """
        phases:
          - {id: first, kind: increment, start: 2026-01-01, finish: 2026-02-28}
          - {id: second, kind: increment, start: 2026-03-01, finish: 2026-06-30}
    """
    durations = {"increment": Band(Period("P1M"), Period("P3M"))}
    together = run_rule(PhaseDuration, text, durations=durations)
    assert [said for _, said in own(together)] == ["increment lasts 181 days, outside 1–3 months"]
    separately = run_rule(PhaseDuration, text, durations=durations, separately=("increment",))
    assert own(separately) == [("phases[second].finish", "second lasts 122 days, outside 1–3 months")]
