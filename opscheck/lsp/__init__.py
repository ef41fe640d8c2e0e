"""The language server: what an editor shows of a plan while it is written.

``server`` speaks the protocol and nothing else; what it answers comes from functions over what was read:

- ``texts`` holds the open texts, ``checks`` judges the plans that they belong to, ``positions`` counts as editors do
- ``diagnostics``, ``hover``, ``actions``, ``completion``, ``navigation`` and ``symbols`` are what the editor shows

Only ``server`` and what it starts need the extra ``lsp``; importing this package costs nothing.
"""
