"""Which plans a request is about."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from opscheck.checking.request import Request
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.loading import load_module
from opscheck.plugins import Plugins
from opscheck.project import ImporterOf, Project, WatchSearch, discover
from opscheck.project.config import Config
from opscheck.project.configurations import Configurations

NO_INPUT = "standard input is closed: there is no plan to read from it"


class Found(NamedTuple):
    """The plans with their configurations; ``first`` is the configuration that holds for the run as a whole."""

    project: Project
    configurations: Configurations

    @property
    def first(self) -> Config:
        """That of the first plan, else of the current folder."""
        plans = self.project.plans
        return plans[0].config if plans else self.configurations.for_folder(self.configurations.cwd)


def find_plans(
    request: Request,
    plugins: Plugins,
    texts: Mapping[Path, bytes] | None = None,
    watch: WatchSearch | None = None,
) -> Found:
    """The plans of a request; ``texts``, by absolute path, take the place of what files hold.

    ``watch`` is told, file by file, how many plans have been found in how many files.

    Raises UserError for a path that does not exist or cannot hold a plan, and for a broken configuration.
    """
    configurations = Configurations(request.config, os.environ, isolated=request.isolated)
    project = discover(
        request.paths,
        configurations,
        force_exclude=request.force_exclude,
        strict_files=request.strict_files,
        stdin=_standard_input() if request.reads_stdin else None,
        stdin_filename=request.stdin_filename,
        importer_of=_importers(plugins),
        texts=texts,
        watch=watch,
    )
    return Found(project, configurations)


def _importers(plugins: Plugins) -> ImporterOf | None:
    if not plugins.importers:
        return None
    from opscheck.importing import importers  # most installations have none

    return importers(plugins.importers, load_module)


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise UserError(Message(NO_INPUT))
    return sys.stdin.buffer
