"""Which commit has a plan just as it is now."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from opscheck import looking
from opscheck.errors import UserError
from opscheck.history.git import Repository
from opscheck.history.plans import Past
from opscheck.merge import Loaded
from opscheck.project.files import repository_of

if TYPE_CHECKING:
    from opscheck.checking import Checking


def name_revisions(checking: "Checking") -> None:
    """Give each plan of a run that kept its plans the commit of HEAD, where that has the plan's files as they are.

    A plan outside of any repository has none, and neither has one of a repository that git cannot read.
    """
    looking.depends_on_more()
    folders: dict[Path, list[int]] = {}
    for index, plan in enumerate(checking.project.plans):
        if folder := repository_of(plan.path.parent):
            folders.setdefault(folder, []).append(index)
    plans = checking.run.plans
    for folder, indexes in folders.items():
        with suppress(UserError), Repository(folder) as repository:
            past = Past(repository)
            for index in indexes:
                if loaded := plans[index].loaded:
                    plans[index].revision = revision_of(past, folder, loaded)


def revision_of(past: Past, folder: Path, loaded: Loaded) -> str | None:
    """The commit of HEAD, if it has the plan's files just as they are."""
    if past.repository.is_unborn:
        return None
    commit = past.repository.commit_id("HEAD")
    files = past.files(past.repository.tree_of(commit), "HEAD")
    same = (files.content(folder / document.file) == (document.raw, None) for document in loaded.documents)
    return commit if all(same) else None
