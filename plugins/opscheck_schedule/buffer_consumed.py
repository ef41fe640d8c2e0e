from opscheck import (
    At,
    NotApplicable,
    Percent,
    Period,
    Phase,
    Plan,
    Result,
    Results,
    Rule,
    at_most,
    by_id,
    calendar_days,
    parameter,
    share,
    verdict,
)
from opscheck_schedule.days import buffer_days, duration, in_days, runs

_OURS = "critical chain's fever chart warns where a buffer is used faster than the work goes on; half is its middle"


class BufferConsumed(
    Rule,
    id="schedule/buffer-consumed",
    severity="warning",
    clauses=["C3.4i"],
    given=["actuals.buffer_used[*].used", "phases[*].buffer"],
):
    """A buffer is not half used before half of its phase has passed.

    Judged as of the given day, that day included. A record says how much of a buffer is used in all: of several for one
    phase the largest counts.

    Why: a buffer that is gone at half-time leaves the second half without one, and there is still time to act.

    Good, as of 2026-07-01:
        phases: [{id: pilot, start: 2026-06-15, finish: 2026-09-30, buffer: P17D}]
        actuals: {buffer_used: [{phase: pilot, used: P1D}]}
    Good, as of 2026-09-01:
        phases: [{id: pilot, start: 2026-06-15, finish: 2026-09-30, buffer: P17D}]
        actuals: {buffer_used: [{phase: pilot, used: P9D}]}
    Bad, as of 2026-07-01:
        phases: [{id: pilot, start: 2026-06-15, finish: 2026-09-30, buffer: P17D}]
        actuals:
          buffer_used: [{phase: pilot, used: P9D}]  # <- 52.9 % of the buffer of pilot is used when 15.7 %
    """

    maximum_used: Percent = parameter(
        Percent("50%"), "the share of a buffer that is not to be used early: less than it is well", ours=_OURS
    )
    before_elapsed: Percent = parameter(
        Percent("50%"), "the share of a phase's days until which its use counts as early", ours=_OURS
    )

    def check(self, plan: Plan) -> Results:
        phases = by_id(plan.phases)
        used: dict[str, tuple[Period, At]] = {}
        for record in plan.actuals.buffer_used:
            if record.used is not None and record.phase in phases:
                most = used.get(record.phase)
                if most is None or record.used > most[0]:
                    used[record.phase] = record.used, record.at("used")
        for id_, (most_used, at) in used.items():
            yield self._judge(phases[id_], most_used, at, plan)

    def _judge(self, phase: Phase, used: Period, at: At, plan: Plan) -> Result:
        kept = buffer_days(phase, phase.buffer) if runs(phase) and phase.buffer else 0
        if kept < 1:
            return NotApplicable(phase.at(), "{phase} has no buffer that could be used", phase=phase.id)
        passed = max(0, min(calendar_days(phase.start, plan.as_of), duration(phase)))
        used_share, passed_share = share(buffer_days(phase, used), kept), share(passed, duration(phase))
        early = passed_share < self.before_elapsed
        return verdict(
            not early or used_share < self.maximum_used,
            at,
            "{used_share} of the buffer of {phase} is used when {passed_share} of it has passed",
            "{used_share} of the buffer of {phase} is used when {passed_share} of it has passed",
            measure=at_most("buffer used of {phase}", used_share, self.maximum_used) if early else None,
            related=[phase.at("buffer")],
            arithmetic="{used} / {buffer} = {used_share}; {passed} / {days} = {passed_share} as of {as_of}",
            help="before {before} of the phase has passed, less than {maximum} of its buffer fits",
            phase=phase.id,
            used_share=used_share,
            passed_share=passed_share,
            used=in_days(buffer_days(phase, used)),
            buffer=in_days(kept),
            passed=in_days(passed),
            days=in_days(duration(phase)),
            as_of=plan.as_of,
            before=self.before_elapsed,
            maximum=self.maximum_used,
        )
