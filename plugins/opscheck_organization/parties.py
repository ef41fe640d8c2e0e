"""Every place of a plan that names a party, found by the format itself: none can be forgotten."""

from functools import cache
from typing import NamedTuple

from opscheck import Mention, Model, Plan


class Named(NamedTuple):
    """A mention of a party in a model below ``above``, None for the plan; ``place`` is spelt ``tasks[*].owner``."""

    mention: Mention
    place: str
    above: Model | None

    @property
    def party(self) -> str:
        return self.mention.id


def named_parties(plan: Plan) -> list[Named]:
    """Every mention of a person or department, in the order of the plan format."""
    found: list[Named] = []
    for part, mentions in plan.mentions:
        parties = [mention for mention in mentions if mention.section is None]
        if parties:
            place = _spelt(tuple(["[*]" if isinstance(step, int) else step for step in part.path]))
            found += [Named(mention, f"{place}{mention.steps[0]}", part.above) for mention in parties]
    return found


@cache
def _spelt(steps: tuple[str, ...]) -> str:
    return "".join(step if step == "[*]" else f".{step}" for step in (*steps, "")).removeprefix(".")
