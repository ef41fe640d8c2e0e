"""What a run imports: no more than it needs, and nothing that lies beside the plans."""

import re
import sys
from pathlib import Path

import pytest
from command import BAD, GOOD, Shell, command

from opscheck.reports import FORMATS

_IMPORTED = re.compile(r"^import '(\S+)' #", re.MULTILINE)
EVIL = "from pathlib import Path\nPath('imported.txt').write_text(__name__)\nraise SystemExit(0)\n"
NAMES = ("conftest", "yaml", "opscheck_evil", "sitecustomize", "usercustomize", "pluggy", "ruamel", "opscheck_acme")


def imported(opscheck: Shell, *line: str) -> set[str]:
    """Every module that a process imports beyond what the bare interpreter does."""
    return _modules(opscheck, *line) - _modules(opscheck, sys.executable, "-c", "")


def _modules(opscheck: Shell, *line: str) -> set[str]:
    return set(_IMPORTED.findall(opscheck.run(list(line), PYTHONVERBOSE="1").err))


def below(modules: set[str], *names: str) -> set[str]:
    """Those of the modules that have one of the names, or belong to such a package."""
    return {module for module in modules if any(module == name or module.startswith(f"{name}.") for name in names)}


@pytest.fixture
def good(opscheck: Shell) -> Shell:
    """A folder with a plan in which nothing is wrong."""
    opscheck.write({"plan.yaml": GOOD})
    return opscheck


def test_importing_opscheck_imports_none_of_its_modules(opscheck: Shell):
    modules = imported(opscheck, sys.executable, "-c", "import opscheck")
    assert below(modules, "opscheck") == {"opscheck"}
    assert not below(modules, "pydantic", "pluggy", "ruamel", "whenever")


def test_asking_for_the_version_imports_nothing_heavy(opscheck: Shell):
    modules = imported(opscheck, command(), "--version")
    assert below(modules, "opscheck") == {"opscheck", "opscheck.cli", "opscheck.version"}
    assert not below(modules, "pydantic", "pydantic_core", "pluggy", "ruamel", "whenever", "argparse")


NEVER = (
    "textual",
    "rich",
    "pygls",
    "lsprotocol",
    "attrs",
    "opscheck.lsp",
    "difflib",
    "jsonschema",
    "tomllib",
    "asyncio",
    "http",
    "unittest",
    "pdb",
)
NOT_WITHOUT_NEED = (
    "opscheck.catalogue",
    "opscheck.authoring.schema",
    "opscheck.authoring.skeleton",
    "opscheck.testing",
    "opscheck.documentation",
    "opscheck.matrix",
    "opscheck.history",
    "opscheck.reports.encoding",
    "opscheck.reports.since",
    "opscheck.project.toml",
    "opscheck.cli.settings",
    "opscheck.cli.explain",
    "opscheck.cli.fixing",
    "opscheck.checking.bench",
    "opscheck.checking.waiving",
    "opscheck.checking.accepting",
    "opscheck.checking.since",
    "opscheck.edits",
    "opscheck.fixer",
    "opscheck.extensions",
    "opscheck.engine.sections",
    "opscheck.importing",
    "opscheck.reports.foreign",
)


@pytest.mark.parametrize("format_", FORMATS)
def test_checking_a_good_plan_loads_no_report_that_it_does_not_print(good: Shell, format_: str):
    modules = imported(good, command(), "check", "--as-of", "2026-07-01", "plan.yaml", "--format", format_)
    others = {module for name, module in FORMATS.items() if name != format_}
    assert FORMATS[format_] in modules
    assert not below(modules, *others)


ROOMS = {
    "cli": "again check loading options telling",
    "checking": "baselines checker checks judging plans portfolio provenance records request selection settings",
    "reports": "excerpt summary text",
    "ruleset": "layers reading resolving",
    "engine": "case checks gathering isolate judge locate mend own portfolio report running speak verdicts",
    "waivers": "keys policy",
    "project": (
        "config configurations evidence files fragments globs keys library plans reading recognition requirement"
    ),
    "plan": (
        "actuals base budget build context currencies data format_errors governance header kpis lookup mentions "
        "messages organization quantities records references risks schedule select shape tools types unreadable"
    ),
    "source": "builder comments complaints decode document extent flaws parser scalars spans",
}
ALONE = (
    "blame cache change clock core display errors finding framework hookspecs installation keys loading looking meant "
    "merge plugins rule run sorting translations version views"
)
OF_OTHERS = {
    "_ruamel_yaml",
    "annotated_types",
    "pluggy",
    "pydantic",
    "pydantic_core",
    "ruamel",
    "typing_extensions",
    "typing_inspection",
    "whenever",
}


