from opscheck import Pass, Plan, Problem, Result, Results, Rule, parameter
from opscheck_organization.days import day_that_counts
from opscheck_organization.posts import CORE, holders


class CoreRoles(
    Rule,
    id="organization/core-roles",
    severity="error",
    clauses=["C3.1a"],
    requires=["organization.people"],
    reads=["organization.people[*].roles[*]"],
):
    """The team fills the five core posts.

    One person may hold several posts, and several people one. Whoever has left by the given day, or by the plan's last
    day where that is earlier, holds none any more; whoever joins later counts.

    Why: each of the five sees what the others overlook, and what is nobody's post is nobody's work.

    Good:
        organization:
          people:
            - {id: chen-yu, roles: [operations-strategist]}
            - {id: he-tao, roles: [data-analyst, technical-developer]}
            - {id: lin-mei, roles: [content-creator]}
            - {id: sun-jia, roles: [customer-experience, content-creator]}
    Bad:
        organization:
          people:  # <- nobody is customer-experience
            - {id: chen-yu, roles: [operations-strategist]}
            - {id: he-tao, roles: [data-analyst, technical-developer]}
            - {id: lin-mei, roles: [content-creator]}
    Bad, as of 2026-07-01:
        organization:
          people:  # <- nobody is data-analyst any more: he-tao left
            - {id: he-tao, roles: [data-analyst], until: 2026-06-30}
            - {id: chen-yu, roles: [operations-strategist, technical-developer, content-creator, customer-experience]}
    Bad:
        organization: {departments: [{id: marketing}]}  # <- organization has no people
    """

    required: tuple[str, ...] = parameter(CORE, "the posts that somebody has to hold")

    def check(self, plan: Plan) -> Results:
        held = holders(plan)
        for post in self.required:
            if post in held:
                people = held[post]
                ids = tuple(person.id for person in people)
                yield Pass(people[0].at("roles"), "{post} is held by {people}", post=post, people=ids)
            else:
                yield _vacant(post, plan)


def _vacant(post: str, plan: Plan) -> Result:
    gone = [person for person in plan.organization.people if post in person.roles]
    return Problem(
        plan.organization.at("people"),
        "nobody is {post} any more: {gone} left" if gone else "nobody is {post}",
        key=post,
        related=[person.at("until") for person in gone],
        help="name {post} among the roles of somebody who is there on {day} or joins later",
        post=post,
        gone=tuple(person.id for person in gone),
        day=day_that_counts(plan),
    )
