"""The terminal UI of `opscheck review`: where people go through findings and decide about them.

What is looked at (`review.py`, `table.py`, `query.py`, `marks.py`) is plain Python without a terminal in it; screens
and widgets draw it and send messages. Widgets never check, fix or waive anything themselves.
"""
