"""Report formats of plugins: rendered in a process of their own, so that one that fails costs no other report."""

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from opscheck.blame import told
from opscheck.engine.isolate import Failure, RuleLimits, can_isolate, failure_of, in_worker
from opscheck.errors import UserError
from opscheck.extensions import Extension
from opscheck.finding import Message
from opscheck.reports import Options
from opscheck.run import Run

FAILED = "{distribution} failed to report as {name}: {error}"
FAILED_HELP = "report this to whoever maintains {distribution}"


def render(
    extension: Extension, load: Callable[[str], ModuleType], limits: RuleLimits, run: Run, options: Options
) -> Iterator[str]:
    """The text of the report. Raises UserError for whatever the plugin does wrong, before any of it is yielded."""
    try:
        module_render = load(extension.module).render
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's module may fail in any way
        raise _failed(extension, told(error)) from None
    text = _worked(lambda _: _text(module_render, run, options), limits)
    if isinstance(text, Failure):
        raise _failed(extension, Message(text.template, text.values))
    yield text


def _worked(work: Callable[[str], Any], limits: RuleLimits) -> Any:
    if can_isolate():
        return next(iter(in_worker([""], work, limits)))[1]
    return work("")


def _text(render: Callable[[Run, Options], Any], run: Run, options: Options) -> "str | Failure":
    try:
        pieces = list(render(run, options))
        for piece in pieces:
            if not isinstance(piece, str):
                raise TypeError(f"render() yielded {piece!r}, which is no text")
        text = "".join(pieces)
        text.encode("utf-8")
        return text
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's report may fail in any way
        return failure_of(error)


def _failed(extension: Extension, error: str | Message) -> UserError:
    values = {"distribution": extension.distribution, "name": extension.name, "error": error}
    return UserError(Message(FAILED, values), help=Message(FAILED_HELP, values))
