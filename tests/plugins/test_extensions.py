"""Sections, report formats, importers and frameworks of strangers: each proved by a plugin that brings one."""

import json
import sys

import pytest
from command import BAD, GOOD
from jsonschema import Draft202012Validator
from stranger import Installation, module

HEAD = (
    "from opscheck import *\nfrom pydantic import Field\nfrom typing import Annotated, Any, Literal\nopscheck_api = 1\n"
)


@pytest.fixture
def shell(tmp_path):
    return Installation(tmp_path)


def limits(said):
    """For a configuration: little time for what never returns, enough for everything else on a busy machine."""
    return f"limits: {{rule-seconds: {1 if 'within 1 seconds' in said else 60}}}\n"


# --- sections

SECTION = (
    HEAD
    + '''
class Room(Item):
    """A room."""

    seats: int | None = field("How many people it holds")
    cost: Money | None = field("What it costs")
    for_phase: Annotated[Id, Ref("phases[*]")] | None = field("The phase that it is for", alias="phase")


class Acme(Model):
    """What Acme wants to know."""

    contact: Text = Field(description="Whom to ask")
    since: Day | None = field("Since when")
    level: Literal["low", "high"] | None = field("How much")
    rooms: Many[Room] = section("The rooms")


class Contact(Rule, id="acme/contact", requires=["x-acme.contact"]):
    """The section names a contact.

    Why: somebody has to answer.
    """

    def check(self, plan):
        acme = plan.get("x-acme")
        good = acme.contact.startswith("chen")
        yield verdict(good, acme.at("contact"), "{who} answers", "{who} does not answer", who=acme.contact)


class Cost(Rule, id="acme/cost", each="x-acme.rooms[*]", requires=["x-acme.rooms[*].cost"]):
    """A room costs little.

    Why: rooms cost money.
    """

    def check(self, room, plan):
        yield verdict(room.cost < 100, room.at("cost"), "{cost} is little", "{cost} is much", cost=room.cost)


@hookimpl
def opscheck_rules():
    return [Contact, Cost]


@hookimpl
def opscheck_sections():
    return {"x-acme": Acme}
'''
)
GOOD_SECTION = """\
x-acme:
  contact: chen-yu
  since: 2026-02-28
  x-own: {anything: [at, all]}
  rooms:
    - {id: hall, seats: 12, cost: 10.00 USD, phase: pilot}
"""


def with_section(shell, text, plan=GOOD):
    """The findings in a plan with this section, as rule, line within the section and message."""
    shell.write({"plan.yaml": plan + text})
    result = shell.check("plan.yaml", "--format", "json")
    first = plan.count("\n")
    return [(entry["rule"], entry["line"] - first, entry["message"]) for entry in result.data["findings"]]


@pytest.fixture
def acme(shell):
    shell.install("opscheck-acme", module("acme_rules", SECTION))
    shell.enable("acme/*")
    return shell


def test_rules_get_the_validated_section_and_point_into_it(acme):
    assert with_section(acme, GOOD_SECTION) == []
    assert with_section(acme, GOOD_SECTION.replace("chen-yu", "li-na").replace("10.00 USD", "100.00 USD")) == [
        ("acme/contact", 2, "li-na does not answer"),
        ("acme/cost", 6, "712.00 is much"),
    ]


def test_what_the_section_lacks_is_found_like_anything_that_a_plan_lacks(acme):
    assert with_section(acme, "")[0][::2] == ("acme/contact", "the plan has no x-acme")
    assert with_section(acme, GOOD_SECTION.replace("cost: 10.00 USD, ", "")) == [
        ("acme/cost", 6, "x-acme.rooms[hall] has no cost")
    ]
    empty = [message for _, _, message in with_section(acme, "x-acme:\n")]
    assert empty[0] == "the plan has no x-acme"


