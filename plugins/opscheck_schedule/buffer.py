from collections.abc import Sequence
from decimal import ROUND_CEILING

from opscheck import (
    NotApplicable,
    Pass,
    Percent,
    Phase,
    Plan,
    Result,
    Results,
    Rule,
    SetValue,
    at_least,
    lacking,
    parameter,
    share,
    unsafe_fix,
    verdict,
)
from opscheck_schedule.days import buffer_days, duration, in_days, runs


class Buffer(
    Rule,
    id="schedule/buffer",
    severity="error",
    clauses=["C3.4c"],
    fixable=True,
    requires=["phases"],
):
    """Each phase, and so the whole schedule, has a buffer.

    A phase's days run from its start to its finish, both counted; its buffer's days begin on the day after. The whole
    schedule has its share where each phase has it. A phase that ends before it starts is schedule/dates' finding.

    Why: every estimate is wrong somewhere, and without a buffer the first surprise moves every date after it.

    Good:
        phases:
          - {id: diagnosis, start: 2026-01-05, finish: 2026-03-04, buffer: P9D}
          - {id: design, start: 2026-03-16, finish: 2026-05-29, buffer: P12D}
    Bad:
        phases:
          - id: diagnosis
            start: 2026-01-05
            finish: 2026-03-04
            buffer: P8D  # <- the buffer of diagnosis is 13.6 % of its duration, less than 15 %
          - {id: design, start: 2026-03-16, finish: 2026-05-29}  # <- phases[design] has no buffer
    Bad:
        phases:
          - {id: diagnosis, finish: 2026-03-04, buffer: P9D}  # <- phases[diagnosis] has no start
    """

    minimum: Percent = parameter(Percent("15%"), "the smallest buffer, as a share of the calendar days of its phase")

    def check(self, plan: Plan) -> Results:
        for phase in plan.phases:
            absent = [field for field in ("start", "finish", "buffer") if phase.get(field) is None]
            for field in absent:
                yield lacking(phase, field)
            if not absent:
                yield self._judge(phase)
        measured = [phase for phase in plan.phases if runs(phase) and phase.buffer is not None]
        if measured:
            yield _whole(plan, measured)

    def _judge(self, phase: Phase) -> Result:
        days, kept = duration(phase), buffer_days(phase, phase.buffer)
        if days < 1:
            return NotApplicable(phase.at("finish"), "{phase} finishes before it starts", phase=phase.id)
        part = share(kept, days)
        needed = in_days(int((self.minimum * days).to_integral_value(ROUND_CEILING)))
        template = "raise the buffer of {phase} from {buffer} to {needed}: {minimum} of {days}"
        return verdict(
            at_least("buffer of {phase}", part, self.minimum),
            phase.at("buffer"),
            "the buffer of {phase} is {share} of its duration, at least {minimum}",
            "the buffer of {phase} is {share} of its duration, less than {minimum}",
            related=[phase.at("start"), phase.at("finish")],
            arithmetic="{buffer} / {days} = {share}",
            help="at least {needed} fits",
            phase=phase.id,
            share=part,
            minimum=self.minimum,
            buffer=in_days(kept),
            days=in_days(days),
            needed=needed,
            fix=unsafe_fix(template, SetValue(phase.at("buffer"), needed)),
        )


def _whole(plan: Plan, phases: Sequence[Phase]) -> Pass:
    days = sum(map(duration, phases))
    kept = sum(buffer_days(phase, phase.buffer) for phase in phases)
    template = "the buffers of all phases are {share} of their durations: {buffer} / {days}"
    values = {"share": share(kept, days), "buffer": in_days(kept), "days": in_days(days)}
    return Pass(plan.at("phases"), template, **values)
