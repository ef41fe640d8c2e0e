"""Pages as a real browser shows them: Chromium without a window, driven by Playwright, judged by axe-core."""

import json
import subprocess
from typing import Any

from consumers import FOLDER, npm, program


def visit(*visits: dict[str, Any]) -> list[dict[str, Any]]:
    """What happened on each visit: see ``browser.mjs`` for what may be asked and what is answered."""
    npm("playwright-core")
    asked = {
        "browser": program("chromium", "chromium-browser", "google-chrome"),
        "axe": str(npm("axe-core", "axe.min.js")),
        "visits": [{**each, "file": str(each["file"])} for each in visits],
    }
    line = [program("node"), str(FOLDER / "browser.mjs")]
    done = subprocess.run(line, input=json.dumps(asked), capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results
