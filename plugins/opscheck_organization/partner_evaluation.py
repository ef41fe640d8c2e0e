from opscheck import Partner, Plan, Results, Rule, verdict


class PartnerEvaluation(
    Rule,
    id="organization/partner-evaluation",
    severity="warning",
    clauses=["C4.1f"],
    each="governance.partners[*]",
    requires=["governance.partners[*].criteria", "governance.partners[*].cadence"],
):
    """Each partner is evaluated against criteria at a declared cadence.

    A plan without partners has none to evaluate.

    Why: a partner whom nobody measures is judged by the last mistake, or kept out of habit.

    Good:
        governance: {partners: [{id: carrier, criteria: [on time, undamaged], cadence: P3M}]}
    Good:
        governance: {partners: []}
    Bad:
        governance:
          partners:
            - {id: carrier, cadence: P3M}  # <- governance.partners[carrier] has no criteria
            - {id: agency, criteria: [cost of a lead]}  # <- governance.partners[agency] has no cadence
            - {id: printer, criteria: [price], cadence: P0D}  # <- printer is evaluated every 0 days
    """

    def check(self, partner: Partner, _plan: Plan) -> Results:
        yield verdict(
            bool(partner.cadence),
            partner.at("cadence"),
            "{partner} is evaluated every {cadence} by {criteria}",
            "{partner} is evaluated every {cadence}: that is no cadence",
            partner=partner.id,
            cadence=partner.cadence,
            criteria=partner.criteria,
        )
