"""opscheck beside yamllint and check-jsonschema, in one run, as ratios of medians.

    python benchmarks/peers.py [--plans 200] [--runs 5] [--growth 1 10 100]

Each command runs as a whole process, in turn with the others, so that a machine that slows down slows all of them.
check-jsonschema gets the schema that ``opscheck schema`` prints: the same format, without the rules.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from generate import grown, variants

AS_OF = ["--as-of", "2026-07-01", "--isolated"]


def program(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"])
    if not found:
        raise SystemExit(f"{name} is not installed: pip install -e '.[dev]'")
    return found


def timed(command: list[str]) -> tuple[float, int]:
    """Seconds and peak memory in kilobytes of one whole process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(
            f"{command[0]} failed: {subprocess.run(command, capture_output=True, check=False).stderr.decode()[:500]}"
        )
    return time.perf_counter() - start, usage.ru_maxrss


def compare(title: str, commands: dict[str, list[str]], runs: int) -> None:
    figures: dict[str, list[tuple[float, int]]] = {name: [] for name in commands}
    for command in commands.values():
        timed(command)  # a warm-up: compiled modules, the disk's cache
    for _ in range(runs):
        for name, command in commands.items():
            figures[name].append(timed(command))
    print(f"\n{title}")
    own = statistics.median(seconds for seconds, _ in figures["opscheck"])
    for name, rows in figures.items():
        seconds = [row[0] for row in rows]
        median = statistics.median(seconds)
        memory = max(row[1] for row in rows) / 1024
        print(
            f"  {name:<18} {median:8.3f} s  ({min(seconds):.3f}–{max(seconds):.3f})  {memory:6.0f} MB"
            f"  opscheck takes {own / median:.2f} of it"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--growth", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument("--without-yamllint", action="store_true", help="it takes most of the time")
    options = parser.parse_args()
    opscheck, yamllint, jsonschema = program("opscheck"), program("yamllint"), program("check-jsonschema")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        schema = root / "schema.json"
        schema.write_bytes(subprocess.run([opscheck, "schema"], check=True, capture_output=True).stdout)
        plans = [str(path) for path in variants(options.plans, root / "plans")]

        def commands(files: list[str]) -> dict[str, list[str]]:
            found = {
                "opscheck": [opscheck, "check", *AS_OF, *files],
                "check-jsonschema": [jsonschema, "--schemafile", str(schema), *files],
            }
            if not options.without_yamllint:
                found["yamllint"] = [yamllint, "-d", "relaxed", *files]
            return found

        compare("one plan", commands(plans[:1]), options.runs)
        compare(f"{len(plans)} plans", commands(plans), max(1, options.runs // 2))
        print("\ngrowth of one plan (a whole process, and the time over that of the smallest)")
        first = None
        for times in options.growth:
            path = grown(times, root / f"grown-{times}.yaml")
            rows = [timed([opscheck, "check", *AS_OF, str(path)]) for _ in range(options.runs)]
            median, memory = statistics.median(row[0] for row in rows), max(row[1] for row in rows) / 1024
            first = first or median
            size = path.stat().st_size / 1024
            print(f"  x{times:<5} {size:8.0f} KB  {median:8.3f} s  {memory:6.0f} MB  {median - first:+.3f} s")


if __name__ == "__main__":
    main()
