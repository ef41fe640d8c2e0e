from opscheck import Pass, Period, Plan, Results, Rule, at_most, lacking, parameter, verdict


class IterationCadence(
    Rule,
    id="strategy/iteration-cadence",
    severity="warning",
    clauses=["C2.1b"],
    requires=["context.iteration"],
):
    """Work proceeds in short iterations, each with a goal.

    The plan says how long an iteration is, and how its goal is set.

    Why: whoever looks up only after half a year has worked for half a year on what nobody needs any more.

    Good:
        context: {iteration: {cadence: P2W, goal_setting: on Monday the team picks one number}}
    Bad:
        context:
          iteration:
            cadence: P3M  # <- an iteration lasts 3 months, longer than 4 weeks
            goal_setting: at the quarterly meeting
    Bad:
        context:
          iteration: {cadence: P2W}  # <- context.iteration has no goal_setting
    Bad:
        context:
          iteration: {goal_setting: on Monday}  # <- context.iteration has no cadence
    Bad:
        context:
          iteration: {cadence: P0D, goal_setting: on Monday}  # <- an iteration lasts 0 days
    Bad:
        context:  # <- context has no iteration
          focus: [promotion]
    """

    maximum: Period = parameter(
        Period("P4W"),
        "the longest iteration",
        ours="the framework asks for short iterations; a sprint of the Scrum Guide lasts one month or less, and four "
        "weeks keep to the days of the week",
    )

    def check(self, plan: Plan) -> Results:
        iteration = plan.context.iteration
        if iteration.cadence is None:
            yield lacking(iteration, "cadence")
        else:
            yield verdict(
                bool(iteration.cadence) and at_most("iteration", iteration.cadence, self.maximum),
                iteration.at("cadence"),
                "an iteration lasts {cadence}, at most {maximum}",
                "an iteration lasts {cadence}, longer than {maximum}"
                if iteration.cadence
                else "an iteration lasts {cadence}, which is none",
                help="{maximum} or less fits",
                cadence=iteration.cadence,
                maximum=self.maximum,
            )
        if iteration.goal_setting is None:
            yield lacking(iteration, "goal_setting")
        else:
            yield Pass(iteration.at("goal_setting"), "goals are set: {how}", how=iteration.goal_setting)
