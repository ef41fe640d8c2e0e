"""What strangers' plugins may do to a run: nothing but fail by name."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command import BAD, GOOD, command
from stranger import Installation, good_plugin, module, rule_plugin, with_enough_time


@pytest.fixture
def shell(tmp_path):
    return Installation(tmp_path)


LOOP = "\n        while True: pass"
SEIZE = "hoard = [bytearray(1 << 20) for _ in range(4000)]; return ()"
SEIZE_ALL = """
        hoard = []
        for size in (1 << 20, 1 << 10, 1):
            try:
                while True: hoard.append(object() if size == 1 else bytearray(size))
            except MemoryError:
                if size == 1: raise"""
TRAP = "import ctypes; ctypes.string_at(0); return ()"
UNSENDABLE = "yield Problem(plan.header.at(), '{lock}', lock=__import__('threading').Lock())"
FORGED = "object.__setattr__(plan.budget, 'total', None); object.__setattr__(plan, 'risks', ()); return ()"

MISBEHAVING = {
    "loops": (LOOP, "it did not return within "),
    "sleeps": ("__import__('time').sleep(600); return ()", "it did not return within "),
    "loops and swallows what is raised": (
        "\n        while True:\n            try:\n                while True: pass\n            except: pass",
        "it did not return within ",
    ),
    "eats memory": (SEIZE, "it needs more than 512 MB of memory (MemoryError at "),
    "eats memory to the last byte": (SEIZE_ALL, "it needs more than 512 MB of memory (MemoryError at "),
    "ends the process": ("__import__('os')._exit(0)", "it ended the process that it ran in"),
    "kills the process": ("import os; os.kill(os.getpid(), 9)", "it ended the process that it ran in"),
    "crashes the interpreter": (TRAP, "it ended the process that it ran in"),
    "says what cannot be passed on": (UNSENDABLE, "what it says cannot be passed on: TypeError: "),
}


@pytest.mark.parametrize(("check", "said"), MISBEHAVING.values(), ids=MISBEHAVING)
def test_a_rule_that_misbehaves_is_named_and_every_other_finding_is_there(shell, check, said):
    shell.install("opscheck-acme", rule_plugin("acme_rules", "acme", check))
    shell.install("opscheck-bolt", good_plugin("bolt"))

    def check(seconds):
        enabled = "rules: {acme/rule: on, 'bolt/*': on}"
        shell.write({".opscheck.yaml": f"{enabled}\nlimits: {{rule-seconds: {seconds}}}\n"})
        return shell.check("plan.yaml", "--format", "json")

    hangs = "did not return" in said
    result = with_enough_time(check, 1) if hangs else check(60)  # only what never returns is to be waited for
    assert result.code == 2
    assert result.found == ["opscheck/internal-error", "bolt/seasonal", "budget/horizon"]
    assert result.data["findings"][0]["key"] == "acme/rule"
    assert said in result.data["findings"][0]["message"]


def test_a_function_that_ends_the_process_and_was_kept_while_loading_still_does(shell):
    shell.install("opscheck-acme", rule_plugin("acme_rules", "acme", "_exit(0)", head="from os import _exit"))
    shell.enable("acme/rule")
    result = shell.check("good.yaml", "--format", "json")
    assert result.found == ["opscheck/internal-error"]
    assert "it ended the process that it ran in" in result.data["findings"][0]["message"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_a_rule_that_loops_does_not_outlive_a_command_that_is_killed_for_long(shell):
    note = "open('looping', 'w').write(str(__import__('os').getpid()))"
    shell.install("opscheck-acme", rule_plugin("acme_rules", "acme", f"{note}\n        while True: pass"))
    shell.write({".opscheck.yaml": "rules: {acme/rule: on}\nlimits: {rule-seconds: 2}\n"})
    line, looping = [command(), "check", "good.yaml", "--no-cache"], shell.folder / "looping"
    process = subprocess.Popen(line, cwd=shell.folder, env=shell.environment())
    assert _comes(lambda: looping.exists() and looping.read_text())
    process.kill()
    process.wait()
    assert _comes(lambda: not Path(f"/proc/{looping.read_text()}").exists())


def _comes(condition: Callable[[], object]) -> bool:
    """Whether it comes true within some minutes."""
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_what_a_rule_does_to_the_plan_nobody_else_sees(shell):
    shell.install("opscheck-acme", rule_plugin("acme_rules", "acme", FORGED))
    shell.install("opscheck-bolt", good_plugin("bolt"))
    before = shell.check("plan.yaml", "--format", "json").data["outcomes"]
    shell.enable("acme/rule", "bolt/*")
    after = shell.check("plan.yaml", "--format", "json")
    assert after.found == ["bolt/seasonal", "budget/horizon"]
    assert [
        entry for entry in after.data["outcomes"] if entry["rule"].partition("/")[0] not in ("acme", "bolt")
    ] == before


def test_the_rules_of_one_plugin_go_on_after_one_that_hangs(shell):
    head = "import time\n"
    files = rule_plugin("acme_rules", "acme", "time.sleep(600)", head=head)
    second = '''

class Second(Rule, id="acme/second"):
    """Another rule of ours."""

    def check(self, plan):
        yield Problem(plan.header.at("id"), "seen")


@hookimpl
def opscheck_rules():
    return [Ours, Second]
'''
    text = files["acme_rules.py"].partition("\n\n@hookimpl")[0] + second
    shell.install("opscheck-acme", {"acme_rules.py": text})

    def check(seconds):
        shell.write({".opscheck.yaml": f"rules: {{'acme/*': on}}\nlimits: {{rule-seconds: {seconds}}}\n"})
        return shell.check("good.yaml", "--format", "json")

    assert with_enough_time(check, 1).found == ["opscheck/internal-error", "acme/second"]


def test_a_rule_about_the_portfolio_is_isolated_too(shell):
    shell.install(
        "opscheck-acme", rule_plugin("acme_rules", "acme", "__import__('os')._exit(0)", keywords=', scope="portfolio"')
    )
    shell.write(
        {
            ".opscheck.yaml": "rules: {acme/rule: on}\n",
            "plan.yaml": BAD,
            "good.yaml": GOOD.replace("retention-2026", "b"),
        }
    )
    result = shell.check("plan.yaml", "good.yaml", "--format", "json")
    assert result.code == 2
    found = [rule for rule in result.found if not rule.startswith("portfolio/")]  # the two are nearly the same plan
    assert sorted(found) == ["budget/horizon", "opscheck/internal-error"]


def test_a_plugin_that_never_finishes_loading_is_named(shell):
    shell.install("opscheck-acme", module("acme_rules", "while True: pass"))
    shell.install("opscheck-bolt", good_plugin("bolt"))
    shell.enable("bolt/*")
    result = shell.check("plan.yaml", "--format", "json")
    assert (result.code, result.found) == (2, ["bolt/seasonal", "budget/horizon"])
    assert "cannot be used: it did not load within 10 seconds" in result.err


def test_all_kinds_of_misbehaving_plugin_at_once(shell):
    for number, (check, _) in enumerate(MISBEHAVING.values()):
        shell.install(f"opscheck-bad{number}", rule_plugin(f"bad{number}", f"bad{number}", check))
    shell.install("opscheck-broken", module("broken", "1 / 0"))
    shell.install("opscheck-newer", module("newer", "opscheck_api = 99"))
    shell.install("opscheck-thief", rule_plugin("thief", "budget", "return ()"))
    shell.install("opscheck-exits", module("exits", "raise SystemExit(0)"))
    shell.install("opscheck-loud", rule_plugin("loud", "loud", "print('loud'); return ()"))
    shell.install("opscheck-forger", rule_plugin("forger", "forger", FORGED))
    shell.install("opscheck-bolt", good_plugin("bolt"))
    rules = ", ".join(f"bad{number}/rule: on" for number in range(len(MISBEHAVING)))
    enabled = f"rules: {{{rules}, loud/rule: on, forger/rule: on, 'bolt/*': on}}"

    def check(seconds):
        shell.write({".opscheck.yaml": f"{enabled}\nlimits: {{rule-seconds: {seconds}}}\n"})
        return shell.check("plan.yaml", "--format", "json")

    result = with_enough_time(check, sum("did not return" in said for _, said in MISBEHAVING.values()))
    assert result.code == 2
    assert [rule for rule in result.found if rule != "opscheck/internal-error"] == ["bolt/seasonal", "budget/horizon"]
    assert result.found.count("opscheck/internal-error") == len(MISBEHAVING)
    for name in ("broken", "newer", "thief", "exits"):
        assert f"the plugin {name} of opscheck-{name} 1.0 cannot be used" in result.err


def test_nothing_beside_a_plan_is_imported(shell):
    """A plan repository can choose rules; it cannot make opscheck run its code."""
    trap = "open('ran', 'w').write('x')\n"
    files = dict.fromkeys(
        ("conftest.py", "yaml.py", "opscheck_plugin.py", "ruamel.py", "pydantic.py", "sitecustomize.py"), trap
    )
    shell.write({**files, ".opscheck.yaml": "rules: {budget/horizon: on}\n"})
    assert shell.check("plan.yaml", "--format", "json").found == ["budget/horizon"]
    for said in (
        "plugins: [./opscheck_plugin.py]",
        "plugin-path: .",
        "extends: ./conftest.py",
        "ruleset: ./conftest.py",
    ):
        shell.write({".opscheck.yaml": said + "\n"})
        assert shell.check("plan.yaml").code == 2
    assert not (shell.folder / "ran").exists()