def test_logical_paths_lead_through_the_section(acme):
    acme.write({"plan.yaml": GOOD + GOOD_SECTION.replace("10.00", "100.00")})
    (finding,) = acme.check("plan.yaml", "--format", "json").data["findings"]
    assert finding["path"] == "x-acme.rooms[hall].cost"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("contact: chen-yu", "contact: 7", ("opscheck/schema", 2, 'contact must be text: put it in quotes, "7"')),
        ("contact: chen-yu", "x-c: 1", ("opscheck/schema", 1, "x-acme has no contact")),
        ("since:", "sinse:", ("opscheck/unknown-key", 3, "sinse is not a key of x-acme: did you mean since?")),
        ("2026-02-28", "2026-02-30", ("opscheck/schema", 3, "2026-02-30 is not a day of the calendar")),
        ("seats: 12", "seats: -", ("opscheck/schema", 6, "seats cannot be -: ")),
        ("id: hall", "id: Hall", ("opscheck/schema", 6, "Hall is no id: ")),
        ("id: hall, ", "", ("opscheck/schema", 6, "this item has no id")),
        (
            "phase: pilot",
            "phase: pilott",
            ("opscheck/unknown-reference", 6, "pilott is not one of the plan's phases: "),
        ),
        ("since: 2026", "level: medium\n  since: 2026", ("opscheck/schema", 3, "level cannot be medium: it is low, ")),
        ("contact: chen-yu", "contact: chen-yu\n  contact: a", ("opscheck/syntax", 3, "")),
        ("10.00 USD", "10.00 JPY", ("opscheck/schema", 6, "cost is in JPY, and plan.rates has no rate for it")),
    ],
)
def test_errors_of_the_section_are_findings_at_their_lines(acme, old, new, found):
    assert old in GOOD_SECTION
    (only,) = with_section(acme, GOOD_SECTION.replace(old, new))
    assert only[:2] == found[:2]
    assert only[2].startswith(found[2])


def test_one_error_in_the_section_hides_no_other_and_none_elsewhere(acme):
    text = GOOD_SECTION.replace("2026-02-28", "soon").replace("10.00 USD", "100.00 USD")
    found = with_section(acme, text, plan=BAD)
    assert [(rule, line) for rule, line, _ in found if line > 0] == [("opscheck/schema", 3), ("acme/cost", 6)]
    assert [rule for rule, line, _ in found if line < 0] == ["budget/horizon"]


@pytest.mark.parametrize("text", ["x-acme: none\n", "x-acme: []\n", "x-acme: 7\n"])
def test_a_section_that_is_no_mapping(acme, text):
    assert with_section(acme, text) == [("opscheck/schema", 1, "x-acme must be a mapping of keys to values")]


def test_installing_a_section_enables_nothing(acme):
    acme.write({".opscheck.yaml": "rules: {}\n"})
    assert with_section(acme, "x-acme: {anything: [at, all]}\n") == []


def test_a_declared_rule_sees_the_section(acme):
    acme.write(
        {
            "ours.yaml": """\
name: ours
version: "1"
extends: standard
rules:
  "acme/*": on
  our/seats:
    why: people stand.
    for: x-acme.rooms[*]
    assert: self.seats >= 20.0
    message: "{self.seats} seats"
    bad: ["x-acme: {contact: c, rooms: [{id: a, seats: 2}]}  # <- seats"]
""",
            "plan.yaml": GOOD + GOOD_SECTION,
        }
    )
    result = acme.check("plan.yaml", "--ruleset", "./ours.yaml", "--format", "json")
    assert [(entry["rule"], entry["message"]) for entry in result.data["findings"]] == [("our/seats", "12 seats")]


def test_the_section_is_part_of_the_schema(acme):
    schema = acme("schema").data
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    header = {"schema": "opscheck/v1", "plan": {"id": "p"}}
    good = {**header, "x-acme": {"contact": "c", "since": "2026-01-05", "rooms": [{"id": "a", "cost": 5}]}}
    assert validator.is_valid(good)
    for bad in ({}, {"contact": "c", "since": 5}, {"contact": "c", "rooms": [{}]}, {"contact": "c", "y": 1}):
        assert not validator.is_valid({**header, "x-acme": bad})
    assert schema["properties"]["x-acme"]["description"] == "What Acme wants to know."
    assert "x-acme.Room" in schema["$defs"]


def test_a_rule_about_the_portfolio_sees_the_section(shell):
    text = SECTION.replace('id="acme/contact", requires=["x-acme.contact"]', 'id="acme/contact", scope="portfolio"')
    text = text.replace(
        "def check(self, plan):\n        acme =", "def check(self, plans):\n        plan, = plans\n        acme ="
    )
    shell.install("opscheck-acme", module("acme_rules", text))
    shell.enable("acme/*")
    assert with_section(shell, GOOD_SECTION.replace("chen-yu", "li-na")) == [
        ("acme/contact", 2, "li-na does not answer")
    ]


