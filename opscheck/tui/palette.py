"""The command palette, from the one table of keys."""

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from opscheck.translations import translate
from opscheck.tui.keys import Command, commands_of


class Commands(Provider):
    """What can be done on the present screen."""

    async def discover(self) -> Hits:
        for command, title, keys in self._commands():
            yield DiscoveryHit(title, partial(self._do, command), help=keys)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command, title, keys in self._commands():
            score = matcher.match(title)
            if score > 0:
                yield Hit(score, matcher.highlight(title), partial(self._do, command), help=keys)

    def _commands(self) -> Iterator[tuple[Command, str, str]]:
        from opscheck.tui.screens.frame import Frame

        screen = self.screen
        if not isinstance(screen, Frame):
            return
        app = screen.review_app
        for command in commands_of(screen.NAME):
            if command.where != "pane" and command.id != "palette" and screen.offers(command.action):
                keys = " ".join(app.key_name(key) for key in app.keys.of(command))
                yield command, translate(command.says, app.review.lang), keys

    def _do(self, command: Command) -> None:
        from opscheck.tui.screens.frame import Frame

        if isinstance(self.screen, Frame):
            self.screen.do(command.action)
