"""The rulesets and the framework that come with opscheck."""

from collections.abc import Iterable
from pathlib import Path

from opscheck import hookimpl

opscheck_api = 1
_HERE = Path(__file__).parent


@hookimpl
def opscheck_rulesets() -> Iterable[Path]:
    return sorted(_HERE.glob("*.yaml"))


@hookimpl
def opscheck_frameworks() -> Iterable[Path]:
    return sorted((_HERE / "frameworks").glob("*.yaml"))
