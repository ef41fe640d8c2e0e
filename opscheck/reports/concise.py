"""One line for each finding, for editors and grep: ``file:line:column: severity rule message``."""

from collections.abc import Iterator

from opscheck.display import clean, say
from opscheck.reports import Options
from opscheck.run import Run


def render(run: Run, options: Options) -> Iterator[str]:
    """Nothing where there are no findings."""
    for finding in options.findings(run):
        file, line, column, *_ = finding.span
        message = say(finding.message, options.lang)
        yield f"{clean(file)}:{line}:{column}: {finding.severity.name} {clean(finding.rule)} {message}\n"
