from opscheck import Kpi, Plan, Results, Rule, at_least, parameter, verdict


class SharedKpis(
    Rule,
    id="organization/shared-kpis",
    severity="warning",
    clauses=["C2.3b"],
    requires=["kpis", "organization.departments"],
    reads=["kpis[*].departments[*]", "organization.departments[*].id"],
):
    """At least one KPI is shared by two or more departments.

    They are departments that the plan declares; one that is named and not declared is an unknown reference, which
    opscheck itself reports.

    Why: departments that are measured apart improve their own figure at the cost of the others'.

    Good:
        organization: {departments: [{id: operations}, {id: marketing}]}
        kpis:
          - {id: retention, departments: [operations, marketing]}
          - {id: conversion}
    Bad:
        organization: {departments: [{id: operations}, {id: marketing}]}
        kpis:  # <- 0 KPIs are shared by two or more departments, fewer than 1
          - {id: retention, departments: [operations]}
          - {id: conversion, departments: [marketing, marketing]}
    Bad:
        kpis: [{id: retention}]  # <- the plan has no organization
    Bad:
        organization: {departments: [{id: operations}]}  # <- the plan has no kpis
    """

    minimum: int = parameter(1, "how many KPIs are shared at least")

    def check(self, plan: Plan) -> Results:
        declared = {department.id for department in plan.organization.departments}

        def shared(kpi: Kpi) -> bool:
            return len(declared.intersection(kpi.departments)) > 1

        kpis = [kpi for kpi in plan.kpis if shared(kpi)]
        enough = at_least("shared KPIs", len(kpis), self.minimum)
        yield verdict(
            enough,
            kpis[0].at("departments") if enough and kpis else plan.at("kpis"),
            "{count} KPIs are shared by two or more departments: {kpis}",
            "{count} KPIs are shared by two or more departments, fewer than {minimum}",
            key="shared",
            help="name in departments of a KPI those that reach it together: {declared}",
            count=len(kpis),
            kpis=tuple(kpi.id for kpi in kpis),
            minimum=self.minimum,
            declared=sorted(declared),
        )
