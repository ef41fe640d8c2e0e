"""What another process needs to know to check some of the plans of a run: plain data that pickles, and nothing more."""

import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from opscheck import looking
from opscheck.checking.checker import Checked, Checker, Keep
from opscheck.checking.portfolio import Portfolio
from opscheck.checking.provenance import tool_info
from opscheck.checking.request import Request
from opscheck.checking.selection import Rules
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.plugins import Plugins
from opscheck.project import Project
from opscheck.project.configurations import Configurations
from opscheck.project.library import Library
from opscheck.project.plans import Kind, PlanFile
from opscheck.run import ToolInfo
from opscheck.source import Flaw

OTHER_TOOL = "another process has other versions of opscheck or its plugins: {there}, and here {here}"
_PASSED_ON = ("OPSCHECK_", "HOME", "USERPROFILE", "APPDATA", "XDG_")


class Sent(NamedTuple):
    """A plan to be checked elsewhere, where its configuration is found anew. Paths are absolute."""

    path: str
    file: str
    kind: Kind
    fragments: tuple[str, ...]
    flaws: tuple[Flaw, ...]

    @classmethod
    def of(cls, plan: PlanFile) -> "Sent":
        """The plan without its configuration."""
        return cls(str(plan.path), plan.file, plan.kind, tuple(map(str, plan.fragments)), tuple(plan.flaws))


@dataclass(frozen=True, eq=False)
class Work:
    """How plans are to be checked, wherever that is done. ``key`` tells one run from another.

    With ``notes`` each look at the disk is noted, which only a process that does nothing else can do.
    """

    request: Request
    portfolio: Portfolio
    keep: Keep
    tool: ToolInfo
    notes: bool = False
    cwd: str = field(default_factory=os.getcwd)
    environ: Mapping[str, str] = field(default_factory=lambda: _passed_on(os.environ))
    key: str = field(default_factory=lambda: os.urandom(8).hex())


def _passed_on(environ: Mapping[str, str]) -> dict[str, str]:
    """What configurations and the day depend on."""
    return {name: value for name, value in environ.items() if name.startswith(_PASSED_ON)}


class _Here(threading.local):
    """What this thread has ready for the work with a key; threads of one executor must not share it."""

    key: str | None = None
    site: "_Site"

    def prepare(self, work: Work, site: "_Site") -> "_Site":
        self.key, self.site = work.key, site
        return site


_here = _Here()


class Batch(NamedTuple):
    """What came of some plans, in their order, and on what it rests; ``looks`` is None where that is not known."""

    checked: list[Checked]
    looks: looking.Looks | None = None


def check_batch(work: Work, plans: Sequence[Sent]) -> Batch:
    """Check some plans, in the order in which they are given: what is run in another process.

    Raises UserError for a mistake in configuration or rulesets, and where opscheck or a plugin has another version.
    """
    site = _here.site if _here.key == work.key else _here.prepare(work, _site(work, Plugins()))
    if not work.notes:
        return Batch([site.check(plan) for plan in plans])
    with looking.noting() as looks:
        return Batch([site.check(plan) for plan in plans], looks())


def prepare(work: Work, configurations: Configurations, rules: Rules) -> None:
    """Make ready in this process what ``check_batch`` needs; a process that is forked from it has it already."""
    _here.prepare(work, _Site(work, configurations, rules))


def _site(work: Work, plugins: Plugins) -> "_Site":
    here, cwd = tool_info(plugins), Path(work.cwd)
    if here != work.tool:
        raise UserError(Message(OTHER_TOOL, {"there": _versions(here), "here": _versions(work.tool)}))
    option, isolated = work.request.config, work.request.isolated
    configurations = Configurations(option, work.environ, isolated=isolated, cwd=cwd)
    return _Site(work, configurations, Rules(work.request, plugins, cwd))


class _Site:
    """A process in which plans are checked."""

    def __init__(self, work: Work, configurations: Configurations, rules: Rules) -> None:
        self._configurations = configurations
        self._project = Project(Library(configurations.cwd), [], 0, ())
        self._checker = Checker(work.request, rules, work.portfolio, work.keep, work.environ)

    def check(self, sent: Sent) -> Checked:
        path = Path(sent.path)
        config = self._configurations.for_folder(path.parent)
        plan = PlanFile(path, sent.file, config, sent.kind, tuple(map(Path, sent.fragments)), sent.flaws)
        return self._checker.check(self._project, plan)


def _versions(tool: ToolInfo) -> tuple[str, ...]:
    return (f"{tool.name} {tool.version}", *(f"{plugin.name} {plugin.version}" for plugin in tool.plugins))
