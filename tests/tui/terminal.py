"""A real terminal: tmux with a screen of a given size, in which the installed command runs."""

import os
import subprocess
import time
from itertools import count

from command import Shell, command
from consumers import program

_numbers = count()
_PATIENCE = 40.0  # seconds: the machine may be busy


class Terminal:
    """One terminal with one command in it."""

    def __init__(self, shell: Shell, *arguments: str, size: tuple[int, int] = (80, 24), **environ: str) -> None:
        self._tmux = [program("tmux"), "-S", str(shell.folder / f"tmux{next(_numbers)}"), "-f", os.devnull]
        self._size = size
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
        done = subprocess.run([*self._tmux, *arguments], capture_output=True, check=True, env=env)
        return done.stdout.decode()

    def lines(self) -> list[str]:
        """What is on the screen."""
        return self._run("capture-pane", "-p").splitlines()

    def wait_for(self, *texts: str) -> list[str]:
        """Wait until all of these are on the screen."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            lines = self.lines()
            if all(any(text in line for line in lines) for text in texts):
                return lines
            assert time.monotonic() < deadline, f"{texts} never came:\n" + "\n".join(lines)
            time.sleep(0.05)

    def press(self, *keys: str) -> None:
        """Press keys, named as tmux names them."""
        for key in keys:
            self._run("send-keys", key)

    def next_field(self) -> None:
        """Go on to the next field, and wait until the cursor is there."""
        before = self._cursor()
        self.press("Tab")
        deadline = time.monotonic() + _PATIENCE
        while self._cursor() == before:
            assert time.monotonic() < deadline, "the cursor stays where it is"
            time.sleep(0.05)

    def _cursor(self) -> str:
        return self._run("display-message", "-p", "#{cursor_x},#{cursor_y}")

    def write(self, text: str) -> None:
        """Type a text, and wait until it is there."""
        self._run("send-keys", "-l", text)
        self.wait_for(text[-20:])

    def close(self) -> None:
        """End what runs in it."""
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, check=False)
