"""Title, tabs and footer: one line each, the same on every screen."""

from typing import TYPE_CHECKING, NamedTuple, cast

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.message import Message as Posted
from textual.widget import Widget

from opscheck.display import counted, say
from opscheck.finding import Message
from opscheck.translations import translate
from opscheck.tui.keys import Command, footer_of
from opscheck.tui.look import cut
from opscheck.tui.screens import SCREENS

if TYPE_CHECKING:
    from opscheck.tui.app import ReviewApp
    from opscheck.tui.screens.frame import Frame

AS_OF = "as of {day}"
ONE_NOTICE, NOTICES = "{count} notice", "{count} notices"
ONE_PLAN, PLANS = "{count} plan", "{count} plans"
TABS = {"findings": "Findings", "plan": "Plan", "clauses": "Clauses", "waivers": "Waivers"}
_ALWAYS = 98  # the rank from which on a command is shown however narrow the terminal is


class Line(Widget):
    """One line that is drawn from the review."""

    @property
    def review_app(self) -> "ReviewApp":
        return cast("ReviewApp", self.app)


class Title(Line):
    """What is reviewed: the plan's title, the day and the ruleset."""

    def render(self) -> Text:
        review, wide = self.review_app.review, self.size.width
        lang, plans = review.lang, review.run.plans
        days = sorted({plan.report.as_of for plan in plans})
        facts = [counted(ONE_NOTICE, NOTICES, len(review.notices), lang)] if review.notices else []
        facts += [say(Message(AS_OF, {"day": days[-1]}), lang)] if days else []
        ruleset = review.run.ruleset
        facts.append(f"{ruleset.name} {ruleset.version}".strip())
        if len(plans) != 1:
            facts.append(counted(ONE_PLAN, PLANS, len(plans), lang))
        right = cut(" · ".join(facts), wide // 2)
        left = cut(_title(plans[0].report) if len(plans) == 1 else "", wide - cell_len(right) - 13)
        gap = wide - cell_len(left) - cell_len(right) - 12
        return Text.assemble((" opscheck  ", "bold"), left, " " * max(gap, 1), (right, "dim"), no_wrap=True)


def _title(report: object) -> str:
    return str(getattr(report, "title", None) or getattr(report, "plan", None) or "")


class Pressed(Posted):
    """Somebody has clicked on the name of a command."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action


class _Place(NamedTuple):
    """What stands from one column up to another."""

    start: int
    end: int
    name: str


class Tabs(Line):
    """The screens that there are; the present one stands out."""

    _places: tuple[_Place, ...] = ()

    def render(self) -> Text:
        review, here = self.review_app.review, self.review_app.current_mode
        text, places = Text(" ", no_wrap=True), []
        for number, name in enumerate(SCREENS, 1):
            count = f" {len(review.view.rows)}/{len(review.table.findings)}" if name == "findings" else ""
            label = f" {number} {translate(TABS[name], review.lang)}{count} "
            start = text.cell_len
            text.append(label, "reverse bold" if name == here else "")
            text.append(" ")
            places.append(_Place(start, start + cell_len(label), name))
        self._places = tuple(places)
        return text

    def on_click(self, event: events.Click) -> None:
        for place in self._places:
            if place.start <= event.x < place.end:
                self.post_message(Pressed(place.name))


class Footer(Line):
    """The commands that matter most here, with their keys, as many as there is room for."""

    def __init__(self, screen: str) -> None:
        super().__init__()
        self._commands = footer_of(screen)
        self._places: tuple[_Place, ...] = ()

    def render(self) -> Text:
        text, places = Text(" ", no_wrap=True), []
        for command in self._chosen(self.size.width - 1):
            key, label = self._spelt(command)
            start = text.cell_len
            text.append(key, "bold").append(f" {label}")
            places.append(_Place(start, text.cell_len, command.action))
            text.append("  ")
        self._places = tuple(places)
        return text

    def _spelt(self, command: Command) -> tuple[str, str]:
        app = self.review_app
        keys = app.keys.of(command)
        return app.key_name(keys[0]) if keys else "", translate(command.short, app.review.lang)

    def _chosen(self, room: int) -> list[Command]:
        """What fits: the last ones, which help and leave, always have their place."""
        offers = cast("Frame", self.screen).offers
        shown = [each for each in self._commands if self.review_app.keys.of(each) and offers(each.action)]
        always = [command for command in shown if (command.rank or 0) >= _ALWAYS]
        room -= sum(self._width(command) for command in always)
        chosen = []
        for command in shown[: len(shown) - len(always)]:
            if self._width(command) > room:
                break
            room -= self._width(command)
            chosen.append(command)
        return chosen + always

    def _width(self, command: Command) -> int:
        return sum(map(cell_len, self._spelt(command))) + 3

    def on_click(self, event: events.Click) -> None:
        for place in self._places:
            if place.start <= event.x < place.end:
                self.post_message(Pressed(place.name))
