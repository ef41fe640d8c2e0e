from opscheck import TODO, Fix, InsertItem, Plan, Results, Rule, free_id, parameter, unsafe_fix, verdict
from opscheck_drill.exercises import exercises
from opscheck_drill.years import emptiest_year, span


class ScenarioCoverage(
    Rule,
    id="drill/scenario-coverage",
    severity="error",
    clauses=["C6.4c"],
    fixable=True,
    requires=["drills[*].scenario"],
    reads=[
        "drills[*].date",
        "plan.start",
        "plan.finish",
        "actuals.drills_held[*].drill",
        "actuals.drills_held[*].held",
    ],
):
    """Within any 12 months of the plan the drills cover every scenario that is asked for.

    Every 12 months between the plan's start and finish are looked at; in a plan that is shorter, all of its time. A
    drill that was held counts on that day, any other on the day for which it is planned.

    Why: teams like to practise what they can already do; what comes is what they have not practised.

    Good:
        plan: {id: a, start: 2026-01-01, finish: 2026-12-31}
        drills:
          - {id: a, scenario: system-failure, date: 2026-02-11}
          - {id: b, scenario: data-leak, date: 2026-05-20}
          - {id: c, scenario: natural-disaster, date: 2026-08-12}
          - {id: d, scenario: safety-incident, date: 2026-11-11}
          - {id: e, scenario: public-criticism, date: 2026-11-11}
    Bad:
        plan: {id: a, start: 2026-01-01, finish: 2027-12-31}
        drills:  # <- no drill of natural-disaster from 2026-08-13 to 2027-08-12
          - {id: a, scenario: system-failure, date: 2026-02-11}
          - {id: b, scenario: data-leak, date: 2026-05-20}
          - {id: c, scenario: natural-disaster, date: 2026-08-12}
          - {id: d, scenario: safety-incident, date: 2026-11-11}
          - {id: f, scenario: system-failure, date: 2027-01-20}
          - {id: g, scenario: data-leak, date: 2027-05-19}
          - {id: h, scenario: safety-incident, date: 2027-10-20}
    Bad:
        drills:
          - {id: a, date: 2026-02-11}  # <- drills[a] has no scenario
    Bad:
        drills: []  # <- the plan has no drills
    """

    required: tuple[str, ...] = parameter(
        ("system-failure", "data-leak", "natural-disaster", "safety-incident"), "the scenarios to practise"
    )

    def check(self, plan: Plan) -> Results:
        drills = exercises(plan)
        start, finish = span(plan, [exercise.day for exercise in drills])
        for scenario in self.required:
            days = [exercise.day for exercise in drills if exercise.drill.scenario == scenario]
            year = emptiest_year(start, finish, days)
            yield verdict(
                year.drills > 0,
                plan.at("drills"),
                "{scenario} is practised in any 12 months",
                "no drill of {scenario} from {first} to {last}",
                key=scenario,
                help="plan a drill of {scenario} within that time",
                fix=None if year.drills else _draft(plan, scenario),
                scenario=scenario,
                first=year.first,
                last=year.last,
            )


def _draft(plan: Plan, scenario: str) -> Fix:
    """A drill of the scenario, for its author to say when and how."""
    drill = {
        "id": free_id(plan.drills, scenario),
        "scenario": scenario,
        "form": TODO,
        "plan": TODO,
        "date": TODO,
        "participants": [TODO],
        "criteria": TODO,
    }
    return unsafe_fix("add a drill of {scenario} with TODO, to be filled in", InsertItem(plan.at("drills"), drill))
