"""Every place of a plan that names a party, found by the format itself: none can be forgotten."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from opscheck import Mention, Model, Plan, mentions


class Named(NamedTuple):
    """A mention of a party in a model below ``above``, None for the plan; ``place`` is spelt ``tasks[*].owner``."""

    mention: Mention
    place: str
    above: Model | None

    @property
    def party(self) -> str:
        return self.mention.id


def named_parties(plan: Plan) -> Iterator[Named]:
    """Every mention of a person or department, in the order of the plan format."""
    for model, above, path in plan.parts:
        parties = [mention for mention in mentions(model) if mention.section is None]
        if parties:
            place = _spelt(tuple("[*]" if isinstance(step, int) else f".{step}" for step in path))
            yield from (Named(mention, f"{place}{mention.steps[0]}", above) for mention in parties)


@cache
def _spelt(steps: tuple[str, ...]) -> str:
    return "".join((*steps, ".")).removeprefix(".")
