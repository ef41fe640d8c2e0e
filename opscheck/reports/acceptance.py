"""Why a finding fails no run, in one sentence."""

from opscheck.display import say
from opscheck.finding import Finding, Message

IN_BASELINE = "known: it is in the baseline"
_WAIVED = {
    (False, False): "waived: {reason}",
    (False, True): "waived by {by}: {reason}",
    (True, False): "waived until {until}: {reason}",
    (True, True): "waived until {until} by {by}: {reason}",
}


def acceptance(finding: Finding, lang: str) -> str:
    """``waived until 2026-09-30 by chen-yu: the audit is in autumn``; empty for a finding that stands."""
    waived = finding.waived
    if waived:
        values = {"reason": waived.reason, "until": waived.until, "by": waived.approved_by}
        return say(Message(_WAIVED[waived.until is not None, waived.approved_by is not None], values), lang)
    return say(Message(IN_BASELINE), lang) if finding.in_baseline else ""
