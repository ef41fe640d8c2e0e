"""Rulesets: which rules run, how severely and with which numbers, for which files.

A ruleset is data. What it extends comes first, then its own rules, then its ``severities``, which change those that all
rules have by then (``{warning: error}``), then its overrides for some files; whatever comes later wins, so that whoever
extends a ruleset can change anything in it, however deep. Within one mapping an exact id wins over a glob, and a longer
glob over a shorter one. A parameter that is a mapping is changed key by key.
"""

from opscheck.ruleset.layers import WORDS, Layer, Setting
from opscheck.ruleset.reading import load_ruleset, read_layers
from opscheck.ruleset.resolving import Configured, Ruleset

__all__ = ["WORDS", "Configured", "Layer", "Ruleset", "Setting", "load_ruleset", "read_layers"]
