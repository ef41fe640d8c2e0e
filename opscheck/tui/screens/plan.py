"""The plan in pictures: budget, schedule, risks, drills, KPIs and responsibilities, each finding where it lies."""

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from opscheck.display import clean, say
from opscheck.finding import Finding, Message
from opscheck.translations import translate
from opscheck.tui.drawing import NAMES
from opscheck.tui.drawing.rows import Spot
from opscheck.tui.gallery import Gallery
from opscheck.tui.screens.frame import Frame
from opscheck.tui.widgets.details import Detail, Details, of_finding
from opscheck.tui.widgets.findings import NO_PLANS
from opscheck.tui.widgets.frame import Footer
from opscheck.tui.widgets.pictures import NOT_READABLE, PictureView
from opscheck.tui.widgets.planbar import PlanBar
from opscheck.tui.widgets.plans import PlanList

NOTHING_HERE = "no finding lies here"
NO_MORE = "there is no further finding in the pictures"
IN_NO_PICTURE = "no picture shows this finding"


class PlanScreen(Frame):
    """Where a reviewer sees a plan as a whole, and from where each finding can be reached."""

    NAME: ClassVar[str] = "plan"

    def body(self) -> ComposeResult:
        yield PlanBar(id="plan-bar")
        with Container(id="plan-panes"):
            yield PictureView(id="pictures")
            yield Details(id="spot")
            yield PlanList(id="plans")

    def on_mount(self) -> None:
        self.set_focus(self.query_one(PictureView))

    @property
    def gallery(self) -> Gallery:
        """The plans and their pictures; those of the present run."""
        if not hasattr(self, "_gallery"):
            self._gallery = Gallery(self.review.run)
        elif self._gallery.run is not self.review.run:
            self._gallery.renew(self.review.run)
        return self._gallery

    def refresh_review(self) -> None:
        super().refresh_review()
        self._open()

    def show(self, finding: Finding) -> None:
        if self.gallery.choose_by(finding):
            self._open()
        if not self.query_one(PictureView).go_to(finding):
            self.review_app.tell(Message(IN_NO_PICTURE))

    def _open(self) -> None:
        """Show the pictures of the chosen plan."""
        view = self.query_one(PictureView)
        view.open(self.gallery.pictures(), NOT_READABLE if self.gallery.plans else NO_PLANS)
        self._tell_spot()

    # --- what is under the cursor

    def on_picture_view_moved(self) -> None:
        self._tell_spot()

    def on_picture_view_opened(self) -> None:
        self.action_jump()

    def _tell_spot(self) -> None:
        view = self.query_one(PictureView)
        self.query_one(Details).open(_details(view.spot, self.review.lang))
        self.query_one(PlanBar).open(self.gallery, view.picture)
        self.query_one(Footer).refresh()

    def on_details_chosen(self, message: Details.Chosen) -> None:
        if isinstance(message.target, Finding):
            self.review_app.show_finding(message.target)

    # --- commands

    def action_jump(self) -> None:
        """Go to the finding under the cursor; where there are several, first to their list."""
        plans, details = self.query_one(PlanList), self.query_one(Details)
        if plans.has_focus:
            self._choose()
        elif details.has_focus:
            details.choose()
        elif len(details.targets) > 1:
            self.add_class("-at-spot")
            self.set_focus(details)
        elif details.targets:
            details.post_message(Details.Chosen(details.targets[0]))
        else:
            self.review_app.tell(Message(NOTHING_HERE))

    def can_jump(self) -> bool:
        return self.query_one(PlanList).has_focus or bool(self.query_one(Details).targets)

    def can_next(self) -> bool:
        return self.query_one(PictureView).has_marks

    can_previous = can_next

    def can_next_picture(self) -> bool:
        return self.gallery.pictures() is not None

    can_previous_picture = can_next_picture

    def can_choose_plan(self) -> bool:
        return len(self.gallery.plans) > 1

    can_next_plan = can_previous_plan = can_choose_plan

    def action_back(self) -> None:
        """Go back to the pictures."""
        self.remove_class("-choosing", "-at-spot")
        self.set_focus(self.query_one(PictureView))

    def action_next(self) -> None:
        self._next(1)

    def action_previous(self) -> None:
        self._next(-1)

    def _next(self, sign: int) -> None:
        if not self.query_one(PictureView).next_mark(sign):
            self.review_app.tell(Message(NO_MORE))

    def action_next_picture(self) -> None:
        self._go_to_picture(1)

    def action_previous_picture(self) -> None:
        self._go_to_picture(-1)

    def _go_to_picture(self, count: int) -> None:
        view = self.query_one(PictureView)
        index = NAMES.index(view.picture) if view.picture in NAMES else 0
        view.go_to_picture(NAMES[(index + count) % len(NAMES)])

    def on_plan_bar_picked(self, message: PlanBar.Picked) -> None:
        self.query_one(PictureView).go_to_picture(message.name)

    # --- which plan

    def action_next_plan(self) -> None:
        self._step(1)

    def action_previous_plan(self) -> None:
        self._step(-1)

    def _step(self, count: int) -> None:
        self.gallery.step(count)
        self._open()

    def action_choose_plan(self) -> None:
        """Show all plans to choose from."""
        self.query_one(PlanList).open(self.gallery.plans, self.gallery.chosen)
        self.add_class("-choosing")
        self.set_focus(self.query_one(PlanList))

    def on_plan_bar_plans(self) -> None:
        self.action_choose_plan()

    def on_listing_opened(self) -> None:
        self._choose()

    def _choose(self) -> None:
        """Look at the plan under the cursor."""
        self.gallery.chosen = self.query_one(PlanList).cursor
        self._open()
        self.action_back()


def _details(spot: Spot | None, lang: str) -> Iterator[Detail]:
    if spot is None:
        return
    for number, fact in enumerate(spot.facts()):
        yield Detail(say(fact, lang), "text" if number else "title")
    if spot.path:
        yield Detail(clean(spot.path), "quiet")
    yield Detail("")
    for finding in spot.marks:
        yield of_finding(finding, lang)
    if not spot.marks:
        yield Detail(translate(NOTHING_HERE, lang), "quiet")
