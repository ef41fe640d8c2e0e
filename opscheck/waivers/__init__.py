"""Findings that are accepted for a time, and why: one mechanism for the command line and every other front.

Whoever shows findings does three things: ``declared`` reads what a plan says, ``read_register`` (in ``register``) what
a register beside it says, and ``waive`` (in ``apply``) judges both and gives the reports back with every waived finding
marked. Most plans waive nothing, and for them only this module is imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from opscheck.merge import Loaded

if TYPE_CHECKING:
    from opscheck.waivers.waiver import Declared

REGISTER = "opscheck-waivers.yaml"
MARK = "opscheck:"


def declared(loaded: Loaded) -> Declared | None:
    """The waivers in the comments and the ``waivers`` of a plan and its fragments; None where there are none."""
    entries = isinstance(loaded.data, dict) and loaded.data.get("waivers")
    if not entries and not any(MARK in document.text for document in loaded.documents):
        return None
    from opscheck.waivers.comments import in_comments
    from opscheck.waivers.register import in_plan

    found = in_comments(loaded.documents)
    return found.with_more(in_plan(loaded)) if entries else found
