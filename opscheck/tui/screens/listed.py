"""What the screens with one list have in common: words and choices that narrow it, its entry, and the entry's rules."""

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Container

from opscheck.display import counted, say
from opscheck.finding import Finding, Message
from opscheck.matrix.words import MORE
from opscheck.translations import translate
from opscheck.tui.explaining import Block
from opscheck.tui.screens.frame import Frame
from opscheck.tui.widgets.details import Detail, Details, OfRule, of_finding
from opscheck.tui.widgets.explanation import BlocksPane
from opscheck.tui.widgets.listing import Listing
from opscheck.tui.widgets.words import Choice, Choices, WordsBar

ALL = "all"
HINT = "words to look for"
OF_RULE = "{rule}: {summary}"
_MOST = 50  # findings of one entry


class ListFrame(Frame):
    """A list; beside or below it what is known of the entry under the cursor, or the explanation of a rule."""

    NO_MORE: ClassVar[str]

    def listing(self) -> Listing:
        """A new list."""
        raise NotImplementedError

    def details(self) -> Iterator[Detail]:
        """What is known of the entry under the cursor; nothing where there is none."""
        raise NotImplementedError

    def asking(self) -> Sequence[int]:
        """The lines of the list that ask for something, from the top."""
        raise NotImplementedError

    def narrow(self, *, words: str | None = None, choice: str | None = None) -> None:
        """Show only what has these words and is of this choice ("all", or its name); None leaves it as it is."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        yield WordsBar()
        with Container(id="entry-panes"):
            yield self.listing()
            yield Details(id="entry")
            yield BlocksPane(id="rule")

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Listing))

    # --- what is shown

    def tell_filter(self, choices: Iterable[Choice], total: int, chosen: str, words: str) -> None:
        """Show what the list can be narrowed to, and what it is narrowed to."""
        lang = self.review.lang
        every = Choice("all", translate(ALL, lang), total)
        self.query_one(WordsBar).open([every, *choices], chosen, words, translate(HINT, lang))

    def tell_entry(self) -> None:
        """Show what is known of the entry under the cursor."""
        details = self.query_one(Details)
        if self.has_class("-explaining"):
            self._leave_rule()
        details.open(self.details())
        if not self.query_one(Listing).size_of_list and self.has_class("-at-details"):
            self.action_back()

    def of_findings(self, findings: Iterable[Finding]) -> Iterator[Detail]:
        """The worst findings as something to go on to, those that are accepted last, and how many more there are."""
        worst = sorted(findings, key=lambda finding: (not finding.stands, -finding.severity))
        yield from (of_finding(finding, self.review.lang) for finding in worst[:_MOST])
        if len(worst) > _MOST:
            yield Detail(counted(MORE, MORE, len(worst) - _MOST, self.review.lang), "quiet")

    def of_rules(self, rules: Iterable[str]) -> Iterator[Detail]:
        """The rules that there are, as something to go on to."""
        for rule in rules:
            blocks = self._explained(rule)
            if blocks:
                said = say(Message(OF_RULE, {"rule": rule, "summary": blocks[0].text}), self.review.lang)
                yield Detail(said, "text", OfRule(rule))

    def _explained(self, rule: str) -> list[Block]:
        return self.review_app.explainer.rule(rule, self.review.run.rules.get(rule))

    def on_listing_moved(self) -> None:
        self.tell_entry()

    def on_listing_opened(self) -> None:
        self.action_jump()

    # --- commands

    def on_details_chosen(self, message: Details.Chosen) -> None:
        if isinstance(message.target, OfRule):
            self.query_one(BlocksPane).open(self._explained(message.target.rule))
            self.add_class("-at-details", "-explaining")
            self.set_focus(self.query_one(BlocksPane))
        else:
            self.review_app.show_finding(message.target)

    def action_jump(self) -> None:
        """Go on from the entry to what is known of it, and from there to a finding or a rule."""
        details = self.query_one(Details)
        if details.has_focus:
            details.choose()
        elif self.query_one(Listing).size_of_list and not self.has_class("-explaining"):
            self.add_class("-at-details")
            self.set_focus(details)

    def can_jump(self) -> bool:
        details = self.query_one(Details)
        return bool(details.targets if details.has_focus else self.query_one(Listing).size_of_list)

    def can_next(self) -> bool:
        return bool(self.asking())

    can_previous = can_next

    def action_back(self) -> None:
        """Go back: from the rule to the entry, from there to the list, and there drop the filter."""
        if self.has_class("-explaining"):
            self._leave_rule()
        elif self.query_one(Listing).has_focus:
            self.narrow(words="", choice="all")
        else:
            self.remove_class("-at-details")
            self.set_focus(self.query_one(Listing))

    def _leave_rule(self) -> None:
        self.remove_class("-explaining")
        self.set_focus(self.query_one(Details))

    def action_next(self) -> None:
        self._next(1)

    def action_previous(self) -> None:
        self._next(-1)

    def _next(self, sign: int) -> None:
        """Go to the next entry that asks for something."""
        listing = self.query_one(Listing)
        further = [number for number in self.asking()[::sign] if (number - listing.cursor) * sign > 0]
        if further:
            listing.move_to(further[0])
        else:
            self.review_app.tell(Message(self.NO_MORE))

    def action_filter(self) -> None:
        self.query_one(WordsBar).begin()

    def on_words_bar_changed(self, message: WordsBar.Changed) -> None:
        self.narrow(words=message.text)

    def on_words_bar_left(self) -> None:
        self.remove_class("-at-details")
        self.set_focus(self.query_one(Listing))

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        self.narrow(choice=message.name)
