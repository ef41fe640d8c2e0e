"""opscheck test: run the examples of rules, and say what they do not reach."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from opscheck.cli.options import language, new_parser

if TYPE_CHECKING:
    from opscheck.plugins import Plugins
    from opscheck.reach import Reach
    from opscheck.rule import Rule
    from opscheck.testing import Examination, Judged

SUMMARY = "{rules}, {failed} failed, {incomplete} with something that no example reaches"
NO_CLAUSE = "no installed framework has the clause {clause}, which it checks: opscheck clauses lists them"
NOTHING = "{what} has no rules: name a ruleset, a folder with an installed plugin or rulesets in it, or a topic"


def parser(name: str, summary: str) -> argparse.ArgumentParser:
    options = new_parser(name, summary)
    options.add_argument("path", metavar="PATH", nargs="?", default=".", help="a ruleset, a plugin's folder or a topic")
    options.add_argument("--complete", action="store_true", help="exit 1 too where examples leave something unreached")
    return options


def run(args: argparse.Namespace) -> int:
    from opscheck.cli.loading import load_plugins
    from opscheck.display import counted, say
    from opscheck.errors import UserError
    from opscheck.finding import Message
    from opscheck.framework import load_clauses
    from opscheck.reach import Reach
    from opscheck.testing import examine

    lang = language(args.lang)
    plugins, broken = load_plugins(args.lang)
    rules = _rules(args.path, plugins)
    if not rules:
        raise UserError(Message(NOTHING, {"what": args.path}))
    clauses = load_clauses(plugins.frameworks)
    failed = incomplete = 0
    for rule in rules:
        reach = Reach(rule)
        watched = reach.watched
        with reach.watching():
            result = examine(rule, watched)
        gaps = list(_gaps(reach, lang))
        failed += not result.passed
        incomplete += bool(gaps)
        unknown = [clause for clause in rule.clauses if clause not in clauses]
        failed += result.passed and bool(unknown)
        print("\n".join(_report(result, unknown, gaps, lang)))  # noqa: T201
    values = {
        "rules": counted("{count} rule", "{count} rules", len(rules), lang),
        "failed": failed,
        "incomplete": incomplete,
    }
    print(say(Message(SUMMARY, values), lang))  # noqa: T201
    return 2 if broken else int(failed or (incomplete and args.complete))


def _rules(name: str, plugins: "Plugins") -> list["type[Rule]"]:
    """The rules of a ruleset file, of what lies in a folder, or of an installed topic, plugin or distribution."""
    path = Path(name)
    if path.is_file():
        return _declared(path, plugins)
    if path.is_dir():
        inside = [rule for rule in plugins.rules.values() if _lies_in(rule, path)]
        files = sorted(file for file in path.rglob("*.yaml") if _is_ruleset(file))
        return [*inside, *(rule for file in files for rule in _declared(file, plugins))]
    return [
        rule
        for rule in plugins.rules.values()
        if name in (rule.id, rule.id.partition("/")[0], plugins.plugin_of[rule.id].distribution)
    ]


def _lies_in(rule: "type[Rule]", folder: Path) -> bool:
    import inspect

    file = Path(inspect.getsourcefile(rule) or "").resolve()
    return file.is_relative_to(folder.resolve()) and "site-packages" not in file.relative_to(folder.resolve()).parts


def _is_ruleset(file: Path) -> bool:
    """Whether a YAML file declares rules: it is no plan and has both ``rules`` and an ``assert``."""
    text = file.read_bytes()
    return b"\nrules:" in b"\n" + text and b"assert:" in text and b"\nschema:" not in b"\n" + text


def _declared(file: Path, plugins: "Plugins") -> list["type[Rule]"]:
    from opscheck.ruleset import load_ruleset

    ruleset = load_ruleset(f"./{file.name}", plugins, folder=file.parent)
    ruleset.check()
    return list(ruleset.declared.values())


def _gaps(reach: "Reach", lang: str) -> Iterator[str]:
    from opscheck.display import say
    from opscheck.finding import Message
    from opscheck.reach import BRANCH, PARAMETER

    yield from (say(Message(PARAMETER, {"name": name}), lang) for name in reach.unread)
    yield from (say(Message(BRANCH, {"file": reach.file, "line": line}), lang) for line in reach.unreached)
    yield from reach.undecided


def _report(result: "Examination", unknown: list[str], gaps: list[str], lang: str) -> Iterator[str]:
    from opscheck.display import say
    from opscheck.finding import Message
    from opscheck.translations import translate

    mark = Message("ok  " if result.passed and not unknown else "FAIL")
    values = {"mark": mark, "rule": result.rule.id, "good": len(result.good), "bad": len(result.bad)}
    yield say(Message("{mark} {rule}  ({good} good, {bad} bad)", values), lang)
    yield from (f"     {translate(complaint, lang)}" for complaint in result.complaints)
    yield from (f"     {say(Message(NO_CLAUSE, {'clause': clause}), lang)}" for clause in unknown)
    for heading, examples in (("good example {number}:", result.good), ("bad example {number}:", result.bad)):
        for number, judged in enumerate(examples, 1):
            if judged.missed or judged.unexpected:
                yield f"     {say(Message(heading, {'number': number}), lang)}"
                yield from (f"       {line}" for line in _difference(judged, lang))
    yield from (f"     {gap}" for gap in gaps)


def _difference(judged: "Judged", lang: str) -> Iterator[str]:
    """The example with what was expected and not found (-), and what was found and not expected (+)."""
    from opscheck.translations import translate

    for number, line in enumerate(judged.example.text.splitlines(), 1):
        yield f"{number:>3} | {line}"
        yield from (f"  - | {text}" for at, text in judged.missed if at == number)
        yield from (f"  + | {text}" for at, text in judged.unexpected if at == number)
    beyond = len(judged.example.text.splitlines())
    for at, text in judged.unexpected:
        if at > beyond:
            yield f"  + | {translate('line {line}: {message}', lang, line=str(at), message=text)}"