VALIDATOR = "from pydantic import field_validator, model_validator\n"
IN_FIELD = "\n    @field_validator('contact')\n    @classmethod\n    def check_it(cls, value):\n        "
IN_MODEL = "\n    @model_validator(mode='wrap')\n    @classmethod\n    def check_it(cls, value, handler):\n        "
BAD_MODELS = {
    "raises": (IN_FIELD + "1 / 0", "ZeroDivisionError at acme_rules.py:"),
    "exits": (IN_FIELD + "raise SystemExit(0)", "SystemExit at acme_rules.py:"),
    "hangs": (IN_FIELD + "while True: pass", "it did not return within 1 seconds"),
    "ends the process": (IN_FIELD + "__import__('os')._exit(0)", "it ended the process that it ran in"),
    "eats memory": (
        IN_FIELD + "return bytearray(1 << 40)",
        "it needs more than 512 MB of memory",
    ),
    "returns nonsense": (IN_MODEL + "return 'nonsense'", "str is not Acme"),
}


@pytest.mark.parametrize(("text", "said"), BAD_MODELS.values(), ids=BAD_MODELS)
def test_a_section_whose_model_fails_is_named_and_nothing_else_is_lost(shell, text, said):
    text = VALIDATOR + SECTION.replace(
        '    rooms: Many[Room] = section("The rooms")\n', "    rooms: Any = None\n" + text + "\n"
    )
    shell.install("opscheck-acme", module("acme_rules", text))
    shell.write({"plan.yaml": BAD + GOOD_SECTION, ".opscheck.yaml": f"rules: {{'acme/*': on}}\n{limits(said)}"})
    result = shell.check("plan.yaml", "--format", "json")
    assert (result.code, result.found) == (2, ["budget/horizon", "opscheck/internal-error"])
    failed = result.data["findings"][1]
    assert failed["message"].startswith("opscheck-acme failed to read the section x-acme: ")
    assert said in failed["message"]
    assert (failed["line"], failed["key"]) == (BAD.count("\n") + 1, "x-acme")


def test_what_a_model_refuses_in_its_own_words(shell):
    text = VALIDATOR + SECTION.replace(
        "    rooms: Many", IN_FIELD[1:] + "raise ValueError('nobody knows that one')\n\n    rooms: Many"
    )
    shell.install("opscheck-acme", module("acme_rules", text))
    shell.enable("acme/*")
    assert with_section(shell, GOOD_SECTION) == [
        ("opscheck/schema", 2, "contact cannot be chen-yu: nobody knows that one")
    ]


def test_a_required_key_may_be_declared_without_saying_so(shell):
    text = SECTION.replace('contact: Text = Field(description="Whom to ask")', 'contact: Text = field("Whom to ask")')
    shell.install("opscheck-acme", module("acme_rules", text))
    shell.enable("acme/*")
    assert with_section(shell, "x-acme: {level: low}\n") == [("opscheck/schema", 1, "x-acme has no contact")]


def test_a_union_points_at_the_value_that_fits_none_of_its_types(shell):
    text = SECTION.replace("level: Literal['low', 'high']", "level: int").replace(
        'level: Literal["low", "high"] | None', "level: int | list[int] | None"
    )
    shell.install("opscheck-acme", module("acme_rules", text))
    shell.enable("acme/*")
    ((rule, line, message),) = with_section(shell, GOOD_SECTION.replace("since: 2026", "level: high\n  since: 2026"))
    assert (rule, line) == ("opscheck/schema", 3)
    assert message.startswith("level cannot be high: ")


# --- report formats

REPORT = (
    HEAD
    + """
@hookimpl
def opscheck_formats():
    return {"acme/slides": "acme_slides"}
"""
)
SLIDES = """
def render(run, options):
    for finding in run.findings:
        yield f"* {finding.rule} in {finding.span.file} ({options.lang})\\n"
"""


def test_a_report_format_is_printed_and_written(shell):
    shell.install("opscheck-acme", module("acme_rules", REPORT) | module("acme_slides", SLIDES), "acme_rules")
    slides = "* budget/horizon in plan.yaml (en)\n"
    assert shell.check("plan.yaml", "--format", "acme/slides") == (1, slides, "")
    assert shell.check("plan.yaml", "--output", "acme/slides:slides.txt", "--output", "json:report.json").code == 1
    assert (shell.folder / "slides.txt").read_text() == slides
    assert json.loads((shell.folder / "report.json").read_text())["summary"]["errors"] == 1
    shell.write({".opscheck.yaml": "format: acme/slides\n"})
    assert shell.check("plan.yaml").out == slides


