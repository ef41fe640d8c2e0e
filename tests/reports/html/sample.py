"""Pages of real plans, made as the command makes them."""

from functools import cache
from pathlib import Path

from command import DAY, GOOD, changed

from opscheck.catalogue import Catalogue
from opscheck.checking import check_paths
from opscheck.checking.request import Request
from opscheck.plugins import Plugins
from opscheck.reports import Options, load
from opscheck.run import Run

WAIVERS = """\
waivers:
  - {rule: schedule/buffer, at: "phases[design].buffer", reason: the experts hold the date, approved_by: zhao-min,
     created: 2026-06-01, until: 2026-09-30, ticket: OPS-7}
  - {rule: risk/priority, at: "risks[cash]", reason: an old one, approved_by: zhao-min,
     created: 2026-05-01, until: 2026-06-30}
  - {rule: drill/form, at: drills, reason: not needed, approved_by: zhao-min, created: 2026-05-01, until: 2026-12-31}
"""
MANY_WRONGS = changed("buffer: P12D", "buffer: P9D", changed("horizon: P19M", "horizon: P11M"))
MANY_WRONGS = changed("impact: 5\n    cost: 300000.00", "impact: 2\n    cost: 300000.00", MANY_WRONGS)
MANY_WRONGS = MANY_WRONGS[: MANY_WRONGS.index("waivers: []")] + WAIVERS


@cache
def plugins() -> Plugins:
    """All that is installed."""
    return Plugins()


def run_of(folder: Path, *files: str, since: str | None = None, as_of: str = DAY, **texts: str) -> Run:
    """What a check of files in a folder finds, with all that the page asks for; ``texts`` are plans to write first."""
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8", errors="surrogatepass")
    paths = tuple(str(folder / name) for name in files or tuple(f"{name}.yaml" for name in texts))
    request = Request(paths=paths, as_of=as_of, isolated=True)
    run = check_paths(request, plugins(), since, keep=True).run
    run.catalogue = Catalogue(plugins())
    return run


def page_of(run: Run, lang: str = "en", **options: bool) -> str:
    """The page about a run."""
    return "".join(load("html")(run, Options(lang, **options)))


def page(folder: Path, text: str = GOOD, lang: str = "en") -> str:
    """The page about one plan."""
    return page_of(run_of(folder, plan=text), lang)
