"""Where the baseline of each configuration is, and what it knows."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from opscheck import looking
from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.project.config import Config
from opscheck.project.files import read

if TYPE_CHECKING:
    from opscheck.baseline import Baseline

BASELINE = "opscheck-baseline.json"
UNREADABLE_BASELINE = "the baseline {file} cannot be read: {reason}"


def baseline_file(config: Config) -> Path:
    """Where the baseline of a configuration is: as it says, else beside it, else at the root of the repository."""
    folder = config.folder if config.file else config.root
    return folder / (config.baseline or BASELINE)


def read_baselines(files: Sequence[Path]) -> dict[Path, "Baseline"]:
    """The baselines of those files that are there. Raises UserError for one that is damaged."""
    there = [file for file in dict.fromkeys(files) if looking.exists(file)]
    if not there:
        return {}
    from opscheck.baseline import read_baseline  # most projects have none

    return {file: read_baseline(_read(file), file.name) for file in there}


def _read(file: Path) -> bytes:
    raw, problem = read(file)
    if problem:
        raise UserError(Message(UNREADABLE_BASELINE, {"file": file.name, "reason": problem}))
    return raw
