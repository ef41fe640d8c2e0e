"""Plans with waivers of every kind, and what the screens with one list show."""

from pathlib import Path

from command import GOOD, changed

_BAD = changed("expected_return: 1.8", "expected_return: 1.4", changed("horizon: P19M", "horizon: P11M"))
_EARLY = changed("amount: 960000.00", "amount: 1260000.00  # opscheck: ignore[budget/*] -- everything", _BAD)
_NONE = next(line for line in GOOD.splitlines() if line.startswith("waivers: []"))
WAIVED = changed(
    _NONE,
    """\
waivers:
  - {rule: risk/assessed, at: ".", reason: nothing needs it}
  - {rule: budget/horizon, at: budget.horizon, reason: the board decided, approved_by: lin-mei, until: 2026-12-31}
  - {rule: budget/stage-ratio, at: "budget.stages[early].amount", reason: 早期多投, ticket: OPS-7, until: 2026-07-10}
  - {rule: budget/expected-return, at: budget.expected_return, reason: for the spring, until: 2026-06-01}\
""",
    _EARLY,
)


def plan(folder: Path, text: str, name: str = "plan.yaml") -> Path:
    """A plan in a file."""
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def under(lines: list[str], *words: str) -> list[str]:
    """The lines that have all these words."""
    return [line for line in lines if all(word in line for word in words)]
