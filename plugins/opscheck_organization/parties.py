"""Every place of a plan that names a party, found by the format itself: none can be forgotten."""

from collections.abc import Iterator
from typing import NamedTuple

from opscheck import At, Model, Plan, mentions


class Named(NamedTuple):
    """A party that ``owner``, a model below ``above``, names; ``place`` is spelt ``tasks[*].owner``."""

    party: str
    at: At
    place: str
    owner: Model
    above: Model


def named_parties(plan: Plan) -> Iterator[Named]:
    """Every mention of a person or department, in the order of the plan format."""
    yield from _below(plan, plan, "")


def _below(model: Model, above: Model, path: str) -> Iterator[Named]:
    for mention in mentions(model):
        if mention.section is None:
            yield Named(mention.id, mention.at, f"{path}{mention.steps[0]}", model, above)
    for steps, child in model.children():
        yield from _below(child, model, f"{path}{steps[0]}{'[*]' if len(steps) > 1 else ''}.")
