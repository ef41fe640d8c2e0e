"""Messages are found in the source, whatever way they take to where they are said; nobody has to mark them."""

from textwrap import dedent

import pytest

from opscheck.authoring.catalogues.extraction import Extraction, extract_sources


def found(text: str, **others: str) -> Extraction:
    """What is found in a module with this source, and in others beside it."""
    sources = {"acme/rule.py": dedent(text), **{f"acme/{name}.py": dedent(other) for name, other in others.items()}}
    return extract_sources(sources)


def messages(text: str, **others: str) -> list[object]:
    """The messages that are found; none of them is built from pieces."""
    extraction = found(text, **others)
    assert not extraction.built
    return [entry.message for entry in extraction.messages]


# --- where messages are said


@pytest.mark.parametrize(
    "said",
    [
        "Problem(at, 'a {b}')",
        "Problem(at, template='a {b}')",
        "Pass(at, 'a {b}')",
        "NotApplicable(at, 'a {b}')",
        "NeedsData(None, 'a {b}')",
        "Message('a {b}', values)",
        "opscheck.Message('a {b}')",
        "UserError(Message('a {b}'))",
        "translate('a {b}', lang)",
        "parameter(3, 'a {b}')",
        "at_least('a {b}', 1, 2)",
        "options.add_argument('--x', help='a {b}')",
        "options.add_argument_group('a {b}')",
    ],
)
def test_a_message_is_found_where_it_is_said(said: str):
    assert messages(said) == ["a {b}"]


def test_all_parts_of_a_problem_are_found():
    source = "Problem(at, 'wrong', key='no text', arithmetic='a / b', help='do this', kind='early')"
    assert messages(source) == ["wrong", "a / b", "do this"]


def test_a_verdict_has_two_messages():
    assert messages("verdict(met, at, 'good', 'bad', help='better', what='value')") == ["good", "bad", "better"]


def test_a_parameter_says_what_it_is_and_where_its_number_comes_from():
    source = (
        "minimum: int = parameter(3, 'the least', ours='why three')\nmost = parameter(4, 'the most', case='of one')"
    )
    assert messages(source) == ["the least", "why three", "the most", "of one"]


def test_adjacent_texts_are_one():
    assert messages("Problem(at, 'one sentence ' 'in two lines')") == ["one sentence in two lines"]


def test_singular_and_plural_belong_together():
    assert messages("counted('{count} day', '{count} days', n, lang)") == [("{count} day", "{count} days")]
    source = """
        _UNITS = {"D": ("{count} day", "{count} days"), "W": ("{count} week", "{count} weeks")}
        def said(unit, count, lang):
            return plural(*_UNITS[unit], count, lang)
    """
    assert messages(source) == [("{count} day", "{count} days"), ("{count} week", "{count} weeks")]
    source = """
        def counts(run):
            for count, one, many in ((1, "{count} error", "{count} errors"), (2, "{count} info", "{count} infos")):
                yield counted(one, many, count, "en")
    """
    assert messages(source) == [("{count} error", "{count} errors"), ("{count} info", "{count} infos")]


def test_what_a_rule_says_of_itself_is_found_paragraph_by_paragraph_and_its_examples_are_not():
    source = '''
        class Horizon(Rule, id="acme/horizon"):
            """The budget covers
            at least a year.

            A second paragraph:
            - one thing
            - and
              another

            Why: a reason.

            Good:
                budget: {horizon: P19M}
            Bad:
                budget: {horizon: P9M}  # <- 9 months
            """

        class Helper:
            """Nothing for users."""
    '''
    assert messages(source) == [
        "The budget covers at least a year.",
        "A second paragraph:",
        "- one thing",
        "- and another",
        "a reason.",
    ]


def test_what_holds_nothing_to_translate_is_left_alone():
    assert messages("Message('')\nMessage('{value}')\nMessage(3)\nProblem(at)") == []
    assert messages("Message('{kind}: {text}')") == ["{kind}: {text}"]


# --- the ways they take


@pytest.mark.parametrize(
    "source",
    [
        "Problem(at, 'one' if x else 'two')",
        "Problem(at, x or 'one')\nPass(at, 'two')",
        "message = 'one' if x else 'two'\nProblem(at, message)",
        "def f(x):\n    if x:\n        text = 'one'\n    else:\n        text = 'two'\n    yield Problem(at, text)",
        "ONE, TWO = 'one', 'two'\nProblem(at, ONE if x else TWO)",
        "_TEXTS = {'a': 'one', 'b': 'two'}\nProblem(at, _TEXTS[kind])",
        "_TEXTS = {'a': 'one'}\nProblem(at, _TEXTS.get(kind, 'two'))",
        "_TEXTS = ('one', 'two')\nfor text in _TEXTS:\n    Problem(at, text)",
        "_TEXTS = {'a': 'one', 'b': 'two'}\nfor key, text in sorted(_TEXTS.items()):\n    Problem(at, text)",
        "notes = [Message(text) for text in ('one', 'two')]",
        "good, bad = ('one', 'two') if x else ('one', 'two')\nverdict(met, at, good, bad)",
        "def _say(at, text):\n    return Problem(at, text)\n_say(at, 'one')\n_say(at, text='two')",
        "def _say(at, text='one'):\n    return Problem(at, text)\n_say(at)\n_say(at, 'two')",
        "def _each(text, **values):\n    return Problem(at, text, **values)\n_each('one', help='two', word='three')",
        "def _which(x):\n    return 'one' if x else 'two'\nProblem(at, _which(x))",
        "def _which(x):\n    yield 'one'\n    yield 'two'\nfor text in _which(x):\n    Message(text)",
    ],
)
def test_a_message_is_followed_back_to_where_it_is_written(source: str):
    assert messages(source) == ["one", "two"]