def test_it_is_imported_only_where_it_is_asked_for(shell):
    shell.install("opscheck-acme", module("acme_rules", REPORT) | module("acme_slides", "1 / 0"), "acme_rules")
    assert shell.check("plan.yaml", "--format", "concise").code == 1
    assert "ZeroDivisionError" in shell.check("plan.yaml", "--format", "acme/slides").err


BAD_REPORTS = {
    "cannot be imported": (
        "import no_such_module",
        "ModuleNotFoundError at acme_slides.py:1: No module named 'no_such_module'",
    ),
    "has no render": ("", "has no attribute 'render'"),
    "raises": (SLIDES + "    1 / 0\n", "ZeroDivisionError at acme_slides.py:5: division by zero"),
    "exits": ("def render(run, options):\n    raise SystemExit(0)", "SystemExit at acme_slides.py:2: 0"),
    "yields nonsense": ("def render(run, options):\n    yield b'x'", "render() yielded b'x', which is no text"),
    "returns nothing": ("def render(run, options):\n    pass", "TypeError"),
    "yields half a character": ("def render(run, options):\n    yield chr(0xd800)", "UnicodeEncodeError"),
    "hangs": ("def render(run, options):\n    while True: pass", "it did not return within 1 seconds"),
    "ends the process": ("import os\ndef render(run, options):\n    os._exit(0)", "it ended the process"),
    "hangs while it is imported": ("import time; time.sleep(600)", "it did not load within 10 seconds"),
}


@pytest.mark.parametrize(("text", "said"), BAD_REPORTS.values(), ids=BAD_REPORTS)
def test_a_report_that_fails_is_named_and_the_others_are_all_written(shell, text, said):
    shell.install("opscheck-acme", module("acme_rules", REPORT) | module("acme_slides", text), "acme_rules")
    shell.write({".opscheck.yaml": limits(said), "slides.txt": "from before"})
    outputs = ("json:a.json", "acme/slides:slides.txt", "concise:b.txt")
    result = shell.check("plan.yaml", "--format", "json", *(part for name in outputs for part in ("--output", name)))
    assert (result.code, result.found) == (2, ["budget/horizon"])
    assert result.err.startswith("opscheck: opscheck-acme failed to report as acme/slides: ")
    assert said in result.err
    assert (shell.folder / "a.json").read_text() == result.out
    assert (shell.folder / "slides.txt").read_text() == "from before"
    assert "budget/horizon" in (shell.folder / "b.txt").read_text()


def test_what_a_report_prints_is_no_report(shell):
    text = "def render(run, options):\n    print('hello')\n    yield 'slides\\n'"
    shell.install("opscheck-acme", module("acme_rules", REPORT) | module("acme_slides", text), "acme_rules")
    assert shell.check("plan.yaml", "--format", "acme/slides") == (1, "slides\n", "hello\n")


def test_a_format_that_is_not_installed(shell):
    for arguments in (("--format", "acme/slides"), ("--output", "acme/slides:x.txt")):
        result = shell.check("plan.yaml", *arguments)
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith("opscheck: there is no report format acme/slides: the formats are concise, csv, ")
        assert "  help: it comes with the plugin that has the topic acme: install it" in result.err
    shell.write({".opscheck.yaml": "format: acme/slides\n"})
    assert ".opscheck.yaml:1:9: there is no report format acme/slides" in shell.check("plan.yaml").err
    shell.write({".opscheck.yaml": "format: acme/slides\nrequire-plugins: [opscheck-acme]\n"})
    assert "the plugin opscheck-acme is required and not installed" in shell.check("plan.yaml").err
    assert "there is no report format jsno: did you mean json?" in shell.check("good.yaml", "--format", "jsno").err


# --- importers

