"""Rulesets: what is extended comes first, whatever comes later wins, and every mistake is named at its place."""

from pathlib import Path

import pytest

from opscheck.errors import UserError
from opscheck.finding import Severity
from opscheck.plan.quantities import Band, Percent, Period
from opscheck.plugins import Plugins
from opscheck.ruleset import load_ruleset


@pytest.fixture(scope="module")
def plugins():
    return Plugins()


@pytest.fixture
def ruleset(tmp_path, plugins):
    def write(text, name="ours.yaml", **others):
        for stem, other in others.items():
            (tmp_path / f"{stem}.yaml").write_text(other)
        (tmp_path / name).write_text(text)
        return load_ruleset(f"./{name}", plugins, folder=tmp_path)

    return write


def configured(ruleset, file="plan.yaml"):
    return {entry.rule.id: entry for entry in ruleset.for_file(file).rules}


def mistake(ruleset):
    with pytest.raises(UserError) as refused:
        ruleset().for_file("plan.yaml")
    return refused.value


def test_only_what_is_named_runs(ruleset):
    assert set(configured(ruleset("rules: {budget/reserve: on}"))) == {"budget/reserve"}


def test_on_is_the_rules_own_severity(ruleset):
    rules = configured(ruleset("rules: {budget/reserve: on, budget/horizon: info}"))
    assert rules["budget/reserve"].severity is Severity.error
    assert rules["budget/horizon"].severity is Severity.info


def test_an_exact_id_wins_over_a_glob_wherever_it_stands(ruleset):
    rules = configured(ruleset("rules: {budget/reserve: info, 'budget/*': warning}"))
    assert rules["budget/reserve"].severity is Severity.info
    assert rules["budget/horizon"].severity is Severity.warning


def test_whoever_extends_can_change_anything_however_deep(ruleset):
    rules = ruleset(
        "extends: ./middle.yaml\nrules: {budget/reserve: {minimum: 25%}}",
        middle=(
            "extends: ./base.yaml\n"
            "overrides: [{files: ['*.yaml'], rules: {budget/reserve: {severity: info, minimum: 22%}}}]"
        ),
        base="extends: standard\nrules: {budget/reserve: off}",
    )
    entry = configured(rules)["budget/reserve"]
    assert entry.rule.minimum == Percent("25%")
    assert entry.severity is Severity.info


def test_an_override_holds_for_its_files_alone(ruleset):
    rules = ruleset("extends: standard\noverrides: [{files: 'eu/**', rules: {budget/reserve: off}}]")
    assert "budget/reserve" in configured(rules, "us/plan.yaml")
    assert "budget/reserve" not in configured(rules, "eu/de/plan.yaml")


def test_opschecks_own_findings_can_be_tuned_where_they_may(ruleset):
    rules = ruleset("rules: {opscheck/stale-data: off, opscheck/placeholder: warning}")
    assert rules.for_file("plan.yaml").severities == {
        "opscheck/stale-data": None,
        "opscheck/placeholder": Severity.warning,
    }


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        (
            "rules:\n  budget/reserv: on",
            2,
            3,
            "no installed plugin has the rule budget/reserv: did you mean budget/reserve?",
        ),
        ("rules:\n  'acme/*': on", 2, 3, "acme/* matches no rule of the installed plugins"),
        ("rules:\n  opscheck/schema: off", 2, 3, "opscheck/schema cannot be configured"),
        (
            "rules:\n  budget/reserve: {minimun: 20%}",
            2,
            20,
            "budget/reserve has no parameter minimun: did you mean minimum?",
        ),
        ("rules:\n  budget/reserve: {minimum: 15}", 2, 29, "could be read in two ways: write 15% or 0.15"),
        ("rules:\n  budget/reserve: 15%", 2, 19, "takes one of on, off, info, warning, error"),
        ("rules:\n  budget/reserve: {severity: fatal}", 2, 30, "fatal is no severity"),
        ("rulez: {}", 1, 1, "a ruleset has no key rulez: did you mean rules?"),
        ("extends: standart", 1, 10, "there is no ruleset standart: did you mean standard?"),
        ("extends: standard@999", 1, 10, "standard is pinned to version 999"),
        ("extends: ./ours.yaml", 1, 10, "extend each other in a circle"),
        ("extends: ./nowhere.yaml", 1, 10, "the ruleset ./nowhere.yaml cannot be read"),
        ("extends: ../outside.yaml", 1, 10, "lies outside the repository"),
        ("extends: [3]", 1, 11, "extends takes names or paths"),
        ("extends: 3", 1, 10, "extends takes names or paths"),
        ("extends: {strict: 1}", 1, 10, "extends takes names or paths"),
        ("name: [ours]", 1, 7, "name must be text"),
        ("version: 1", 1, 10, "version must be text"),
        ("overrides: [{rules: {}}]", 1, 13, "an override has files (globs) and rules"),
        ("overrides: [{files: a}]", 1, 13, "an override has files (globs) and rules"),
        ("overrides: [{files: 3, rules: {}}]", 1, 13, "an override has files (globs) and rules"),
        ("overrides: [{files: {a: 3}, rules: {}}]", 1, 13, "an override has files (globs) and rules"),
        ("rules: {opscheck/placeholder: {minimum: 3}}", 1, 9, "opscheck/placeholder has no parameters"),
        ("rules: {budget/adds-up: {minimum: 3}}", 1, 26, "budget/adds-up has no parameters"),
        ("rules: [", 1, 8, ""),
    ],
)
def test_a_mistake_is_named_at_its_place(ruleset, text, line, column, message):
    refused = mistake(lambda: ruleset(text))
    assert message in str(refused)
    assert refused.span is not None
    assert (refused.span.line, refused.span.column) == (line, column), str(refused)


