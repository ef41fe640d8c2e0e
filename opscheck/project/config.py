"""Configuration: what one file of it says, and what follows from that for plans and plugins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.project.files import shown
from opscheck.project.globs import matches, names_or_holds
from opscheck.project.requirement import Requirement, normal_name
from opscheck.source import Document, Limits, Span
from opscheck.source import Path as Place

NO_PLUGIN = "the plugin {name} is required and not installed"
OTHER_VERSION = "the plugin {name} is required in version {wanted}, and {installed} is installed"


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
