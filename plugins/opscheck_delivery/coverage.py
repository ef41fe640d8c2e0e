from collections.abc import Sequence
from typing import ClassVar

from opscheck import Percent, Phase, Results, at_least, lacking, parameter, verdict
from opscheck_delivery.of_phases import PHASE_KIND, OfPhases


class _Coverage(OfPhases):
    """The phases of one kind reach enough users; of several the largest coverage counts, since users overlap."""

    minimum: Percent
    good: ClassVar[str]
    bad: ClassVar[str]

    def judge(self, phases: Sequence[Phase]) -> Results:
        covering = [phase for phase in phases if phase.coverage is not None]
        if not covering:
            yield lacking(phases[0], "coverage")
            return
        widest = max(covering, key=lambda phase: phase.coverage)
        yield verdict(
            at_least("coverage of {phase}", widest.coverage, self.minimum),
            widest.at("coverage"),
            self.good,
            self.bad,
            help="at least {minimum} fits",
            phase=widest.id,
            coverage=widest.coverage,
            minimum=self.minimum,
        )


class PilotCoverage(
    _Coverage,
    id="delivery/pilot-coverage",
    severity="error",
    clauses=["C3.4m"],
    requires=["phases"],
    reads=["phases[*].kind", "phases[*].coverage"],
):
    """The pilot covers enough of the core users.

    Of several pilots the one with the largest coverage counts: their users may be the same ones.

    Why: what a handful of friendly users liked says little about everybody else.

    Good:
        phases: [{id: pilot, coverage: 25%}]
    Good:
        phases: [{id: one-shop, kind: pilot, coverage: 5%}, {id: three-cities, kind: pilot, coverage: 20%}]
    Bad:
        phases: [{id: pilot, coverage: 15%}]  # <- pilot covers 15 % of the core users, less than 20 %
    Bad:
        phases: [{id: pilot}]  # <- phases[pilot] has no coverage
    Bad:
        phases: [{id: design}]  # <- there is no pilot phase
    """

    phase_kind: str = parameter("pilot", PHASE_KIND)
    good = "{phase} covers {coverage} of the core users, at least {minimum}"
    bad = "{phase} covers {coverage} of the core users, less than {minimum}"
    minimum: Percent = parameter(Percent("20%"), "the smallest share of the core users that the pilot covers")


class RolloutCoverage(
    _Coverage,
    id="delivery/rollout-coverage",
    severity="error",
    clauses=["C3.4o"],
    requires=["phases"],
    reads=["phases[*].kind", "phases[*].coverage"],
):
    """The rollout reaches all users.

    Of a rollout in steps the step with the largest coverage counts.

    Why: users who are left behind keep the old way of working alive, with its cost.

    Good:
        phases: [{id: north, kind: rollout, coverage: 60%}, {id: everywhere, kind: rollout, coverage: 100%}]
    Bad:
        phases: [{id: rollout, coverage: 95%}]  # <- rollout reaches 95 % of the users, less than 100 %
    Bad:
        phases: [{id: rollout}]  # <- phases[rollout] has no coverage
    """

    phase_kind: str = parameter("rollout", PHASE_KIND)
    good = "{phase} reaches {coverage} of the users, at least {minimum}"
    bad = "{phase} reaches {coverage} of the users, less than {minimum}"
    minimum: Percent = parameter(Percent("100%"), "the smallest share of the users that the rollout reaches")
