from collections.abc import Iterator

from opscheck import At, Pass, Plan, Problem, Responsibility, Results, Rule, lacking

_Item = tuple[str, str]
"""The section and the id of a phase or a deliverable."""


class ResponsibilityMatrix(
    Rule,
    id="organization/responsibility",
    severity="error",
    clauses=["C3.1e"],
    requires=["organization.responsibilities"],
    reads=["organization.responsibilities[*].phase", "organization.responsibilities[*].deliverable"],
):
    """Each phase and deliverable has one who is accountable, and at least one who is responsible.

    This is the RACI chart, as in the PMBOK Guide: whoever is accountable answers for the
    result, whoever is responsible does the work, and one party may be both. Each phase and deliverable has one row.

    Why: where two answer for a thing, each waits for the other; where nobody does, nobody misses it.

    Good:
        phases: [{id: diagnosis}]
        deliverables: [{id: report}]
        organization:
          responsibilities:
            - {phase: diagnosis, accountable: chen-yu, responsible: [he-tao, sun-jia], informed: [zhao-min]}
            - {deliverable: report, accountable: he-tao, responsible: he-tao}
    Bad:
        phases: [{id: diagnosis}, {id: design}]
        deliverables:
          - {id: report}
          - {id: budget}  # <- deliverables[budget] is not in the responsibility matrix
        organization:
          responsibilities:
            - phase: diagnosis
              accountable: [chen-yu, lin-mei]  # <- 2 parties are accountable for diagnosis: chen-yu, lin-mei
              responsible: [he-tao]
            - {phase: design, responsible: [he-tao]}  # <- organization.responsibilities[design] has no accountable
            - {deliverable: report, accountable: he-tao}  # <- organization.responsibilities[report] has no responsible
    Bad:
        phases: [{id: diagnosis}]
        organization:
          responsibilities:
            - {phase: diagnosis, accountable: chen-yu, responsible: [he-tao]}
            - {phase: diagnosis, accountable: lin-mei, responsible: [he-tao]}  # <- diagnosis has more than one row
            - {accountable: chen-yu, responsible: [he-tao]}  # <- is about neither a phase nor a deliverable
    Bad:
        organization: {people: [{id: chen-yu}]}  # <- organization has no responsibilities
    """

    def check(self, plan: Plan) -> Results:
        first: dict[_Item, At] = {}
        for row in plan.organization.responsibilities:
            yield from _assigned(row)
            for item, at in _items(row):
                if item in first:
                    yield _again(item, at, first[item])
                first.setdefault(item, at)
        yield from _missing(plan, first)


def _items(row: Responsibility) -> Iterator[tuple[_Item, At]]:
    if row.phase is not None:
        yield ("phases", row.phase), row.at("phase")
    if row.deliverable is not None:
        yield ("deliverables", row.deliverable), row.at("deliverable")


def _assigned(row: Responsibility) -> Results:
    about = row.phase or row.deliverable
    accountable = tuple(dict.fromkeys(row.accountable))
    if about is None:
        yield Problem(row.at(), "the row is about neither a phase nor a deliverable", key="item")
        return
    if not accountable:
        yield lacking(row, "accountable")
    elif len(accountable) > 1:
        yield Problem(
            row.at("accountable"),
            "{count} parties are accountable for {item}: {accountable}",
            help="one of them answers for the result; the others are responsible, consulted or informed",
            count=len(accountable),
            item=about,
            accountable=accountable,
        )
    if not row.responsible:
        yield lacking(row, "responsible")
    elif len(accountable) == 1:
        yield Pass(
            row.at("accountable"),
            "{item}: {accountable} is accountable, {responsible} responsible",
            item=about,
            accountable=accountable[0],
            responsible=row.responsible,
        )


def _again(item: _Item, at: At, first: At) -> Problem:
    return Problem(
        at,
        "{item} has more than one row in the responsibility matrix",
        key="row",
        related=[first],
        help="join the rows, so that one party is accountable",
        item=item[1],
    )


def _missing(plan: Plan, rows: dict[_Item, At]) -> Results:
    for section, items in (("phases", plan.phases), ("deliverables", plan.deliverables)):
        for item in items:
            if (section, item.id) not in rows:
                yield Problem(
                    item.at(),
                    "{item} is not in the responsibility matrix",
                    key="responsibility",
                    help="add a row for it to organization.responsibilities",
                    item=item.at(),
                )
