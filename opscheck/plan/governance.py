"""How the plan is steered."""

from opscheck.plan.base import Item, Kinded, Model, field, section
from opscheck.plan.quantities import Period
from opscheck.plan.types import Day, Flag, Many, One, PartyRef, Text, Word


class SteeringCommittee(Model):
    """The cross-functional committee that decides."""

    chair: PartyRef | None = field("Who leads the committee")
    members: Many[PartyRef] = section("Who sits on it")
    cadence: Period | None = field("How often it meets")


class Meeting(Kinded):
    """A meeting that repeats, or one that is held on a date."""

    cadence: Period | None = field("How often it is held")
    start: Day | None = field("The first time")
    date: Day | None = field("The day, where it is held once")


class Workspace(Model):
    """The one shared place of work."""

    name: Text | None = field("What it is called")
    holds: Many[Word] = section("documents, communication, progress")


class Mediation(Model):
    """How conflicts between departments are settled."""

    party: Text | None = field("The outside mediator")
    steps: Many[Text] = section("What is done, in order")


class Innovation(Model):
    """How new ideas are encouraged and tried."""

    incentive: Text | None = field("What a good idea earns")
    channel: Text | None = field("How an experiment gets started")


class KnowledgeBase(Model):
    """Where experience with risks is kept."""

    name: Text | None = field("What it is called")
    searchable: Flag | None = field("Whether it can be searched")


class Partner(Item):
    """An outside partner."""

    name: Text | None = field("The partner's name")
    criteria: Many[Text] = section("What the partner is evaluated by")
    cadence: Period | None = field("How often")


class Governance(Model):
    """Committee, meetings, rules of decision, and what keeps people going."""

    steering_committee: One[SteeringCommittee] = section("The cross-functional committee that decides")
    meetings: Many[Meeting] = section("Meetings that repeat, and single ones that are fixed")
    workspace: One[Workspace] = section("The one shared place of work")
    decision_limit: Period | None = field("The longest time a decision may take")
    rephasing: Many[Text] = section("The conditions under which the phases are planned anew")
    strategy_review: Period | None = field("How often the responses to risks are reviewed")
    mediation: One[Mediation] = section("How conflicts between departments are settled")
    incentives: Many[Text] = section("What cross-department work earns")
    innovation: One[Innovation] = section("How new ideas are encouraged and tried")
    team_building: Period | None = field("How often team building is held")
    knowledge_base: One[KnowledgeBase] = section("Where experience with risks is kept")
    appraisal: Many[Word] = section("What counts in performance appraisal")
    partners: Many[Partner] = section("Outside partners")