IMPORTER = (
    HEAD
    + """
@hookimpl
def opscheck_importers():
    return {"*.plan.csv": "acme_csv"}
"""
)
CSV = '''
from decimal import Decimal, InvalidOperation
from opscheck import Imported, NotImportable


def read(raw, file):
    """Rows of path;value, such as budget.total;100.00."""
    data, spans = {}, {}
    for number, line in enumerate(raw.decode("utf-8").splitlines(), 1):
        path, separator, value = line.partition(";")
        if not separator:
            raise NotImportable("a row has no semicolon: {row}", line=number, row=line)
        *above, key = path.split(".")
        owner = data
        for step in above:
            owner = owner.setdefault(step, {})
        try:
            owner[key] = Decimal(value)
        except InvalidOperation:
            owner[key] = value
        spans[(*above, key)] = (number, len(path) + 2, number, len(line) + 1)
    return Imported(data, spans)
'''
ROWS = """\
plan.id;csv-plan
plan.title;季度计划
budget.total;100.00
budget.horizon;P9M
"""


@pytest.fixture
def csv(shell):
    shell.install("opscheck-acme", module("acme_rules", IMPORTER) | module("acme_csv", CSV), "acme_rules")
    shell.write({"a.plan.csv": ROWS, ".opscheck.yaml": "plans: ['*.plan.csv']\n"})
    return shell


def only(shell, *names, rule="budget/horizon", code=1):
    result = shell.check(*names, "--select", rule, "--format", "json")
    assert result.code == code, result.err
    return result.data["findings"]


@pytest.mark.parametrize("names", [(), ("a.plan.csv",), (".",)])
def test_a_file_that_the_configuration_names_is_imported_and_findings_point_into_it(csv, names):
    if names == (".",):
        (csv.folder / "plan.yaml").unlink()
        (csv.folder / "good.yaml").unlink()
    (finding,) = only(csv, *names)
    assert (finding["rule"], finding["file"], finding["plan"]) == ("budget/horizon", "a.plan.csv", "csv-plan")
    assert [finding[key] for key in ("line", "column", "end_line", "end_column")] == [4, 16, 4, 19]
    text = csv.check(*names, "--select", "budget/horizon").out
    assert "   4 | budget.horizon;P9M\n     |                ^^^\n" in text


def test_what_is_absent_is_found_at_the_nearest_place(csv):
    (finding,) = only(csv, rule="budget/adds-up")
    assert (finding["line"], finding["message"]) == (3, "budget has no stages")


def test_errors_of_format_point_into_it_too(csv):
    csv.write({"a.plan.csv": ROWS + "budgett.x;1\nbudget.loss_allowance;many\n"})
    found = [(entry["rule"], entry["line"]) for entry in only(csv)]
    assert ("opscheck/unknown-key", 5) in found
    assert ("opscheck/unknown-key", 6) in found or ("opscheck/schema", 6) in found


def test_what_cannot_be_imported_is_a_finding_at_its_line(csv):
    csv.write({"a.plan.csv": ROWS + "nothing\n"})
    (finding,) = only(csv)
    assert (finding["rule"], finding["line"]) == ("opscheck/syntax", 5)
    assert finding["message"] == "a row has no semicolon: nothing"


def test_installing_an_importer_imports_nothing(csv):
    csv.write({".opscheck.yaml": "rules: {}\n"})
    result = csv.check("a.plan.csv", "good.yaml", "--format", "json")
    assert (result.code, result.data["summary"]["skipped_files"]) == (0, 1)


def test_what_looks_like_a_comment_in_it_waives_nothing(csv):
    csv.write({"a.plan.csv": ROWS.replace("P9M", "P9M\nx-note;a # opscheck: ignore[budget/horizon] -- because")})
    assert [entry["rule"] for entry in only(csv)] == ["budget/horizon"]
    csv.write({"a.plan.csv": ROWS + "x-note;# opscheck: file-ignore[budget/horizon] -- because\n"})
    assert [entry["rule"] for entry in only(csv)] == ["budget/horizon"]


def test_a_yaml_plan_beside_it_is_checked_as_ever(csv):
    csv.write({".opscheck.yaml": "plans: ['*.plan.csv', '*.yaml']\nexclude: .opscheck.yaml\n"})
    found = {entry["file"] for entry in only(csv)}
    assert found == {"a.plan.csv", "plan.yaml"}


def test_it_may_come_by_standard_input(csv):
    result = csv.check("--stdin-filename", "b.plan.csv", "--format", "json", "--select", "budget/horizon", stdin=ROWS)
    assert (result.code, result.found) == (1, ["budget/horizon"])


