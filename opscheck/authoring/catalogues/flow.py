"""Where a message template comes from: back from the place where it is said to the text that somebody wrote.

A template may pass through names, parameters, tuples, tables and fields on its way; what is put together on the way
(by ``+``, ``%``, ``format`` or an f-string) can never be translated, and is found too.
"""

import ast
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from opscheck.authoring.catalogues.syntax import ANY, Function, Key, Steps, Syntax, Value, last_name, may_be_text

_SAME_ITEMS = ("sorted", "list", "tuple", "set", "frozenset", "reversed", "iter", "dict", "MappingProxyType", "islice")
_SAID = ("say", "translate", "counted", "plural", "clean")  # what these return is a sentence, and no template
_DEEPEST = 4
_METHODS = ("get", "values", "items", "format", "join", "replace")
_ONE_ITEM = ("next", "min", "max")


class Part(NamedTuple):
    """Something from which ``whole`` puts a text together."""

    value: Value
    whole: ast.expr


Origin: TypeAlias = Value | Part | ast.expr


class Flow:
    """Finds the texts that an expression may stand for."""

    def __init__(self, syntax: Syntax) -> None:
        self.syntax = syntax

    def texts(self, value: Value) -> list[ast.expr]:
        """The texts as they stand in the source, in a fixed order; what puts a text together stands for its result."""
        found: dict[ast.expr, None] = {}
        seen: set[tuple[ast.expr, Steps, bool]] = set()
        waiting: list[tuple[Origin, ast.expr | None]] = [(value, None)]
        while waiting:
            origin, whole = waiting.pop()
            if isinstance(origin, Part):
                whole = whole or origin.whole
                origin = origin.value
            if isinstance(origin, Value):
                state = origin.expression, origin.steps, whole is not None
                if state not in seen and len(origin.steps) <= _DEEPEST:
                    seen.add(state)
                    waiting.extend((before, whole) for before in reversed(list(self._back(origin))))
            else:
                found[whole or origin] = None
        return list(found)

    def _back(self, value: Value) -> Iterator[Origin]:
        """One step back: where the value comes from, or the text itself."""
        expression, steps = value
        match expression:
            case ast.Constant(value=str()):
                if not steps:
                    yield expression
            case ast.JoinedStr():
                yield expression
            case ast.BinOp(left=ast.Constant(value=int())) | ast.BinOp(right=ast.Constant(value=int())):
                pass  # a number
            case ast.BinOp(op=ast.Add() | ast.Mod(), left=left, right=right):
                yield from (
                    (Value(left, steps), Value(right, steps))
                    if steps
                    else (Part(Value(left), expression), Part(Value(right), expression))
                )
            case ast.IfExp(body=one, orelse=other):
                yield from (Value(one, steps), Value(other, steps))
            case ast.BoolOp(values=values):
                yield from (Value(one, steps) for one in values)
            case ast.NamedExpr(value=inner):
                yield Value(inner, steps)
            case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
                yield from _items(items, steps)
            case ast.Dict() if steps:
                yield from _entries(expression, steps)
            case ast.Subscript(value=inner, slice=ast.Slice()):
                yield Value(inner, steps)
            case ast.Subscript(value=inner, slice=ast.Constant(value=int(place))) if place >= 0:
                yield Value(inner, (place, *steps))
            case ast.Subscript(value=inner, slice=ast.Constant(value=str(key))):
                yield Value(inner, (Key(key), *steps))
            case ast.Subscript(value=inner):
                yield Value(inner, (ANY, *steps))
            case ast.ListComp(elt=item) | ast.SetComp(elt=item) | ast.GeneratorExp(elt=item) if steps:
                yield Value(item, steps[1:])
            case ast.DictComp(value=item) if steps:
                yield Value(item, steps[1:])
            case ast.Call():
                yield from self._called(expression, value)
            case ast.Attribute() if expression.attr != "values":  # what fills a template is none
                yield from self._attribute(expression, value)
            case ast.Name():
                yield from self.syntax.meanings(expression, steps)

    def _attribute(self, attribute: ast.Attribute, value: Value) -> Iterator[Value]:
        """A constant of another module, or a field."""
        yield from (one.within(value.steps) for one in self.syntax.constants.get(attribute.attr, ()))
        yield from self.syntax.field(attribute, value.steps)
        properties = filter(_is_property, self.syntax.functions.get(attribute.attr, ()))
        yield from (one for function in properties for one in _returned(function, value))

    def _called(self, call: ast.Call, value: Value) -> Iterator[Origin]:
        """What a call gives back."""
        name, steps, arguments = last_name(call.func), value.steps, call.args
        if isinstance(call.func, ast.Attribute) and name in _METHODS:
            yield from self._method(call, call.func.value, value)
        elif name in _SAME_ITEMS:
            yield from (Value(argument, steps) for argument in arguments[:1])
        elif name in _ONE_ITEM:
            yield from (Value(argument, (ANY, *steps)) for argument in arguments[:1])
            yield from (Value(argument, steps) for argument in arguments[1:])
        elif name == "cast":
            yield from (Value(argument, steps) for argument in arguments[1:])
        elif name == "enumerate" and steps[1:2] == (1,):
            yield Value(arguments[0], (ANY, *steps[2:]))
        elif name == "zip":
            chosen = steps[1] if len(steps) > 1 else ANY
            yield from (Value(one, (ANY, *steps[2:])) for place, one in enumerate(arguments) if chosen in (place, ANY))
        else:
            yield from self._returned(call.func, value)

    def _method(self, call: ast.Call, owner: ast.expr, value: Value) -> Iterator[Origin]:
        name, steps = last_name(call.func), value.steps
        if name == "get":
            key = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
            yield Value(owner, (Key(key) if isinstance(key, str) else ANY, *steps))
            yield from (Value(default, steps) for default in call.args[1:])
        elif name == "values":
            yield Value(owner, steps)
        elif name == "items" and steps[1:2] == (1,):
            yield Value(owner, (ANY, *steps[2:]))
        elif name == "join" and not steps:
            yield from (Part(Value(one, (ANY,)), call) for one in call.args)
        elif name == "replace" and not steps:
            yield Part(Value(owner), call)
        elif name == "format" and not steps and (call.args or any(keyword.arg for keyword in call.keywords)):
            yield Part(Value(owner), call)  # while `template.format(**values)` says a template that is one

    def _returned(self, called: ast.expr, value: Value) -> Iterator[Value]:
        """What the functions that are called here return or yield."""
        if last_name(called) not in _SAID:
            yield from (one for function in self.syntax.meant(called) for one in _returned(function, value))