def test_the_digest_changes_with_what_is_said(ruleset):
    one = ruleset("rules: {budget/reserve: on}").digest
    same = ruleset("name: other\nrules:\n  budget/reserve: 'on'").digest
    other = ruleset("rules: {budget/reserve: {minimum: 20%}}").digest
    assert one == same != other


def test_every_shipped_ruleset_resolves(plugins):
    for _, path in plugins.rulesets:
        load_ruleset(path.stem, plugins, folder=Path(__file__).parent).check()


# --- severities


STRICTER = "extends: standard\nseverities: {warning: error, info: warning}\n"


def test_severities_change_those_that_all_rules_have_by_then(ruleset):
    rules = configured(ruleset(STRICTER + "rules: {budget/reserve: info, budget/horizon: off}"))
    assert rules["schedule/weekly-meeting"].severity is Severity.error
    assert rules["drill/appraisal"].severity is Severity.warning
    assert rules["budget/stage-ratio"].severity is Severity.error
    assert rules["budget/reserve"].severity is Severity.warning
    assert "budget/horizon" not in rules


def test_severities_change_opschecks_own_findings_and_switch_none_on(ruleset):
    own = ruleset(STRICTER).for_file("plan.yaml").severities
    assert own["opscheck/stale-data"] is Severity.error
    assert "opscheck/evidence-missing" not in own
    asked = ruleset(STRICTER + "rules: {opscheck/evidence-missing: on}").for_file("plan.yaml").severities
    assert asked["opscheck/evidence-missing"] is Severity.error


def test_whoever_extends_a_stricter_ruleset_can_still_change_a_severity(ruleset):
    rules = configured(ruleset("extends: ./stricter.yaml\nrules: {schedule/weekly-meeting: info}", stricter=STRICTER))
    assert rules["schedule/weekly-meeting"].severity is Severity.info
    assert rules["schedule/monthly-review"].severity is Severity.error


def test_a_parameter_keeps_the_severity_that_severities_gave(ruleset):
    rules = configured(ruleset("extends: ./s.yaml\nrules: {drill/improvements-closed: {minimum: 90%}}", s=STRICTER))
    assert rules["drill/improvements-closed"].severity is Severity.error


def test_a_severity_can_be_switched_off_altogether(ruleset):
    rules = configured(ruleset("extends: standard\nseverities: {info: off}"))
    assert "drill/appraisal" not in rules
    assert "schedule/weekly-meeting" in rules


def test_the_digest_knows_the_severities(ruleset):
    assert ruleset("extends: standard").digest != ruleset(STRICTER).digest
    assert ruleset(STRICTER).digest == ruleset(STRICTER).digest


@pytest.mark.parametrize(
    "said", ["{warning: fatal}", "{fatal: error}", "{off: error}", "{warning: 3}", "[warning]", "error"]
)
def test_severities_that_are_none_are_refused_at_their_place(ruleset, said):
    refused = mistake(lambda: ruleset(f"extends: standard\nseverities: {said}"))
    assert refused.span.line == 2


# --- parameters that are mappings


def test_a_mapping_is_changed_key_by_key_and_null_takes_a_key_out(ruleset):
    rules = ruleset(
        "extends: ./base.yaml\nrules: {schedule/phase-duration: {durations: {pilot: [P2M, P4M], design: null}}}",
        base="extends: standard\nrules: {schedule/phase-duration: {durations: {increment: [P1M, P3M], pilot: null}}}",
    )
    durations = configured(rules)["schedule/phase-duration"].rule.durations
    assert list(durations) == ["diagnosis", "pilot", "rollout", "increment"]
    assert durations["pilot"] == Band(Period("P2M"), Period("P4M"))
    assert durations["rollout"] == Band(Period("P6M"), Period("P8M"))
