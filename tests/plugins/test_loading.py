"""Strangers' plugins: a good one enters by the same door as ours, and a bad one never makes the rule set smaller."""

import sys
from pathlib import Path

import pytest
from command import BAD, GOOD, changed
from stranger import Installation, good_plugin, module, pip_install, rule_plugin, virtual_environment, wheel

HOOK = "from opscheck import Rule, hookimpl\n"
API = "opscheck_api = 1\n"
RULES = "@hookimpl\ndef opscheck_rules():\n    return [{names}]\n"
SPRING = changed("title: 电商平台后期运营方案", "title: spring", GOOD)


def rule_class(name: str, rule_id: str) -> str:
    return f'class {name}(Rule, id="{rule_id}"):\n    "A rule."\n\n    def check(self, plan):\n        return ()\n\n\n'


@pytest.fixture
def shell(tmp_path: Path) -> Installation:
    """A place to install into, with a plan that has one error."""
    return Installation(tmp_path)


# --- a good plugin


def test_installing_a_plugin_enables_nothing(shell: Installation):
    before = shell.check("plan.yaml", "--format", "json").data
    shell.install("opscheck-acme", good_plugin())
    after = shell.check("plan.yaml", "--format", "json").data
    assert after["findings"] == before["findings"]
    assert after["outcomes"] == before["outcomes"]
    assert {"name": "opscheck-acme", "version": "1.0"} in after["tool"]["plugins"]


def test_its_ruleset_enables_it_by_option_and_configuration(shell: Installation):
    shell.install("opscheck-acme", good_plugin())
    by_option = shell.check("plan.yaml", "--ruleset", "acme/recommended", "--format", "json")
    assert by_option.found == ["acme/seasonal", "budget/horizon"]
    assert by_option.data["ruleset"]["name"] == "acme/recommended"
    assert by_option.data["findings"][0]["line"] == BAD.split("title: ")[0].count("\n") + 1
    shell.write({".opscheck.yaml": "ruleset: acme/recommended@1\nrequire-plugins: [opscheck_acme>=1]\n"})
    assert shell.check("plan.yaml", "--format", "json").data["findings"] == by_option.data["findings"]


def test_one_rule_of_it_can_be_enabled_with_its_parameters(shell: Installation):
    shell.install("opscheck-acme", good_plugin())
    shell.write({".opscheck.yaml": "rules: {acme/seasonal: {severity: error, seasons: [电商]}}\n"})
    assert shell.check("plan.yaml", "--format", "json").found == ["budget/horizon"]
    shell.write({".opscheck.yaml": "rules: {acme/seasonal: {severity: info}}\n"})
    assert shell.check("plan.yaml", "--format", "json").data["summary"]["infos"] == 1


def test_it_is_listed_and_explained_like_our_own(shell: Installation):
    shell.install("opscheck-acme", good_plugin())
    (row,) = (row for row in shell("plugins", "--format", "json").data if row["distribution"] == "opscheck-acme")
    assert (row["topics"], row["rules"], row["rulesets"], row["error"]) == (["acme"], 1, ["recommended"], None)
    (rule,) = (rule for rule in shell("rules", "--format", "json").data if rule["id"] == "acme/seasonal")
    assert rule["plugin"] == {"name": "opscheck-acme", "version": "1.0", "module": "acme_rules"}
    assert shell("explain", "acme/seasonal").out.startswith("acme/seasonal (warning, opscheck-acme 1.0)\n")


def test_its_own_examples_can_be_tested_with_the_public_helper(shell: Installation):
    shell.install("opscheck-acme", good_plugin())
    program = "from opscheck.testing import assert_examples; import acme_rules; assert_examples(acme_rules.Seasonal)"
    assert shell.run([sys.executable, "-c", program]) == (0, "", "")


def test_a_required_version_is_compared_with_the_installed_one(shell: Installation):
    shell.install("opscheck-acme", good_plugin())
    shell.write({".opscheck.yaml": "require-plugins: ['opscheck-acme>=1.2']\n"})
    result = shell.check("plan.yaml")
    assert (result.code, result.out) == (2, "")
    assert "the plugin opscheck-acme is required in version >=1.2, and 1.0 is installed" in result.err


