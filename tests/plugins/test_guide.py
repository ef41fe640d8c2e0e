"""The guide for plugin writers: its files, put together, are a plugin that works."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import GOOD
from stranger import Installation

import opscheck
from opscheck.testing import assert_examples

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "plugins.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"```\w+\n# (opscheck_acme/\S+)\n(.*?)```", GUIDE, re.DOTALL))
ROOMS = "x-acme:\n  rooms:\n    - {id: hall, rent: 9000.00, phase: pilott}\n"
ROWS = "plan;id;from-csv\nx-acme;contact;chen-yu\n"


@pytest.fixture
def acme(tmp_path):
    shell = Installation(tmp_path)
    shell.install("opscheck-acme", FILES, "opscheck_acme")
    shell.write({".opscheck.yaml": "rules: {'acme/*': on}\nplans: ['*.plan.csv']\n", "plan.yaml": GOOD + ROOMS})
    return shell


def test_its_files_are_a_plugin_that_brings_what_it_says(acme):
    (row,) = (row for row in acme("plugins", "--format", "json").data if row["distribution"] == "opscheck-acme")
    assert (row["error"], row["rules"], row["frameworks"]) == (None, 1, ["pci-dss"])
    assert (row["sections"], row["formats"], row["importers"]) == (["x-acme"], ["acme/list"], ["*.plan.csv"])
    text = next(line for line in acme("plugins").out.splitlines() if "opscheck-acme" in line)
    assert text.endswith("acme/*, framework pci-dss, section x-acme, format acme/list, importer *.plan.csv")
    assert re.search(r" \d+\.\d ms ", text)


def test_its_examples_are_right(acme):
    assert acme("test", "acme").out.startswith("ok   acme/rent  (1 good, 1 bad)\n")


def test_its_rule_about_several_plans_is_right():
    (text,) = re.findall(r"```python\n(class \w+\(Rule.*?)```", GUIDE, re.DOTALL)
    names = {"Iterator": Iterator, **{name: getattr(opscheck, name) for name in opscheck.__all__}}
    exec(text, names)
    assert_examples(names["KpiUnit"])


def test_its_section_is_read_and_its_format_printed(acme):
    first = GOOD.count("\n")
    assert acme.check("plan.yaml", "--format", "acme/list").out.splitlines() == [
        f"- plan.yaml:{first + 3} the rent of hall is 9 000.00, more than 5 000.00",
        f"- plan.yaml:{first + 3} pilott is not one of the plan's phases: did you mean pilot?",
    ]


def test_its_importer_imports(acme):
    acme.write({"a.plan.csv": ROWS, "b.plan.csv": "plan;id\n"})
    found = acme.check("--select", "acme/rent", "--format", "acme/list").out.splitlines()
    assert "- b.plan.csv:1 a row has three cells, and this one is plan;id" in found
    assert not any(line.startswith("- a.plan.csv") and "phase" in line for line in found)
    outcomes = acme.check("a.plan.csv", "--select", "acme/rent", "--format", "json").data["outcomes"]
    assert [(outcome["plan"], outcome["rule"]) for outcome in outcomes] == [("from-csv", "acme/rent")]


def test_its_clause_is_listed(acme):
    assert "pci-dss:12.10.2" in acme("clauses").out
