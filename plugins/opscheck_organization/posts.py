"""The posts of the plan and who holds them."""

from opscheck import Person, Plan
from opscheck_organization.days import has_left

CORE = ("operations-strategist", "data-analyst", "content-creator", "technical-developer", "customer-experience")


def holders(plan: Plan) -> dict[str, list[Person]]:
    """Who holds each post that somebody holds, in the order of the plan: whoever has left holds none any more."""
    found: dict[str, list[Person]] = {}
    for person in plan.organization.people:
        if not has_left(person, plan):
            for post in dict.fromkeys(person.roles):
                found.setdefault(post, []).append(person)
    return found
