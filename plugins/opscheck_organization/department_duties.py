from opscheck import At, Plan, Results, Rule, lacking, parameter
from opscheck_organization.required import each_named


class DepartmentDuties(
    Rule,
    id="organization/department-duties",
    severity="warning",
    clauses=["C4.2c"],
    requires=["organization.departments"],
    reads=["organization.departments[*].duties[*]"],
):
    """Each department has duties, and between them they cover customer needs, system support and budget control.

    Why: a department without a duty attends meetings, and a duty without a department is remembered in the audit.

    Good:
        organization:
          departments:
            - {id: marketing, duties: [customer-needs]}
            - {id: technology, duties: [system-support]}
            - {id: finance, duties: [budget-control, reporting]}
    Bad:
        organization:
          departments:  # <- no department answers for budget-control
            - {id: marketing, duties: [customer-needs]}
            - {id: technology, duties: [system-support]}
            - {id: finance}  # <- organization.departments[finance] has no duties
    Bad:
        organization: {people: [{id: chen-yu}]}  # <- organization has no departments
    """

    required: tuple[str, ...] = parameter(
        ("customer-needs", "system-support", "budget-control"), "the duties that the departments have between them"
    )

    def check(self, plan: Plan) -> Results:
        departments = plan.organization.departments
        duties: dict[str, At] = {}
        for department in departments:
            if not department.duties:
                yield lacking(department, "duties")
            for duty in department.duties:
                duties.setdefault(duty, department.at("duties"))
        if duties:
            yield from each_named(
                self.required,
                duties,
                plan.organization.at("departments"),
                "a department answers for {word}",
                "no department answers for {word}",
                help="{required}: each is the duty of some department",
                required=self.required,
            )
