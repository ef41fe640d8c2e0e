"""The application: which screen is shown, and what works on all of them."""

import gc
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding
from textual.command import CommandPalette
from textual.screen import Screen
from textual.theme import Theme

from opscheck.display import counted, say
from opscheck.errors import UserError
from opscheck.finding import Finding, Message
from opscheck.run import Run
from opscheck.translations import translate
from opscheck.tui.desk import Desk
from opscheck.tui.dialogs.help import HelpDialog
from opscheck.tui.explaining import Explainer
from opscheck.tui.keys import Keys
from opscheck.tui.palette import Commands
from opscheck.tui.patience import PatientApp
from opscheck.tui.review import Review
from opscheck.tui.screens import SCREENS
from opscheck.tui.screens.frame import Frame
from opscheck.tui.watch import State, state_of

_DARK = Theme(
    name="opscheck-dark",
    primary="#6cb6ff",
    secondary="#8fa3b8",
    accent="#f0b429",
    foreground="#e6e6e6",
    background="#14181d",
    surface="#1b2027",
    panel="#262d36",
    error="#ff7b72",
    warning="#e3b341",
    success="#7ee787",
    dark=True,
)
_LIGHT = Theme(
    name="opscheck-light",
    primary="#0550ae",
    secondary="#57606a",
    accent="#9a6700",
    foreground="#1f2328",
    background="#ffffff",
    surface="#f6f8fa",
    panel="#e4e9ef",
    error="#b3140f",
    warning="#7d4e00",
    success="#116329",
    dark=False,
)


def _new(place: str) -> Frame:
    module, _, name = place.partition(":")
    screen: Frame = getattr(import_module(module), name)()
    return screen


SEARCH = "find a command"
TAKEN_BACK = "taken back: {what}"
NOTHING_LEFT = "there is nothing to take back"
_WATCH_SECONDS = 1.0
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
        super().__init__()
        gc.freeze()  # what was found stays: looking through it for what could go takes longer than drawing it
        self.review = review
        self.explainer = explainer
        self.keys = keys or Keys()
        self.desk = desk
        self._watched: State = {}
        self.animation_level = "none"
        for theme in (_DARK, _LIGHT):
            self.register_theme(theme)
        self.theme = (_DARK if dark else _LIGHT).name

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
        self._watched = self._state()
        self.set_interval(_WATCH_SECONDS, self._look_at_files)
        self.set_timer(_SAYING_SECONDS * 20, self._say_more)

    def _state(self) -> State:
        return state_of(Path(file) for plan in self.review.run.plans for file in plan.documents)

    def _look_at_files(self) -> None:
        """Check again where a file was saved elsewhere."""
        now = self._state()
        if now != self._watched:
            self._watched = now
            self.recheck()

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
        try:
            run = self.desk.check()
        except UserError as error:
            self.call_from_thread(self.tell, error.message, bad=True)
        else:
            self.call_from_thread(self._renew, run)

    def _renew(self, run: Run) -> None:
        self.review.renew(run)
        self._watched = self._state()
        self.set_timer(_SAYING_SECONDS * 20, self._say_more)
        self._draw()

    def _draw(self) -> None:
        """Draw the present screen anew; under a dialog it is drawn when one comes back to it."""
        if isinstance(self.screen, Frame):
            self.screen.refresh_review()

    # --- commands

    def action_help(self) -> None:
        if isinstance(self.screen, Frame):
            self.push_screen(HelpDialog(self.screen.NAME))

    def action_palette(self) -> None:
        self.push_screen(CommandPalette(providers=[Commands], placeholder=translate(SEARCH, self.review.lang)))

    def action_undo(self) -> None:
        try:
            what = self.desk.undo()
        except UserError as error:
            self.tell(error.message, bad=True)
            return
        self.tell(Message(TAKEN_BACK, {"what": what}) if what else Message(NOTHING_LEFT))
        if what:
            self.recheck()

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
        self.theme = _LIGHT.name if self.theme == _DARK.name else _DARK.name