def test_it_may_include_fragments(csv):
    csv.write({"more.yaml": "schema: opscheck/v1\npart_of: [a.plan.csv]\nbudget: {horizon: P9M}\n"})
    text = CSV.replace("return Imported", "data['include'] = ['more.yaml']\n    return Imported")
    csv.install("opscheck-acme", module("acme_rules", IMPORTER) | module("acme_csv", text), "acme_rules")
    csv.write({"a.plan.csv": ROWS.replace("budget.horizon;P9M\n", "")})
    assert [(entry["file"], entry["line"]) for entry in only(csv)] == [("more.yaml", 3)]


READS = "from opscheck import Imported\ndef read(raw, file):\n    "
BAD_IMPORTERS = {
    "cannot be imported": ("1 / 0", "ZeroDivisionError at acme_csv.py:1: division by zero"),
    "has no read": ("", "has no attribute 'read'"),
    "raises": ("def read(raw, file):\n    1 / 0", "ZeroDivisionError at acme_csv.py:2: division by zero"),
    "exits": ("def read(raw, file):\n    raise SystemExit(0)", "SystemExit at acme_csv.py:2: 0"),
    "hangs": ("def read(raw, file):\n    while True: pass", "it did not return within 1 seconds"),
    "ends the process": ("def read(raw, file):\n    __import__('os')._exit(0)", "it ended the process"),
    "returns nothing": ("def read(raw, file):\n    pass", "read() returned NoneType, which is not Imported"),
    "returns no mapping": (
        READS + "return Imported([1], {})",
        "the data of a plan is a mapping",
    ),
    "returns a key that is no text": (
        READS + "return Imported({1: 1}, {})",
        "a key of the data is no text",
    ),
    "returns what no plan can hold": (
        READS + "return Imported({'plan': {'id': object}}, {})",
        "<class 'object'>, which no plan can hold",
    ),
    "returns a number without end": (
        READS + "return Imported({'budget': {'total': float('inf')}}, {})",
        "a number that no plan can hold",
    ),
    "returns spans that are none": (
        READS + "return Imported({'plan': {'id': 'a'}}, {('plan',): 'x'})",
        "ValueError",
    ),
    "nests too deeply": (
        READS + "deep = {}\n    for _ in range(80): deep = {'x-a': deep}\n    return Imported(deep, {})",
        "nested too deeply",
    ),
    "goes round in circles": (
        READS + "data = {}\n    data['x-a'] = data\n    return Imported(data, {})",
        "RecursionError",
    ),
}


@pytest.mark.parametrize(("text", "said"), BAD_IMPORTERS.values(), ids=BAD_IMPORTERS)
def test_an_importer_that_fails_is_named_and_the_other_plans_are_checked(shell, text, said):
    shell.install("opscheck-acme", module("acme_rules", IMPORTER) | module("acme_csv", text), "acme_rules")
    shell.write({"a.plan.csv": ROWS, ".opscheck.yaml": f"plans: ['*.plan.csv']\n{limits(said)}"})
    result = shell.check("a.plan.csv", "plan.yaml", "--format", "json")
    assert (result.code, result.found) == (2, ["opscheck/internal-error", "budget/horizon"])
    failed = result.data["findings"][0]
    assert failed["file"] == "a.plan.csv"
    assert failed["message"].startswith("opscheck-acme failed to import the file: ")
    assert said in failed["message"]


@pytest.mark.parametrize(
    "spans",
    ["{}", "{('plan', 'id'): (99, 99, 99, 99)}", "{('plan', 'id'): (2, 9, 1, 1)}", "{('plan',): (0, -5, 1, 1)}"],
)
def test_places_outside_of_the_file_lead_to_the_nearest_inside(shell, spans):
    text = READS + f"return Imported({{'plan': {{'id': 'A B'}}}}, {spans})"
    shell.install("opscheck-acme", module("acme_rules", IMPORTER) | module("acme_csv", text), "acme_rules")
    shell.write({"a.plan.csv": ROWS, ".opscheck.yaml": "plans: ['*.plan.csv']\n"})
    found = only(shell)
    assert "opscheck/schema" in [entry["rule"] for entry in found]
    assert all(1 <= entry["line"] <= 5 and entry["column"] >= 1 for entry in found)
    assert shell.check().code == 1


