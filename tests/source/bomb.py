"""Load a file in a process of its own, within limits that the system enforces: `bomb.py FILE`, prints a summary.

Run by test_hostile.py. Processor time, not the clock, is limited, to twice what is promised (2 s), because the
machines that run tests differ; memory to what is promised (300 MB).
"""

import json
import resource
import sys
from pathlib import Path

resource.setrlimit(resource.RLIMIT_CPU, (4, 4))

from opscheck.source import load  # noqa: E402


def megabytes() -> int:
    """The most memory that this program has had: on Linux without that of the process it was forked from."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


document = load(Path(sys.argv[1]).read_bytes(), "plan.yaml")
summary = {
    "fatal": document.fatal,
    "messages": [flaw.message for flaw in document.flaws],
    "place": document.flaws[0].span[1:3] if document.flaws else None,
    "comments": len(document.comments),
    "megabytes": megabytes(),
}
json.dump(summary, sys.stdout)
