from opscheck import Band, Percent, Plan, Results, Rule, at_most, parameter, verdict


class Quality(
    Rule,
    id="metrics/data-quality",
    severity="warning",
    clauses=["C4.3g"],
    requires=["data.quality.error_rate", "data.quality.checks"],
):
    """Accuracy and completeness of data are controlled, and hardly any error is tolerated.

    Why: a wrong figure on the dashboard does more harm than none, since somebody acts on it.

    Good:
        data: {quality: {error_rate: 0.1%, checks: [accuracy, completeness, timeliness]}}
    Bad:
        data:
          quality:
            error_rate: 0.5%  # <- an error rate of 0.5 % is tolerated, outside 0–0.1 %
            checks: [accuracy]  # <- the data is not checked for completeness
    Bad:
        data:
          quality: {checks: [accuracy, completeness]}  # <- data.quality has no error_rate
    Bad:
        data: {domains: [behaviour]}  # <- data has no quality
    """

    maximum_error_rate: Percent = parameter(
        Percent("0.1%"),
        "the highest error rate that is tolerated",
        case="the error rate of one company's data, which the framework reports",
    )
    checks: tuple[str, ...] = parameter(("accuracy", "completeness"), "what the data is checked for")

    def check(self, plan: Plan) -> Results:
        quality = plan.data.quality
        band = Band(Percent("0%"), self.maximum_error_rate)
        yield verdict(
            quality.error_rate >= 0 and at_most("error rate", quality.error_rate, self.maximum_error_rate),
            quality.at("error_rate"),
            "an error rate of {rate} is tolerated, within {band}",
            "an error rate of {rate} is tolerated, outside {band}",
            help="at most {maximum} fits",
            rate=quality.error_rate,
            band=band,
            maximum=self.maximum_error_rate,
        )
        for check in self.checks:
            yield verdict(
                check in quality.checks,
                quality.at("checks"),
                "the data is checked for {check}",
                "the data is not checked for {check}",
                key=check,
                help="{required} are asked for",
                check=check,
                required=self.checks,
            )