def test_a_file_that_is_no_text_brings_the_text_that_its_lines_are_of(shell):
    text = (
        READS + "data = {'plan': {'id': 'a'}, 'budget': {'horizon': 'P9M'}}\n"
        "    return Imported(data, {('budget', 'horizon'): (2, 1, 2, 4)}, 'a\\nP9M')"
    )
    shell.install("opscheck-acme", module("acme_rules", IMPORTER) | module("acme_csv", text), "acme_rules")
    (shell.folder / "a.plan.csv").write_bytes(b"PK\x03\x04\xff\x00")
    shell.write({".opscheck.yaml": "plans: ['*.plan.csv']\n"})
    assert "   2 | P9M\n" in shell.check("--select", "budget/horizon").out


def test_an_importer_that_is_not_installed(shell):
    shell.write({"a.plan.csv": ROWS, ".opscheck.yaml": "plans: ['*.plan.csv']\n"})
    (finding,) = only(shell)
    assert (finding["rule"], finding["line"]) == ("opscheck/syntax", 1)
    assert finding["message"] == (
        "a.plan.csv is no YAML, and no installed plugin imports such a file: "
        "install the one that does, and name it in require-plugins"
    )


def test_two_importers_for_one_file(csv):
    other = IMPORTER.replace("*.plan.csv", "*.csv").replace("acme_csv", "bolt_csv")
    csv.install("opscheck-bolt", module("bolt_rules", other) | module("bolt_csv", CSV), "bolt_rules")
    result = csv.check("a.plan.csv")
    assert (result.code, result.out) == (2, "")
    assert "a.plan.csv could be imported by opscheck-acme, opscheck-bolt" in result.err


# --- frameworks

CLAUSES = """\
framework: {id: pci-dss}
clauses:
  - id: "12.10.2"
    source: ["12.10.2"]
    title: {en: Incident response plan tested, zh: 事件响应预案定期测试}
    text: {en: The incident response plan is tested at least once every 12 months.}
"""
FRAMEWORK = (
    HEAD
    + '''
from pathlib import Path


class Tested(Rule, id="pci/tested", clauses=["pci-dss:12.10.2"]):
    """Plans are tested.

    Why: PCI DSS asks for it.
    """

    def check(self, plan):
        yield Problem(plan.header.at("id"), "untested")


@hookimpl
def opscheck_rules():
    return [Tested]


@hookimpl
def opscheck_frameworks():
    return [Path(__file__).parent / "pci.yaml"]
'''
)


@pytest.fixture
def pci(shell):
    shell.install("opscheck-pci", {"pci/__init__.py": FRAMEWORK, "pci/pci.yaml": CLAUSES}, "pci")
    shell.enable("pci/tested")
    return shell


def test_clauses_of_a_framework_of_their_own(pci):
    (row,) = (row for row in pci("clauses", "good.yaml", "--format", "json").data if row["framework"] == "pci-dss")
    assert (row["id"], row["rules"], row["outcome"]) == ("pci-dss:12.10.2", ["pci/tested"], "fail")
    (line,) = (line for line in pci("clauses").out.splitlines() if line.startswith("pci-dss:12.10.2"))
    assert line.split()[0] == "pci-dss:12.10.2"
    assert "Incident response plan tested" in line
    assert "pci-dss:12.10.2 Incident response plan tested (pci-dss §12.10.2)" in pci("explain", "pci/tested").out
    assert pci.check("good.yaml", "--format", "json").data["findings"][0]["clauses"] == ["pci-dss:12.10.2"]


def test_a_plan_can_set_such_a_clause_aside(pci):
    def setting_aside(clause):
        entry = f"  - {{clause: '{clause}', applies: false, reason: no cards, approved_by: chen-yu}}\n"
        pci.write(
            {
                "aside.yaml": GOOD.replace("applicability: []", "applicability:\n" + entry)
                if "applicability: []" in GOOD
                else GOOD + f"applicability:\n{entry}"
            }
        )
        return pci.check("aside.yaml", "--format", "json").data["findings"]

    assert setting_aside("pci-dss:12.10.2") == []
    messages = [entry["message"] for entry in setting_aside("pci-dss:12.10.3")]
    assert messages == ["untested", "no framework has a clause pci-dss:12.10.3: did you mean pci-dss:12.10.2?"]


# --- where no process can be forked

WITHOUT_FORK = "import os, sys; del os.fork; from opscheck.cli import main; sys.exit(main(sys.argv[1:]))"


