"""What the plan declares about its own checking: clauses that do not apply, and findings accepted for a time."""

from typing import ClassVar

from pydantic import ConfigDict

from opscheck.plan.base import Model, field
from opscheck.plan.types import Day, Flag, PartyRef, Text


class Applicability(Model):
    """A clause of the framework that this plan need not meet."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"required": ["applies"], "properties": {"applies": {"const": False}}},
            "then": {"required": ["clause", "reason", "approved_by"]},
        }
    )
    identity: ClassVar[tuple[str, ...]] = ("clause",)

    clause: Text | None = field("The clause's id, such as C2.4b")
    applies: Flag | None = field("false: the clause does not apply")
    reason: Text | None = field("Why it does not apply")
    approved_by: PartyRef | None = field("Who approved that")


class WaiverEntry(Model):
    """A finding that is accepted for a time, with a reason."""

    model_config = ConfigDict(json_schema_extra={"required": ["rule", "at", "reason"]})
    identity: ClassVar[tuple[str, ...]] = ("rule", "at", "key")

    rule: Text | None = field("The rule's id")
    place: Text | None = field("The finding's logical path, such as phases[pilot].coverage", alias="at")
    key: Text | None = field("The finding's key, where it has one")
    reason: Text | None = field("Why it is accepted")
    approved_by: PartyRef | None = field("Who approved that")
    created: Day | None = field("The day on which it was accepted")
    until: Day | None = field("The last day on which it is accepted")
    ticket: Text | None = field("Where more is written about it")
    plan: Text | None = field("The plan's id, where several plans share what is written here")
