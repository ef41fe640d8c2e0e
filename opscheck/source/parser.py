"""Parser events from text: the C parser where there is one, the pure one where not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import ScalarEvent

try:
    from _ruamel_yaml import CParser  # type: ignore[import-not-found]
except ImportError:  # a platform without the C library: the pure parser gives the same, more slowly
    CParser = None

HAS_C_PARSER = CParser is not None

_TRIPS = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)

Event: TypeAlias = Any  # the events of ruamel.yaml have no types
NextEvent: TypeAlias = Callable[[], Event]

# YAML 1.1 breaks lines at the first three, and both parsers still do; YAML 1.2 reads them as ordinary characters.
# The last, a byte order mark in the middle, is skipped by one parser and text to the other.
ODD_CHARACTERS = "\x85\u2028\u2029\ufeff"


def parse_events(text: str, *, pure: bool = False) -> NextEvent:
    """A function that gives the next event at each call; it raises YAMLError, the C parser also UnicodeError.

    Both parsers give the same wherever both accept a text, but for two oddities that no plan has: a file that is
    nothing but a text block runs on over `---` in the pure parser, which also reads `!!!str` as `!!str`.
    """
    substitutes = _substitutes(text)
    if not substitutes:
        return _parser(text, pure)
    return _restoring(_parser(text.translate(substitutes), pure), {new: old for old, new in substitutes.items()})


def _parser(text: str, pure: bool) -> NextEvent:
    if CParser is not None and not pure:
        next_event: NextEvent = CParser(text).get_event
        return next_event
    from ruamel.yaml import YAML

    return _guarded(YAML(typ="safe", pure=True).parse(text).__next__)


def _guarded(next_event: NextEvent) -> NextEvent:
    """The pure parser trips over some texts that are not YAML: those errors of its own become what they mean."""

    reached = None

    def guarded() -> Event:
        nonlocal reached
        try:
            event = next_event()
        except _TRIPS as error:
            raise MarkedYAMLError(problem=str(error), problem_mark=reached) from None
        reached = event.end_mark
        return event

    return guarded


def _substitutes(text: str) -> dict[int, int]:
    """Private characters, not used in the text, to stand for the odd ones while the text is parsed."""
    found = [ord(character) for character in ODD_CHARACTERS if character in text]
    if not found:
        return {}
    used = set(text)
    free = (code for code in range(0xE000, 0xF900) if chr(code) not in used)
    return dict(zip(found, free, strict=False))


def _restoring(next_event: NextEvent, originals: dict[int, int]) -> NextEvent:
    def restored() -> Event:
        event = next_event()
        if type(event) is ScalarEvent:
            event.value = event.value.translate(originals)
        return event

    return restored