def test_two_strangers_get_on_with_each_other(shell: Installation):
    shell.install("opscheck-acme", good_plugin())
    shell.install("opscheck-bolt", good_plugin("bolt"))
    shell.enable("acme/*", "bolt/*")
    result = shell.check("plan.yaml", "--format", "json")
    assert result.code == 1
    assert result.found == ["acme/seasonal", "bolt/seasonal", "budget/horizon"]


def test_one_distribution_may_bring_several_plugins(shell: Installation):
    shell.install("opscheck-both", good_plugin() | good_plugin("bolt"), "acme_rules", "bolt_rules")
    rows = [row for row in shell("plugins", "--format", "json").data if row["distribution"] == "opscheck-both"]
    assert [row["topics"] for row in rows] == [["acme"], ["bolt"]]


def test_plugins_with_one_name_are_both_loaded(shell: Installation):
    shell.install("opscheck-acme", good_plugin())
    shell.install("opscheck-bolt", good_plugin("bolt"))
    for name, target in (("opscheck_acme", "acme_rules"), ("opscheck_bolt", "bolt_rules")):
        points = shell.site / f"{name}-1.0.dist-info" / "entry_points.txt"
        points.write_text(f"[opscheck]\nrules = {target}\n")
    shell.enable("acme/*", "bolt/*")
    assert shell.check("plan.yaml", "--format", "json").found == ["acme/seasonal", "bolt/seasonal", "budget/horizon"]


def test_a_plugin_works_from_a_wheel_in_a_virtual_environment(shell: Installation):
    python = virtual_environment(shell.folder / "venv")
    archive = wheel(shell.folder, "opscheck-acme", good_plugin(), "acme_rules", version="1.3")
    pip_install(python, archive)
    line = [str(python), "-m", "opscheck", "check", "--as-of", "2026-07-01", "plan.yaml", "--format", "json"]
    result = shell.run([*line, "--ruleset", "acme/recommended"], PYTHONPATH=None)
    assert (result.code, result.err) == (1, "")
    assert result.found == ["acme/seasonal", "budget/horizon"]
    assert {"name": "opscheck-acme", "version": "1.3"} in result.data["tool"]["plugins"]


# --- plugins that cannot be used


def declares(keyword: str, said: str) -> tuple[str, str]:
    """A plugin whose rule has this class keyword, and what is said of it."""
    rule = rule_class("Ours", "acme/rule").replace('id="acme/rule"', f'id="acme/rule", {keyword}')
    assert keyword in rule
    return f"{HOOK}{API}{rule}{RULES.format(names='Ours')}", said


