"""The application driven by keys, without a terminal: what it shows, line by line."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from command import DAY
from textual.events import Key
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from opscheck.checking.request import Request
from opscheck.plugins import Plugins
from opscheck.tui.app import ReviewApp
from opscheck.tui.desk import Desk
from opscheck.tui.explaining import Explainer
from opscheck.tui.keys import Keys
from opscheck.tui.review import Review


@cache
def plugins() -> Plugins:
    """The installed plugins, which all tests share."""
    return Plugins()


def app_of(review: Review, desk: Desk | None = None, keys: Keys | None = None, **more: Any) -> ReviewApp:
    """An application that shows this review; what it says for a moment stays, however long a test takes."""
    app = ReviewApp(review, desk or Desk(Request(), plugins()), Explainer(plugins(), review.lang), keys, **more)
    notify = app.notify
    app.notify = lambda *words, **options: notify(*words, **{**options, "timeout": 3600})
    return app


def opened(
    *paths: Path,
    lang: str = "en",
    keys: Keys | None = None,
    as_of: str = DAY,
    request: Request | None = None,
    **more: Any,
) -> ReviewApp:
    """An application that shows real plans, by default as of the day on which the good plan is good."""
    desk = Desk(request or Request(paths=tuple(map(str, paths)), as_of=as_of, isolated=True), plugins())
    checking = desk.check()
    return app_of(Review(checking.run, checking.notices, lang=lang), desk, keys, **more)


CHARACTERS = {
    "space": " ",
    "colon": ":",
    "slash": "/",
    "asterisk": "*",
    "minus": "-",
    "full_stop": ".",
    "comma": ",",
}
Step = str | Callable[[Pilot], Awaitable[Any]]


def drive(app: ReviewApp, *steps: Step, size: tuple[int, int] = (80, 24), told: bool = False) -> list[str]:
    """Press keys, or do something else, one after the other; then say what is on the screen.

    What is told for a moment is on it if it is asked for.
    """

    async def run() -> list[str]:
        async with app.run_test(size=size, notifications=told) as pilot:
            await pilot.pause()
            for step in steps:
                await (pilot.press(step) if isinstance(step, str) else step(pilot))
                await app.typed.join()
            await pilot.pause()
            return lines_of(app)

    return asyncio.run(run())


def burst(*keys: str) -> Callable[[Pilot], Awaitable[None]]:
    """Press keys all at once, as somebody does who types ahead."""

    async def press(pilot: Pilot) -> None:
        for key in keys:
            pilot.app.post_message(Key(key, CHARACTERS.get(key, key if len(key) == 1 else None)))
        await pilot.pause()

    return press


async def done(pilot: Pilot) -> None:
    """Wait until what works beside the screen has come to its end. A check may take the place of the one before."""
    while working := [worker for worker in pilot.app.workers if worker.group != "watch" and not worker.is_finished]:
        with suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete(working)
    await pilot.pause()


def lines_of(app: ReviewApp) -> list[str]:
    """What is on the screen."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def write(text: str) -> list[str]:
    """The keys for a text."""
    names = {character: name for name, character in CHARACTERS.items()}
    return [names.get(character, character) for character in text]
