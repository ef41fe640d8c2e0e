"""The keys of what a ruleset says about waivers."""

from collections.abc import Mapping

from opscheck.keys import KnownKey

KEYS: Mapping[str, KnownKey] = {
    "longest": KnownKey(
        "The longest time that a waiver may last", notation="Period", pattern="[1-9]", form="A period such as P6M"
    ),
    "approval": KnownKey(
        "Whether somebody other than the owner of what is waived has to approve; optional by default",
        values=("required", "optional"),
    ),
    "unwaivable": KnownKey("Rules that nobody may waive, by globs of their ids", listed=True, examples=("risk/*",)),
}
