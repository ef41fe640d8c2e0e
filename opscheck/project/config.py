"""Configuration: what it may say, and which file holds for which folder.

``--config`` comes first, then OPSCHECK_CONFIG, then for each plan the nearest of ``.opscheck.yaml``, ``opscheck.yaml``
and ``pyproject.toml`` with ``[tool.opscheck]`` in its folder or above, up to the root of its repository (of the file
system where there is none), then the user's own. Exactly one file holds: nothing is merged. A nearer file that cannot
be read is an error, never passed over.

Ruleset paths relate to the folder of the configuration. So do globs where the configuration was found above a plan;
those of a file that was given by name, or of the user's own, relate to the repository of the current folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from opscheck import looking
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.keys import KnownKey
from opscheck.project.files import read, repository_of, shown
from opscheck.project.globs import matches, names_or_holds
from opscheck.project.keys import CONFIGURATION
from opscheck.project.requirement import Requirement, normal_name, parse_requirement
from opscheck.source import Document, Limits, Span, load
from opscheck.source import Path as Place

NAMES = (".opscheck.yaml", "opscheck.yaml", "pyproject.toml")
USERS_NAME = "config.yaml"
ENVIRONMENT = "OPSCHECK_CONFIG"
STATUSES = tuple(CONFIGURATION["rulesets"].keys)
_PYPROJECT_SECTION = ("tool", "opscheck")

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
NO_PLUGIN = "the plugin {name} is required and not installed"
OTHER_VERSION = "the plugin {name} is required in version {wanted}, and {installed} is installed"
NO_SECTION = "the file has no [tool.opscheck] section"
NO_FOLDER = "the current folder does not exist any more"
TWO_WISHES = "--isolated means no configuration at all: leave it or --config out"


@dataclass(frozen=True, eq=False)
class Config:
    """What one configuration file says; what it leaves open is None or empty. The empty one has no file.

    ``rules``, ``overrides`` and ``waivers`` stay raw data: whoever knows the rules reads them from ``document`` at
    ``section``. ``baseline`` is relative to ``folder``.
    """

    folder: Path
    root: Path
    file: str | None = None
    document: Document | None = None
    section: Place = ()
    ruleset: str | None = None
    rulesets: Mapping[str, str] = field(default_factory=dict)  # for plans of a status, instead of ``ruleset``
    baseline: str | None = None
    plans: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: str | None = None
    format: str | None = None
    lang: str | None = None
    require_plugins: tuple[Requirement, ...] = ()
    limits: Limits = field(default_factory=Limits)
    rule_limits: tuple[int, int] = (10, 512)
    """Seconds and megabytes that one rule of a third-party plugin may take on one plan."""

    def span_of(self, *path: str | int) -> Span | None:
        """Where the value at a path of the configuration stands; None without a file."""
        return self.document.span((*self.section, *path)) if self.document else None

    def relative(self, path: Path) -> str:
        """A file's path as the globs see it: below ``root`` and with ``/``; outside of it, the whole path."""
        return shown(path, self.root)

    def is_plan(self, path: Path) -> bool:
        """Whether the ``plans`` globs name the file."""
        if not self.plans or not path.is_relative_to(self.root):
            return False
        name = self.relative(path)
        return any(matches(name, glob) for glob in self.plans)

    def is_excluded(self, path: Path) -> bool:
        """Whether the ``exclude`` globs name the file or folder, or one above it."""
        if not self.exclude or not path.is_relative_to(self.root):
            return False
        name = self.relative(path)
        return any(names_or_holds(glob, name) for glob in self.exclude)

    def check_plugins(self, installed: Mapping[str, str]) -> None:
        """Compare ``require-plugins`` with the installed distributions (name to version). Raises UserError, located."""
        versions = {normal_name(name): version for name, version in installed.items()}
        for index, wanted in enumerate(self.require_plugins):
            version = versions.get(normal_name(wanted.name))
            span = self.span_of("require-plugins", index)
            if version is None:
                raise UserError(Message(NO_PLUGIN, {"name": wanted.name}), span)
            if not wanted.allows(version):
                values = {"name": wanted.name, "wanted": wanted.versions, "installed": version}
                raise UserError(Message(OTHER_VERSION, values), span)


