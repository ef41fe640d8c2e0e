"""Waivers in a register: the ``waivers`` of a plan or fragment, or those of a file ``opscheck-waivers.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from opscheck.engine.locate import Locator
from opscheck.finding import Waived
from opscheck.meant import closest
from opscheck.merge import Loaded, merge
from opscheck.plan import FORMAT
from opscheck.plan.build import Built, build
from opscheck.source import Document
from opscheck.waivers.waiver import THE_PLAN, Collector, Declared, Fault, Name, Waiver, plans_of

NOT_A_REGISTER = "a register of waivers is a mapping with the key waivers"
UNKNOWN_KEY = "{key} is not a key of a register of waivers: its entries are below waivers"
UNKNOWN_KEY_MEANT = "{key} is not a key of a register of waivers: did you mean {meant}?"
LACKS = "this waiver has no {field}"
_KEYS = ("waivers", "schema")
_SYNTAX = "opscheck/syntax"  # what YAML 1.1 reads differently is no concern here


def in_plan(loaded: Loaded) -> Declared:
    """The entries of a plan and its fragments. What their format forbids is the plan's own finding, not said here."""
    built = _build(loaded.data.get("waivers"))
    found = Collector()
    shared = {document.file: plans_of(document) for document in loaded.documents[1:]}
    _read(loaded, built, found, shared)
    return found.declared()


def read_register(document: Document) -> Declared:
    """The entries of a file of waivers, with everything that is wrong with it."""
    faults = [
        Fault(Name(key=f"#{number}"), flaw.span, flaw.template, flaw.values, rule=flaw.rule)
        for number, flaw in enumerate(document.flaws, 1)
        if flaw.rule == _SYNTAX
    ]
    if document.fatal or document.data is None:
        return Declared(faults=tuple(faults))
    if not isinstance(document.data, dict):
        return Declared(faults=(*faults, Fault(Name(), document.span(()), NOT_A_REGISTER)))
    loaded, found = merge(document), Collector(faults=faults)
    found.faults.extend(_unknown_keys(document))
    built = _build(document.data.get("waivers"))
    locator = Locator(loaded, built)
    for error in built.errors:
        path = error.path
        span = document.key_span(path) if error.rule == "opscheck/unknown-key" else None
        name = Name(locator.logical(path))
        found.faults.append(Fault(name, span or locator.span(path), error.template, error.values, error.help))
    _read(loaded, built, found, {})
    return found.declared()


def _unknown_keys(document: Document) -> Iterator[Fault]:
    for key in document.data:
        if key not in _KEYS and not key.startswith("x-"):
            meant = closest(key, _KEYS[:1])
            template = UNKNOWN_KEY_MEANT if meant else UNKNOWN_KEY
            span = document.key_span((key,)) or document.span((key,))
            yield Fault(Name(key, key), span, template, {"key": key, "meant": meant})


def _build(entries: Any) -> Built:
    """The entries as the plan format reads them."""
    return build({"schema": FORMAT, "plan": {"id": "register"}, "waivers": entries})


def _read(loaded: Loaded, built: Built, found: Collector, shared: Mapping[str, tuple[str, ...]]) -> None:
    """Take what can be read; an entry with an error in it waives nothing."""
    locator = Locator(loaded, built)
    for index, entry in enumerate(built.plan.waivers if built.plan else ()):
        path = built.unreadable.in_data(("waivers", index))
        if built.unreadable.touches(path):
            continue
        name, where = Name(locator.logical(path)), locator.span((*path, "rule"))
        lacking = next((field for field in ("rule", "at", "reason") if entry.get(field) is None), None)
        if lacking or entry.rule is None or entry.place is None:
            found.faults.append(Fault(name, locator.span(path), LACKS, {"field": lacking}))
            continue
        terms = Waived(entry.reason or "", where, entry.until, entry.approved_by, entry.created, entry.ticket)
        found.add(
            Waiver(
                rule=entry.rule,
                name=name,
                terms=terms,
                at="" if entry.place == THE_PLAN else entry.place,
                key=entry.key,
                plan=entry.plan,
                shared_by=() if entry.plan else shared.get(where.file, ()),
                entry=path,
            )
        )
