"""A real terminal: tmux with a screen of a given size, in which the installed command runs."""

import os
import subprocess
import time
from collections.abc import Callable
from itertools import count

from command import Shell, command
from consumers import program

_numbers = count()
_PATIENCE = 120.0  # seconds: the machine may be busy


class Terminal:
    """One terminal with one command in it."""

    def __init__(self, shell: Shell, *arguments: str, size: tuple[int, int] = (80, 24), **environ: str) -> None:
        self._folder = shell.folder
        socket = f"tmux{next(_numbers)}"  # as seen from the folder: its path must be short
        self._tmux = [program("tmux"), "-S", socket, "-f", os.devnull]
        environment = {**shell.environment(**environ), "TERM": "xterm-256color"}
        words = [command(), *arguments]
        script = shell.folder / "start.sh"
        lines = [f"cd '{shell.folder}'", " ".join(f"'{word}'" for word in words), 'echo "EXIT $?"', "sleep 1000"]
        script.write_text("\n".join(lines), encoding="utf-8")
        wide, high = map(str, size)
        self._run("new-session", "-d", "-x", wide, "-y", high, f"sh '{script}'", env=environment)
        self._run("set-option", "-g", "status", "off")
        self._run("resize-window", "-x", wide, "-y", high)

    def _run(self, *arguments: str, env: dict[str, str] | None = None) -> str:
        done = subprocess.run([*self._tmux, *arguments], cwd=self._folder, capture_output=True, check=True, env=env)
        return done.stdout.decode()

    def lines(self) -> list[str]:
        """What is on the screen."""
        return self._run("capture-pane", "-p").splitlines()

    def styled(self) -> str:
        """The same with the escape sequences that say how it looks."""
        return self._run("capture-pane", "-p", "-e")

    def wait_for(self, *texts: str) -> list[str]:
        """Wait until all of these are on the screen."""
        lines: list[str] = []

        def are_there() -> bool:
            lines[:] = self.lines()
            return all(any(text in line for line in lines) for text in texts)

        self._wait(are_there, *texts)
        return lines

    def _wait(self, condition: Callable[[], bool], *texts: str) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"{texts} never came:\n" + "\n".join(self.lines())
            time.sleep(0.05)

    def press(self, *keys: str) -> None:
        """Press keys, named as tmux names them."""
        for key in keys:
            self._run("send-keys", key)

    def type(self, text: str) -> None:
        """Type a text all at once; a tab and a line break are the keys tab and enter."""
        self._run("send-keys", "-l", text)

    def close(self) -> None:
        """End what runs in it."""
        subprocess.run([*self._tmux, "kill-server"], cwd=self._folder, capture_output=True, check=False)
