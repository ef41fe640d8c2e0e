from collections.abc import Sequence

from opscheck import (
    Band,
    Period,
    Phase,
    Plan,
    Problem,
    Result,
    Results,
    Rule,
    lacking,
    of_kind,
    parameter,
    verdict,
    within,
)
from opscheck_schedule.days import days_from, duration, in_days, runs, shifted


class PhaseDuration(
    Rule,
    id="schedule/phase-duration",
    severity="error",
    clauses=["C3.4b"],
    requires=["phases"],
    reads=["phases[*].kind"],
):
    """Each phase lasts as long as its kind should, the buffer not counted.

    Months are calendar months from the phase's first day. Where several phases share a kind, the days on which at least
    one of them runs count together: two pilots of two months in a row are a pilot of four. Kinds that are judged
    `separately` are not: there each phase lasts as long as its kind should.

    Why: a phase that is too short proves nothing, and one that is too long is overtaken by the market.

    Good:
        phases:
          - {id: diagnosis, start: 2026-01-05, finish: 2026-03-04}
          - {id: design, start: 2026-03-16, finish: 2026-05-29}
          - {id: north, kind: pilot, start: 2026-06-15, finish: 2026-07-31}
          - {id: south, kind: pilot, start: 2026-08-01, finish: 2026-09-30}
          - {id: rollout, start: 2026-10-19, finish: 2027-05-31}
    Bad:
        phases:
          - id: diagnosis
            start: 2026-01-05
            finish: 2026-03-05  # <- diagnosis lasts 60 days, outside 1–2 months
          - {id: design, start: 2026-03-16}  # <- phases[design] has no finish
          - {id: pilot, start: 2026-06-15, finish: 2026-09-30}
          - {id: rollout, start: 2026-10-19, finish: 2027-03-31}  # <- rollout lasts 164 days, outside 6–8 months
    Bad:
        phases:  # <- there is no design phase
          - {id: diagnosis, start: 2026-01-05, finish: 2026-03-04}
          - {id: pilot, start: 2026-06-15, finish: 2026-09-30}
          - {id: rollout, start: 2026-10-19, finish: 2027-05-31}
    """

    durations: dict[str, Band[Period]] = parameter(
        {
            "diagnosis": Band(Period("P1M"), Period("P2M")),
            "design": Band(Period("P2M"), Period("P3M")),
            "pilot": Band(Period("P3M"), Period("P4M")),
            "rollout": Band(Period("P6M"), Period("P8M")),
        },
        "how long the phases of each kind last together",
    )
    separately: tuple[str, ...] = parameter(
        (),
        "the kinds whose phases are judged one by one instead",
        ours="the framework has one phase of each kind, so that several of a kind are one phase in parts",
    )

    def check(self, plan: Plan) -> Results:
        for kind, band in self.durations.items():
            phases = of_kind(plan.phases, kind)
            if not phases:
                yield Problem(plan.at("phases"), "there is no {kind} phase", key=kind, kind=kind)
            undated = [
                lacking(phase, field) for phase in phases for field in ("start", "finish") if phase.get(field) is None
            ]
            yield from undated
            if phases and not undated and kind in self.separately:
                yield from (_judge(phase.id, [phase], band) for phase in phases)
            elif phases and not undated:
                yield _judge(kind, phases, band)


def _judge(name: str, phases: Sequence[Phase], band: Band[Period]) -> Result:
    days = _days_together([phase for phase in phases if runs(phase)])
    start = min(phase.start for phase in phases)
    last = max(phases, key=lambda phase: phase.finish)
    least, most = days_from(start, band.low), days_from(start, band.high)
    allowed = Band(in_days(least), in_days(most))
    return verdict(
        within("duration of {name}", in_days(days), allowed),
        last.at("finish"),
        "{name} lasts {days}, {band}",
        "{name} lasts {days}, outside {band}",
        related=[phase.at(field) for phase in phases for field in ("start", "finish")],
        arithmetic="{band} from {start} on = {allowed}",
        help="a finish from {earliest} to {latest} fits",
        name=name,
        days=in_days(days),
        band=band,
        start=start,
        allowed=allowed,
        earliest=shifted(last.finish, least - days),
        latest=shifted(last.finish, most - days),
    )


def _days_together(phases: Sequence[Phase]) -> int:
    """The days on which at least one of the phases runs."""
    days = 0
    covered = None
    for phase in sorted(phases, key=lambda phase: phase.start):
        days += duration(phase)
        if covered is not None and phase.start <= covered:
            days -= min((covered - phase.start).days + 1, duration(phase))
        covered = phase.finish if covered is None else max(covered, phase.finish)
    return days