BAD_PLUGINS = {
    "raises while it is imported": ("1 / 0", "ZeroDivisionError at acme_rules.py:1: division by zero"),
    "is no Python": ("def", "SyntaxError: "),
    "imports what is not there": (
        "import no_such_module",
        "ModuleNotFoundError at acme_rules.py:1: No module named 'no_such_module'",
    ),
    "exits while it is imported": ("import sys\nsys.exit(0)", "SystemExit at acme_rules.py:2: 0"),
    "ends the process while it is imported": ("import os\nos._exit(0)", "it ends the process while it is loaded"),
    "declares no interface": (HOOK, "its module does not say opscheck_api = 1, the version of the plugin interface"),
    "is written for a later interface": ("opscheck_api = 99", "version 99 of the plugin interface (opscheck_api), and"),
    "misspells a hook": (
        f"{HOOK}{API}{rule_class('Ours', 'acme/rule')}@hookimpl\ndef opscheck_rule():\n    return [Ours]\n",
        "it implements opscheck_rule, which is no hook: the hooks are opscheck_rules, opscheck_rulesets, ",
    ),
    "misspells the beginning of a hook": (
        f"{HOOK}{API}{rule_class('Ours', 'acme/rule')}@hookimpl\ndef opschek_rules():\n    return [Ours]\n",
        "it implements opschek_rules, which is no hook: ",
    ),
    "forgets the decorator": (
        f"{HOOK}{API}{rule_class('Ours', 'acme/rule')}def opscheck_rules():\n    return [Ours]\n",
        "its opscheck_rules lacks the @hookimpl decorator",
    ),
    "gives a hook a parameter": (
        f"{HOOK}{API}@hookimpl\ndef opscheck_rules(config):\n    return []\n",
        "config",
    ),
    "has a hook that raises": (f"{HOOK}{API}@hookimpl\ndef opscheck_rules():\n    raise KeyError('x')\n", "KeyError"),
    "has a hook that returns nonsense": (f"{HOOK}{API}@hookimpl\ndef opscheck_rules():\n    return 7\n", "TypeError"),
    "brings what is no rule": (
        f"{HOOK}{API}{RULES.format(names='dict')}",
        "opscheck_rules() returned <class 'dict'>, which is no Rule with an id",
    ),
    "brings a rule without an id": (
        f"{HOOK}{API}class Ours(Rule):\n    'A rule.'\n\n\n{RULES.format(names='Ours')}",
        "which is no Rule with an id",
    ),
    "brings a rule with a bad id": (f"{HOOK}{API}{rule_class('Ours', 'Acme Rule')}", "'Acme Rule'"),
    "brings a rule whose parameter has no default": (
        f"{HOOK}{API}{rule_class('Ours', 'acme/rule')}    limit: int\n\n\n{RULES.format(names='Ours')}",
        "the parameter limit of acme/rule has no default",
    ),
    "brings a rule with a default that it does not allow": (
        f"{HOOK}{API}{rule_class('Ours', 'acme/rule')}    limit: int = 'many'\n\n\n{RULES.format(names='Ours')}",
        "the parameter limit of acme/rule has a default that it does not allow itself: Input should be a valid integer",
    ),
    "misspells a keyword of a rule": declares("severty='info'", "and not with severty"),
    "misspells a severity": declares("severity='fatal'", "the severity is error, warning or info, and not 'fatal'"),
    "misspells a scope": declares("scope='all'", "the scope is plan or portfolio, and not 'all'"),
    "gives a text for a list": declares("clauses='C3.3a'", "clauses is a list, as in clauses=['C3.3a']"),
    "requires what no plan has": declares(
        "requires=['budget.totl']",
        "acme/rule has in requires: budget.totl is nowhere in a plan: budget has no totl; did you mean total?",
    ),
    "is about what no plan has": declares(
        "each='toolz[*]'", "in each: toolz[*] is nowhere in a plan, which has no toolz"
    ),
    "waits for what no plan has": declares("given=['budget.stages.amount']", "whose items are budget.stages[*]"),
    "reads what is below nothing": declares("reads=['budget.total.net']", "budget.total has nothing below it"),
    "reads what is no path": declares("reads=['budget.stages[*']", "in reads: 'budget.stages[*' is not a path"),
    "forgets to return its rules": (
        f"{HOOK}{API}{rule_class('Ours', 'acme/rule')}@hookimpl\ndef opscheck_rules():\n    [Ours]\n",
        "opscheck_rules() returned nothing: it is to return a list, which may be empty",
    ),
    "brings one rule twice": (
        f"{HOOK}{API}{rule_class('One', 'acme/rule')}{rule_class('Two', 'acme/rule')}{RULES.format(names='One, Two')}",
        "it brings the rule acme/rule twice",
    ),
    "takes an id of opscheck's own": (
        f"{HOOK}{API}{rule_class('Ours', 'opscheck/syntax')}{RULES.format(names='Ours')}",
        "the id opscheck/syntax is opscheck's own",
    ),
    "takes opscheck's own topic": (
        f"{HOOK}{API}{rule_class('Ours', 'opscheck/ours')}{RULES.format(names='Ours')}",
        "the topic opscheck already belongs to opscheck itself",
    ),
    "takes a topic of ours": (
        f"{HOOK}{API}{rule_class('Ours', 'budget/ours')}{RULES.format(names='Ours')}",
        "the topic budget already belongs to opscheck",
    ),
}


