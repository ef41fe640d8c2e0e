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

    def styled(self) -> str:
        """The same with the escape sequences that say how it looks."""
        return self._run("capture-pane", "-p", "-e")

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

    def type(self, text: str) -> None:
        """Type a text all at once; a tab and a line break are the keys tab and enter."""
        self._run("send-keys", "-l", text)

    def close(self) -> None:
        """End what runs in it."""
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, check=False)
