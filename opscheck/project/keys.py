"""The keys of a configuration and of a ruleset."""

from collections.abc import Mapping

from opscheck.keys import RELATIVE, KnownKey
from opscheck.project.requirement import PATTERN
from opscheck.translations import LANGUAGES
from opscheck.waivers.keys import KEYS as POLICY

_RULESETS = ("standard", "strict", "draft", "agile", "standard@1", "./ours.yaml")
_BELOW = "A relative path without .. in it"
_GLOBS = ("drafts/**",)

RULES = KnownKey(
    "Which rules run, how severely and with which numbers: for the id of a rule, or a glob such as drill/*, a "
    "severity, on, off, or a mapping of severity and parameters",
    dict,
)
OVERRIDES = KnownKey("What is otherwise for some files; of several that hold for a file the last one wins", list)
WAIVERS = KnownKey("What holds for waivers", dict, keys=POLICY)

OVERRIDE: Mapping[str, KnownKey] = {
    "files": KnownKey("The files, by globs relative to the root", listed=True, examples=_GLOBS),
    "rules": RULES,
}

RULESET: Mapping[str, KnownKey] = {
    "name": KnownKey(
        "What configurations call the ruleset; by default the name of its file", examples=("ours", "acme/strict")
    ),
    "version": KnownKey("What a configuration may pin, as in ours@1, in quotes", examples=("1",)),
    "description": KnownKey("What the ruleset is for, in a sentence"),
    "extends": KnownKey(
        "The rulesets that this one changes, by name or path; the later one wins",
        listed=True,
        examples=_RULESETS,
        pattern=r"\S",
    ),
    "rules": RULES,
    "severities": KnownKey("What becomes of the severities that all rules have so far, such as warning: error", dict),
    "overrides": OVERRIDES,
    "waivers": WAIVERS,
}

_LIMITS: Mapping[str, KnownKey] = {
    "depth": KnownKey("How many levels deep a plan may nest; 64 by default", int, most=200),
    "nodes": KnownKey(
        "How many values a plan may have for each megabyte of its file; 250000 by default", int, most=10_000_000
    ),
    "rule-seconds": KnownKey(
        "Seconds that a rule of a third-party plugin may take on one plan; 10 by default", int, most=3600
    ),
    "rule-megabytes": KnownKey(
        "Megabytes of memory that a rule of a third-party plugin may take on one plan; 512 by default",
        int,
        most=1_000_000,
    ),
}

CONFIGURATION: Mapping[str, KnownKey] = {
    "ruleset": KnownKey(
        "The ruleset that judges: its name, a pinned version, or a path; standard by default",
        examples=_RULESETS,
    ),
    "rulesets": KnownKey(
        "Other rulesets for plans of a status",
        dict,
        keys={
            "draft": KnownKey("The ruleset for drafts", examples=_RULESETS),
            "review": KnownKey("The ruleset for plans under review", examples=_RULESETS),
            "approved": KnownKey("The ruleset for approved plans", examples=_RULESETS),
            "closed": KnownKey("The ruleset for closed plans", examples=_RULESETS),
        },
    ),
    "rules": RULES,
    "overrides": OVERRIDES,
    "waivers": WAIVERS,
    "baseline": KnownKey(
        "The file of accepted findings, relative to this file",
        examples=("opscheck-baseline.json",),
        pattern=RELATIVE + r"[^\0]+$",
        form=_BELOW,
    ),
    "plans": KnownKey(
        "Files that are plans though they do not say so, by globs",
        listed=True,
        pattern=RELATIVE,
        form=_BELOW,
        examples=("plans/*.yaml",),
    ),
    "exclude": KnownKey(
        "Files and folders that are passed over, by globs",
        listed=True,
        pattern=RELATIVE,
        form=_BELOW,
        examples=("archive/**",),
    ),
    "fail-on": KnownKey(
        "The least severity with which the exit code is 1; error by default",
        values=("error", "warning", "info", "never"),
    ),
    "format": KnownKey("The format of the report; text by default"),
    "lang": KnownKey("The language of messages; that of the locale by default", values=LANGUAGES),
    "require-plugins": KnownKey(
        "Plugins that must be installed, and in which versions",
        listed=True,
        pattern=PATTERN,
        form="A requirement such as opscheck-acme>=1.2",
        examples=("opscheck-continuity>=1.2,<2",),
    ),
    "limits": KnownKey("How large a plan may be, and how long a rule may take", dict, keys=_LIMITS),
}
