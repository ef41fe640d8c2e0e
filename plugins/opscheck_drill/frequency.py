from itertools import pairwise

from opscheck import Pass, Period, Plan, Problem, Result, Results, Rule, at_least, calendar_days, parameter, verdict
from opscheck_drill.exercises import Exercise, exercises
from opscheck_drill.years import Stretch, emptiest_year, span


class Frequency(
    Rule,
    id="drill/frequency",
    severity="error",
    clauses=["C6.4b"],
    requires=["drills"],
    reads=[
        "drills[*].date",
        "plan.start",
        "plan.finish",
        "actuals.drills_held[*].drill",
        "actuals.drills_held[*].held",
    ],
):
    """Drills are regular: enough of them in any 12 months of the plan, and no long gap between two.

    Every 12 months between the plan's start and finish are looked at. A plan that is shorter has a share of the number,
    rounded down, and one drill at least. A drill that was held counts on that day, any other on the day for which it is
    planned; drills outside the plan's time do not count.

    Why: what people have practised they still know after some months, and not after some more.

    Good:
        plan: {id: a, start: 2026-01-01, finish: 2026-12-31}
        drills:
          - {id: a, date: 2026-11-10}
          - {id: b, date: 2026-01-20}
          - {id: c, date: 2026-05-20}
          - {id: d, date: 2026-08-11}
    Good:
        plan: {id: a, start: 2026-01-01, finish: 2026-06-30}
        drills: [{id: a, date: 2026-02-10}]
    Bad:
        plan: {id: a, start: 2026-01-01, finish: 2026-12-31}
        drills:  # <- 3 drills from 2026-01-01 to 2026-12-31, fewer than 4
          - {id: a, date: 2026-03-25}
          - {id: b, date: 2026-06-17}
          - {id: c, date: 2026-09-16}
    Bad:
        plan: {id: a, start: 2026-01-01, finish: 2026-12-31}
        drills:
          - {id: a, date: 2026-01-20}
          - {id: b, date: 2026-03-25}
          - {id: c, date: 2026-08-11}  # <- no drill from 2026-03-25 to 2026-08-11, longer than 4 months
          - {id: d, date: 2026-11-10}
    Bad:
        drills: []  # <- the plan has no drills
    """

    per_year: int = parameter(
        4,
        "the smallest number of drills in any 12 months",
        ours="the framework asks for regular drills, as ISO 22301 8.5 does for exercises at planned intervals; one "
        "each quarter is the rhythm of its other reviews",
    )
    maximum_gap: Period = parameter(
        Period("P4M"),
        "the longest time between one drill and the next",
        ours="a quarter, and a month to find a day for it; else four drills in one week would do for a year",
    )

    def check(self, plan: Plan) -> Results:
        drills = exercises(plan)
        start, finish = span(plan, [exercise.day for exercise in drills])
        inside = [exercise for exercise in drills if start <= exercise.day <= finish]
        yield self._number(plan, emptiest_year(start, finish, [exercise.day for exercise in inside]))
        too_long = [pair for pair in pairwise(inside) if self.maximum_gap.after(pair[0].day) < pair[1].day]
        yield from (self._gap(*pair) for pair in too_long)
        if not too_long:
            yield Pass(plan.at("drills"), "no two drills are more than {maximum} apart", maximum=self.maximum_gap)

    def _number(self, plan: Plan, stretch: Stretch) -> Result:
        part_of_year = self.per_year * calendar_days(stretch.first, stretch.last) // 365
        minimum = min(self.per_year, max(1, part_of_year))
        return verdict(
            at_least("drills in the emptiest 12 months", stretch.drills, minimum),
            plan.at("drills"),
            "{count} drills from {first} to {last}, the emptiest time; at least {minimum}",
            "{count} drills from {first} to {last}, fewer than {minimum}",
            key="per_year",
            help="plan at least {minimum} in any such time",
            count=stretch.drills,
            first=stretch.first,
            last=stretch.last,
            minimum=minimum,
        )

    def _gap(self, before: Exercise, after: Exercise) -> Problem:
        return Problem(
            after.at,
            "no drill from {first} to {last}, longer than {maximum}",
            key="gap",
            related=[before.at],
            arithmetic="{first} and {maximum}: by {due}",
            help="hold one by {due}",
            first=before.day,
            last=after.day,
            maximum=self.maximum_gap,
            due=self.maximum_gap.after(before.day),
        )
