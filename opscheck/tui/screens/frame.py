"""What all screens have: title, tabs, footer, and the keys of the one table."""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from opscheck.finding import Finding
from opscheck.tui.keys import commands_of
from opscheck.tui.widgets.frame import Footer, Pressed, Tabs, Title
from opscheck.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from opscheck.tui.app import ReviewApp
    from opscheck.tui.review import Review


class Frame(Screen[None]):
    """A screen of the review; ``NAME`` is its place in ``SCREENS`` and in the table of keys."""

    NAME: ClassVar[str]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-medium"), (120, "-wide")]  # noqa: RUF012 - as Textual has it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012

    @property
    def review_app(self) -> "ReviewApp":
        """The application."""
        return cast("ReviewApp", self.app)

    @property
    def review(self) -> "Review":
        """What is looked at."""
        return self.review_app.review

    def compose(self) -> ComposeResult:
        yield Title()
        yield Tabs()
        yield from self.body()
        yield Footer(self.NAME)

    def body(self) -> ComposeResult:
        """What stands between tabs and footer."""
        raise NotImplementedError

    def refresh_review(self) -> None:
        """Draw what has changed in the review."""
        for line in (Title, Tabs, Footer):
            self.query_one(line).refresh()

    def show(self, finding: Finding) -> None:
        """Go to where this screen shows a finding."""

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.query_one(Footer).refresh()  # what can be done depends on where one is

    def on_screen_resume(self) -> None:
        self.refresh_review()

    def on_key(self, event: events.Key) -> None:
        """Do what the key stands for: in the pane that has the focus, on this screen, or in the application."""
        for command in commands_of(self.NAME):
            if event.key in self.review_app.keys.of(command) and self.do(command.action):
                event.stop()
                return

    def on_pressed(self, message: Pressed) -> None:
        self.do(message.action)

    def do(self, action: str) -> bool:
        """Do something by the name of its command; whether there is anything here that does it."""
        places = (self.focused if isinstance(self.focused, Pane) else None, self, self.app)
        for place in places:
            method = getattr(place, f"action_{action}", None)
            if method is not None:
                self.call_later(method)
                return True
        return False

    def offers(self, action: str) -> bool:
        """Whether doing something would do anything now: screen and application say so by ``can_…``, where it depends.

        What would do nothing is neither in the footer nor in the palette. Its key says why, or does nothing.
        """
        asked = (getattr(place, f"can_{action}", None) for place in (self, self.app))
        return next((can() for can in asked if can), True)
