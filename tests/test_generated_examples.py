"""What is generated for a test is the same in every run, whatever ran before and wherever."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
import conftest
from hypothesis import given, strategies as st
if sys.argv[2] == "after others":
    import opscheck.cli.check, opscheck.tui.app, opscheck.lsp.server
drawn = []
@given(st.text(max_size=20), st.integers(), st.floats(), st.sampled_from("abc"))
def draw(text, whole, real, letter):
    drawn.append((text, whole, real, letter))
draw()
print(drawn)
"""


def drawn(before: str, seed: str) -> str:
    line = [sys.executable, "-c", PROGRAM, str(Path(__file__).parent), before]
    return subprocess.run(line, env={"PYTHONHASHSEED": seed}, check=True, capture_output=True, text=True).stdout


def test_examples_are_the_same_whatever_is_loaded_and_however_it_is_hashed():
    alone = drawn("alone", "1")
    assert alone.count("(") >= 100
    assert drawn("after others", "2") == alone
