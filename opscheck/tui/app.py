"""The application: which screen is shown, and what works on all of them."""

import gc
import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import ClassVar

from textual.binding import Binding
from textual.command import CommandPalette
from textual.screen import Screen
from textual.worker import get_current_worker

from opscheck.checking import Checking
from opscheck.display import counted, located, say
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.project import Notice
from opscheck.translations import translate
from opscheck.tui.desk import Desk
from opscheck.tui.dialogs.help import HelpDialog
from opscheck.tui.dialogs.notices import NoticesDialog
from opscheck.tui.explaining import Explainer
from opscheck.tui.keys import Keys
from opscheck.tui.look import cut
from opscheck.tui.palette import Commands
from opscheck.tui.patience import PatientApp
from opscheck.tui.review import Review
from opscheck.tui.screens import SCREENS
from opscheck.tui.screens.frame import Frame
from opscheck.tui.themes import DARK, LIGHT


def _new(place: str) -> Frame:
    module, _, name = place.partition(":")
    screen: Frame = getattr(import_module(module), name)()
    return screen


SEARCH = "find a command"
TAKEN_BACK = "taken back: {what}"
NOTHING_LEFT = "there is nothing to take back"
MORE_NOTICES = "and {count} more: the notices have them all"
_MOST_NOTICES = 3
_NOTICE_SECONDS = 8
_WATCH_SECONDS = 1.0
_WATCH_PAUSE = 20  # times as long as looking takes
_SAYING_SECONDS = 0.008


