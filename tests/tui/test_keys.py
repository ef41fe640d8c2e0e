"""The table of keys, and what the user may change of it."""

from pathlib import Path

import pytest

from opscheck.display import say
from opscheck.errors import UserError
from opscheck.tui.keys import COMMANDS, Keys, commands_of, read_keys
from opscheck.tui.screens import SCREENS


def keys_of(tmp_path: Path, text: str) -> Keys:
    (tmp_path / "keys.yaml").write_text(text, encoding="utf-8")
    return read_keys(iter([tmp_path / "none", tmp_path]))


def by_id(name: str):
    return next(command for command in COMMANDS if command.id == name)


@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_stands_for_two_commands_of_a_screen(screen: str):
    keys = [key for command in commands_of(screen) for key in command.keys]
    assert len(keys) == len(set(keys))


def test_commands_have_names_of_their_own_and_something_to_say():
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    assert all(command.keys and command.short and command.says for command in COMMANDS)


def test_without_a_file_the_keys_are_those_of_the_table(tmp_path: Path):
    keys = read_keys(iter([tmp_path]))
    assert [keys.of(command) for command in COMMANDS] == [command.keys for command in COMMANDS]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("quit: Q", ("Q",)),
        ("quit: ctrl+x", ("ctrl+x",)),
        ("quit: [z, f10]", ("z", "f10")),
        ('quit: "!"', ("exclamation_mark",)),
        ("quit: 9", ("9",)),
        ("quit: []", ()),
        ("quit:", ()),
        ("# nothing yet", ("q", "ctrl+q")),
    ],
)
def test_the_user_may_choose_other_keys(tmp_path: Path, text: str, keys: tuple[str, ...]):
    assert keys_of(tmp_path, text).of(by_id("quit")) == keys


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("qiut: Q", (1, 1), "no command qiut: did you mean quit?"),
        ("theme: T\nzzzzzz: Q", (2, 1), "no command zzzzzz: it has findings"),
        ("quit: escpe", (1, 7), "no key escpe: did you mean escape?"),
        ("quit: hyper+x", (1, 7), "no key hyper+x"),
        ("quit: {a: b}", (1, 7), "quit must be a key"),
        ("quit: [x, true]", (1, 11), "quit must be a key"),
        ("quit: j", (1, 7), "the key j is already that of down"),
        ("quit: z\ntheme: z", (2, 8), "the key z is already that of quit"),
        ("[quit]", (1, 1), "a mapping of commands to keys"),
        ("quit: [", (1, 7), ""),
    ],
)
def test_what_cannot_be_is_an_error_with_its_place(tmp_path: Path, text: str, place: tuple[int, int], said: str):
    with pytest.raises(UserError) as error:
        keys_of(tmp_path, text)
    span = error.value.span
    assert span is not None
    assert Path(span.file).name == "keys.yaml"
    assert (span.line, span.column) == place
    assert said in say(error.value.message)


def test_a_key_may_move_where_its_own_command_gives_it_up(tmp_path: Path):
    keys = keys_of(tmp_path, "theme: z\nquit: t")
    assert (keys.of(by_id("theme")), keys.of(by_id("quit"))) == (("z",), ("t",))
