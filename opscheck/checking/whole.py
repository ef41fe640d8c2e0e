"""What reports about whole plans need beside the findings (``opscheck.reports.WHOLE``)."""

from opscheck.catalogue import Catalogue
from opscheck.checking.request import Request
from opscheck.checking.selection import is_selected
from opscheck.plugins import Plugins
from opscheck.run import Run


def complete(run: Run, plugins: Plugins, request: Request) -> Run:
    """The run with the catalogue of clauses, and with what the request has selected. Its plans must have been kept."""
    run.catalogue = Catalogue(plugins)
    run.is_selected = is_selected(request)
    return run