class ReviewApp(PatientApp, inherit_bindings=False):
    """``opscheck review``."""

    TITLE = "opscheck review"
    CSS_PATH = "review.tcss"
    ENABLE_COMMAND_PALETTE = False
    MODES: ClassVar[dict[str, str | Callable[[], Screen]]] = {
        name: partial(_new, place) for name, place in SCREENS.items()
    }
    DEFAULT_MODE = "findings"

    def __init__(
        self, review: Review, desk: Desk, explainer: Explainer, keys: Keys | None = None, *, dark: bool = True
    ) -> None:
        super().__init__(ansi_color="NO_COLOR" in os.environ or None)  # those of the terminal, of which none is used
        gc.freeze()  # what was found stays: looking through it for what could go takes longer than drawing it
        self.review = review
        self.explainer = explainer
        self.keys = keys or Keys()
        self.desk = desk
        self.animation_level = "none"
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = (DARK if dark else LIGHT).name

    # --- for the screens

    def go(self, name: str) -> Frame | None:
        """Go to a screen; None where there is no such screen."""
        if name not in SCREENS:
            return None
        self.switch_mode(name)
        return self.screen if isinstance(self.screen, Frame) else None

    def show_finding(self, finding: Finding) -> None:
        """Go to the list of findings with this one selected."""
        if self.review.reveal(finding) and (screen := self.go("findings")):
            self.call_later(screen.show, finding)

    def key_name(self, key: str) -> str:
        """What a key is called in the footer and in the help."""
        return self.get_key_display(Binding(key, ""))

    def tell(self, message: Message, *, bad: bool = False) -> None:
        """Say something for a moment."""
        said = say(message, self.review.lang)
        self.notify(said, severity="error" if bad else "information", markup=False)

    def tell_count(self, one: str, many: str, count: int) -> None:
        """Say for a moment how many there are."""
        self.notify(counted(one, many, count, self.review.lang), markup=False)

    # --- watching

    def on_mount(self) -> None:
        self._watch_in(_WATCH_SECONDS)
        self._tell_notices(())
        self.set_timer(_SAYING_SECONDS * 20, self._say_more)

    def _watch_in(self, seconds: float) -> None:
        self.set_timer(seconds, lambda: self.run_worker(self._watch, thread=True, group="watch"))

    def _watch(self) -> None:
        """Check again where something was saved elsewhere; looking takes a small part of the time."""
        begun = time.monotonic()
        has_changed = self.desk.has_changed()
        took = time.monotonic() - begun
        self.call_from_thread(self._watched, has_changed, max(_WATCH_SECONDS, took * _WATCH_PAUSE))

    def _watched(self, has_changed: bool, pause: float) -> None:
        if has_changed:
            self.recheck()
        self._watch_in(pause)

    def _say_more(self) -> None:
        """Between other things, say the sentences that the filter looks in."""
        if self.review.table.say_more(_SAYING_SECONDS):
            self.set_timer(_SAYING_SECONDS * 4, self._say_more)
        elif any(not term.field for term in self.review.query.terms):  # words that were looked for in less
            self.review.look()
            self._draw()

    # --- checking

    def recheck(self) -> None:
        """Check the plans again, while the screens can be used."""
        self.run_worker(self._recheck, thread=True, exclusive=True, group="check")

    def _recheck(self) -> None:
        worker = get_current_worker()
        try:
            checking = self.desk.check()
        except UserError as error:
            self.call_from_thread(self.tell, error.message, bad=True)
            return
        if not worker.is_cancelled:  # by a later check
            self.call_from_thread(self._renew, checking)

    def _renew(self, checking: Checking) -> None:
        before = self.review.notices
        self.review.renew(checking.run, checking.notices)
        self._tell_notices(before)
        self.set_timer(_SAYING_SECONDS * 20, self._say_more)
        self._draw()

    def _tell_notices(self, before: Sequence[Notice]) -> None:
        """Say for a moment what is no finding and was not said before."""
        new = [notice for notice in self.review.notices if notice not in before]
        for notice in new[:_MOST_NOTICES]:
            said = cut(located(notice.message, notice.span, self.review.lang), self.size.width * self.size.height // 16)
            self.notify(said, severity="warning", timeout=_NOTICE_SECONDS, markup=False)
        if len(new) > _MOST_NOTICES:
            self.tell_count(MORE_NOTICES, MORE_NOTICES, len(new) - _MOST_NOTICES)

    def _draw(self) -> None:
        """Draw the present screen anew; under a dialog it is drawn when one comes back to it."""
        if isinstance(self.screen, Frame):
            self.screen.refresh_review()

    # --- commands

    def action_help(self) -> None:
        if isinstance(self.screen, Frame):
            self.push_screen(HelpDialog(self.screen.NAME))

    def action_notices(self) -> None:
        if isinstance(self.screen, Frame):
            self.push_screen(NoticesDialog())

    def can_notices(self) -> bool:
        return bool(self.review.notices or self.review.run.skipped_files)

    def can_undo(self) -> bool:
        return self.desk.can_undo

    def action_palette(self) -> None:
        self.push_screen(CommandPalette(providers=[Commands], placeholder=translate(SEARCH, self.review.lang)))

    def action_undo(self) -> None:
        writes = self.desk.undo_writes
        try:
            what = self.desk.undo()
        except UserError as error:
            self.tell(error.message, bad=True)
            return
        self.tell(Message(TAKEN_BACK, {"what": what}) if what else Message(NOTHING_LEFT))
        if writes:
            self.recheck()
        else:
            self._draw()

    def action_findings(self) -> None:
        self.go("findings")

    def action_plan(self) -> None:
        self.go("plan")

    def action_clauses(self) -> None:
        self.go("clauses")

    def action_waivers(self) -> None:
        self.go("waivers")

    def action_in_plan(self) -> None:
        self._show_selected("plan")

    def action_in_clauses(self) -> None:
        self._show_selected("clauses")

    def action_in_waivers(self) -> None:
        self._show_selected("waivers")

    def _show_selected(self, name: str) -> None:
        """Show the selected finding on another screen."""
        finding = self.review.selected
        if finding and (screen := self.go(name)):
            screen.call_after_refresh(screen.show, finding)

    def action_recheck(self) -> None:
        self.recheck()

    async def action_quit(self) -> None:
        self.review.memory.leave(self.review.run.findings)
        self.exit()

    def action_theme(self) -> None:
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name
