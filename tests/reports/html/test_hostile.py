"""Whatever a plan contains, its page can neither run nor load anything, and is as well built as any other."""

import unicodedata
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from command import GOOD
from hypothesis import given, settings
from hypothesis import strategies as st
from reports.html.audit import Audit
from reports.html.sample import page_of, run_of
from reports.test_hostile import runs
from ruamel.yaml import YAML

from opscheck.run import Run

ATTACKS = {
    "a script": "<script>window.ran=1</script>",
    "an end of everything": "</style></title></svg></textarea></script><script>window.ran=1</script>",
    "an event": "\"><img src=x onerror='window.ran=1'><svg onload=window.ran=1>",
    "an address": "javascript:window.ran=1",
    "a link": "</code><a href='javascript:window.ran=1'>x</a><base href='https://example.org/'>",
    "a style": "</style><style>@import 'https://example.org/a.css';body{background:url(https://example.org/b)}</style>",
    "an SVG": "<svg><use href='data:image/svg+xml,x#a'/><foreignObject><iframe src='https://example.org'/></foreignObject>",
    "a template": "{{ ''.__class__.__mro__ }}{% include '/etc/passwd' %}{{ page }}",
    "an entity": "&lt;script&gt;&#x3c;script&#x3e;&quot;&#0;",
    "quotes": "'\"`' onmouseover=window.ran=1 x=\"",
    "a comment": "<!--><script>window.ran=1</script>--> <![CDATA[ ]]> <?php ?>",
    "what steers": "\x1b]0;x\x07 \u202e txt \u2066 \x85 \ufeff \u200b",
    "a great length": "<b>" * 3400,
}
ALL = " ".join(text for name, text in ATTACKS.items() if name != "a great length")
Leaf = tuple[list[Any] | dict[str, Any], Any]


def plain(text: str = GOOD) -> Any:
    """The plan as data that can be changed."""
    return YAML(typ="safe", pure=True).load(text)


def written(data: Any) -> str:
    """The data as YAML."""
    yaml = YAML(typ="safe", pure=True)
    yaml.width, yaml.allow_unicode, out = 100_000, False, StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def leaves(data: Any) -> Iterator[Leaf]:
    """Every value that is neither list nor mapping, as its owner and its key there."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in list(pairs):
        if isinstance(value, dict | list):
            yield from leaves(value)
        else:
            yield data, key


def faults(folder: Path, data: Any, lang: str = "en") -> list[str]:
    shown = page_of(run_of(folder, plan=written(data)), lang)
    steering = {one for one in shown if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - {"\n"}
    return Audit(shown).faults + sorted(map(ascii, steering))


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_in_all_texts_at_once_comes_through(tmp_path: Path, attack: str) -> None:
    data = plain()
    for owner, key in leaves(data):
        if isinstance(owner[key], str) and key not in ("schema", "id"):
            owner[key] = ATTACKS[attack]
    assert faults(tmp_path, data) == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_in_names_comes_through(tmp_path: Path, attack: str) -> None:
    """Ids, which other parts of the plan and the pictures speak of: each is another, and all references follow."""
    data = plain()
    ids = {owner["id"] for owner, key in leaves(data) if key == "id"}
    for owner, key in leaves(data):
        if key != "schema" and owner[key] in ids:
            owner[key] = f"{ATTACKS[attack][:60]}{owner[key]}"
    assert faults(tmp_path, data, "zh") == []


@pytest.mark.parametrize("section", list(plain()))
def test_nothing_in_any_section_comes_through(tmp_path: Path, section: str) -> None:
    data = plain()
    held = {section: data[section]}
    for owner, key in leaves(held):
        owner[key] = ALL
    assert faults(tmp_path, data | (held if section != "schema" else {})) == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_in_keys_comes_through(tmp_path: Path, attack: str) -> None:
    data = {
        name: {f"{ATTACKS[attack]} {name}": value} if name != "schema" else value for name, value in plain().items()
    }
    assert faults(tmp_path, data | {"plan": {"id": ATTACKS[attack], "title": ATTACKS[attack]}}) == []


LEAVES = len(list(leaves(plain())))


@settings(max_examples=25)
@given(st.lists(st.integers(0, LEAVES - 1), min_size=1, max_size=4), st.sampled_from(sorted(ATTACKS)))
def test_no_single_field_comes_through(
    tmp_path_factory: pytest.TempPathFactory, fields: list[int], attack: str
) -> None:
    data = plain()
    places = list(leaves(data))
    for owner, key in (places[field] for field in fields):
        owner[key] = ATTACKS[attack] + ALL
    assert faults(tmp_path_factory.mktemp("field"), data) == []


def test_no_file_name_comes_through(tmp_path: Path) -> None:
    name = "<script>window.ran=1<\u202e>'\" onload=x"
    shown = page_of(run_of(tmp_path, **{name: GOOD.replace("horizon: P19M", "horizon: P9M")}))
    assert Audit(shown).faults == []
    assert "\u202e" not in shown


@given(runs())
def test_whatever_a_rule_says_the_page_is_well_built(run_: Run) -> None:
    assert Audit(page_of(run_, show_waived=True, show_baseline=True)).faults == []


def test_this_test_can_fail(tmp_path: Path) -> None:
    shown = page_of(run_of(tmp_path, plan=GOOD))
    for attack in (
        "<script>",
        "<p onclick=x>",
        '<a href="javascript:x">',
        "<p style=x>",
        "<img src=x>",
        "</p>",
        "<!-- -->",
    ):
        assert Audit(shown.replace("<main>", f"<main>{attack}")).faults
