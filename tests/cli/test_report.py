"""opscheck report: the HTML report in a file, on standard output, since a revision; and the same by ``check``."""

import pytest
from cli.test_hygiene import below, imported
from command import BAD, DAY, GOOD, Shell, changed, command
from history.past import PastRepository
from reports.html.audit import Audit

FILE = "opscheck-report.html"


def text(opscheck: Shell, file: str = FILE) -> str:
    """What there is to read in a report that was written."""
    shown = Audit((opscheck.folder / file).read_text(encoding="utf-8"))
    assert shown.faults == []
    return shown.text


def test_it_writes_a_file_and_says_which(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": BAD})
    result = opscheck("report", "--as-of", DAY, "--fail-on", "never")
    assert (result.code, result.out, result.err) == (0, "", f"opscheck: the report is in {FILE}\n")
    assert "1 error, 105 of 106 clauses met" in text(opscheck)


def test_its_exit_code_is_that_of_every_format(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": BAD, "good.yaml": GOOD})
    assert opscheck("report", "plan.yaml", "--as-of", DAY).code == 1
    assert opscheck("report", "good.yaml", "--as-of", DAY).code == 0
    assert opscheck("report", "none.yaml").code == 2


def test_a_dash_prints_it(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": GOOD})
    result = opscheck("report", "--output", "-", "--as-of", DAY)
    assert result.out.startswith("<!doctype html>\n")
    assert Audit(result.out).faults == []
    assert not (opscheck.folder / FILE).exists()


def test_a_file_that_cannot_be_written_is_named(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": GOOD})
    result = opscheck("report", "--output", "no/such/folder.html", "--as-of", DAY)
    assert result.code == 2
    assert "no/such/folder.html cannot be written: No such file or directory" in result.err


def test_check_makes_the_same_page(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": BAD})
    printed = opscheck("report", "--output", "-", "--as-of", DAY).out
    assert opscheck.check("--format", "html").out == printed
    opscheck.check("--output", "html:page.html", "--output", "json:report.json")
    assert (opscheck.folder / "page.html").read_text(encoding="utf-8") == printed
    opscheck.write({".opscheck.yaml": "format: html\n"})
    assert "Clause matrix" in opscheck.check().out


def test_it_is_in_the_language_that_is_asked_for(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": BAD})
    opscheck("report", "--as-of", DAY, "--lang", "zh")
    assert "1 个错误，106 条条款中已达标 105 条" in text(opscheck)


def test_since_a_revision_it_tells_what_changed_and_marks_what_is_new(tmp_path_factory: pytest.TempPathFactory) -> None:
    repository = PastRepository(tmp_path_factory.mktemp("past"))
    repository.commit({"plan.yaml": changed("horizon: P19M", "horizon: P11M")})
    repository.write({"plan.yaml": changed("buffer: P12D", "buffer: P9D", changed("horizon: P19M", "horizon: P10M"))})
    shell = Shell(repository.folder)
    shell("report", "--as-of", DAY, "--since", "HEAD")
    page = (shell.folder / FILE).read_text(encoding="utf-8")
    shown = text(shell)
    commit = repository.git("rev-parse", "HEAD").strip()
    assert f"1 new, 0 fixed, 1 unchanged since HEAD ({commit[:12]})" in shown
    assert "budget.horizon 11 months -> 10 months" in shown
    assert "2 errors" in shown, "what is unchanged counts as well"
    assert page.count('class="finding error new"') == 1
    assert page.count('class="finding error"') == 1


def test_what_is_mended_is_told_before_what_was_written(tmp_path_factory: pytest.TempPathFactory) -> None:
    repository = PastRepository(tmp_path_factory.mktemp("past"))
    repository.commit({"plan.yaml": changed("horizon: P19M", "horizon: P11M")})
    repository.write({"plan.yaml": GOOD})
    shell = Shell(repository.folder)
    shell("report", "--as-of", DAY, "--since", "HEAD")
    shown = text(shell)
    assert shown.index("Mended") < shown.index("What is measured otherwise") < shown.index("Values that moved")


def test_it_names_the_commit_that_has_the_plan_as_it_is(tmp_path_factory: pytest.TempPathFactory) -> None:
    repository = PastRepository(tmp_path_factory.mktemp("past"))
    shell = Shell(repository.folder)
    repository.write({"plan.yaml": GOOD})
    shell("report", "--as-of", DAY)
    assert "Revision" not in text(shell), "there is no commit yet"
    repository.commit({"plan.yaml": GOOD})
    commit = repository.git("rev-parse", "HEAD").strip()
    shell("report", "--as-of", DAY)
    assert f"Revision {commit[:12]}" in text(shell)
    for name in ("html", "oscal"):
        assert commit[:12] in shell.check("--format", name).out
    repository.write({"plan.yaml": changed("horizon: P19M", "horizon: P20M")})
    shell("report", "--as-of", DAY)
    assert "Revision" not in text(shell), "no commit has the plan as it is"


def test_a_repository_that_git_cannot_read_has_no_revision(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": GOOD, ".git": "gitdir: /nowhere\n"})
    assert opscheck("report", "--as-of", DAY).code == 0
    assert "Revision" not in text(opscheck)


def test_what_is_not_selected_is_said_to_be_so(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": GOOD})
    opscheck("report", "--as-of", DAY, "--select", "budget/*")
    assert "--select or --ignore leaves drill/form out" in text(opscheck)


def test_a_report_of_findings_alone_imports_nothing_of_it(opscheck: Shell) -> None:
    opscheck.write({"plan.yaml": BAD})
    modules = imported(opscheck, command(), "check", "--as-of", DAY, "plan.yaml", "--output", "json:report.json")
    heavy = ("jinja2", "markupsafe", "xml", "opscheck.reports.html", "opscheck.pictures", "opscheck.checking.whole")
    assert not below(modules, *heavy)
