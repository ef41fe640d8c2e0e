"""What a run imports: no more than it needs, and nothing that lies beside the plans."""

import re
import sys
from pathlib import Path

import pytest
from command import BAD, GOOD, Shell, command

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


NEVER = ("textual", "rich", "difflib", "jsonschema", "tomllib", "asyncio", "http", "unittest", "pdb")
NOT_WITHOUT_NEED = (
    "opscheck.catalogue",
    "opscheck.authoring.schema",
    "opscheck.authoring.skeleton",
    "opscheck.testing",
    "opscheck.documentation",
    "opscheck.matrix",
    "opscheck.history",
    "opscheck.cache",
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


@pytest.mark.parametrize("format_", ["text", "concise", "json", "github"])
def test_checking_a_good_plan_loads_no_report_that_it_does_not_print(good: Shell, format_: str):
    modules = imported(good, command(), "check", "--as-of", "2026-07-01", "plan.yaml", "--format", format_)
    helpers = {"opscheck.reports", "opscheck.reports.excerpt", "opscheck.reports.summary"}
    assert below(modules, "opscheck.reports") - helpers == {f"opscheck.reports.{format_}"}


def test_checking_a_good_plan_loads_little(good: Shell):
    modules = imported(good, command(), "check", "--as-of", "2026-07-01", "plan.yaml")
    assert not below(modules, *NEVER)
    assert not below(modules, *NOT_WITHOUT_NEED)
    assert below(modules, "opscheck.cli") == {
        f"opscheck.cli{name}" for name in ("", ".check", ".loading", ".options", ".telling")
    }


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
