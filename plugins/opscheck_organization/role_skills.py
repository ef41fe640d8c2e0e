from opscheck import NotApplicable, Person, Plan, Results, Rule, lacking, parameter, verdict
from opscheck_organization.posts import CORE, holders


class RoleSkills(
    Rule,
    id="organization/role-skills",
    severity="warning",
    clauses=["C3.1b"],
    by_declaration=True,
    requires=["organization.people"],
    reads=["organization.people[*].roles[*]", "organization.people[*].skills[*]"],
):
    """The holders of each core post have its skills between them.

    A post that nobody holds is the finding of organization/core-roles.

    Why: a post is filled when its work can be done, not when a name stands beside it.

    Good:
        organization:
          people:
            - {id: chen-yu, roles: [operations-strategist], skills: [industry-insight, negotiation]}
            - {id: he-tao, roles: [data-analyst], skills: [sql, python]}
            - {id: sun-jia, roles: [data-analyst], skills: [machine-learning]}
    Bad:
        organization:
          people:
            - id: he-tao
              roles: [data-analyst]
              skills: [sql, python]  # <- no data-analyst has the skill machine-learning
            - {id: lin-mei, roles: [content-creator]}  # <- organization.people[lin-mei] has no skills
    Bad:
        organization: {departments: [{id: marketing}]}  # <- organization has no people
    """

    operations_strategist: tuple[str, ...] = parameter(("industry-insight",), "the skills of an operations strategist")
    data_analyst: tuple[str, ...] = parameter(("sql", "python", "machine-learning"), "the skills of a data analyst")
    content_creator: tuple[str, ...] = parameter(("multi-platform",), "the skills of a content creator")
    technical_developer: tuple[str, ...] = parameter(
        ("stability", "scalability"), "the skills of a technical developer"
    )
    customer_experience: tuple[str, ...] = parameter(("feedback-loop",), "the skills of a customer-experience expert")

    def check(self, plan: Plan) -> Results:
        held = holders(plan)
        posts = [post for post in CORE if post in held]
        for post in posts:
            yield from _skilled(post, held[post], getattr(self, post.replace("-", "_")))
        if not posts:
            yield NotApplicable(plan.organization.at("people"), "nobody holds one of {posts}", posts=CORE)


def _skilled(post: str, people: list[Person], skills: tuple[str, ...]) -> Results:
    if skills and not any(person.skills for person in people):
        yield lacking(people[0], "skills")
        return
    has = {skill: person for person in reversed(people) for skill in person.skills}
    first = next((person for person in people if person.skills), people[0])
    for skill in skills:
        owner = has.get(skill)
        yield verdict(
            owner is not None,
            (owner or first).at("skills"),
            "{person}, {post}, has the skill {skill}",
            "no {post} has the skill {skill}",
            key=f"{post}/{skill}",
            related=[person.at("skills") for person in people if person.skills and person is not first],
            help="{post} needs {skills}: train {people}, or add somebody who has it",
            person=(owner or first).id,
            post=post,
            skill=skill,
            skills=skills,
            people=tuple(person.id for person in people),
        )
