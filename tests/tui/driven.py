"""The application driven by keys, without a terminal: what it shows, line by line."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from opscheck.plugins import Plugins
from opscheck.run import Run
from opscheck.tui.app import ReviewApp
from opscheck.tui.explaining import Explainer
from opscheck.tui.keys import Keys
from opscheck.tui.review import Review


@cache
def plugins() -> Plugins:
    """The installed plugins, which all tests share."""
    return Plugins()


def app_of(review: Review, check: Callable[[], Run] | None = None, keys: Keys | None = None, **more: Any) -> ReviewApp:
    """An application that shows this review."""
    return ReviewApp(review, check or (lambda: review.run), Explainer(plugins(), review.lang), keys, **more)


Step = str | Callable[[Pilot], Awaitable[Any]]


def drive(app: ReviewApp, *steps: Step, size: tuple[int, int] = (80, 24)) -> list[str]:
    """Press keys, or do something else, one after the other; then say what is on the screen."""

    async def run() -> list[str]:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            for step in steps:
                await (pilot.press(step) if isinstance(step, str) else step(pilot))
            await pilot.pause()
            return lines_of(app)

    return asyncio.run(run())


def lines_of(app: ReviewApp) -> list[str]:
    """What is on the screen."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def write(text: str) -> list[str]:
    """The keys for a text."""
    names = {" ": "space", ":": "colon", "/": "slash", "*": "asterisk", "-": "minus", ".": "full_stop", ",": "comma"}
    return [names.get(character, character) for character in text]


def folder_with(tmp_path: Path, **texts: str) -> Path:
    """A folder with plans."""
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path
