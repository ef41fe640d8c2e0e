from collections.abc import Mapping

from opscheck import At, NotApplicable, Pass, Person, Plan, Problem, Results, Rule, by_id, lacking
from opscheck_organization.meant import Meant
from opscheck_organization.posts import holders

_NO_DUTIES = "{post} is held by {people} and has no declared duties"
_NO_DUTIES_MEANT = "{post} is held by {people} and has no declared duties: did you mean {meant}?"


class PostBoundaries(
    Rule,
    id="organization/post-boundaries",
    severity="warning",
    clauses=["C3.1g"],
    requires=["organization.people"],
    reads=["organization.people[*].roles[*]", "organization.roles[*].id", "organization.roles[*].duties[*]"],
):
    """Each post that somebody holds has declared duties, and no duty belongs to two posts.

    Posts that nobody holds need no duties yet; those that they have are theirs all the same.

    Why: a duty of two posts is done twice or not at all, and both can say that it was the other's.

    Good:
        organization:
          people:
            - {id: chen-yu, roles: [operations-strategist]}
            - {id: he-tao, roles: [data-analyst]}
          roles:
            - {id: operations-strategist, duties: [strategy]}
            - {id: data-analyst, duties: [analysis, data-quality]}
            - {id: coach}
    Bad:
        organization:
          people:
            - {id: chen-yu, roles: [operations-strategist, controller]}
            - {id: he-tao, roles: [data-analist]}
          roles:  # <- data-analist is held by he-tao and has no declared duties: did you mean data-analyst?
            - {id: operations-strategist, duties: [strategy, analysis]}
            - {id: data-analyst, duties: [analysis]}  # <- analysis is a duty of operations-strategist and data-analyst
            - {id: controller}  # <- organization.roles[controller] has no duties
    Bad:
        organization:  # <- organization has no roles
          people: [{id: chen-yu, roles: [operations-strategist]}]
    Bad:
        organization: {departments: [{id: marketing}]}  # <- organization has no people
    """

    def check(self, plan: Plan) -> Results:
        organization, held = plan.organization, holders(plan)
        if held and not organization.roles:
            yield lacking(organization, "roles")
        elif held:
            yield from _declared(plan, held)
        else:
            yield NotApplicable(organization.at("people"), "nobody holds a post")
        yield from _in_two_posts(plan)


def _declared(plan: Plan, held: Mapping[str, list[Person]]) -> Results:
    roles = by_id(plan.organization.roles)
    free = Meant({role: role for role in roles if role not in held})
    for post, people in held.items():
        role = roles.get(post)
        if role is None:
            meant = free.by(post)
            yield Problem(
                plan.organization.at("roles"),
                _NO_DUTIES_MEANT if meant else _NO_DUTIES,
                key=post,
                related=[person.at("roles", person.roles.index(post)) for person in people],
                help="declare {post} and its duties in organization.roles",
                post=post,
                people=tuple(person.id for person in people),
                meant=meant,
            )
        elif not role.duties:
            yield lacking(role, "duties")
        else:
            yield Pass(role.at("duties"), "{post} answers for {duties}", post=post, duties=role.duties)


def _in_two_posts(plan: Plan) -> Results:
    first: dict[str, tuple[str, At]] = {}
    for role in by_id(plan.organization.roles).values():
        for index, duty in enumerate(role.duties):
            at = role.at("duties", index)
            post, other = first.setdefault(duty, (role.id, at))
            if post != role.id:
                yield Problem(
                    at,
                    "{duty} is a duty of {first} and {second}",
                    related=[other],
                    help="leave it to one of the two posts, or say which part of it is whose",
                    duty=duty,
                    first=post,
                    second=role.id,
                )
