"""One key after the other: what is typed ahead meets what the keys and clicks before it have led to.

Textual hands a key on and takes the next one at once, while the widget with the focus, its parents, the screen and the
application still work on the first. Letters typed right after ``w``, or after a click on it, would be commands of the
list, and those after tab would end up in the field before.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TypeAlias

from textual import events
from textual.app import App
from textual.errors import NoWidget
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget

Typed: TypeAlias = events.Key | events.Paste | events.MouseEvent
_GLANCE = 0.05  # seconds
_GLANCES = 100  # after which the next key is taken, whatever a widget is waiting for


class PatientApp(App[None], inherit_bindings=False):
    """An application that takes a key, a click, or what is pasted, once the one before has done all that it does."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self.typed: asyncio.Queue[Typed] = asyncio.Queue()
        """What has been typed, or done with the mouse, and is not done yet; ``join`` waits until all is."""

    def on_mount(self) -> None:
        self._typing = asyncio.create_task(self._take_keys())

    def on_unmount(self) -> None:
        self._typing.cancel()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, Typed) and not event.is_forwarded:
            self.typed.put_nowait(event)
        else:
            await super().on_event(event)

    async def _take_keys(self) -> None:
        while True:
            event = await self.typed.get()
            before, pumps = self.screen, self._pumps(event)
            await super().on_event(event)
            await _patiently(asyncio.create_task(self._settled(before, pumps)))
            self.typed.task_done()

    def _pumps(self, event: Typed) -> Sequence[MessagePump]:
        """What works on an event, from the inside out. Nobody is kept waiting by a mouse that is only moved."""
        if isinstance(event, events.MouseMove | events.MouseScrollDown | events.MouseScrollUp):
            return ()
        widget: Widget | None = self.focused
        if isinstance(event, events.MouseEvent):
            with suppress(NoWidget):
                widget = self.get_widget_at(event.x, event.y)[0]
        return [*(widget or self.screen).ancestors_with_self]

    async def _settled(self, before: Screen, pumps: Sequence[MessagePump]) -> None:
        await _settle(pumps)
        if self.screen is not before:
            await _settle([self.screen])


async def _patiently(task: asyncio.Task[None]) -> None:
    """Wait for a task, though not for ever. While the machine does something else, nothing but one glance goes by."""
    for _ in range(_GLANCES):
        await asyncio.wait([task], timeout=_GLANCE)
        if task.done():
            return
    task.cancel()


async def _settle(pumps: Sequence[MessagePump]) -> None:
    """Wait until each of these, one after the other, has done what it was told until now, and what came of that.

    Widgets tell their parents, and these tell them: hence twice.
    """
    for pump in (*pumps, *pumps):
        done = asyncio.Event()
        if pump.call_later(done.set):  # not where it is being closed
            await done.wait()