def test_without_a_process_of_their_own_they_work_and_what_they_raise_is_caught(shell):
    shell.install("opscheck-acme", module("acme_rules", SECTION))
    shell.install("opscheck-csv", module("csv_rules", IMPORTER) | module("acme_csv", CSV), "csv_rules")
    shell.install("opscheck-list", module("list_rules", REPORT) | module("acme_slides", SLIDES), "list_rules")
    shell.write(
        {
            ".opscheck.yaml": "rules: {'acme/*': on}\nplans: ['*.plan.csv', plan.yaml]\n",
            "plan.yaml": GOOD + GOOD_SECTION.replace("chen-yu", "li-na"),
            "a.plan.csv": ROWS,
        }
    )
    line = [sys.executable, "-c", WITHOUT_FORK, "check", "--as-of", "2026-07-01", "--select", "acme/*,budget/horizon"]
    assert shell.run([*line, "--format", "acme/slides"]).out == (
        "* acme/contact in a.plan.csv (en)\n* budget/horizon in a.plan.csv (en)\n* acme/contact in plan.yaml (en)\n"
    )
    for name in ("acme_csv", "acme_slides"):
        (shell.site / f"{name}.py").write_text("def read(*_):\n    1 / 0\n\n\nrender = read\n")
    broken = VALIDATOR + SECTION.replace("    rooms: Many", IN_FIELD[1:] + "1 / 0\n\n    rooms: Many")
    (shell.site / "acme_rules.py").write_text(broken)
    result = shell.run([*line, "--format", "json", "--output", "acme/slides:slides.txt"])
    assert (result.code, result.found) == (2, ["opscheck/internal-error", "opscheck/internal-error"])
    assert "failed to report as acme/slides: ZeroDivisionError" in result.err


# --- what cannot be used

HOOK = "@hookimpl\ndef {hook}():\n    return {value}\n"
BAD_EXTENSIONS = {
    "a list of sections": ("opscheck_sections", "[1]", "opscheck_sections() returned [1], which is no mapping"),
    "a key without x": ("opscheck_sections", "{'acme': Model}", "the key of a section is 'acme'"),
    "a key that is no text": ("opscheck_sections", "{1: Model}", "the key of a section is 1"),
    "a section that is no model": ("opscheck_sections", "{'x-acme': dict}", "it must be a class of opscheck.Model"),
    "a format without topic": ("opscheck_formats", "{'slides': 'a.b'}", "not of the form acme/slides"),
    "a format that is no module": ("opscheck_formats", "{'a/b': print}", "it must be the name of a module"),
    "an importer for everything": ("opscheck_importers", "{'*': 'a'}", "the glob of an importer is '*'"),
    "an importer for YAML": ("opscheck_importers", "{'*.yaml': 'a'}", "is for YAML, which opscheck reads itself"),
    "a hook that raises": ("opscheck_formats", "1 / 0", "ZeroDivisionError"),
}


@pytest.mark.parametrize(("hook", "value", "said"), BAD_EXTENSIONS.values(), ids=BAD_EXTENSIONS)
def test_an_extension_that_cannot_be_used(shell, hook, value, said):
    shell.install("opscheck-acme", module("acme_rules", HEAD + HOOK.format(hook=hook, value=value)))
    result = shell.check("plan.yaml", "--format", "json")
    assert (result.code, result.found) == (2, ["budget/horizon"])
    assert said in result.err


@pytest.mark.parametrize(
    ("hook", "value", "said"),
    [
        ("opscheck_sections", "{'x-acme': Model}", "the section x-acme already belongs to opscheck-a"),
        ("opscheck_formats", "{'acme/slides': 'slides'}", "the format acme/slides already belongs to opscheck-a"),
        ("opscheck_importers", "{'*.toml': 'reader'}", "the importer for *.toml already belongs to opscheck-a"),
    ],
)
def test_what_two_plugins_bring_belongs_to_the_first_by_name(shell, hook, value, said):
    for name in ("b", "a"):
        shell.install(f"opscheck-{name}", module(f"{name}_rules", HEAD + HOOK.format(hook=hook, value=value)))
    result = shell.check("plan.yaml", "--format", "json")
    assert (result.code, result.found) == (2, ["budget/horizon"])
    assert result.err == f"opscheck: the plugin b-rules of opscheck-b 1.0 cannot be used: {said}\n"
