from collections.abc import Container, Sequence
from typing import Any

from opscheck import NotApplicable, Pass, Person, Plan, Problem, Result, Results, Rule, by_id, lacking, parameter
from opscheck_organization.posts import CORE, holders


class Succession(
    Rule,
    id="organization/succession",
    severity="warning",
    clauses=["C3.1d"],
    requires=["organization.people"],
    reads=["organization.people[*].id", "organization.people[*].roles[*]", "organization.people[*].backup"],
):
    """Each core post has a backup who is another person.

    Where several people hold a post, the backup of one of them is enough. A post that nobody holds is the finding of
    organization/core-roles, a backup whom nobody knows that of organization/known-owner.

    Why: people fall ill and leave, and what only one of them can do stands still on that day.

    Good:
        organization:
          people:
            - {id: chen-yu, roles: [operations-strategist], backup: lin-mei}
            - {id: lin-mei, roles: [content-creator], backup: chen-yu}
            - {id: sun-jia, roles: [content-creator]}
            - {id: zhao-min, roles: [finance-partner]}
    Bad:
        organization:
          departments: [{id: technology}]
          people:
            - {id: chen-yu, roles: [operations-strategist]}  # <- organization.people[chen-yu] has no backup
            - {id: he-tao, roles: [data-analyst], backup: he-tao}  # <- he-tao stands in for he-tao
            - {id: wang-lei, roles: [technical-developer], backup: technology}  # <- technology is a department
    Bad:
        organization: {departments: [{id: marketing}]}  # <- organization has no people
    """

    required: tuple[str, ...] = parameter(CORE, "the posts that need a backup")

    def check(self, plan: Plan) -> Results:
        held = holders(plan)
        posts = [post for post in self.required if post in held]
        people = by_id(plan.organization.people)
        departments = by_id(plan.organization.departments).keys() - people.keys()
        for post in posts:
            yield _judge(post, held[post], people, departments)
        if not posts:
            yield NotApplicable(plan.organization.at("people"), "nobody holds one of {posts}", posts=self.required)


def _judge(post: str, held_by: Sequence[Person], people: Container[str], departments: Container[str]) -> Result:
    named = [person for person in held_by if person.backup is not None]
    others = [person for person in named if person.backup != person.id and person.backup not in departments]
    if not named:
        return lacking(held_by[0], "backup")
    holder = (others or named)[0]
    values: dict[str, Any] = {"post": post, "holder": holder.id, "backup": holder.backup}
    at = holder.at("backup")
    if not others:
        itself = holder.backup == holder.id
        bad = "{backup} stands in for {holder}" if itself else "{backup} is a department, and stands in for {holder}"
        return Problem(at, bad, help="name another person as the backup of {post}", **values)
    if holder.backup not in people:
        return NotApplicable(at, "{backup} stands in for {holder}, and nobody knows {backup}", **values)
    return Pass(at, "{post}: {backup} stands in for {holder}", **values)
