"""opscheck test: the examples of rules, as a rule writer runs them."""

RULESET = """\
name: ours
rules:
  our/horizon:
    why: shorter plans are not worth the paper.
    for: budget
    when: has(self.total)
    assert: period_days(self.horizon) >= period_days(params.least)
    message: "{self.horizon} is short"
    params: {least: P12M}
    good:
      - budget: {total: 1, horizon: P13M}
      - budget: {horizon: P1M}
    bad:
      - |
        budget:
          total: 1
          horizon: P9M
"""
MARKED = RULESET.replace("        budget:\n", "        budget:  # <- 9 months\n")


def test_examples_that_are_found_as_marked_pass(opscheck):
    opscheck.write({"ours.yaml": MARKED})
    result = opscheck("test", "ours.yaml")
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "ok   our/horizon  (2 good, 1 bad)\n1 rule, 0 failed, 0 with something that no example reaches\n"
    )


def test_what_was_found_and_not_expected_is_shown_in_the_example(opscheck):
    opscheck.write({"ours.yaml": RULESET})
    result = opscheck("test", "ours.yaml")
    assert result.code == 1
    assert result.out.splitlines()[:5] == [
        "FAIL our/horizon  (2 good, 1 bad)",
        "     a bad example marks no line with # <-",
        "     bad example 1:",
        "         1 | budget:",
        "         + | our/horizon: 9 months is short",
    ]


def test_what_was_expected_and_not_found_is_shown_in_the_example(opscheck):
    opscheck.write({"ours.yaml": MARKED.replace("# <- 9 months", "# <- 8 months")})
    result = opscheck("test", "ours.yaml")
    assert result.code == 1
    assert "         - | 8 months" in result.out.splitlines()


def test_a_clause_that_no_framework_has_is_named(opscheck):
    opscheck.write({"ours.yaml": MARKED.replace("    for: budget\n", "    clauses: [C2.4a, C9.9z]\n    for: budget\n")})
    result = opscheck("test", "ours.yaml")
    assert result.code == 1
    assert result.out.splitlines() == [
        "FAIL our/horizon  (2 good, 1 bad)",
        "     no installed framework has the clause C9.9z, which it checks: opscheck clauses lists them",
        "1 rule, 1 failed, 0 with something that no example reaches",
    ]


def test_what_no_example_reaches_is_named_and_fails_only_when_asked(opscheck):
    text = MARKED.replace("      - budget: {horizon: P1M}\n", "").replace("{least: P12M}", "{least: P12M, most: P3Y}")
    opscheck.write({"ours.yaml": text})
    result = opscheck("test", "ours.yaml")
    assert result.code == 0
    assert "     in no example is when false" in result.out.splitlines()
    assert "     neither when nor assert uses params.most" in result.out.splitlines()
    assert opscheck("test", "ours.yaml", "--complete").code == 1


def test_a_topic_of_an_installed_plugin_is_tested_by_name(opscheck):
    result = opscheck("test", "drill")
    assert result.code == 0
    assert result.out.splitlines()[-1].startswith("10 rules, 0 failed")


def test_a_folder_stands_for_the_rulesets_in_it(opscheck):
    opscheck.write({"rules/ours.yaml": MARKED, "rules/plan.yaml": "schema: opscheck/v1\nplan: {id: a}\n"})
    assert opscheck("test", "rules").out.startswith("ok   our/horizon")


def test_a_mistake_in_the_ruleset_is_shown_at_its_line(opscheck):
    opscheck.write({"ours.yaml": MARKED.replace("has(self.total)", "has(self.total")})
    result = opscheck("test", "ours.yaml")
    assert result.code == 2
    assert result.err.startswith("opscheck: ./ours.yaml:6:")
    assert "this is no CEL expression" in result.err


def test_without_rules_it_says_what_can_be_named(opscheck):
    result = opscheck("test", ".")
    assert result.code == 2
    assert result.err == (
        "opscheck: . has no rules: name a ruleset, a folder with an installed plugin or rulesets in it, or a topic\n"
    )
