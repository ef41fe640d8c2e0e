"""The public interface: what is promised is recorded, documented, and changes only on purpose."""

import ast
import inspect
import json
import warnings
from pathlib import Path

import public_api
import public_api_chinese
import pytest
from command import BAD, GOOD, Shell

import opscheck
from opscheck import cli, hookspecs, testing
from opscheck.plan.base import Item

HELP = "the public interface is another one: python tests/public_api.py records it, and CHANGELOG.md says what changes"


def recorded():
    return json.loads(public_api.RECORD.read_text(encoding="utf-8"))


def test_it_is_what_is_recorded():
    assert public_api.record() == recorded(), HELP


def test_it_is_what_is_documented():
    assert public_api.page() == public_api.PAGE.read_text(encoding="utf-8"), HELP


def test_it_is_what_is_documented_in_chinese():
    assert public_api_chinese.page() == public_api_chinese.PAGE.read_text(encoding="utf-8"), HELP


def test_every_name_is_documented():
    page = public_api.PAGE.read_text(encoding="utf-8")
    for name in (*opscheck.__all__, *testing.__all__, *public_api.hooks()):
        entry = page.partition(f"\n### `{name}")[2].partition("\n### ")[0]
        assert entry.partition("\n\n")[2].strip(), f"{name} is not documented"
    assert sum(len(names) for names in public_api.groups().values()) == len(opscheck.__all__)


class Stage(Item):
    """A stage that has lost its amount."""


def without(name):
    return [other for other in opscheck.__all__ if other != name]


def verdict(met, at, good, bad, *, strict=False, **values):
    """Another parameter."""


def init_subclass(cls, *, severity="error", **_):
    """Keywords that are gone."""


CHANGES = {
    "a name is gone": (opscheck, "__all__", without("closest")),
    "a signature": (opscheck, "verdict", verdict),
    "the fields of a model": (opscheck, "Stage", Stage),
    "the keywords of a rule": (opscheck.Rule, "__pydantic_init_subclass__", classmethod(init_subclass)),
    "a method": (opscheck.Period, "after", lambda self, day, years: day),
    "a property that is gone": (opscheck.Finding, "fingerprint", None),
    "a helper for tests": (testing, "__all__", ["run_rule"]),
    "a hook": (hookspecs, "opscheck_rules", lambda config: ()),
    "one more hook": (hookspecs, "opscheck_extra", lambda: ()),
    "the version": (hookspecs, "API_VERSION", 2),
    "an exit code": (cli, "USAGE_ERROR", 64),
}


@pytest.mark.parametrize(("owner", "name", "value"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_noticed(monkeypatch, owner, name, value):
    getattr(opscheck, name, None)  # loaded, so that it can be put back
    monkeypatch.setattr(owner, name, value, raising=False)
    assert public_api.record() != recorded()


def test_the_exit_codes_are_those_that_are_recorded(tmp_path):
    shell = Shell(tmp_path)
    shell.write({"good.yaml": GOOD, "bad.yaml": BAD})
    codes = list(recorded()["exit_codes"].values())
    assert [shell.check("good.yaml").code, shell.check("bad.yaml").code, shell.check("none.yaml").code] == codes[:3]


def test_editors_and_the_interpreter_see_the_same_names():
    tree = ast.parse(Path(inspect.getfile(opscheck)).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    seen = {alias.name: node.module for node in block.body for alias in node.names}
    assert seen == opscheck._HOME_OF
    assert sorted(seen) == sorted(opscheck.__all__) == dir(opscheck)


def test_all_of_it_can_be_imported_at_once():
    names = {}
    exec("from opscheck import *", names)
    assert set(opscheck.__all__) <= set(names)


# --- what is to go


@pytest.fixture
def old_name(monkeypatch):
    """A deprecated name, as one will be some day."""
    monkeypatch.setitem(
        opscheck._DEPRECATED, "Ruling", opscheck.Deprecation("0.2", "opscheck.Rule", "opscheck.rule", "Rule")
    )
    return "Ruling"


def test_a_deprecated_name_works_and_warns_whoever_uses_it(old_name):
    with pytest.warns(
        DeprecationWarning, match=r"^opscheck\.Ruling is deprecated since opscheck 0\.2: use opscheck\.Rule$"
    ) as said:
        from opscheck import Ruling
    assert Ruling is opscheck.Rule
    assert {warning.filename for warning in said} == {__file__}


def test_it_warns_every_time_and_is_not_offered(old_name):
    for _ in range(2):
        with pytest.warns(DeprecationWarning, match="Ruling"):
            assert opscheck.Ruling is opscheck.Rule
    assert old_name not in dir(opscheck)
    assert public_api.record()["deprecated"] == {"Ruling": ["0.2", "opscheck.Rule"]}


def test_nothing_of_ours_uses_a_deprecated_name():
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecationWarning)
        for name in opscheck.__all__:
            getattr(opscheck, name)


def test_an_unknown_name_is_an_error_as_ever():
    with pytest.raises(AttributeError, match="module 'opscheck' has no attribute 'Ruling'"):
        opscheck.Ruling  # noqa: B018
