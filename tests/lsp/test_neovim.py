"""A real Neovim with its built-in client, from the oldest version that has one: what is typed is shown."""

import json
import subprocess
from pathlib import Path

from command import DAY, GOOD, command
from consumers import program

SCRIPT = Path(__file__).with_name("neovim.lua")


def test_a_keystroke_in_neovim_shows_the_diagnostic_and_undoing_it_takes_it_away(opscheck):
    nvim = program("nvim")
    opscheck.write({"plan.yaml": GOOD})
    done = subprocess.run(
        [nvim, "--headless", "--clean", "-n", "-c", f"luafile {SCRIPT}"],
        cwd=opscheck.folder,
        env=opscheck.environment(OPSCHECK_LSP=f"{command()} lsp --as-of {DAY}"),
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads((opscheck.folder / "found.json").read_text(encoding="utf-8"))
    assert (found["before"], found["code"]) == (0, "budget/horizon")
    line = GOOD[: GOOD.index("P19M")].count("\n")
    assert (found["line"], found["column"], found["end_column"]) == (line, 11, 15)
    assert "`budget/horizon`" in found["hover"]
    assert found["text"].startswith("  horizon: P19M")
