"""A package's syntax trees: what its names are bound to, how its functions are called, which values its fields get."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import NamedTuple, TypeAlias

ANY = "any"
_TEXT = re.compile(r"\b(str|Any|object|Literal|Text|T)\b")
Steps: TypeAlias = tuple[int | str, ...]
"""Where a value lies in a nested one: the place in a tuple, the Key of a table, or ANY item."""

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension: TypeAlias = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Key(str):
    """A step to the value of one key of a table."""

    __slots__ = ()


class Value(NamedTuple):
    """An expression, and where in its value lies what is looked for."""

    expression: ast.expr
    steps: Steps = ()

    def within(self, steps: Steps) -> "Value":
        """The same, looked into deeper."""
        return Value(self.expression, (*self.steps, *steps))


class Syntax:
    """All modules of a package. Names are looked up by their last part, so that one name may mean several things."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.file_of: dict[ast.AST, str] = {}
        self.parents: dict[ast.AST, ast.AST] = {}
        self.functions: defaultdict[str, list[Function]] = defaultdict(list)
        self.classes: defaultdict[str, list[ast.ClassDef]] = defaultdict(list)
        self.calls: defaultdict[str, list[ast.Call]] = defaultdict(list)
        self.constants: defaultdict[str, list[Value]] = defaultdict(list)
        self._own_fields: list[tuple[str, str, Value]] = []  # what `self.name = …` sets, with its class
        self.modules = {file: ast.parse(text) for file, text in sources.items()}
        for file, tree in self.modules.items():
            self._index(tree, file)

    def _index(self, tree: ast.Module, file: str) -> None:
        for node in ast.walk(tree):
            self.file_of[node] = file
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
        for node in ast.walk(tree):
            if isinstance(node, Function):
                self.functions[node.name].append(node)
            elif isinstance(node, ast.ClassDef):
                self.classes[node.name].append(node)
            elif isinstance(node, ast.Call):
                for name in self._called(node):
                    self.calls[name].append(node)
            elif isinstance(node, ast.Assign):
                self._index_fields(node)
        for name, value in bindings(tree):
            self.constants[name].append(value)

    def _called(self, call: ast.Call) -> Iterator[str]:
        """What is called: ``f``, ``x.f``; for ``super().__init__`` the bases, for ``cls`` the class around it."""
        name = last_name(call.func)
        around = self.enclosing(call, ast.ClassDef)
        if name == "__init__" and isinstance(around, ast.ClassDef):
            yield from filter(None, map(last_name, around.bases))
        elif name == "cls" and isinstance(around, ast.ClassDef):
            yield around.name
        elif name:
            yield name

    def _index_fields(self, node: ast.Assign) -> None:
        for target in node.targets:
            if isinstance(target, ast.Attribute) and last_name(target.value) == "self":
                owner = self.enclosing(node, ast.ClassDef)
                name = owner.name if isinstance(owner, ast.ClassDef) else ""
                self._own_fields.append((name, target.attr, Value(node.value)))

    # --- around a node

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """What encloses a node, from the inside out."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def enclosing(self, node: ast.AST, *kinds: type[ast.AST]) -> ast.AST | None:
        """The nearest thing of these kinds around a node."""
        return next((outer for outer in self.around(node) if isinstance(outer, kinds)), None)

    # --- names

    def meanings(self, name: ast.Name, steps: Steps) -> list[Value]:
        """What a name may stand for where it is read, looked into by these steps."""
        for scope in self.around(name):
            found = [value for bound, value in bindings(scope) if bound == name.id]
            if isinstance(scope, Function):
                found += self.arguments(scope, name.id)
                if scope.args.kwarg and scope.args.kwarg.arg == name.id and steps and isinstance(steps[0], Key):
                    return [value.within(steps[1:]) for value in self._given(scope, steps[0], None)]
            if found:
                return [value.within(steps) for value in found]
        return [value.within(steps) for value in self._imported(name)]

    def _imported(self, name: ast.Name) -> list[Value]:
        """What a name is in the module that it is imported from; in any, where that is not one of the package."""
        file = self.file_of[name]
        for node in ast.walk(self.modules[file]):
            for alias in node.names if isinstance(node, ast.ImportFrom) else ():
                if name.id == (alias.asname or alias.name):
                    home = (node.module or "").replace(".", "/") if isinstance(node, ast.ImportFrom) else ""
                    found = self.constants[alias.name]
                    near = [
                        one for one in found if self.file_of[one.expression] in (f"{home}.py", f"{home}/__init__.py")
                    ]
                    return near or found
        return self.constants[name.id]

    def meant(self, called: ast.expr) -> list[Function]:
        """The functions that an expression may call: those of its own file, if it has one of that name."""
        functions = self.functions.get(last_name(called), [])
        near = [function for function in functions if self.file_of[function] == self.file_of[called]]
        return near or functions

    def arguments(self, function: Function, name: str) -> list[Value]:
        """What is given for a parameter wherever the function is called, and its default."""
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        keywords = [argument.arg for argument in function.args.kwonlyargs]
        annotations = {argument.arg: argument.annotation for argument in _parameters(function)}
        if name not in (*names, *keywords) or not may_be_text(annotations[name]):
            return []
        defaults = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
        defaults |= {key: value for key, value in zip(keywords, function.args.kw_defaults, strict=True) if value}
        is_method = isinstance(self.parents.get(function), ast.ClassDef)
        given = self._given(function, name, names.index(name) - is_method if name in names else None)
        return [Value(defaults[name]), *given] if name in defaults else given

    def _given(self, function: Function, name: str, position: int | None) -> list[Value]:
        """What the calls of a function give for a parameter, or among its `**values`."""
        owner = self.parents.get(function)
        if isinstance(owner, ast.ClassDef) and function.name == "__init__":
            calls = self._making(owner, "__init__")
        else:
            calls = self.calls[function.name]
        if function.name.startswith("_") and not isinstance(owner, ast.ClassDef):
            calls = [call for call in calls if self.file_of[call] == self.file_of[function]]
        return [value for call in calls for value in argument(call, name, position)]

    def _making(self, owner: ast.ClassDef, method: str) -> list[ast.Call]:
        """The calls that may make something of a class, or of one that has this method from it.

        Where a file has a class of that name itself, it is that one which is made there.
        """
        return [
            call
            for made in (owner, *self._inheriting(owner, method))
            for call in self.calls[made.name]
            if self.file_of[call] == self.file_of[made] or not self._has_class(self.file_of[call], made.name)
        ]

    def _has_class(self, file: str, name: str) -> bool:
        return any(self.file_of[owner] == file for owner in self.classes.get(name, ()))

    @cached_property
    def _subclasses(self) -> dict[str, list[ast.ClassDef]]:
        """The classes that name a class as their base, by its name."""
        found: dict[str, list[ast.ClassDef]] = {}
        for owner in (owner for each in self.classes.values() for owner in each):
            for base in owner.bases:
                found.setdefault(last_name(base), []).append(owner)
        return found

    def _inheriting(self, owner: ast.ClassDef, method: str) -> Iterator[ast.ClassDef]:
        """The classes that have a method from this one."""
        for found in self._subclasses.get(owner.name, ()):
            if not any(isinstance(node, Function) and node.name == method for node in found.body):
                yield found
                yield from self._inheriting(found, method)

    # --- fields

    def field(self, attribute: ast.Attribute, steps: Steps) -> list[Value]:
        """What a field may hold that is looked into by these steps.

        Of `self` it is that of the class around it or one below that, else of any class with a field of this name.
        """
        owners = self._fields.get(attribute.attr, {})
        around = self.enclosing(attribute, ast.ClassDef) if last_name(attribute.value) == "self" else None
        if isinstance(around, ast.ClassDef) and around.name in owners:
            family = {around.name, *(below.name for below in self._inheriting(around, ""))}
            owners = {name: values for name, values in owners.items() if name in family}
        fitting = [values for owner, values in owners.items() if len(steps) <= self._depths[owner, attribute.attr]]
        return [value.within(steps) for values in fitting for value in values]

    @cached_property
    def _depths(self) -> Mapping[tuple[str, str], int]:
        """How many levels of collections each field of a record has, by its class and name; 9 where it is not known."""
        known: defaultdict[tuple[str, str], int] = defaultdict(lambda: 9)
        for owner in (owner for each in list(self.classes.values()) for owner in each):
            known.update({(owner.name, name): _depth(annotation) for name, annotation in self._record(owner)})
        return known

    @cached_property
    def _fields(self) -> Mapping[str, Mapping[str, list[Value]]]:
        """What the fields of all classes may hold, by the name of the field and that of the class."""
        found: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
        for owner in (owner for each in list(self.classes.values()) for owner in each):
            for name, value in bindings(owner):
                found[name][owner.name].append(value)
            made = self._making(owner, "")
            for position, (name, annotation) in enumerate(self._record(owner)):
                if may_be_text(annotation):
                    found[name][owner.name] += [value for call in made for value in argument(call, name, position)]
        for owner_name, name, value in self._own_fields:
            found[name][owner_name].append(value)
        for call in (call for name in ("_replace", "replace") for call in self.calls[name]):
            for keyword in call.keywords:
                found[keyword.arg or ""][""].append(Value(keyword.value))
        return found

    def _record(self, owner: ast.ClassDef) -> list[tuple[str, ast.expr]]:
        """The fields of a named tuple or dataclass with their annotations, in the order in which they are given."""
        bases = [found for base in owner.bases for found in self.classes.get(last_name(base), ())]
        return [field for base in bases for field in self._record(base)] + [
            (node.target.id, node.annotation)
            for node in owner.body
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        ]


def _parameters(function: Function) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


@cache
def may_be_text(annotation: ast.expr | None) -> bool:
    """Whether what is annotated like this may be a text, or hold one."""
    return annotation is None or _TEXT.search(ast.unparse(annotation)) is not None


def _depth(annotation: ast.expr) -> int:
    """The levels of collections in an annotation: 1 for ``tuple[str, ...]``."""
    if isinstance(annotation, ast.Subscript):
        parts = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
        return 1 + max(map(_depth, parts))
    if isinstance(annotation, ast.BinOp):
        return max(_depth(annotation.left), _depth(annotation.right))
    is_plain = isinstance(annotation, ast.Constant) or last_name(annotation) in ("str", "int", "float", "bool")
    return 0 if is_plain else 9


def last_name(node: ast.AST) -> str:
    """``f`` of ``f``, ``x.f`` and ``x.y.f``; empty for what has no name."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def argument(call: ast.Call, name: str, position: int | None) -> Iterator[Value]:
    """What a call gives for a parameter, by its name or at its position."""
    for keyword in call.keywords:
        if keyword.arg == name:
            yield Value(keyword.value)
            return
    for index, given in enumerate(call.args[: position + 1] if position is not None else ()):
        if isinstance(given, ast.Starred):
            yield Value(given.value, (position - index if position is not None else ANY,))
            return
        if index == position:
            yield Value(given)
            return
    yield from (Value(more.value, (Key(name),)) for more in call.keywords if more.arg is None)


@cache
def bindings(scope: ast.AST) -> list[tuple[str, Value]]:
    """Every name that a module, class, function or comprehension binds itself, with its value."""
    if isinstance(scope, Comprehension):
        return [found for each in scope.generators for found in _targets(each.target, Value(each.iter, (ANY,)))]
    if not isinstance(scope, ast.Module | ast.ClassDef | Function):
        return []
    found: list[tuple[str, Value]] = []
    waiting: list[ast.AST] = list(reversed(scope.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Assign):
            for target in node.targets:
                found += _targets(target, Value(node.value))
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr | ast.AugAssign) and node.value:
            found += _targets(node.target, Value(node.value))
        elif isinstance(node, ast.For | ast.AsyncFor):
            found += _targets(node.target, Value(node.iter, (ANY,)))
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))
    return found


def _targets(target: ast.expr, value: Value) -> Iterator[tuple[str, Value]]:
    """The names in the target of an assignment, with the part of the value that each gets."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List):
        for index, part in enumerate(target.elts):
            inner = part.value if isinstance(part, ast.Starred) else part
            step = ANY if isinstance(part, ast.Starred) else index
            yield from _targets(inner, Value(value.expression, (*value.steps, step)))
