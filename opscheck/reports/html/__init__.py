"""One HTML file for people: readable without a script, with nothing loaded from outside, printable, light and dark.

``page`` gathers what there is to say, in words; the templates lay it out, and ``template`` sees to it that nothing of a
plan reaches the page as anything but text. The same run gives the same bytes.
"""

from collections.abc import Iterator

from opscheck.reports import Options
from opscheck.run import Run


def render(run: Run, options: Options) -> Iterator[str]:
    """The page. The matrix, the pictures and the diffs of fixes need a run that kept the plans (``reports.WHOLE``)."""
    from opscheck.reports.html.page import page
    from opscheck.reports.html.template import laid_out

    yield from laid_out(page(run, options))