@pytest.mark.parametrize(("text", "said"), BAD_PLUGINS.values(), ids=BAD_PLUGINS)
def test_a_plugin_that_cannot_be_used_is_named_and_nothing_else_is_lost(shell: Installation, text: str, said: str):
    shell.install("opscheck-acme", module("acme_rules", text))
    shell.install("opscheck-bolt", good_plugin("bolt"))
    shell.enable("bolt/*")
    result = shell.check("plan.yaml", "--format", "json")
    assert result.code == 2
    assert result.found == ["bolt/seasonal", "budget/horizon"]
    assert result.err.startswith("opscheck: the plugin acme-rules of opscheck-acme 1.0 cannot be used: ")
    assert said in result.err
    assert result.err.count("\n") == 1
    rows = {row["distribution"]: row for row in shell("plugins", "--format", "json").data}
    assert said in rows["opscheck-acme"]["error"]
    assert rows["opscheck-acme"]["rules"] == 0 or "topic" in said or "twice" in said
    assert rows["opscheck-bolt"]["error"] is rows["opscheck"]["error"] is None


def test_a_broken_plugin_fails_a_good_plan_too(shell: Installation):
    shell.install("opscheck-acme", module("acme_rules", "1 / 0"))
    result = shell.check("good.yaml", "--fail-on", "never")
    assert result.code == 2
    assert result.out.startswith("no findings in 1 plan ")


@pytest.mark.parametrize("arguments", [["rules"], ["clauses"], ["plugins"], ["explain", "budget/horizon"]])
def test_every_command_that_needs_plugins_fails_with_a_broken_one(shell: Installation, arguments: list[str]):
    shell.install("opscheck-acme", module("acme_rules", "1 / 0"))
    result = shell(*arguments)
    assert result.code == 2
    assert "budget" in result.out
    assert "ZeroDivisionError" in result.out + result.err


def test_of_two_strangers_with_one_topic_the_first_by_name_has_it(shell: Installation):
    shell.install("opscheck-b", rule_plugin("b_rules", "acme", "return ()"))
    shell.install("opscheck-a", rule_plugin("a_rules", "acme", "return ()"))
    result = shell.check("plan.yaml", "--format", "json")
    assert (result.code, result.found) == (2, ["budget/horizon"])
    assert result.err == (
        "opscheck: the plugin b-rules of opscheck-b 1.0 cannot be used: the topic acme already belongs to opscheck-a\n"
    )


def test_what_a_plugin_prints_does_not_spoil_the_report(shell: Installation):
    head = "print('hello from acme')"
    shell.install("opscheck-acme", rule_plugin("acme_rules", "acme", "print('and again'); return ()", head=head))
    shell.enable("acme/rule")
    result = shell.check("plan.yaml", "--format", "json")
    assert result.found == ["budget/horizon"]
    assert result.err == "hello from acme\nand again\n"


@pytest.mark.parametrize("hook", ["opscheck_rulesets", "opscheck_frameworks"])
def test_a_file_that_a_plugin_promises_and_does_not_bring(shell: Installation, hook: str):
    text = f"from pathlib import Path\n{HOOK}{API}@hookimpl\ndef {hook}():\n    return [Path('no.yaml')]\n"
    shell.install("opscheck-acme", module("acme_rules", text))
    result = shell.check("plan.yaml", "--format", "json")
    assert (result.code, result.found) == (2, ["budget/horizon"])
    assert f"{hook}() names no.yaml, and there is no such file" in result.err


def test_a_damaged_installation_without_metadata(shell: Installation):
    shell.install("opscheck-acme", good_plugin())
    (shell.site / "opscheck_acme-1.0.dist-info" / "METADATA").unlink()
    shell.enable("acme/*")
    assert shell.check("plan.yaml", "--format", "json").found == ["acme/seasonal", "budget/horizon"]


