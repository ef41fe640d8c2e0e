"""The one table of commands and keys: bindings, footer, help and command palette all come from it.

Keys are personal, so they are read from the user's own file and never from a project's configuration:
``keys.yaml`` in the folder of the user's configuration says ``fix: F`` or ``waive: [w, ctrl+w]``.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from opscheck.errors import UserError
from opscheck.finding import Message
from opscheck.source import Document, load

UNKNOWN_COMMAND = "the review has no command {id}: it has {known}"
UNKNOWN_COMMAND_MEANT = "the review has no command {id}: did you mean {meant}?"
NO_KEYS = "{id} must be a key such as f or ctrl+f, or a list of keys"
NO_KEY = "there is no key {key}"
NO_KEY_MEANT = "there is no key {key}: did you mean {meant}?"
TAKEN = "the key {key} is already that of {id}"
NOT_A_MAPPING = "keys are a mapping of commands to keys"
UNREADABLE = "the file cannot be read: {reason}"
FILE = "keys.yaml"


class Command(NamedTuple):
    """Something that a reviewer can do.

    ``keys`` as Textual names them, the first being the one that is shown; ``short`` is what the footer calls it and
    ``says`` what help and palette say. ``where`` are the screens on which it works: "" is everywhere, and "pane" is
    the list or text that has the focus. The footer shows those that have a ``rank``, the lowest first.
    """

    id: str
    keys: tuple[str, ...]
    short: str
    says: str
    where: str = ""
    rank: int | None = None

    @property
    def action(self) -> str:
        """The name of the method that does it, without ``action_``."""
        return self.id.replace("-", "_")


_ALL = "findings plan clauses waivers"
_LISTS = "findings clauses waivers"
COMMANDS = (
    Command("findings", ("1",), "findings", "go to the findings"),
    Command("plan", ("2",), "plan", "go to the pictures of the plan"),
    Command("clauses", ("3",), "clauses", "go to the clauses of the framework"),
    Command("waivers", ("4",), "waivers", "go to the waivers"),
    Command("open", ("enter",), "source", "go on to the source, and from there to the explanation", "findings", 3),
    Command("fix", ("f",), "fix", "show what the fix of the finding would change", "findings", 4),
    Command("fix-all", ("F",), "fix all", "show what the fixes of all that is shown would change", "findings"),
    Command("waive", ("w",), "waive", "accept the finding for a time, with a reason", "findings", 5),
    Command("waive-all", ("W",), "waive all", "accept all findings that are shown for a time", "findings"),
    Command("edit", ("e",), "edit", "open the editor at the line, and check again afterwards", "findings", 6),
    Command("copy", ("y",), "copy", "copy the finding", "findings"),
    Command("copy-all", ("Y",), "copy all", "copy all findings that are shown", "findings"),
    Command("export", ("x",), "export", "write a report of the findings that are shown", "findings"),
    Command("back", ("escape",), "back", "go back towards the list, and there drop the filter", _ALL),
    Command("filter", ("slash",), "filter", "filter: any words, and of findings sev:error rule:budget/*", _LISTS, 1),
    Command("reviewed", ("r",), "reviewed", "mark the finding as reviewed and go on, or unmark it", "findings", 7),
    Command("reviewed-all", ("R",), "all reviewed", "mark all findings that are shown as reviewed", "findings"),
    Command("hide-reviewed", ("H",), "hide reviewed", "hide what is reviewed, or show it again", "findings"),
    Command("accepted", ("a",), "accepted", "show what is waived or in the baseline, or hide it again", "findings"),
    Command("next", ("n", "f8"), "next", "go to the next finding, or what asks for something", _ALL, 8),
    Command("previous", ("N", "shift+f8"), "previous", "go to the previous one", _ALL),
    Command("related", ("full_stop",), "contributes", "look at the next line that contributes", "findings"),
    Command("group", ("b",), "group", "group by topic, rule, severity, file, phase, owner, or not", "findings", 2),
    Command("in-plan", ("P",), "picture", "show the finding in the pictures of the plan", "findings"),
    Command("in-clauses", ("C",), "clause", "show the clause that the finding is about", "findings"),
    Command("in-waivers", ("V",), "waiver", "show the waiver of the finding", "findings"),
    Command("jump", ("enter",), "open", "go on to the finding or rule that lies here", "plan clauses waivers", 0),
    Command("outcome", ("o",), "outcome", "show only the clauses of the next outcome", "clauses", 4),
    Command("by-file", ("b",), "by file", "show the waivers by file, or by the day on which they end", "waivers", 4),
    Command("next-picture", ("right_square_bracket",), "next picture", "go to the next picture", "plan", 3),
    Command("previous-picture", ("left_square_bracket",), "picture before", "go to the picture before", "plan"),
    Command("choose-plan", ("p",), "plans", "choose which plan is looked at", "plan", 4),
    Command("next-plan", ("greater_than_sign",), "next plan", "look at the next plan", "plan"),
    Command("previous-plan", ("less_than_sign",), "plan before", "look at the plan before", "plan"),
    Command("help", ("question_mark", "f1"), "all keys", "show all keys", rank=99),
    Command("palette", ("ctrl+p", "colon"), "commands", "find a command by its name"),
    Command("notices", ("i",), "notices", "show what the check says besides its findings"),
    Command("recheck", ("f5", "ctrl+r"), "check again", "check the plans again"),
    Command("undo", ("u", "ctrl+z"), "undo", "take back what was written or marked last"),
    Command("theme", ("t",), "light or dark", "change between light and dark"),
    Command("quit", ("q", "ctrl+q"), "quit", "leave the review", rank=98),
    Command("down", ("j", "down"), "down", "one line down", "pane"),
    Command("up", ("k", "up"), "up", "one line up", "pane"),
    Command("page-down", ("pagedown", "space"), "page down", "one page down", "pane"),
    Command("page-up", ("pageup",), "page up", "one page up", "pane"),
    Command("top", ("g", "home"), "top", "go to the beginning", "pane"),
    Command("bottom", ("G", "end"), "bottom", "go to the end", "pane"),
    Command("left", ("h", "left"), "left", "scroll to the left", "pane"),
    Command("right", ("l", "right"), "right", "scroll to the right", "pane"),
)


def commands_of(screen: str) -> list[Command]:
    """What can be done on a screen."""
    return [command for command in COMMANDS if command.where in ("", "pane") or screen in command.where.split()]


def footer_of(screen: str) -> list[Command]:
    """What the footer of a screen shows, in order."""
    ranked = [command for command in commands_of(screen) if command.rank is not None]
    return sorted(ranked, key=lambda command: command.rank or 0)


class Keys:
    """Which keys lead to which command: those of the table, and the user's own."""

    def __init__(self, changed: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.changed = dict(changed or {})

    def of(self, command: Command) -> tuple[str, ...]:
        """The keys of a command; none where the user has taken them away."""
        return self.changed.get(command.id, command.keys)


def read_keys(folders: Iterator[Path]) -> Keys:
    """The keys with the user's own changes, of the first folder that has any. Raises UserError, located."""
    for folder in folders:
        path = folder / FILE
        if path.is_file():
            try:
                return Keys(_changes(load(path.read_bytes(), str(path))))
            except OSError as error:
                raise UserError(Message(UNREADABLE, {"reason": error.strerror or str(error)})) from None
    return Keys()


def _changes(document: Document) -> dict[str, tuple[str, ...]]:
    for flaw in document.flaws:
        if flaw.rule == "opscheck/syntax":
            raise UserError(Message(flaw.template, flaw.values), flaw.span)
    data = document.data or {}
    if not isinstance(data, dict):
        raise UserError(Message(NOT_A_MAPPING), document.span(()))
    known = [command.id for command in COMMANDS]
    for name in data:
        if name not in known:
            raise _no_such(UNKNOWN_COMMAND, UNKNOWN_COMMAND_MEANT, "id", str(name), known, document.key_span((name,)))
    changes = {name: _keys(name, value, document) for name, value in data.items()}
    _refuse_clashes(changes, document)
    return changes


def _keys(name: str, value: Any, document: Document) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    paths: list[tuple[str | int, ...]] = (
        [(name, index) for index in range(len(values))] if isinstance(value, list) else [(name,)]
    )
    return tuple(_key(name, each, document, path) for each, path in zip(values, paths, strict=False))


def _key(name: str, value: Any, document: Document, path: tuple[str | int, ...]) -> str:
    """A key as Textual names it: ``?`` is ``question_mark``."""
    from textual.keys import Keys as Known
    from textual.keys import _character_to_key

    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value:
        raise UserError(Message(NO_KEYS, {"id": name}), document.span(path))
    *modifiers, last = value.split("+") if value != "+" else [value]
    known = {key.value for key in Known} | {"space"}
    if len(last) == 1:
        last = _character_to_key(last)
    elif last not in known:
        raise _no_such(NO_KEY, NO_KEY_MEANT, "key", value, sorted(known), document.span(path))
    if not set(modifiers) <= {"ctrl", "shift", "alt", "super"}:
        raise UserError(Message(NO_KEY, {"key": value}), document.span(path))
    return "+".join([*modifiers, last])


def _refuse_clashes(changes: Mapping[str, tuple[str, ...]], document: Document) -> None:
    """Raises UserError where two commands that can be given at the same time would have the same key."""
    keys = Keys(changes)
    for command in COMMANDS:
        if command.id not in changes:
            continue
        for other in COMMANDS:
            together = not (command.where and other.where) or set(command.where.split()) & set(other.where.split())
            shared = set(keys.of(command)) & set(keys.of(other))
            if other is not command and shared and (together or "pane" in (command.where, other.where)):
                values = {"key": min(shared), "id": other.id}
                raise UserError(Message(TAKEN, values), document.span((command.id,)))


def _no_such(plain: str, meaning: str, name: str, value: str, known: list[str], span: Any) -> UserError:
    from opscheck.meant import closest

    meant = closest(value, known)
    values = {name: value, "meant": meant, "known": tuple(known)}
    return UserError(Message(meaning if meant else plain, values), span)
