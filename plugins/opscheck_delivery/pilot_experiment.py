from collections.abc import Sequence

from opscheck import Pass, Phase, Problem, Results, lacking, parameter
from opscheck_delivery.of_phases import PHASE_KIND, OfPhases


class PilotExperiment(
    OfPhases,
    id="delivery/pilot-experiment",
    severity="error",
    clauses=["C3.4n"],
    requires=["phases"],
    reads=["phases[*].kind"],
):
    """The pilot names its scenarios and compares by A/B test, each with a hypothesis and a metric.

    Why: without a comparison nobody can tell what the pilot achieved from what would have happened anyway.

    Good:
        phases:
          - id: pilot
            scenarios: [win back lapsed buyers]
            experiments: [{id: ab-1, hypothesis: a personal offer brings them back, metric: retention}]
        kpis: [{id: retention}]
    Bad:
        phases:
          - id: pilot  # <- phases[pilot] has no scenarios
            experiments:
              - {id: ab-1, metric: retention}  # <- phases[pilot].experiments[ab-1] has no hypothesis
              - {id: ab-2, hypothesis: shorter forms sell more}  # <- phases[pilot].experiments[ab-2] has no metric
        kpis: [{id: retention}]
    Bad:
        phases:
          - {id: pilot, scenarios: [win back lapsed buyers]}  # <- phases[pilot] has no experiments
    """

    minimum: int = parameter(1, "how many A/B tests a pilot has at least")

    phase_kind: str = parameter("pilot", PHASE_KIND)

    def judge(self, phases: Sequence[Phase]) -> Results:
        trying = next((phase for phase in phases if phase.scenarios), None)
        if trying is None:
            yield lacking(phases[0], "scenarios")
        else:
            yield Pass(trying.at("scenarios"), "{phase} tries {what}", phase=trying.id, what=trying.scenarios)
        testing = next((phase for phase in phases if phase.experiments), None)
        if testing is None:
            yield lacking(phases[0], "experiments")
            return
        yield from _complete(phases)
        count = sum(len(phase.experiments) for phase in phases)
        if count < self.minimum:
            yield Problem(
                testing.at("experiments"),
                "{phase} has {count} of {minimum} A/B tests",
                key="minimum",
                phase=testing.id,
                count=count,
                minimum=self.minimum,
            )


def _complete(phases: Sequence[Phase]) -> Results:
    for experiment in (experiment for phase in phases for experiment in phase.experiments):
        absent = [field for field in ("hypothesis", "metric") if experiment.get(field) is None]
        for field in absent:
            yield lacking(experiment, field)
        if not absent:
            values = {"experiment": experiment.id, "metric": experiment.metric}
            yield Pass(experiment.at("metric"), "{experiment} is decided by {metric}", **values)