# --- rules that do not work

UNSAYABLE = "type('UnsayableError', (Exception,), {'__str__': lambda self: 1 / 0})()"
BAD_RULES = {
    "raises": ("raise RuntimeError('boom')", "RuntimeError at acme_rules.py:12: boom"),
    "raises on the way": (
        "yield Pass(plan.header.at(), 'fine'); 1 / 0",
        "ZeroDivisionError at acme_rules.py:12: division by zero",
    ),
    "yields nonsense": ("yield 'wrong'", "'wrong'"),
    "yields nothing at all": ("yield None", "None"),
    "returns None": ("return None", "TypeError: check() gave NoneType: it is to yield what it has to say"),
    "returns a number": ("return 7", "TypeError: check() gave int: it is to yield what it has to say"),
    "raises what cannot be said": (f"raise {UNSAYABLE}", "UnsayableError at acme_rules.py:12"),
    "has no check": ("pass\n\n    check = Rule.check", "Ours has no check()"),
    "points nowhere": (
        "yield Problem(None, 'wrong')",
        "a problem stands at None, which is no place such as plan.header",
    ),
    "points into a text": (
        "yield Problem('plan.title', 'wrong')",
        "a problem stands at 'plan.title', which is no place",
    ),
    "points into no plan": (
        "yield Problem(opscheck.Budget().at('total'), 'wrong')",
        "a place is below a Budget that is no part of this plan",
    ),
    "recurses for ever": ("return self.check(plan)", "RecursionError"),
    "writes into the plan": ("plan.header.title = 'mine'; return ()", "frozen"),
    "fails an assertion": ("assert plan is None", "AssertionError"),
    "exits": ("raise SystemExit(0)", "SystemExit"),
    "cancels": ("raise __import__('asyncio').TimeoutError()", "TimeoutError"),
}


@pytest.mark.parametrize(("check", "said"), BAD_RULES.values(), ids=BAD_RULES)
def test_a_rule_that_fails_is_a_finding_and_the_others_go_on(shell: Installation, check: str, said: str):
    shell.install("opscheck-acme", rule_plugin("acme_rules", "acme", check))
    shell.enable("acme/rule")
    result = shell.check("plan.yaml", "--format", "json")
    assert (result.code, result.err) == (2, "")
    internal, other = result.data["findings"]
    assert (internal["rule"], internal["key"], other["rule"]) == (
        "opscheck/internal-error",
        "acme/rule",
        "budget/horizon",
    )
    assert internal["message"].startswith("acme/rule failed, and what it checks is not known: ")
    assert said in internal["message"]


@pytest.mark.parametrize("broken", ["check", "gather", "compare"])
def test_a_rule_that_is_async_is_told_so(shell: Installation, broken: str):
    methods = ("check",) if broken == "check" else ("gather", "compare")
    body = "\n".join(f"    {'async ' * (name == broken)}def {name}(self, _):\n        return ()\n" for name in methods)
    scope = "" if broken == "check" else ', scope="portfolio"'
    rule = rule_class("Ours", "acme/rule").replace('"acme/rule"', f'"acme/rule"{scope}').partition("    def check")[0]
    shell.install("opscheck-acme", module("acme_rules", f"{HOOK}{API}{rule}{body}\n\n{RULES.format(names='Ours')}"))
    shell.enable("acme/rule")
    internal, _ = shell.check("plan.yaml", "--format", "json").data["findings"]
    said = f"TypeError: {broken}() gave coroutine: it is to yield what it has to say, and not to be async"
    assert internal["message"].endswith(said)


