"""What is watched, KPIs and indicators, and what was read of it by the day that the plan is judged by."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from opscheck import Indicator, Kpi, Percent, Period, Plan, Reading, by_id

_DAY = Period("P1D")


class Watched(NamedTuple):
    """A KPI or an indicator, the key of its threshold, and its readings in the order of their days."""

    item: Kpi | Indicator
    bound: str
    readings: Sequence[Reading]

    @property
    def threshold(self) -> Decimal | None:
        found: Decimal | None = self.item.get(self.bound)
        return found


def watched(plan: Plan) -> list[Watched]:
    """Everything that is watched. A reading of a later day has not been made, one without day or value says nothing."""
    read: dict[tuple[str, str | None], list[Reading]] = defaultdict(list)
    made = [
        reading
        for reading in plan.actuals.readings
        if reading.date is not None and reading.value is not None and reading.date <= plan.as_of
    ]
    for reading in sorted(made, key=lambda reading: reading.date):
        read["kpi", reading.kpi].append(reading)
        read["indicator", reading.indicator].append(reading)
    kpis = [Watched(kpi, "alert", read["kpi", kpi.id]) for kpi in by_id(plan.kpis).values()]
    indicators = by_id(plan.indicators).values()
    return [*kpis, *(Watched(each, "threshold", read["indicator", each.id]) for each in indicators)]


def next_due(day: date, cadence: Period, grace: Percent) -> date:
    """The last day on which the reading after the one of ``day`` is in time: a cadence later, and a share of another.

    Whole days: half of a week is three of them, half of February a fortnight. A cadence of hours lasts until tomorrow.
    """
    due = cadence.after(day)
    extra = int((cadence.after(due) - due).days * grace)
    last = date.fromordinal(min(due.toordinal() + extra, date.max.toordinal()))
    return max(last, _DAY.after(day))