def _is_property(function: Function) -> bool:
    return any(last_name(decorator) in ("property", "cached_property") for decorator in function.decorator_list)


def _returned(function: Function, value: Value) -> Iterator[Value]:
    """What a function returns or yields, if it may be a text."""
    for node in ast.walk(function) if may_be_text(function.returns) else ():
        if isinstance(node, ast.Return) and node.value:
            yield Value(node.value, value.steps)
        elif isinstance(node, ast.Yield) and node.value and value.steps:
            yield Value(node.value, value.steps[1:])


def _entries(table: ast.Dict, steps: Steps) -> Iterator[Value]:
    """The values of a table that the first step leads to."""
    for key, one in zip(table.keys, table.values, strict=True):
        if key is None:  # `**more`
            yield Value(one, steps)
        elif not isinstance(steps[0], Key) or not isinstance(key, ast.Constant) or key.value == steps[0]:
            yield Value(one, steps[1:])


def _items(items: list[ast.expr], steps: Steps) -> Iterator[Value]:
    """The items of a tuple, list or set that the first step leads to."""
    if not steps:
        return
    place, rest = steps[0], steps[1:]
    starred = next((index for index, item in enumerate(items) if isinstance(item, ast.Starred)), len(items))
    if isinstance(place, int) and place < starred:
        yield Value(items[place], rest)
        return
    for item in items[starred:] if isinstance(place, int) else items:
        yield Value(item.value, steps) if isinstance(item, ast.Starred) else Value(item, rest)
