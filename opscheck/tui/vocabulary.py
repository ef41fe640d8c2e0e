"""What can be said in a conversation about a review."""

from typing import NamedTuple


class Word(NamedTuple):
    """Something that can be said."""

    name: str
    says: str


WORDS = (
    Word("list", "list: the findings, twenty at a time; list 21 goes on from there"),
    Word("open", "open 3: what finding 3 says, its source and what would help; open alone is the present one"),
    Word("next", "next, and previous: open the one after, or before"),
    Word("previous", ""),
    Word("why", "why: what its rule asks for, and where its numbers come from"),
    Word("filter", "filter sev:error pilot: only these; filter alone shows all"),
    Word("fix", "fix: what the fix would change; it is written once you agree"),
    Word("waive", "waive: accept the finding; what would be written is shown before"),
    Word("reviewed", "reviewed: mark the finding as reviewed, or unmark it"),
    Word("undo", "undo: take back what was written last"),
    Word("check", "check: check the plans again"),
    Word("help", "help: this"),
    Word("quit", "quit: leave"),
)