def test_checking_a_good_plan_imports_these_modules_and_no_others(good: Shell):
    modules = imported(good, command(), "check", "--as-of", "2026-07-01", "plan.yaml")
    rooms = {f"opscheck.{room}.{name}" for room, names in ROOMS.items() for name in names.split()}
    alone = {f"opscheck.{name}" for name in (*ROOMS, *ALONE.split())}
    assert below(modules, "opscheck") - rooms - alone == {"opscheck"}
    tops = {module.partition(".")[0] for module in modules if not module.startswith(("opscheck", "__editable__"))}
    assert tops - sys.stdlib_module_names - {"_distutils_hack", "_sysconfigdata__linux_x86_64-linux-gnu"} <= OF_OTHERS
    assert not below(modules, *NEVER)
    assert not below(modules, *NOT_WITHOUT_NEED)


def test_what_has_not_changed_is_answered_without_importing_rules_parser_or_models(good: Shell):
    program = "import sys; from opscheck.cli import main; main(sys.argv[1:]); print(*sys.modules)"
    line = [sys.executable, "-c", program, "check", "--as-of", "2026-07-01", "plan.yaml"]
    good.write({"home/.profile": ""})  # the current folder is where Python looks for modules, here
    first, *modules = good.run(line).out.splitlines()
    assert "pydantic" in modules[0].split()
    second, *modules = good.run(line).out.splitlines()
    assert second == first
    again = set(modules[0].split())
    assert below(again, "opscheck") == {f"opscheck{name}" for name in ("", ".cli", ".cli.again", ".cache", ".looking")}
    assert not below(again, "pydantic", "pydantic_core", "pluggy", "ruamel", "_ruamel_yaml", "whenever")


def test_a_finding_costs_no_more_imports(good: Shell):
    good.write({"bad.yaml": BAD})
    modules = imported(good, command(), "check", "--as-of", "2026-07-01", "bad.yaml")
    assert not below(modules, *NEVER)
    assert not below(modules, *NOT_WITHOUT_NEED)


def test_toml_is_read_only_where_a_pyproject_speaks_of_opscheck(good: Shell):
    line = [command(), "check", "--as-of", "2026-07-01", "plan.yaml"]
    good.write({"pyproject.toml": "[project]\nname = 'shop'\n"})
    assert not below(imported(good, *line), "tomllib")
    good.write({"pyproject.toml": "[tool.opscheck]\nfail-on = 'error'\n"})
    assert below(imported(good, *line), "tomllib")


# --- what lies beside the plans is data


def _evil_repository(opscheck: Shell) -> None:
    """A repository full of code with the names that something might import, and a plugin that nobody installed."""
    opscheck.write({"plan.yaml": BAD})
    for name in NAMES:
        opscheck.write({f"{name}.py": EVIL, f"plugins/{name}.py": EVIL})
    opscheck.write(
        {
            "evil-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n",
            "evil-1.0.dist-info/entry_points.txt": "[opscheck]\nevil = opscheck_evil\n",
            "setup.cfg": "[metadata]\nname = evil\n",
        }
    )


@pytest.mark.parametrize(
    "start", [[command()], [sys.executable, "-m", "opscheck"]], ids=["the script", "python -m opscheck"]
)
@pytest.mark.parametrize("cwd", [".", "plans"])
def test_nothing_beside_a_plan_is_imported(opscheck: Shell, start: list[str], cwd: str):
    _evil_repository(opscheck)
    opscheck.write({"plans/plan.yaml": BAD})
    for arguments in (["check", "--as-of", "2026-07-01", "plan.yaml"], ["plugins"], ["explain", "budget/horizon"]):
        result = opscheck.run([*start, *arguments], cwd=cwd)
        assert result.code == (1 if arguments[0] == "check" else 0)
        assert "evil" not in result.out + result.err
    assert not list(Path(opscheck.folder).rglob("imported.txt"))


def test_a_configuration_cannot_name_code(opscheck: Shell):
    _evil_repository(opscheck)
    for key in ("plugins", "load-plugins", "python-path", "plugin"):
        opscheck.write({".opscheck.yaml": f"{key}: [opscheck_evil]\n"})
        result = opscheck.check("plan.yaml")
        assert result.code == 2
        assert f"a configuration has no key {key}" in result.err
    opscheck.write({".opscheck.yaml": "require-plugins: [opscheck_evil]\n"})
    assert "the plugin opscheck_evil is required and not installed" in opscheck.check("plan.yaml").err
    assert not list(Path(opscheck.folder).rglob("imported.txt"))
