"""Taking a topic away leaves the others working, and what is then unchecked is said."""

import re
import shutil
from pathlib import Path

import pytest
from command import GOOD, Shell

ROOT = Path(__file__).parents[1]
TOPICS = sorted(path.name.removeprefix("opscheck_") for path in (ROOT / "plugins").glob("opscheck_*"))


class Copy(Shell):
    """An installation of opscheck from which something can be taken away."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.site = folder / "site"
        ignored = shutil.ignore_patterns("__pycache__")
        for package in (
            ROOT / "opscheck",
            *(ROOT / "plugins").glob("opscheck_*"),
            *(ROOT / "rulesets").glob("opscheck_*"),
        ):
            shutil.copytree(package, self.site / package.name, ignore=ignored)
        text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
        self.points = re.findall(r'^(\w+) = "(opscheck_\w+)"$', text, re.MULTILINE)
        self.environ["PYTHONPATH"] = str(self.site)
        self.write({"good.yaml": GOOD})
        self.declare(self.points)

    def declare(self, points: list[tuple[str, str]]) -> None:
        info = self.site / "opscheck-0.1.0.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: opscheck\nVersion: 0.1.0\n")
        (info / "entry_points.txt").write_text("[opscheck]\n" + "".join(f"{name} = {of}\n" for name, of in points))

    def take_away(self, topic: str) -> None:
        shutil.rmtree(self.site / f"opscheck_{topic}")

    def forget(self, topic: str) -> None:
        self.declare([(name, of) for name, of in self.points if name != topic])


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path)


def test_without_the_language_server_everything_else_works(copy):
    shutil.rmtree(copy.site / "opscheck" / "lsp")
    assert copy.check("good.yaml").code == 0
    result = copy("lsp")
    assert result.code == 2
    assert "pip install 'opscheck[lsp]'" in result.err


@pytest.mark.parametrize("topic", TOPICS)
def test_without_a_topic_the_others_judge_and_its_clauses_are_unchecked(copy, topic):
    copy.take_away(topic)
    copy.forget(topic)
    result = copy.check("good.yaml", "--format", "json")
    assert (result.code, result.found) == (0, [])
    assert {entry["rule"].partition("/")[0] for entry in result.data["outcomes"]} >= {*TOPICS} - {topic, "portfolio"}
    if topic != "portfolio":
        assert f"{topic}/*" in result.err
    rows = copy("clauses", "good.yaml", "--as-of", "2026-07-01", "--format", "json").data
    unchecked = {row["id"] for row in rows if not row["rules"]}
    rules = copy("rules", "--format", "json").data
    assert unchecked == {row["id"] for row in rows} - {clause for rule in rules for clause in rule["clauses"]}
    assert bool(unchecked) == (topic != "portfolio")
    assert all(row["outcome"] is None for row in rows if row["id"] in unchecked)


def test_without_the_terminal_ui_every_other_command_works(copy):
    shutil.rmtree(copy.site / "opscheck" / "tui")
    copy.write({"bad.yaml": GOOD.replace("horizon: P19M", "horizon: P11M")})
    day = ("--as-of", "2026-07-01")
    lines = {
        ("check", "good.yaml", *day): 0,
        ("check", "bad.yaml", *day): 1,
        ("fix", "good.yaml", "--diff", *day): 0,
        ("explain", "budget/horizon"): 0,
        ("rules",): 0,
        ("clauses", "good.yaml", *day): 0,
        ("waive", "budget/horizon", "bad.yaml", "--reason", "agreed", "--diff", *day): 0,
        ("baseline", "bad.yaml", *day): 0,
        ("schema",): 0,
        ("plugins",): 0,
        ("review", "--help"): 0,
    }
    assert {line: copy(*line).code for line in lines} == lines
