"""The colours: what is written on what, readable in both."""

from textual.theme import Theme

DARK = Theme(
    name="opscheck-dark",
    primary="#6cb6ff",
    secondary="#8fa3b8",
    accent="#f0b429",
    foreground="#e6e6e6",
    background="#14181d",
    surface="#1b2027",
    panel="#262d36",
    error="#ff7b72",
    warning="#e3b341",
    success="#7ee787",
    dark=True,
)
LIGHT = Theme(
    name="opscheck-light",
    primary="#0550ae",
    secondary="#57606a",
    accent="#9a6700",
    foreground="#1f2328",
    background="#ffffff",
    surface="#f6f8fa",
    panel="#e4e9ef",
    error="#b3140f",
    warning="#7d4e00",
    success="#116329",
    dark=False,
)
