"""Load a file in a process of its own, within limits that the system enforces: `bomb.py FILE`, prints a summary.

Run by test_hostile.py. Processor time, not the clock, is limited, to twice what is promised (2 s), and more where the
machine is slow or busy: then an honest file takes longer, too. Memory is limited to what is promised (300 MB).
"""

import json
import math
import resource
import sys
import time
from pathlib import Path

from opscheck.source import load

HONEST = "".join(
    f"- {{id: item-{number}, name: Item {number}, amount: {number}.50}}\n" for number in range(5_000)
).encode()
SECONDS = 0.06  # that it takes where a flood must be read in the time that is promised
MOST = 4.0


def limit_processor_time() -> None:
    """End this process after what a flood may take on a machine as fast as this one is now."""
    began = time.process_time()
    load(HONEST, "plan.yaml")
    now = time.process_time()
    seconds = math.ceil(now + MOST * max(1.0, (now - began) / SECONDS))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def megabytes() -> int:
    """The most memory that this program has had: on Linux without that of the process it was forked from."""
    status = Path("/proc/self/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


limit_processor_time()
document = load(Path(sys.argv[1]).read_bytes(), "plan.yaml")
summary = {
    "fatal": document.fatal,
    "messages": [flaw.message for flaw in document.flaws],
    "place": document.flaws[0].span[1:3] if document.flaws else None,
    "comments": len(document.comments),
    "megabytes": megabytes(),
}
json.dump(summary, sys.stdout)
