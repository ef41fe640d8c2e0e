"""Where decisions become changes of files: proposed first, then written, and taken back as often as one likes.

Everything here asks the room of checks; nothing of how a waiver or a fix is made is known here.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from opscheck import looking
from opscheck.checking import Checking, check_paths
from opscheck.checking.bench import Bench
from opscheck.checking.drafting import Acceptance
from opscheck.checking.request import Request
from opscheck.checking.waiving import Rewritten
from opscheck.checking.waiving_many import WaivingMany
from opscheck.edits.diff import diff_lines
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.plugins import Plugins
from opscheck.project.plans import PlanFile
from opscheck.tui.back import take_back
from opscheck.tui.watch import Watched

Watch = Callable[[int], bool]


class Undone(NamedTuple):
    """A finding for which nothing would be done, and why."""

    finding: Finding
    reason: Message


class Proposal(NamedTuple):
    """What would be written for how many findings, and for which nothing would be done."""

    files: tuple[Rewritten, ...] = ()
    done: int = 0
    undone: tuple[Undone, ...] = ()

    def diff(self) -> Iterator[str]:
        """What would change, as lines of a unified diff that a terminal can show."""
        for each in self.files:
            for line in diff_lines(each.file, each.old, each.new, shown=True):
                yield from line.rstrip("\n").split("\n")


class _Done(NamedTuple):
    """Something that was done, and what takes it back."""

    what: Message
    back: Callable[[], None]
    wrote: bool


class Desk:
    """Checks, proposes and writes for one request."""

    def __init__(self, request: Request, plugins: Plugins) -> None:
        self.request = request
        self.plugins = plugins
        self._done: list[_Done] = []
        self._watched = Watched({})
        self._folders: list[Path] = []

    # --- checking

    def check(self) -> Checking:
        """Check the plans. Raises UserError."""
        plans: Sequence[PlanFile] = ()
        with looking.noting() as looks:
            try:
                checking = check_paths(self.request, self.plugins, keep=True)
                plans = checking.project.plans
            finally:
                self._watched = Watched(looks(), (plan.path for plan in plans))
        self._folders = list(dict.fromkeys(map(_folder, plans)))
        return checking

    def has_changed(self) -> bool:
        """Whether anything that the last check looked at is another by now."""
        return self._watched.has_changed()

    def path_of(self, file: str) -> str:
        """Where the file is that is shown by this name: the one that it has in its repository."""
        paths = [folder / file for folder in self._folders]
        path = next(filter(Path.exists, paths), Path(file))
        return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)

    # --- proposing

    def waivers(self, findings: Sequence[Finding], acceptance: Acceptance, watch: Watch = lambda _: True) -> Proposal:
        """The waivers of some findings. ``watch`` is told before each step how many are worked out; false stops it.

        Raises UserError for an acceptance that could hold for none.
        """
        acceptance.check()
        accepting = WaivingMany(Bench(self.request, self.plugins), findings, acceptance)
        for number in accepting.work():
            if not watch(number):
                return Proposal()
        undone = tuple(Undone(*each) for each in accepting.undone)
        return Proposal(tuple(accepting.files.values()), len(findings) - len(undone), undone)

    def fixes(self, findings: Sequence[Finding]) -> Proposal:
        """The fixes that some findings offer, safe or not: whoever sees the difference decides."""
        chosen = {finding.fingerprint for finding in findings if finding.fix}
        bench = Bench(self.request, self.plugins)
        fixer = bench.fixer(unsafe=True, only=chosen)
        files = tuple(
            Rewritten(path, bench.names.get(path, str(path)), fixer.originals[path], new)
            for path, new in sorted(fixer.texts.items())
        )
        return Proposal(files, len(fixer.made), tuple(Undone(each.finding, each.reason) for each in fixer.unmade))

    # --- doing

    def write(self, proposal: Proposal, what: Message) -> None:
        """Write what was proposed, all of it or nothing. Raises UserError where a file is another one by now."""
        written: list[Rewritten] = []
        try:
            for each in proposal.files:
                each.write()
                written.append(each)
        except UserError:
            take_back(written)
            raise
        self._done.append(_Done(what, lambda: take_back(written), wrote=True))

    def remember(self, what: Message, back: Callable[[], None]) -> None:
        """Something was done that can be taken back, and that changes no file."""
        self._done.append(_Done(what, back, wrote=False))

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to take back."""
        return bool(self._done)

    @property
    def undo_writes(self) -> bool:
        """Whether files change when what was done last is taken back."""
        return self.can_undo and self._done[-1].wrote

    def undo(self) -> Message | None:
        """Take back what was done last, and say what that was; None where nothing is left. Raises UserError."""
        if not self._done:
            return None
        last = self._done[-1]
        last.back()
        self._done.pop()
        return last.what


def _folder(plan: PlanFile) -> Path:
    """The folder from which a plan has the name that is shown for it."""
    return Path(*plan.path.parts[: -len(Path(plan.file).parts)])
