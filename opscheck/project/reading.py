"""Reading a configuration: every value is of its type, and whatever is wrong with one is said at its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.keys import KnownKey
from opscheck.project.config import Config
from opscheck.project.keys import CONFIGURATION
from opscheck.project.requirement import Requirement, parse_requirement
from opscheck.source import Document, Limits, Span
from opscheck.source import Path as Place

STATUSES = tuple(CONFIGURATION["rulesets"].keys)
UNKNOWN = "a configuration has no key {key}: it has {known}"
UNKNOWN_MEANT = "a configuration has no key {key}: did you mean {meant}?"
UNKNOWN_VALUE = "{key} cannot be {value}: it is one of {known}"
WRONG_TYPE = "{key} must be {wanted}"
TEXT, TEXTS, MAPPING, LIST = "text", "a list of texts", "a mapping of keys to values", "a list"
_KINDS: Mapping[type, str] = {str: TEXT, dict: MAPPING, list: LIST}
NO_STATUS = "{key} is no status of a plan: it is one of {known}"
NUMBER = "a whole number from 1 to {most}"
OUTSIDE = "{glob} must be a relative path without .. in it"
NO_FILE_BELOW = "{key} cannot be {value}: it is a path without .. in it, relative to this file"
NO_REQUIREMENT = "{value} is no requirement such as opscheck-acme>=1.2"


def read_config(document: Document, section: Place, folder: Path, root: Path) -> Config:
    """What the document says at ``section``; it lies in ``folder``. Raises UserError, located, for every mistake."""
    return _Reader(document, section).config(folder, root)


class _Reader:
    """Reads the values of one configuration; whatever is wrong with one is a UserError at its place."""

    def __init__(self, document: Document, section: Place) -> None:
        self._document = document
        self._section = section
        data = document.data
        for step in section:
            data = data[step]
        self._data = {} if data is None else data

    def config(self, folder: Path, root: Path) -> Config:
        """All that the configuration says."""
        self._check_keys(self._of_type((), self._data, dict), CONFIGURATION)
        for key in ("rules", "overrides", "waivers"):
            self._given(key)
        return Config(
            folder=folder,
            root=root,
            file=self._document.file,
            document=self._document,
            section=self._section,
            ruleset=self._given("ruleset"),
            rulesets=self._rulesets(),
            baseline=self._file("baseline"),
            plans=self._globs("plans"),
            exclude=self._globs("exclude"),
            fail_on=self._choice("fail-on"),
            format=self._given("format"),
            lang=self._choice("lang"),
            require_plugins=self._requirements(),
            limits=self._limits(),
            rule_limits=self._rule_limits(),
        )

    def _check_keys(self, data: Mapping[str, Any], known: Mapping[str, KnownKey], *above: str) -> None:
        for key in data:
            if key not in known and not key.startswith("x-"):
                raise _unknown_key(key, tuple(known), self._document.key_span((*self._section, *above, key)))

    def _given(self, key: str) -> Any:
        value = self._data.get(key)
        return None if value is None else self._of_type((key,), value, CONFIGURATION[key].kind)

    def _of_type(self, path: Place, value: Any, kind: type, wanted: str = "") -> Any:
        if isinstance(value, kind):
            return value
        names = [step for step in path if isinstance(step, str)]
        values = {"key": names[-1] if names else Message("a configuration"), "wanted": Message(wanted or _KINDS[kind])}
        raise UserError(Message(WRONG_TYPE, values), self._span(path))

    def _texts(self, key: str) -> list[tuple[Place, str]]:
        """The texts of a list, or a single one, with their places."""
        value = self._data.get(key)
        if isinstance(value, str):
            return [((key,), value)]
        items = enumerate([] if value is None else self._of_type((key,), value, list, TEXTS))
        return [((key, index), self._of_type((key, index), item, str, TEXTS)) for index, item in items]

    def _globs(self, key: str) -> tuple[str, ...]:
        texts = self._texts(key)
        for path, glob in texts:
            if not CONFIGURATION[key].admits(glob):
                raise UserError(Message(OUTSIDE, {"glob": glob}), self._span(path))
        return tuple(glob for _, glob in texts)

    def _file(self, key: str) -> str | None:
        name: str | None = self._given(key)
        if name is not None and not CONFIGURATION[key].admits(name):
            raise UserError(Message(NO_FILE_BELOW, {"key": key, "value": name}), self._span((key,)))
        return name

    def _choice(self, key: str) -> str | None:
        value: str | None = self._given(key)
        known = CONFIGURATION[key].values
        if value is None or value in known:
            return value
        raise UserError(Message(UNKNOWN_VALUE, {"key": key, "value": value, "known": known}), self._span((key,)))

    def _rulesets(self) -> dict[str, str]:
        given: dict[str, str] = self._given("rulesets") or {}
        for status, name in given.items():
            if status not in STATUSES:
                span = self._document.key_span((*self._section, "rulesets", status))
                raise UserError(Message(NO_STATUS, {"key": str(status), "known": STATUSES}), span)
            self._of_type(("rulesets", status), name, str)
        return given

    def _requirements(self) -> tuple[Requirement, ...]:
        return tuple(self._requirement(*item) for item in self._texts("require-plugins"))

    def _requirement(self, path: Place, text: str) -> Requirement:
        requirement = parse_requirement(text)
        if requirement is None:
            raise UserError(Message(NO_REQUIREMENT, {"value": text}), self._span(path))
        return requirement

    def _limits(self) -> Limits:
        limits = self._given("limits") or {}
        self._check_keys(limits, CONFIGURATION["limits"].keys, "limits")
        default = Limits()
        depth = self._number(limits, "depth", default.depth)
        return Limits(depth, self._number(limits, "nodes", default.nodes_per_megabyte))

    def _rule_limits(self) -> tuple[int, int]:
        limits = self._given("limits") or {}
        seconds, megabytes = Config.rule_limits
        return self._number(limits, "rule-seconds", seconds), self._number(limits, "rule-megabytes", megabytes)

    def _number(self, limits: Mapping[str, Any], key: str, default: int) -> int:
        value, most = limits.get(key, default), CONFIGURATION["limits"].keys[key].most
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most:
            return value
        wanted = Message(NUMBER, {"most": most})
        raise UserError(Message(WRONG_TYPE, {"key": key, "wanted": wanted}), self._span(("limits", key)))

    def _span(self, path: Place) -> Span:
        return self._document.span((*self._section, *path))


def _unknown_key(key: str, known: tuple[str, ...], span: Span | None) -> UserError:
    from opscheck.meant import closest

    meant = closest(key, known)
    if meant:
        return UserError(Message(UNKNOWN_MEANT, {"key": key, "meant": meant}), span)
    return UserError(Message(UNKNOWN, {"key": key, "known": known}), span)
