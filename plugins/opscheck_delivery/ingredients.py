from collections.abc import Sequence
from typing import ClassVar

from opscheck import Pass, Phase, Problem, Results, lacking, parameter
from opscheck_delivery.of_phases import PHASE_KIND, OfPhases


class _Ingredients(OfPhases):
    """The phases of one kind name everything that is required, between them."""

    field: ClassVar[str]
    bad: ClassVar[str]
    required: tuple[str, ...]

    def judge(self, phases: Sequence[Phase]) -> Results:
        named = {word: phase for phase in phases for word in phase.get(self.field)}
        if not named and self.required:
            yield lacking(phases[0], self.field)
            return
        naming = next((phase for phase in phases if phase.get(self.field)), phases[0])
        missing = [word for word in self.required if word not in named]
        for word in missing:
            yield Problem(
                naming.at(self.field),
                self.bad,
                key=word,
                help="{required} are asked for",
                phase=naming.id,
                word=word,
                required=self.required,
            )
        if not missing:
            yield Pass(naming.at(self.field), "{phase} names {required}", phase=naming.id, required=self.required)


class DiagnosisMethods(
    _Ingredients,
    id="delivery/diagnosis-methods",
    severity="warning",
    clauses=["C3.4p"],
    by_declaration=True,
    requires=["phases"],
    reads=["phases[*].kind", "phases[*].methods"],
):
    """The diagnosis uses user research, data collection and competitor analysis.

    Why: each of the three is blind where the others see: what users want, what they do, and what others offer them.

    Good:
        phases: [{id: diagnosis, methods: [user-research, data-collection, competitor-analysis, workshop]}]
    Bad:
        phases:
          - id: diagnosis
            methods: [user-research, data-collection]  # <- diagnosis does not use competitor-analysis
    Bad:
        phases: [{id: diagnosis}]  # <- phases[diagnosis] has no methods
    """

    phase_kind: str = parameter("diagnosis", PHASE_KIND)
    field = "methods"
    bad = "{phase} does not use {word}"
    required: tuple[str, ...] = parameter(
        ("user-research", "data-collection", "competitor-analysis"), "the methods that a diagnosis uses"
    )


class DesignContent(
    _Ingredients,
    id="delivery/design-content",
    severity="info",
    clauses=["C2.2a"],
    by_declaration=True,
    requires=["phases"],
    reads=["phases[*].kind", "phases[*].content"],
):
    """The design draws on benchmarks and covers tools, processes and the allocation of the budget.

    Why: a design that leaves one of these out leaves it to the pilot, where it is dearer.

    Good:
        phases: [{id: design, content: [benchmark, tooling, process, budget-allocation]}]
    Bad:
        phases:
          - {id: design, content: [benchmark, tooling, process]}  # <- design does not cover budget-allocation
    Bad:
        phases: [{id: design}]  # <- phases[design] has no content
    """

    phase_kind: str = parameter("design", PHASE_KIND)
    field = "content"
    bad = "{phase} does not cover {word}"
    required: tuple[str, ...] = parameter(
        ("benchmark", "tooling", "process", "budget-allocation"), "what a design draws on and covers"
    )
