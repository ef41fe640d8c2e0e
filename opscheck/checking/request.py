"""What is asked of a run: which plans, by which rules, as of which day. As the command line says it, or an editor."""

from typing import NamedTuple


class Request(NamedTuple):
    """The wishes for one run. Paths and globs are as they were written; ``None`` leaves a choice to the configuration.

    ``stdin_filename`` names the plan that standard input holds; ``as_of`` is a day such as ``2026-07-01``. ``evidence``
    says whether anybody will look at what rules say on passing, which takes a third of the time; None, whether the
    configured format does. ``seconds`` asks what each rule takes.
    """

    paths: tuple[str, ...] = ()
    ruleset: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    config: str | None = None
    isolated: bool = False
    as_of: str | None = None
    stdin_filename: str | None = None
    force_exclude: bool = False
    strict_files: bool = False
    no_waivers: bool = False
    no_baseline: bool = False
    evidence: bool | None = True
    seconds: bool = False

    @property
    def reads_stdin(self) -> bool:
        """Whether a plan comes from standard input."""
        return bool(self.stdin_filename) or "-" in self.paths