# --- finding


class Configurations:
    """Which configuration holds for a folder. Each file is read once, when it is first needed."""

    def __init__(
        self, option: str | None, environ: Mapping[str, str], *, isolated: bool = False, cwd: Path | None = None
    ) -> None:
        """``option`` is what ``--config`` says. Raises UserError for a file so given that cannot be read."""
        self.cwd = Path(os.path.abspath(cwd or _current_folder()))
        self._environ = environ
        self._found: dict[Path, Config] = {}
        self._here = repository_of(self.cwd) or self.cwd
        self._fixed = self._given(option, isolated)

    def for_folder(self, folder: Path) -> Config:
        """The configuration for the files of an absolute folder. Raises UserError, located."""
        if self._fixed:
            return self._fixed
        if folder not in self._found:
            at_the_top = folder.parent == folder or looking.exists(folder / ".git")
            nearest = self._in_folder(folder)
            self._found[folder] = nearest or (self._users if at_the_top else self.for_folder(folder.parent))
        return self._found[folder]

    def _given(self, option: str | None, isolated: bool) -> Config | None:
        if isolated and option:
            raise UserError(Message(TWO_WISHES))
        if isolated:
            return Config(self._here, self._here)
        name = option or self._environ.get(ENVIRONMENT)
        if not name:
            return None
        path = Path(os.path.abspath(self.cwd / name))
        config = self._read(path, self._here)
        if config is None:
            raise UserError(Message(NO_SECTION), Span(shown(path, self.cwd), 1, 1, 1, 1))
        return config

    @cached_property
    def _users(self) -> Config:
        """The user's own configuration; the empty one where there is none."""
        for path in (folder / USERS_NAME for folder in user_folders(self._environ)):
            config = self._read(path, self._here) if looking.exists(path) else None
            if config:
                return config
        return Config(self._here, self._here)

    def _in_folder(self, folder: Path) -> Config | None:
        for name in NAMES:
            path = folder / name
            config = self._read(path, folder) if looking.exists(path) else None
            if config:
                return config
        return None

    def _read(self, path: Path, root: Path) -> Config | None:
        """The configuration in a file; None for a pyproject.toml that says nothing of opscheck."""
        file = shown(path, self.cwd)
        raw, problem = read(path)
        if problem:
            raise UserError(problem, Span(file, 1, 1, 1, 1))
        is_toml = path.suffix == ".toml"
        if is_toml and b"opscheck" not in raw:
            return None
        document = _load_toml(raw, file) if is_toml else load(raw, file)
        for flaw in document.flaws:
            if flaw.rule == "opscheck/syntax":  # what YAML 1.1 reads differently is no concern here
                raise UserError(Message(flaw.template, flaw.values), flaw.span)
        if is_toml and "opscheck" not in _tables(document.data.get("tool")):
            return None
        return _Reader(document, _PYPROJECT_SECTION if is_toml else ()).config(path.parent, root)


def _current_folder() -> Path:
    try:
        return Path.cwd()
    except OSError:
        raise UserError(Message(NO_FOLDER)) from None


def _load_toml(raw: bytes, file: str) -> Document:
    from opscheck.project.toml import load_toml  # 17 ms that most runs need not spend

    return load_toml(raw, file)


def _tables(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def user_folders(environ: Mapping[str, str]) -> Iterator[Path]:
    """The folders in which the user's own configuration may be, the first one counting."""
    home = environ.get("HOME") or environ.get("USERPROFILE") or os.path.expanduser("~")
    folders = [environ.get("XDG_CONFIG_HOME", "")]
    if sys.platform == "win32":
        folders.append(environ.get("APPDATA", ""))
    if sys.platform == "darwin":
        folders.append(os.path.join(home, "Library", "Application Support"))
    if not folders[0]:
        folders.append(os.path.join(home, ".config"))
    return (Path(folder, "opscheck") for folder in folders if os.path.isabs(folder))


# --- reading


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
    from opscheck.plan.build import closest  # only a mistake needs what knows the whole plan format

    meant = closest(key, known)
    if meant:
        return UserError(Message(UNKNOWN_MEANT, {"key": key, "meant": meant}), span)
    return UserError(Message(UNKNOWN, {"key": key, "known": known}), span)
