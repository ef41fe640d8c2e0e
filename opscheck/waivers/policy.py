"""What a ruleset says about waivers: how long they may last, who has to approve them, what nobody may waive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.plan.quantities import Period
from opscheck.source import Document
from opscheck.source import Path as Place
from opscheck.waivers.keys import KEYS

APPROVAL = KEYS["approval"].values
UNKNOWN = "there is no rule for waivers called {key}: there are {known}"
UNKNOWN_MEANT = "there is no rule for waivers called {key}: did you mean {meant}?"
NO_MAPPING = "waivers takes a mapping of {known}"
NO_PERIOD = "longest must be a period such as P6M"
NO_APPROVAL = "approval is one of {known}"
NO_GLOBS = "unwaivable takes globs of rule ids, such as risk/*"


class Policy(NamedTuple):
    """What holds for waivers; ``unwaivable`` are globs of rule ids."""

    longest: Period | None = None
    approval: bool = False
    unwaivable: tuple[str, ...] = ()

    def forbids(self, rule: str) -> bool:
        """Whether nobody may waive a rule."""
        return any(fnmatchcase(rule, glob) for glob in self.unwaivable)


def policy_of(layers: Iterable[Mapping[str, Any]]) -> Policy:
    """The policy that several rulesets give together: of each key, what was said last."""
    said: dict[str, Any] = {}
    for layer in layers:
        said.update(layer)
    longest = said.get("longest")
    return Policy(Period(longest) if longest else None, said.get("approval") == "required", said.get("unwaivable", ()))


def read_policy(document: Document, place: Place, value: Any) -> dict[str, Any]:
    """What the mapping at ``place`` says, checked. Raises UserError, located."""
    if not isinstance(value, dict):
        raise UserError(Message(NO_MAPPING, {"known": tuple(KEYS)}), document.span(place))
    for key in value:
        if key not in KEYS:
            raise _unknown(key, document, (*place, key))
    said = dict(value)
    if said.get("longest") is not None and not _is_period(said["longest"]):
        raise UserError(Message(NO_PERIOD), document.span((*place, "longest")))
    if said.get("approval", "optional") not in APPROVAL:
        raise UserError(Message(NO_APPROVAL, {"known": APPROVAL}), document.span((*place, "approval")))
    if "unwaivable" in said:
        said["unwaivable"] = _globs(said["unwaivable"], document, (*place, "unwaivable"))
    return said


def _unknown(key: str, document: Document, place: Place) -> UserError:
    from opscheck.meant import closest

    meant = closest(key, KEYS)
    values = {"key": key, "meant": meant, "known": tuple(KEYS)}
    return UserError(Message(UNKNOWN_MEANT if meant else UNKNOWN, values), document.key_span(place))


def _is_period(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(Period(value))
    except ValueError:
        return False


def _globs(value: Any, document: Document, place: Place) -> tuple[str, ...]:
    globs = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(globs, list) or not all(isinstance(glob, str) for glob in globs):
        raise UserError(Message(NO_GLOBS), document.span(place))
    return tuple(globs)
