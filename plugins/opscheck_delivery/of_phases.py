"""What the framework asks of the phases of one kind, such as the pilot."""

from collections.abc import Sequence

from opscheck import Phase, Plan, Problem, Results, Rule, of_kind

PHASE_KIND = "the kind of the phases that it speaks of"


class OfPhases(Rule):
    """A rule about the phases of one kind. Where there are several, they are judged together."""

    phase_kind: str

    def check(self, plan: Plan) -> Results:
        phases = of_kind(plan.phases, self.phase_kind)
        if phases:
            yield from self.judge(phases)
        else:
            yield no_phase(plan, self.phase_kind)

    def judge(self, phases: Sequence[Phase]) -> Results:
        """Say what there is to say about these phases, of which there is at least one."""
        raise TypeError(f"{type(self).__qualname__} has no judge()")


def no_phase(plan: Plan, kind: str) -> Problem:
    """The plan has no phase of this kind, so that nothing of what is asked of it is met."""
    return Problem(plan.at("phases"), "there is no {kind} phase", key=kind, kind=kind)
