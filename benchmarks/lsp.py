"""How long it takes from a keystroke until an editor is told what is wrong.

    python benchmarks/lsp.py [--lines 5000] [--keys 40]

A client of the protocol opens a plan, changes one value again and again, and waits each time for the diagnostics of
that version of the text. Then the same text is checked without a server, part by part, to see where the time goes. At
last a large plan tells how long an answer takes while a check is under way.
"""

import argparse
import json
import os
import queue
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from generate import GOOD_PLAN, grown

DAY = "2026-07-01"


class Client:
    """As much of an editor as measuring needs: no library lies between the keystroke and the clock."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("opscheck", path=str(Path(sys.executable).parent))
        if not program:
            raise SystemExit("opscheck is not installed: pip install -e '.[dev]'")
        line = [program, "lsp", "--as-of", DAY, "--isolated"]
        self._server = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._published: dict[int, list[Any]] = {}
        self._number = 0

    def send(self, method: str, params: Any, number: int | None = None) -> None:
        message = {"jsonrpc": "2.0", "method": method, "params": params, **({"id": number} if number else {})}
        body = json.dumps(message).encode()
        assert self._server.stdin
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._server.stdin.flush()

    def ask(self, method: str, params: Any) -> Any:
        self._number += 1
        self.send(method, params, self._number)
        while (answer := self._next()).get("id") != self._number or "method" in answer:
            pass
        return answer["result"]

    def diagnostics(self, version: int) -> list[Any]:
        """Wait for the diagnostics of a version of the text."""
        while version not in self._published:
            self._next()
        return self._published[version]

    def stop(self) -> None:
        self.ask("shutdown", None)
        self.send("exit", None)
        self._server.wait(10)

    def _next(self) -> dict[str, Any]:
        """The next message; what is published may come while something else is waited for."""
        message = self._answers.get(timeout=60)
        if message.get("method") == "textDocument/publishDiagnostics":
            self._published[message["params"].get("version")] = message["params"]["diagnostics"]
        return message

    def _listen(self) -> None:
        assert self._server.stdout
        while header := self._server.stdout.readline():
            if header.startswith(b"Content-Length:"):
                while self._server.stdout.readline().strip():
                    pass  # other headers
                self._answers.put(json.loads(self._server.stdout.read(int(header.split(b":")[1]))))


def plan_of(lines: int, folder: Path) -> Path:
    """The good plan, so many times as large that it has at least that many lines."""
    path, times = folder / "plan.yaml", 1
    while grown(times, path).read_text(encoding="utf-8").count("\n") < lines:
        times += 1
    return path


def opened(folder: Path, text: str, uri: str) -> Client:
    """A client that has opened a plan and got its diagnostics."""
    client = Client(folder)
    client.ask("initialize", {"processId": os.getpid(), "rootUri": folder.as_uri(), "capabilities": {}})
    client.send("initialized", {})
    document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
    client.send("textDocument/didOpen", {"textDocument": document})
    client.diagnostics(1)
    return client


def keystrokes(path: Path, keys: int) -> tuple[list[float], list[float]]:
    """Seconds from each keystroke to its diagnostics, and seconds for a hover in a text that is checked."""
    text, uri = path.read_text(encoding="utf-8"), path.as_uri()
    client = opened(path.parent, text, uri)
    line = text[: text.index("expected_return:")].count("\n")
    latencies, hovers = [], []
    for number in range(keys):
        changed = text.replace("expected_return: 1.8", f"expected_return: 1.{number % 10}", 1)
        started = time.perf_counter()
        change = {"textDocument": {"uri": uri, "version": number + 2}, "contentChanges": [{"text": changed}]}
        client.send("textDocument/didChange", change)
        client.diagnostics(number + 2)
        latencies.append(time.perf_counter() - started)
        started = time.perf_counter()
        client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": line, "character": 20}})
        hovers.append(time.perf_counter() - started)
        time.sleep(0.02)
    client.stop()
    return latencies, hovers


def during_a_check(path: Path, keys: int) -> dict[str, list[float]]:
    """Seconds for a hover and for a completion while the check of a keystroke is under way."""
    text, uri = path.read_text(encoding="utf-8"), path.as_uri()
    client = opened(path.parent, text, uri)
    line = text[: text.index("expected_return:")].count("\n")
    asked = {"textDocument/hover": 20, "textDocument/completion": 2}
    found: dict[str, list[float]] = {method: [] for method in asked}
    for number in range(keys):
        changed = text.replace("expected_return: 1.8", f"expected_return: 1.{number % 10}", 1)
        change = {"textDocument": {"uri": uri, "version": number + 2}, "contentChanges": [{"text": changed}]}
        client.send("textDocument/didChange", change)
        time.sleep(0.3)  # until the pause is over and the check has begun
        for method, column in asked.items():
            started = time.perf_counter()
            client.ask(method, {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}})
            found[method].append(time.perf_counter() - started)
        client.diagnostics(number + 2)
    client.stop()
    return found


def parts(path: Path, runs: int) -> dict[str, float]:
    """Median seconds of each part of a check, in a process that has done it before."""
    from opscheck.checking.request import Request
    from opscheck.lsp.checks import Checker
    from opscheck.lsp.desk import Desk
    from opscheck.plan.build import build
    from opscheck.plugins import Plugins
    from opscheck.project import load_plan

    raw = path.read_bytes()
    texts = {path: raw}
    checker = Checker(Request(as_of=DAY, isolated=True), Plugins())
    desk = Desk(checker)
    outcome = checker.check([path], texts)
    loaded = load_plan(path, text=raw)
    jobs: dict[str, Callable[[], object]] = {
        "finding the plans": lambda: checker.groups([path], texts),
        "reading the text": lambda: load_plan(path, text=raw),
        "building the plan": lambda: build(loaded.data),
        "the whole check": lambda: checker.check([path], texts),
        "writing diagnostics": lambda: desk.diagnoser(desk.views()).diagnostics(outcome, {}),
    }
    return {name: statistics.median(timed(job) for _ in range(runs)) for name, job in jobs.items()}


def timed(job: Callable[[], object]) -> float:
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def show(name: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(f"  {name:<32} median {statistics.median(ordered) * 1000:7.0f} ms   p95 {p95 * 1000:7.0f} ms")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--lines", type=int, default=5000)
    options.add_argument("--keys", type=int, default=40)
    options.add_argument("--large", type=int, default=40_000, help="lines of the plan that is being checked for long")
    args = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for lines in dict.fromkeys((GOOD_PLAN.read_text(encoding="utf-8").count("\n"), args.lines)):
            path = plan_of(lines, Path(folder).resolve())
            text = path.read_text(encoding="utf-8")
            print(f"{text.count(chr(10))} lines, {len(text.encode()) // 1000} kB")
            latencies, hovers = keystrokes(path, args.keys)
            show("from a keystroke to diagnostics", latencies)
            show("a hover", hovers)
            for name, seconds in parts(path, 7).items():
                print(f"    {name:<30} {seconds * 1000:14.1f} ms")
        path = plan_of(args.large, Path(folder).resolve())
        print(f"{args.large} lines, while a check is under way")
        for method, times in during_a_check(path, 8).items():
            show(method.removeprefix("textDocument/"), times)


if __name__ == "__main__":
    main()
