from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from opscheck import Pass, Period, Phase, Plan, Problem, Result, Results, Retrospective, Rule, lacking


class PhaseRetrospective(
    Rule,
    id="delivery/retrospective",
    severity="warning",
    clauses=["C4.1d"],
    requires=["phases"],
    reads=["actuals.retrospectives[*].phase", "actuals.retrospectives[*].date"],
):
    """Each phase closes with a retrospective whose lessons are recorded.

    Judged as of the given day: a phase is over when its finish and its buffer have passed. One that is over has held
    its retrospective, any other plans a day for it; what is recorded for a later day has not yet been held.

    Why: lessons that are not written down at the end of a phase are learned again in the next one.

    Good, as of 2026-07-01:
        phases:
          - {id: diagnosis, finish: 2026-03-04, buffer: P9D}
          - {id: design, finish: 2026-06-24, buffer: P12D, retrospective: {planned: 2026-07-03}}
        actuals:
          retrospectives: [{phase: diagnosis, date: 2026-03-06, lessons: [fix the sample two weeks ahead]}]
    Bad, as of 2026-07-01:
        phases:
          - id: diagnosis
            finish: 2026-03-04
            buffer: P9D
            retrospective: {planned: 2026-03-06}  # <- diagnosis is over since 2026-03-14 and has held no retrospective
          - {id: design, finish: 2026-05-29}
          - {id: pilot, finish: 2026-09-30}  # <- phases[pilot] has no retrospective
        actuals:
          retrospectives:
            - {phase: design, date: 2026-06-03}  # <- actuals.retrospectives[design] has no lessons
    Bad:
        budget: {total: 100}  # <- the plan has no phases
    """

    def check(self, plan: Plan) -> Results:
        records: defaultdict[str | None, list[Retrospective]] = defaultdict(list)
        for record in plan.actuals.retrospectives:
            if record.date is not None and record.date <= plan.as_of:
                records[record.phase].append(record)
        for phase in plan.phases:
            held = records[phase.id]
            yield _lessons(phase, held) if held else _not_held(phase, plan.as_of)


def _lessons(phase: Phase, held: Sequence[Retrospective]) -> Result:
    with_lessons = next((record for record in held if record.lessons), None)
    if with_lessons is None:
        return lacking(held[0], "lessons")
    template = "the lessons of {phase} were recorded on {day}"
    return Pass(with_lessons.at("lessons"), template, phase=phase.id, day=with_lessons.date)


def _not_held(phase: Phase, as_of: date) -> Result:
    over = _over(phase)
    if over is not None and over <= as_of:
        return Problem(
            phase.at("retrospective"),
            "{phase} is over since {over} and has held no retrospective",
            key="held",
            related=[phase.at("finish"), phase.at("buffer")],
            help="hold it, and record its day and lessons under actuals.retrospectives",
            phase=phase.id,
            over=over,
        )
    if not phase.retrospective.given:
        return lacking(phase, "retrospective")
    planned = phase.retrospective.planned
    if planned is None:
        return lacking(phase.retrospective, "planned")
    template = "the retrospective of {phase} is planned for {planned}"
    return Pass(phase.at("retrospective.planned"), template, phase=phase.id, planned=planned)


def _over(phase: Phase) -> date | None:
    """The first day after the phase and its buffer."""
    if phase.finish is None:
        return None
    after = Period("P1D").after(phase.finish)
    return phase.buffer.after(after) if phase.buffer else after