CLAUSE = "framework: {id: pci}\nclauses:\n  - "
BAD_CATALOGUES = {
    "is no mapping": ("[]", "the framework catalogue f.yaml cannot be read"),
    "is no YAML": ("a: [", "f.yaml:1:4: the framework catalogue cannot be read: the text ends inside brackets"),
    "has no framework": (
        "clauses: []",
        "f.yaml:1:1: the framework catalogue cannot be read: this item has no framework",
    ),
    "has a framework that is no mapping": (
        "framework: x",
        "f.yaml:1:12: the framework catalogue cannot be read: framework",
    ),
    "has a framework without an id": (
        "framework: {}\nclauses: []",
        "f.yaml:1:12: the framework catalogue cannot be read",
    ),
    "has clauses that are no list": ("framework: {id: pci}\nclauses: {a: b}", "f.yaml:2:10: the framework catalogue"),
    "has a clause that is a number": (f"{CLAUSE}3", "f.yaml:3:5: the framework catalogue cannot be read: "),
    "has a clause without a title": (
        f"{CLAUSE}{{id: a}}",
        "f.yaml:3:5: the framework catalogue cannot be read: this item",
    ),
    "has a title in no language": (f"{CLAUSE}{{id: a, title: T}}", "cannot be read: title must be a mapping of keys"),
    "has an id that is a number": (
        f"{CLAUSE}{{id: 1.1, title: {{en: T}}}}",
        "cannot be read: id must be text: put it in",
    ),
    "misspells a key": (
        f"{CLAUSE}{{id: a, title: {{en: T}}, txt: {{}}}}",
        "f.yaml:3:29: the framework catalogue cannot be",
    ),
    "declares a clause twice": (
        f"{CLAUSE}{{id: a, title: {{en: T}}}}\n  - {{id: a, title: {{en: T}}}}",
        "f.yaml:4:5: the clause pci:a is declared twice",
    ),
}


@pytest.mark.parametrize(("text", "said"), BAD_CATALOGUES.values(), ids=BAD_CATALOGUES)
def test_what_is_wrong_with_a_catalogue_of_clauses_is_said_at_its_line(shell: Installation, text: str, said: str):
    hook = "@hookimpl\ndef opscheck_frameworks():\n    return [Path(__file__).parent / 'f.yaml']\n"
    files = {**module("acme_rules", f"from pathlib import Path\n{HOOK}{API}{hook}"), "f.yaml": text}
    shell.install("opscheck-acme", files, "acme_rules")
    result = shell("clauses")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("opscheck: ")
    assert said in result.err


def test_a_failing_rule_fails_a_good_plan_whatever_the_bar(shell: Installation):
    shell.install("opscheck-acme", rule_plugin("acme_rules", "acme", "1 / 0"))
    shell.enable("acme/rule")
    assert shell.check("good.yaml", "--fail-on", "never").code == 2
    assert shell("clauses", "good.yaml").code == 2


def test_no_ruleset_can_turn_an_internal_error_off(shell: Installation):
    shell.install("opscheck-acme", rule_plugin("acme_rules", "acme", "1 / 0"))
    shell.write({".opscheck.yaml": "rules: {acme/rule: on, 'opscheck/*': off}\n"})
    assert shell.check("good.yaml", "--format", "json", "--ignore", "opscheck/*").found == ["opscheck/internal-error"]
    assert "matches no rule" in shell.check("good.yaml", "--ignore", "opscheck/internal-error").err


def test_a_rule_may_misuse_its_message(shell: Installation):
    check = (
        "yield Problem(plan.header.at('title'), '{title} {missing} {} { {{0!r:>9}}', title='{plan.__class__}\\x1b[2J')"
    )
    shell.install("opscheck-acme", rule_plugin("acme_rules", "acme", check))
    shell.enable("acme/rule")
    result = shell.check("good.yaml")
    assert result.code == 1
    assert "{plan.__class__}" in result.out
    assert "\x1b" not in result.out


def test_the_rule_of_a_good_plugin_is_met_by_a_plan_that_meets_it(shell: Installation):
    shell.install("opscheck-acme", good_plugin())
    shell.write({"spring.yaml": SPRING})
    result = shell.check("spring.yaml", "--ruleset", "acme/recommended", "--show-passes")
    assert result.code == 0
    assert "pass: the title names its season   acme/seasonal   spring.yaml:" in result.out
