"""Evidence of an earlier revision is looked up in that revision."""

import subprocess

from command import DAY, Shell, changed

REFS = changed("horizon: P19M", "refs: [board.md]\n  horizon: P19M")


def git(shell: Shell, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *identity, *arguments], cwd=shell.folder, check=True, capture_output=True)


def test_what_has_gone_missing_since_is_new_and_what_was_missing_then_is_not(opscheck: Shell):
    git(opscheck, "init", "-q")
    opscheck.write({"plan.yaml": REFS, "board.md": ""})
    git(opscheck, "add", ".")
    git(opscheck, "commit", "-qm", "with evidence")
    (opscheck.folder / "board.md").unlink()
    new = opscheck("check", "--since", "HEAD", "--as-of", DAY, "--format", "concise")
    assert (new.code, "board.md is not in the repository" in new.out) == (1, True), new
    git(opscheck, "commit", "-qam", "without it")
    old = opscheck("check", "--since", "HEAD", "--as-of", DAY, "--format", "concise")
    assert (old.code, old.out) == (0, ""), old
