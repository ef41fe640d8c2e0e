"""``opscheck-acme>=1.2``: a distribution that must be installed, and in which versions."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_CONDITION = r"(==|!=|>=|<=|>|<|~=)\s*(v?[0-9][A-Za-z0-9.+!_-]*)"
PATTERN = rf"^\s*({_NAME})\s*({_CONDITION}\s*(,\s*{_CONDITION}\s*)*)?$"
_PIECE = re.compile(r"[0-9]+|[a-z]+")
_BEFORE_RELEASE = {"dev": -4, "a": -3, "alpha": -3, "b": -2, "beta": -2, "c": -1, "rc": -1, "pre": -1, "preview": -1}


@dataclass(frozen=True, slots=True)
class Requirement:
    """A distribution's name, and conditions on its version (operator, version) which must all hold."""

    name: str
    conditions: tuple[tuple[str, str], ...] = ()

    @property
    def versions(self) -> str:
        """The conditions as they are written: ``>=1.2,<2``."""
        return ",".join(map("".join, self.conditions))

    def allows(self, version: str) -> bool:
        """Whether this version will do."""
        return all(_holds(version, operator, wanted) for operator, wanted in self.conditions)


def parse_requirement(text: str) -> Requirement | None:
    """The requirement that a text states; None where it states none."""
    found = re.search(PATTERN, text)
    return Requirement(found[1], tuple(re.findall(_CONDITION, found[2] or ""))) if found else None


def normal_name(name: str) -> str:
    """A distribution's name as comparisons see it: ``Opscheck_ACME`` and ``opscheck-acme`` are one."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _holds(version: str, operator: str, wanted: str) -> bool:
    ours, theirs = _order(version), _order(wanted)
    if operator == "~=":
        kept = _release(wanted)[:-1]
        return ours >= theirs and _release(version)[: len(kept)] == kept
    return {
        "==": ours == theirs,
        "!=": ours != theirs,
        ">=": ours >= theirs,
        "<=": ours <= theirs,
        ">": ours > theirs,
        "<": ours < theirs,
    }[operator]


def _release(version: str) -> list[int]:
    """``1.2rc1`` as [1, 2]."""
    found = re.match(r"[0-9]+(?:\.[0-9]+)*", version.lstrip("v"))
    return [int(number) for number in found[0].split(".")] if found else []


def _order(version: str) -> tuple[list[int], list[int]]:
    """Sorts as releases do: 1.2rc1 before 1.2, which equals 1.2.0 and precedes 1.2.post1; no ``+local``."""
    release = _release(version)
    rest = version.lstrip("v").partition("+")[0][len(".".join(map(str, release))) :]
    while release and release[-1] == 0:
        release.pop()
    pieces = _PIECE.findall(rest.lower())
    return release, [_BEFORE_RELEASE.get(piece, 1) if piece.isalpha() else int(piece) for piece in pieces] or [0]
