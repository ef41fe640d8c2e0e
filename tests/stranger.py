"""Plugins that strangers might write, as real distributions: installed as files, or as wheels for pip to install."""

import base64
import hashlib
import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path

from command import BAD, GOOD, Result, Shell

RULE = '''\
from pathlib import Path

from opscheck import Pass, Plan, Problem, Results, Rule, hookimpl

opscheck_api = 1


class Seasonal(Rule, id="{topic}/seasonal", severity="warning"):
    """The plan's title names its season.

    Why: ours are seasonal.

    Good:
        plan: {{id: p, title: spring}}
    Bad:
        plan: {{id: p, title: a plan}}  # <- names no season
    """

    seasons: tuple[str, ...] = ("spring", "summer", "autumn", "winter")

    def check(self, plan: Plan) -> Results:
        title = plan.header.title or ""
        if any(season in title for season in self.seasons):
            yield Pass(plan.header.at("title"), "the title names its season")
        else:
            yield Problem(plan.header.at("title"), "{{title}} names no season", title=title)


@hookimpl
def opscheck_rules():
    return [Seasonal]


@hookimpl
def opscheck_rulesets():
    return [Path(__file__).parent / "recommended.yaml"]
'''
RULESET = "name: {name}/recommended\nversion: '1'\nextends: standard\nrules: {{{topic}/*: on}}\n"


def good_plugin(topic: str = "acme") -> dict[str, str]:
    """The files of a plugin with one rule and one ruleset."""
    return {
        f"{topic}_rules/__init__.py": RULE.format(topic=topic),
        f"{topic}_rules/recommended.yaml": RULESET.format(name=topic, topic=topic),
    }


def module(name: str, text: str) -> dict[str, str]:
    """The files of a plugin that is one module."""
    return {f"{name}.py": text}


def rule_plugin(name: str, topic: str, check: str, *, head: str = "", keywords: str = "") -> dict[str, str]:
    """A plugin with one rule ``topic/rule`` whose ``check(self, plan)`` has this body, and a ruleset for it."""
    text = f'''\
import opscheck
from opscheck import Pass, Problem, Rule, hookimpl
from pathlib import Path
{head}
opscheck_api = 1


class Ours(Rule, id="{topic}/rule"{keywords}):
    """A rule of ours."""

    def check(self, plan):
        {check}


@hookimpl
def opscheck_rules():
    return [Ours]
'''
    return {f"{name}.py": text}


def _metadata(name: str, version: str, entry_points: dict[str, str]) -> dict[str, str]:
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    points = "".join(f"{point} = {target}\n" for point, target in entry_points.items())
    return {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/entry_points.txt": f"[opscheck]\n{points}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }


def install(site: Path, name: str, files: dict[str, str], *entry_points: str, version: str = "1.0") -> None:
    """Put a distribution into a folder as ``pip install --target`` does. Entry points are modules of it."""
    points = {point.replace("_", "-"): point for point in entry_points}
    for path, text in (files | _metadata(name, version, points)).items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")


def wheel(folder: Path, name: str, files: dict[str, str], *entry_points: str, version: str = "1.0") -> Path:
    """A wheel for pip."""
    points = {point.replace("_", "-"): point for point in entry_points}
    contents = files | _metadata(name, version, points)
    stem = f"{name.replace('-', '_')}-{version}"
    path = folder / f"{stem}-py3-none-any.whl"
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in contents.items():
            archive.writestr(file, text)
        record = f"{stem}.dist-info/RECORD"
        lines = [f"{file},sha256={_digest(text)},{len(text.encode())}" for file, text in contents.items()]
        archive.writestr(record, "\n".join([*lines, f"{record},,", ""]))
    return path


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def virtual_environment(folder: Path) -> Path:
    """The interpreter of a new environment that sees opscheck, and what it needs, as they are installed here."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    program = "import sysconfig; print(sysconfig.get_path('purelib'), end='')"
    site = subprocess.run([str(python), "-c", program], check=True, capture_output=True, text=True).stdout
    (Path(site) / "here.pth").write_text(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n")
    return python


def pip_install(python: Path, what: Path) -> None:
    """Install a wheel or a folder for this interpreter, without the network."""
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*pip, "--no-build-isolation", str(what)], check=True, env={**os.environ, "PYTHONPATH": ""})


class Installation(Shell):
    """A shell with strangers' distributions in a folder of packages."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.site = folder / "site"
        self.environ["PYTHONPATH"] = str(self.site)
        self.write({"plan.yaml": BAD, "good.yaml": GOOD})

    def install(self, name: str, files: dict[str, str], *entry_points: str, version: str = "1.0") -> None:
        points = entry_points or tuple({path.partition("/")[0].removesuffix(".py") for path in files})
        install(self.site, name, files, *points, version=version)

    def enable(self, *rules: str) -> None:
        """Write a configuration that names these rules beside the standard ones."""
        self.write({".opscheck.yaml": "rules: {" + ", ".join(f"{rule}: on" for rule in rules) + "}\n"})


def with_enough_time(check: Callable[[int], Result], hanging: int) -> Result:
    """A check of which this many rules never return, with the least seconds for each in which all others do.

    What they are is no matter: a machine may be so busy that what takes a moment takes more than one.
    """
    for seconds in (1, 10, 60):
        result = check(seconds)
        messages = [finding["message"] for finding in result.data["findings"]]
        if sum(f"did not return within {seconds} seconds" in message for message in messages) == hanging:
            break
    return result