def test_a_message_may_be_a_constant_of_a_class_or_of_another_module():
    source = """
        class Base(Rule):
            message = "of the base"

            def check(self, plan):
                yield Problem(at, self.message)

        class Other(Base, id="acme/other"):
            "A rule."
            message = "of the other"
    """
    assert messages(source) == ["of the base", "of the other", "A rule."]
    assert messages("from acme.texts import NO\nProblem(at, NO)", texts="NO = 'of a module'") == ["of a module"]
    assert messages("from acme import texts\nProblem(at, texts.NO)", texts="NO = 'of a module'") == ["of a module"]


def test_a_message_may_travel_in_a_record():
    source = """
        class Flaw(NamedTuple):
            rule: str
            template: str
            notes: tuple[tuple[int, str], ...] = ()

        def report(flaws):
            for flaw in flaws:
                yield Message(flaw.template)
                yield from (Message(note) for _, note in flaw.notes)

        found = [Flaw("acme/one", "first", ((1, "see here"),)), Flaw(template="second", rule="acme/two")]
    """
    assert messages(source) == ["first", "second", "see here"]


def test_an_exception_may_carry_it():
    source = """
        class Refused(Exception):
            def __init__(self, template, **values):
                super().__init__(template)
                self.message = Message(template, values)

        def load(name):
            raise Refused("it lacks {name}", name=name)
    """
    assert messages(source) == ["it lacks {name}"]


def test_of_two_classes_of_one_name_a_file_makes_its_own():
    edits = """
        class Refused(Exception):
            def __init__(self, template, **values):
                self.message = Message(template, values)

        class Changed(Refused):
            pass

        def write(name):
            raise Changed("{name} has changed", name=name)
    """
    widget = """
        class Changed(Posted):
            def __init__(self, text):
                self.text = text

        def on_input(self, message):
            self.post(self.Changed("no message at all"))
            self.post(Changed(message.value + "!"))
    """
    assert messages(edits, widget=widget) == ["{name} has changed"]


def test_of_two_records_of_one_name_a_file_makes_its_own():
    source = """
        class Flaw(NamedTuple):
            template: str

        def report(flaws):
            return [Message(flaw.template) for flaw in [*flaws, Flaw("first")]]
    """
    other = """
        class Flaw(NamedTuple):
            text: str

        found = [Flaw("no message at all")]
    """
    assert messages(source, other=other, third="Flaw('second')") == ["first", "second"]


def test_values_are_no_messages():
    assert messages("Problem(at, 'a {b}', key='early', b='middle', related=[at])\nMessage('c', {'d': 'late'})") == [
        "a {b}",
        "c",
    ]


def test_the_file_of_each_message_is_known_and_none_is_found_twice():
    extraction = found("Problem(at, 'one')\nPass(at, 'one')", other="Problem(at, 'one')\nProblem(at, 'two')")
    assert [tuple(entry) for entry in extraction.messages] == [("one", "acme/rule.py"), ("two", "acme/other.py")]


# --- what cannot be translated


@pytest.mark.parametrize(
    "template",
    [
        "f'{kind} takes {share}'",
        "kind + ' takes its share'",
        "'a part of ' + kind",
        "'%s takes its share' % kind",
        "'{} takes its share'.format(kind)",
        "TEMPLATE.format(kind=kind)",
        "' and '.join(['one', 'two'])",
        "'one' if x else f'{x}'",
        "joined",
        "_built(kind)",
    ],
)
def test_a_template_that_is_put_together_is_named_with_its_line(template: str):
    source = f"""
TEMPLATE = '{{kind}} takes its share'
joined = 'one' + TEMPLATE
def _built(kind):
    return f'{{kind}} is wrong'
Problem(at, {template})
"""
    (place,) = found(source).built
    file, line = place.split(":")
    assert file == "acme/rule.py"
    assert int(line) in (3, 5, 6)


def test_arithmetic_is_no_putting_together():
    assert messages("places = line + 1\nProblem(at, 'one', rest=places % 2, more=line - 1)") == ["one"]


def test_what_is_recursive_comes_to_an_end():
    source = """
        def walk(node, text="start"):
            for below in node:
                text = walk(below, text)
                yield Message(text)
            return text
    """
    assert messages(source) == ["start"]
