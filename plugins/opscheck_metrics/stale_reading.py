from datetime import date

from opscheck import NeedsData, Pass, Percent, Plan, Problem, Reading, Result, Results, Rule, lacking, parameter
from opscheck_metrics.readings import Watched, next_due, watched


class StaleReading(
    Rule,
    id="metrics/stale-reading",
    severity="warning",
    clauses=["C4.3j"],
    requires=["kpis"],
    reads=[
        "plan.start",
        "plan.data_date",
        "actuals.readings[*].kpi",
        "actuals.readings[*].indicator",
        "actuals.readings[*].date",
        "actuals.readings[*].value",
    ],
):
    """Each KPI and indicator was read no longer ago than its cadence and half of it again.

    Counted back from the given day or the plan's data date, whichever is earlier: a data date that is itself old is a
    finding of its own, opscheck/stale-data. Months are calendar months. What has never been read is to be read in the
    same time from the plan's start on, and is not judged before.

    Why: a figure from last quarter is looked at like one from last week, and decided upon.

    Good, as of 2026-07-01:
        kpis: [{id: retention, cadence: P1W}, {id: ltv, cadence: P1M}]
        indicators: [{id: balance, cadence: P1M}]
        actuals:
          readings:
            - {kpi: retention, date: 2026-06-21, value: 32%}
            - {kpi: ltv, date: 2026-05-16, value: 640.00}
            - {indicator: balance, date: 2026-07-01, value: 640000}
    Good, as of 2026-07-01:
        plan: {id: example, start: 2026-06-01}
        kpis: [{id: nps, cadence: P3M}]
    Bad, as of 2026-07-01:
        kpis:
          - {id: retention, cadence: P1W}
          - {id: ltv, cadence: P1M}
          - {id: nps, cadence: P3M}  # <- nps was never read
          - {id: cac}  # <- kpis[cac] has no cadence
          - {id: roi, cadence: P0D}  # <- roi is read every 0 days, which is no cadence
        actuals:
          readings:
            - {kpi: retention, date: 2026-06-20, value: 32%}  # <- retention was last read 2026-06-20
            - {kpi: retention, date: 2026-07-02, value: 32%}
            - {kpi: ltv, date: 2026-05-15, value: 640.00}  # <- ltv was last read 2026-05-15
            - {kpi: nps, value: 35}  # <- actuals.readings[nps] has no date
    Bad:
        kpis: []  # <- the plan has no kpis
    """

    grace: Percent = parameter(
        Percent("50%"),
        "the share of its cadence by which a reading may be late",
        ours="a reading is hardly ever made on the very day; half a cadence late is before the next one would be due",
    )

    def check(self, plan: Plan) -> Results:
        for reading in plan.actuals.readings:
            yield from (lacking(reading, field) for field in ("date", "value") if reading.get(field) is None)
        counted = min(plan.as_of, plan.header.data_date or plan.as_of)
        for entry in watched(plan):
            yield self._judge(entry, plan.header.start, counted)

    def _judge(self, entry: Watched, start: date | None, counted: date) -> Result:
        item = entry.item
        if item.cadence is None:
            return lacking(item, "cadence")
        if not item.cadence:
            message = "{item} is read every {cadence}, which is no cadence"
            return Problem(item.at("cadence"), message, item=item.id, cadence=item.cadence)
        if entry.readings:
            return self._last(entry, entry.readings[-1], counted)
        return self._never(entry, start, counted)

    def _last(self, entry: Watched, latest: Reading, counted: date) -> Result:
        item = entry.item
        due = next_due(latest.date, item.cadence, self.grace)
        if counted <= due:
            message = "{item} was read {day}, and is to be read again by {due}"
            return Pass(latest.at("date"), message, item=item.id, day=latest.date, due=due)
        return Problem(
            latest.at("date"),
            "{item} was last read {day}, and was to be read again by {due}",
            related=[item.at("cadence")],
            arithmetic="{cadence} and {grace} of it from {day} on: by {due}, and records reach to {counted}",
            help="read it every {cadence}, and record that in actuals.readings",
            item=item.id,
            day=latest.date,
            due=due,
            cadence=item.cadence,
            grace=self.grace,
            counted=counted,
        )

    def _never(self, entry: Watched, start: date | None, counted: date) -> Result:
        item = entry.item
        due = next_due(start, item.cadence, self.grace) if start is not None else None
        if due is not None and counted <= due:
            return NeedsData(item.at(), "{item} is to be read by {due} for the first time", item=item.id, due=due)
        return Problem(
            item.at(),
            "{item} was never read",
            key="reading",
            arithmetic="{cadence} and {grace} of it from {start} on: by {due}" if due else None,
            help="read it every {cadence}, and record that in actuals.readings",
            item=item.id,
            cadence=item.cadence,
            grace=self.grace,
            start=start,
            due=due,
        )
