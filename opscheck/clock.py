"""The day by which a plan is judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from opscheck import looking
from opscheck.errors import UserError
from opscheck.finding import Message

ENVIRONMENT = "OPSCHECK_AS_OF"
NO_DAY = "{origin} is {value}, which is not a day of the calendar such as 2026-01-05"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def as_of(option: str | None, environ: Mapping[str, str], header: Any = None, today: date | None = None) -> date:
    """``--as-of``, else OPSCHECK_AS_OF, else a closed plan's data date, else ``today``, which is by default what the
    clock says in the plan's time zone.

    ``header`` is the plan's ``plan`` section as plain data, whatever stands there; what cannot be read of it does not
    count, and without a time zone that of the system does. Raises UserError for a day given that is none.
    """
    for origin, text in (("--as-of", option), (ENVIRONMENT, environ.get(ENVIRONMENT))):
        if text:
            return _given(origin, text)
    values = header if isinstance(header, dict) else {}
    data_date = _day(values.get("data_date")) if values.get("status") == "closed" else None
    zone = values.get("timezone")
    return data_date or today or looking.today(zone if isinstance(zone, str) else None)


def _given(origin: str, text: str) -> date:
    day = _day(text.strip())
    if day is None:
        raise UserError(Message(NO_DAY, {"origin": origin, "value": text}))
    return day


def _day(text: Any) -> date | None:
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
