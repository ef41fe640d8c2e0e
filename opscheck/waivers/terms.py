"""By what waivers are judged, and what is wrong with one before it is held against any finding."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from opscheck.core import CORE_RULES
from opscheck.engine.checks import placeholders
from opscheck.engine.locate import Locator
from opscheck.meant import closest
from opscheck.merge import Loaded
from opscheck.plan.build import Built
from opscheck.plan.data import value_at
from opscheck.plan.unreadable import Unreadable
from opscheck.waivers.policy import Policy
from opscheck.waivers.waiver import Fault, Waiver

NOT_KNOWN = "no installed plugin has the rule {rule}"
NOT_KNOWN_MEANT = "no installed plugin has the rule {rule}: did you mean {meant}?"
A_GLOB = "{rule} is no rule: a waiver names each rule in full"
NEVER = "{rule} cannot be waived"
NEVER_HELP = "mend what it finds: until then nobody knows what the rules would say there"
FORBIDDEN = "the ruleset does not let anybody waive {rule}"
NO_UNTIL = "this waiver has no last day, and the ruleset lets none last longer than {longest}"
NO_UNTIL_HELP = "say until when, {latest} at the latest"
TOO_LONG = "this waiver lasts from {start} until {until}, longer than {longest}"
TOO_LONG_HELP = "end it on {latest} at the latest"
NOT_APPROVED = "this waiver does not say who approved it, and the ruleset asks for that"
BY_OWNER = "{by} owns what is waived, and the ruleset asks for somebody else's approval"
UNWRITTEN = "this waiver is still to be written: its reason is {reason}, approved by {by}"
_MOST_MEANT = 20  # unknown rules get a did-you-mean, which takes a search


class Terms(NamedTuple):
    """What holds for the waivers of a plan.

    ``known`` are the ids of all rules that are installed, ``off`` those of opscheck's own findings that are turned off.
    """

    policy: Policy
    known: Collection[str]
    off: Collection[str] = ()


class Owners:
    """Who owns what in a plan: whoever a part names as its owner, the plan's own, and the heads of departments."""

    def __init__(self, loaded: Loaded) -> None:
        self._data = loaded.data
        self._places = Locator(loaded, Built(None, [], Unreadable()))

    def of(self, logical: str) -> set[str]:
        """The owners of what a logical path names."""
        path = self._places.find(logical) or ()
        above = (value_at(self._data, path[:length]) for length in range(len(path), 0, -1))
        nearest = next((item["owner"] for item in above if isinstance(item, dict) and item.get("owner")), None)
        owners = {owner for owner in (nearest, value_at(self._data, ("plan", "owner"))) if isinstance(owner, str)}
        return owners | {self._heads[owner] for owner in owners if owner in self._heads}

    @cached_property
    def _heads(self) -> dict[str, str]:
        departments = value_at(self._data, ("organization", "departments"))
        named = (item for item in departments if isinstance(item, dict)) if isinstance(departments, list) else ()
        return {
            item["id"]: item["head"]
            for item in named
            if isinstance(item.get("id"), str) and isinstance(item.get("head"), str)
        }


class Judge:
    """Tells which waivers may hold on a day, and why not."""

    def __init__(self, terms: Terms, as_of: date) -> None:
        self._policy = terms.policy
        self._known = terms.known
        self._as_of = as_of
        self._searched = 0

    def fault(self, waiver: Waiver) -> Fault | None:
        """What is wrong with a waiver, whatever it is about; None where nothing is."""
        return next(self._faults(waiver), None)

    def _faults(self, waiver: Waiver) -> Iterator[Fault]:
        values: dict[str, Any] = {"rule": waiver.rule, "reason": waiver.terms.reason, "by": waiver.terms.approved_by}
        core = CORE_RULES.get(waiver.rule)
        if core is None and waiver.rule not in self._known:
            yield self._unknown(waiver)
        elif core and not core.waivable:
            yield _fault(waiver, NEVER, values, NEVER_HELP)
        elif self._policy.forbids(waiver.rule):
            yield _fault(waiver, FORBIDDEN, values)
        if any(placeholders([waiver.terms.reason, waiver.terms.approved_by])):
            yield _fault(waiver, UNWRITTEN, values)
        if self._policy.approval and waiver.terms.approved_by is None:
            yield _fault(waiver, NOT_APPROVED, values)
        yield from self._too_long(waiver)

    def _unknown(self, waiver: Waiver) -> Fault:
        if any(character in waiver.rule for character in "*?"):
            return _fault(waiver, A_GLOB, {"rule": waiver.rule})
        self._searched += 1
        meant = closest(waiver.rule, self._known) if self._searched <= _MOST_MEANT else None
        return _fault(waiver, NOT_KNOWN_MEANT if meant else NOT_KNOWN, {"rule": waiver.rule, "meant": meant})

    def _too_long(self, waiver: Waiver) -> Iterator[Fault]:
        longest = self._policy.longest
        if longest is None:
            return
        start = min(waiver.terms.created or self._as_of, self._as_of)
        latest = longest.after(start)
        values = {"longest": longest, "latest": latest, "start": start, "until": waiver.terms.until}
        if waiver.terms.until is None:
            yield _fault(waiver, NO_UNTIL, values, NO_UNTIL_HELP)
        elif waiver.terms.until > latest:
            yield _fault(waiver, TOO_LONG, values, TOO_LONG_HELP)

    def approval_fault(self, waiver: Waiver, at: str, owners: Owners) -> Fault | None:
        """That whoever approved the waiver owns what it waives at a logical path."""
        by = waiver.terms.approved_by
        if self._policy.approval and by is not None and by in owners.of(at):
            return _fault(waiver, BY_OWNER, {"by": by})
        return None


def _fault(waiver: Waiver, template: str, values: Mapping[str, Any], help_: str | None = None) -> Fault:
    return Fault(waiver.name, waiver.where, template, values, help_)
