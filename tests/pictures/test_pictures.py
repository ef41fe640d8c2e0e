"""What the pictures of a plan show, before anybody draws them."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from core.plans import good_data, judged, loaded, spell
from core.soundness import assert_complete
from core.test_mutilation import EXAMPLES, GOOD_ONES, JUDGED_ON, mutilated
from hypothesis import given, settings
from pictures.drawn import drawn, good, left_out, marks_in, rules
from work import grows_in_proportion

from opscheck import Percent
from opscheck.display import say
from opscheck.pictures import Pictures, pictures, worst
from opscheck.plan.build import build

# --- stage budgets


def test_each_stage_and_reserve_has_a_bar_with_the_bounds_that_rules_measured():
    bars = {bar.name: (str(bar.share), bar.low, bar.high, bar.within) for bar in good().stages.bars}
    assert bars == {
        "early": ("0.320", Percent("30%"), Percent("40%"), True),
        "middle": ("0.410", Percent("40%"), Percent("50%"), True),
        "late": ("0.110", Percent("10%"), Percent("20%"), True),
        "contingency": ("0.150", Percent("15%"), None, True),
        "management": ("0.010", None, None, None),
    }


def test_a_stage_outside_its_band_is_marked_and_the_others_keep_their_bands():
    stages = good(("amount: 960000.00", "amount: 1260000.00")).stages
    early, middle = stages.bars[:2]
    assert (early.within, rules(early.marks)) == (False, ["budget/adds-up", "budget/stage-ratio"])
    assert (middle.low, middle.high, middle.within) == (Percent("40%"), Percent("50%"), True)
    assert say(stages.reading) == "of 4 shares that have a limit, 1 outside it: early"


def test_a_waived_finding_leaves_the_band_where_it_is():
    text = """
        budget:
          total: 100
          stages:
            # opscheck: ignore[budget/stage-ratio] by=chen-yu -- agreed
            - {id: early, amount: 45}
            - {id: middle, amount: 40}
            - {id: late, amount: 10}
    """
    early, middle, late = drawn(text).pictures.stages.bars
    assert (early.low, early.high, early.within) == (Percent("30%"), Percent("40%"), False)
    (accepted,) = [mark for mark in early.marks if mark.rule == "budget/stage-ratio"]
    assert (accepted.stands, middle.within, late.within) == (False, True, True)


def test_stages_of_a_kind_are_one_bar_of_several_segments():
    text = """
        budget:
          total: 100
          stages:
            - {id: survey, kind: early, amount: 15}
            - {id: other, kind: middle, amount: 40}
            - {id: trial, kind: early, amount: 20}
    """
    early = drawn(text).pictures.stages.bars[0]
    assert [(part.name, part.share) for part in early.segments] == [
        ("survey", Percent("15%")),
        ("trial", Percent("20%")),
    ]
    assert (early.share, early.high) == (Percent("35%"), Percent("40%"))


def test_without_rules_there_are_shares_and_no_bands():
    read = loaded("schema: opscheck/v1\nplan: {id: p}\nbudget: {total: 10, stages: [{id: early, amount: 5}]}\n")
    plan = build(read.data).plan
    stages = pictures(plan, judged(read, rules=[])).stages
    assert [(bar.share, bar.low, bar.high, bar.within) for bar in stages.bars] == [(Percent("50%"), None, None, None)]
    assert say(stages.reading) == "no rule limits what the stages and reserves take of the budget"


@pytest.mark.parametrize(
    ("budget", "why"),
    [
        ("{total: 0, stages: [{id: early, amount: 0}]}", "the budget's total is absent or zero"),
        ("{stages: [{id: early, amount: 5}]}", "the budget's total is absent or zero"),
        ("{total: 100, stages: [{id: early}]}", "no amount is given"),
        ("{total: 100, stages: [{id: early, amount: 5.00 USD}]}", "no amount is given"),
    ],
)
def test_a_share_that_nobody_knows_is_left_out_and_keeps_its_findings(budget, why):
    stages = drawn(f"budget: {budget}").pictures.stages
    assert left_out(stages) == {"early": why}
    assert not stages.bars


def test_a_share_of_many_times_the_budget_does_not_stretch_the_scale():
    stages = drawn(f"budget: {{total: 1, stages: [{{id: early, amount: 1{'0' * 60}}}]}}").pictures.stages
    assert (stages.bars[0].share > 10**50, stages.top) == (True, Percent("150%"))


def test_a_stage_that_is_missing_is_a_finding_of_the_whole_picture():
    stages = drawn("budget: {total: 100, stages: [{id: early, amount: 35}, {id: middle, amount: 40}]}").pictures.stages
    assert [mark.key for mark in stages.marks if mark.rule == "budget/stage-ratio"] == ["late"]


# --- the schedule


def test_a_phase_has_its_buffer_and_what_is_used_of_it():
    pilot = good().schedule.phases[2]
    assert (pilot.start, pilot.finish, pilot.buffer_end) == (date(2026, 6, 15), date(2026, 9, 30), date(2026, 10, 17))
    assert (pilot.used_until, round(pilot.used, 3)) == (date(2026, 10, 1), Decimal("0.059"))
    assert [(due.name, due.kind, due.overdue) for due in pilot.dues] == [
        ("pilot-report", "deliverable", False),
        ("m-pilot", "milestone", False),
    ]


def test_what_is_due_and_not_done_by_the_day_is_overdue():
    plan = good(
        ("{deliverable: diagnosis-report, date: 2026-02-26, accepted_by: chen-yu}", "{deliverable: gone}")
    ).schedule
    (late,) = [due for bar in plan.phases for due in bar.dues if due.overdue]
    assert late.name == "diagnosis-report"
    assert say(plan.reading).endswith("of 9 milestones and deliverables, 1 overdue: diagnosis-report")


def test_a_buffer_is_used_as_much_as_its_largest_record_says_and_that_may_be_more_than_all_of_it():
    record = "{phase: pilot, used: P1D}"
    used = good((record, "{phase: pilot, used: P34D}\n    - {phase: pilot, used: P2D}")).schedule.phases[2]
    assert used.used == 2
    assert used.used_until > used.buffer_end


def test_a_task_has_no_bar_so_that_its_findings_are_its_phases():
    plan = good(("start: 2026-01-12, finish: 2026-02-06", "start: 2026-01-12, finish: 2026-12-06")).schedule
    assert "tasks[research].finish" in [mark.path for mark in plan.phases[0].marks]


@pytest.mark.parametrize(
    ("dates", "why"),
    [
        ("finish: 2026-03-04", "no start is given"),
        ("start: 2026-03-04", "no finish is given"),
        ("start: 2026-03-04, finish: 2026-03-03", "it ends before it begins: 2026-03-04 to 2026-03-03"),
        (
            "start: 1900-01-01, finish: 2026-03-03",
            "1900-01-01 to 2026-03-03 is too far from the other dates to be drawn",
        ),
        (
            "start: 2026-03-04, finish: 9999-12-31",
            "2026-03-04 to 9999-12-31 is too far from the other dates to be drawn",
        ),
    ],
)
def test_a_phase_that_cannot_be_drawn_says_why_and_keeps_its_findings(dates, why):
    others = "{id: a, start: 2026-01-05, finish: 2026-02-04}, {id: b, start: 2026-04-05, finish: 2026-05-04}"
    plan = drawn(f"phases: [{others}, {{id: odd, {dates}}}]").pictures.schedule
    assert left_out(plan) == {"odd": why}
    assert [bar.name for bar in plan.phases] == ["a", "b"]
    assert plan.left_out[0].marks
    assert plan.days.count < 366


def test_one_day_is_a_picture_and_so_is_a_buffer_at_the_end_of_the_calendar():
    one = drawn("phases: [{id: a, start: 2026-01-05, finish: 2026-01-05}]").pictures.schedule
    assert (one.days.count, one.days.place(date(2026, 1, 5)), one.days.end(date(2026, 1, 5))) == (1, 0.0, 1.0)
    last = drawn("phases: [{id: a, start: 9999-12-01, finish: 9999-12-31, buffer: P1M}]").pictures.schedule
    assert last.phases[0].last == date.max


def test_a_plan_without_phases_says_so():
    assert say(drawn("budget: {total: 1}").pictures.schedule.reading) == "the plan has no phases with dates"


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 1, 1), "diagnosis begins on 2026-01-05"),
        (date(2026, 3, 4), "diagnosis is under way until 2026-03-04"),
        (date(2026, 3, 5), "diagnosis is in its buffer, which ends on 2026-03-13"),
        (date(2026, 3, 14), "design begins on 2026-03-16"),
        (date(2026, 9, 30), "pilot is under way until 2026-09-30, and 5.9 % of its buffer is used"),
        (date(2027, 7, 5), "the last phase ended on 2027-07-04"),
    ],
)
def test_the_reading_says_where_the_plan_is(day, says):
    assert say(good(as_of=day).schedule.reading).startswith(says + ";")


# --- risks


def position(risk, model="{}"):
    matrix = drawn(f"risk_model: {model}\nrisks: [{{id: r, {risk}}}]\n").pictures.risks
    return next(((cell.row, cell.column) for cell in matrix.cells if cell.risks), left_out(matrix).get("r"))


@pytest.mark.parametrize(
    ("risk", "model", "where"),
    [
        ("probability: 60%, impact: 5", "{}", (3, 4)),
        ("probability: 20%, impact: 1", "{}", (1, 0)),
        ("probability: 100%, impact: 0", "{}", (4, 0)),
        ("probability: 0%, impact: 2.5", "{}", (0, 2)),
        ("probability: 50%, impact: 10", "{impact_scale: 10}", (2, 9)),
        ("probability: 50%, impact: 41", "{impact_scale: 100}", (2, 2)),
        ("probability: 50%, impact: 0.5", "{impact_scale: 1}", (2, 2)),
        ("probability: 50%, impact: 3", "{impact_scale: 3}", (2, 2)),
        ("probability: 50%, impact: 5", "{impact_scale: 0}", (2, 4)),
        ("probability: 50%, impact: 6", "{}", "its impact of 6 is not on the scale from 0 to 5"),
        ("probability: 50%, impact: -1", "{}", "its impact of -1 is not on the scale from 0 to 5"),
        ("probability: 50%", "{}", "no impact is given"),
        ("impact: 3", "{}", "no probability is given"),
        ("impact: 3, probability: 50%, closed: 2026-07-01", "{}", "it was closed on 2026-07-01"),
        (
            "impact: 3, probability: 50%, identified: 2026-07-02",
            "{}",
            "it was identified after this day, on 2026-07-02",
        ),
    ],
)
def test_a_risk_is_where_its_probability_and_impact_are_on_the_plans_scale(risk, model, where):
    assert position(risk, model) == where


def test_a_risk_is_where_it_was_reviewed_last_by_the_day():
    text = """
        risks: [{id: r, probability: 10%, impact: 1, identified: 2026-01-01}]
        actuals:
          risk_reviews:
            - {risk: r, date: 2026-06-01, probability: 90%}
            - {risk: r, date: 2026-07-02, probability: 50%}
            - {risk: r, date: 2026-05-01, probability: 30%, impact: 5}
    """
    (risk,) = drawn(text).pictures.risks.cell(4, 0).risks
    assert (risk.probability, risk.reviewed) == (Percent("90%"), date(2026, 6, 1))


def test_levels_are_the_plans_own():
    matrix = good().risks
    levels = {risk.name: risk.level for cell in matrix.cells for risk in cell.risks}
    assert {name for name, level in levels.items() if level == "high"} == {"api-outage"}
    assert [matrix.cell(row, 4).level for row in range(5)] == ["low", "medium", "high", "high", "high"]
    assert say(matrix.reading) == "of 7 open risks, 1 high: api-outage"
    without = good(("  high: 0.5\n", "")).risks
    assert {cell.level for cell in without.cells} == {None}


# --- drills


def test_drills_are_held_planned_or_overdue_on_a_row_of_their_scenario():
    calendar = good(("{drill: d-2026-q2, held: 2026-06-17", "{drill: no, held: 2026-06-17")).drills
    rows = {row.name: [(entry.name, entry.state, entry.form) for entry in row.exercises] for row in calendar.scenarios}
    assert rows["system-failure"] == [("d-2026-q1", "held", "live"), ("d-2027-q1", "planned", "live")]
    assert rows["data-leak"] == [("d-2026-q2", "overdue", "role-play"), ("d-2027-q2", "planned", "role-play")]
    assert calendar.forms == ("live", "role-play", "tabletop")
    assert say(calendar.reading) == "of 7 drills, 1 held and 1 overdue: d-2026-q2"


def test_a_drill_that_was_held_twice_is_there_twice_and_one_that_is_held_tomorrow_is_planned():
    text = """
        drills: [{id: d, date: 2026-07-02, form: live}]
        actuals:
          drills_held: [{drill: d, held: 2026-05-01}, {drill: d, held: 2026-06-01}, {drill: d, held: 2026-07-02}]
    """
    (row,) = drawn(text).pictures.drills.scenarios
    assert (row.name, [entry.day.month for entry in row.exercises]) == (None, [5, 6])
    (row,) = drawn("drills: [{id: d, date: 2026-07-01}]").pictures.drills.scenarios
    assert row.exercises[0].state == "planned"


def test_drills_without_a_day_or_far_off_and_plans_set_off_in_earnest_are_told_beside():
    text = """
        contingency_plans: [{id: out}]
        drills: [{id: a, date: 2026-07-02}, {id: b}, {id: c, date: 9999-12-31}]
        actuals: {activations: [{plan: out, "on": 2026-05-01}, {plan: out, "on": 2026-08-01}]}
    """
    assert left_out(drawn(text).pictures.drills) == {
        "b": "no day is given",
        "c": "9999-12-31 is too far from the other dates to be drawn",
        "out": "it was set off in earnest on 2026-05-01, of which no scenario is recorded",
    }


# --- KPIs


def bullet(kpi, reading=""):
    text = f"kpis: [{{id: k, {kpi}}}]\nactuals: {{readings: [{reading}]}}\n"
    picture = drawn(text).pictures.kpis
    return picture.bullets[0] if picture.bullets else left_out(picture)["k"]


READ = ("06-29", "32%"), ("07-02", "40%"), ("06-01", "9%")


def test_a_kpi_is_on_a_scale_of_its_own():
    kpi = bullet(
        "unit: percent, direction: up, baseline: 31%, target: 38%, alert: 29%",
        ", ".join(f"{{kpi: k, date: 2026-{day}, value: {value}}}" for day, value in READ),
    )
    assert (kpi.low, kpi.high, kpi.value, kpi.state) == (Percent("29%"), Percent("38%"), Percent("32%"), "on-the-way")
    assert [round(kpi.place(value), 2) for value in (kpi.alert, kpi.baseline, kpi.value, kpi.target)] == [
        0,
        0.22,
        0.33,
        1,
    ]
    assert round(kpi.progress, 3) == Decimal("0.143")


@pytest.mark.parametrize(
    ("direction", "value", "state"),
    [
        ("up", 10, "reached"),
        ("up", 3, "on-the-way"),
        ("up", 2, "on-the-way"),
        ("up", 1, "alert"),
        ("down", 10, "reached"),
        ("down", 12, "on-the-way"),
        ("down", 13, "alert"),
    ],
)
def test_a_kpi_has_reached_its_target_or_is_beyond_its_alert(direction, value, state):
    alert = 2 if direction == "up" else 12
    kpi = f"unit: points, direction: {direction}, target: 10, alert: {alert}"
    assert bullet(kpi, f"{{kpi: k, date: 2026-06-29, value: {value}}}").state == state


@pytest.mark.parametrize(
    ("kpi", "shown"),
    [
        ("target: 10", "there are not two values that could be compared"),
        ("target: 10, alert: 5%", "its values are in two units"),
    ],
)
def test_a_kpi_with_too_little_to_compare_is_left_out(kpi, shown):
    assert bullet(kpi) == shown


def test_equal_values_zero_and_negative_ones_have_a_place():
    assert bullet("unit: points, baseline: 5, target: 5").place(Decimal(5)) == 0.5
    assert bullet("unit: points, baseline: -5, target: 0").place(Decimal("-2.5")) == 0.5
    assert bullet(f"unit: points, baseline: -{10**100}, target: {10**100}").place(Decimal(0)) == 0.5


# --- responsibilities


def test_a_row_says_who_is_accountable_responsible_consulted_and_informed():
    matrix = good().responsibilities
    rows = {row.name: {party: share.letters for party, share in row.shares.items()} for row in matrix.rows}
    assert rows["design"] == {"chen-yu": "A", "wang-lei": "R", "zhao-min": "C"}
    assert rows["diagnosis-report"] == {"he-tao": "AR"}
    assert matrix.names["chen-yu"] == "陈宇"
    assert say(matrix.reading) == "each of the 9 phases and deliverables has one who is accountable"


def test_two_accountable_none_and_rows_about_nothing_are_shown():
    matrix = good(
        ("{phase: design, accountable: chen-yu,", "{phase: design, accountable: [chen-yu, lin-mei],"),
        (
            "- {phase: pilot, accountable: sun-jia, responsible: [lin-mei, he-tao]}",
            "- {phase: nowhere, accountable: sun-jia}",
        ),
    ).responsibilities
    rows = {row.name: row for row in matrix.rows}
    assert (rows["design"].accountable, rows["pilot"].accountable, rows["nowhere"].kind) == (2, 0, "unknown")
    assert (
        say(matrix.reading) == "of 10 phases and deliverables, 2 without exactly one who is accountable: design, pilot"
    )


def test_a_finding_about_a_role_is_on_the_shares_of_all_who_have_it():
    matrix = good(
        ("{phase: design, accountable: chen-yu,", "{phase: design, accountable: [chen-yu, lin-mei],")
    ).responsibilities
    shares = matrix.rows[1].shares
    assert {party: rules(share.marks) for party, share in shares.items() if share.marks} == {
        "chen-yu": ["organization/responsibility"],
        "lin-mei": ["organization/responsibility"],
    }


# --- all of them

SECTIONS = {
    "stages": ("budget.stages", "budget.reserves", "budget.total"),
    "schedule": ("phases", "deliverables", "tasks"),
    "risks": ("risks", "risk_model"),
    "drills": ("drills",),
    "kpis": ("kpis",),
    "responsibilities": ("organization.responsibilities",),
}


def assert_sound(data, as_of):
    read = loaded(spell(data))
    plan = build(read.data).plan
    if plan is None:
        return
    report = judged(read, as_of)
    drawn_up = pictures(plan, report)
    for name, sections in SECTIONS.items():
        picture = getattr(drawn_up, name)
        assert_complete(picture.reading)
        for left in getattr(picture, "left_out", ()):
            assert_complete(left.why)
        shown = {id(mark) for mark in marks_in(picture)}
        lost = [
            mark.path
            for mark in report.findings
            for section in sections
            if (mark.path == section or mark.path.startswith((f"{section}.", f"{section}["))) and id(mark) not in shown
        ]
        assert not lost, "every finding about what a picture shows is in it"
    for bar in drawn_up.schedule.phases:
        assert 0 <= drawn_up.schedule.days.place(bar.start) < drawn_up.schedule.days.end(bar.finish) <= 1
    for kpi in drawn_up.kpis.bullets:
        assert all(0 <= kpi.place(value) <= 1 for value in (kpi.low, kpi.high))


@given(mutilated(GOOD_ONES), JUDGED_ON)
@settings(max_examples=60)
def test_whatever_is_done_to_a_plan_no_finding_is_lost_and_nothing_raises(data, as_of):
    assert_sound(data, as_of)


@given(mutilated(EXAMPLES), JUDGED_ON)
@settings(max_examples=30)
def test_nor_is_one_of_the_examples(data, as_of):
    assert_sound(data, as_of)


def test_the_worst_mark_is_one_that_stands():
    stages = good(("amount: 960000.00", "amount: 1260000.00")).stages
    assert worst(stages.bars[0].marks).name == "error"
    assert worst(()) is None


def test_many_risks_phases_and_drills_take_work_in_proportion():
    def drawing(count: int) -> Callable[[], Pictures]:
        data = good_data()
        numbers = range(count)
        data["risks"] = [{"id": f"r-{number}", "probability": "40%", "impact": 3} for number in numbers]
        data["phases"] = [{"id": f"p-{number}", "start": "2026-01-05", "finish": "2026-03-04"} for number in numbers]
        data["drills"] = [{"id": f"d-{number}", "scenario": f"s-{number}", "date": "2026-09-01"} for number in numbers]
        read = loaded(spell(data))
        plan, report = build(read.data).plan, judged(read, rules=[])
        return lambda: pictures(plan, report)

    drawn_up = drawing(1_000)()
    assert len(drawn_up.risks.cell(2, 2).risks) == len(drawn_up.schedule.phases) == 1_000
    assert grows_in_proportion(drawing, 300)
