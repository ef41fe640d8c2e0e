"""Who does what."""

from typing import ClassVar

from opscheck.plan.base import Item, Model, field, section
from opscheck.plan.quantities import Percent, Period
from opscheck.plan.types import Day, DeliverableRef, DepartmentRef, Many, OneOrMany, PartyRef, PhaseRef, Text, Word


class Department(Item):
    """A department that takes part."""

    name: Text | None = field("The department's name")
    head: PartyRef | None = field("The person who leads it")
    duties: Many[Word] = section("What it answers for in this plan")


class Person(Item):
    """A person who takes part."""

    name: Text | None = field("The person's name")
    department: DepartmentRef | None = field("The department the person belongs to")
    roles: Many[Word] = section("The posts that the person holds")
    skills: Many[Word] = section("What the person can do")
    backup: PartyRef | None = field("Who stands in")
    allocation: Percent | None = field("The share of working time given to this plan")
    start_date: Day | None = field("The first day on which the person is available", alias="from")
    until: Day | None = field("The last day on which the person is available")


class Role(Item):
    """A post and what it answers for."""

    duties: Many[Word] = section("What the post answers for; no duty belongs to two posts")


class Training(Model):
    """A planned way of building skills."""

    identity: ClassVar[tuple[str, ...]] = ("kind", "topic")

    kind: Word | None = field("external, knowledge-base or another kind")
    topic: Text | None = field("What is taught")
    cadence: Period | None = field("How often")


class Responsibility(Model):
    """A row of the responsibility matrix (RACI), for a phase or a deliverable."""

    identity: ClassVar[tuple[str, ...]] = ("phase", "deliverable")

    phase: PhaseRef | None = field("The phase that the row is about")
    deliverable: DeliverableRef | None = field("The deliverable that the row is about")
    accountable: OneOrMany[PartyRef] = section("The one party who answers for the result")
    responsible: OneOrMany[PartyRef] = section("Those who do the work")
    consulted: OneOrMany[PartyRef] = section("Those who are asked")
    informed: OneOrMany[PartyRef] = section("Those who are told")


class Organization(Model):
    """Departments, people, posts, training and the responsibility matrix."""

    departments: Many[Department] = section("The departments that take part")
    people: Many[Person] = section("The people who take part")
    roles: Many[Role] = section("What each post answers for")
    training: Many[Training] = section("How skills are built")
    responsibilities: Many[Responsibility] = section("The responsibility matrix (RACI)")
