"""A real Emacs with Eglot, a second client that shares no code with the others, set up as the guide says."""

import json
import re
import subprocess
from pathlib import Path

from command import DAY, GOOD, command
from consumers import program

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("emacs.el")


def test_a_keystroke_in_emacs_shows_the_diagnostic_and_undoing_it_takes_it_away(opscheck):
    emacs = program("emacs")
    guide = (ROOT / "docs" / "guides" / "editors.md").read_text(encoding="utf-8")
    (setup,) = re.findall(r"```elisp\n(.*?)```", guide, re.DOTALL)
    setup = setup.replace('"opscheck" "lsp"', f'"{command()}" "lsp" "--as-of" "{DAY}"')
    opscheck.write({"plan.yaml": GOOD})
    done = subprocess.run(
        [emacs, "--batch", "--load", str(SCRIPT)],
        cwd=opscheck.folder,
        env=opscheck.environment(OPSCHECK_SETUP=setup),
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads((opscheck.folder / "found.json").read_text(encoding="utf-8"))
    assert (found["text"], "budget/horizon" in found["message"]) == ("P11M", True)
    assert "budget/horizon" in found["hover"]
    assert "{id: churn," in GOOD.splitlines()[found["definition"] - 1]
