"""Expressions and conditions of specs, checked against what they refer to."""

import re
from dataclasses import dataclass, field, replace

from . import arguments, paths
from .cwriter import Value, literal
from .problems import near
from .source import Map, Seq

# name: least and most arguments (None: any number); spec.h says what they do
FUNCTIONS = {
    "and": (1, None), "changed": (1, 1), "chunks": (2, 2), "base64": (1, 1), "base64_decode": (1, 1), "base64_once": (1, 1), "sha1": (1, 1), "capture": (3, 3), "coalesce": (1, None), "concat": (1, None), "flatten": (1, 1), "contains": (2, 2), "count": (1, 1), "crc32": (1, 1),
    "empty": (1, 1), "eq": (2, 2), "first": (1, 1), "greatest": (2, 2), "from_json": (1, 1), "from_pairs": (1, 1), "has_prefix": (2, 2), "if": (2, 3),
    "ip_protocol_number": (1, 1), "join": (2, 2), "json": (1, 1), "keys": (1, 1), "less": (2, 2), "lower": (1, 1), "map": (2, 2), "matches": (2, 2),
    "max": (1, 1), "merge": (1, None), "mod": (2, 2), "name_prefix": (1, 1), "not": (1, 1), "or": (1, None), "own_tags": (1, 1), "regex": (2, 2), "region_name": (1, 1),
    "replace": (3, 3), "sent": (1, 1), "sort": (1, 1), "split": (2, 3), "sum": (1, None), "text": (1, 1), "trim_prefix": (2, 2), "trim_suffix": (2, 2), "upper": (1, 1), "url_decode": (1, 1),
    "values": (1, 1), "where": (2, 2), "without": (2, 2),
}
CONDITIONS = ("changed", "set", "unset", "was_set", "was_unset", "is", "not")
RESERVED = ("aws", "config", "given", "import", "item", "keys", "outer", "prior", "remembered")
_AWS = ("account_id", "default_tags", "dns_suffix", "partition", "region", "reverse_dns_prefix")
_REF = re.compile(r"\$([a-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_-]+)*)$")
_PART = re.compile(r"\$\{([^}]*)\}")


@dataclass
class Expr:
    kind: str  # LITERAL, REF, PATH, TEMPLATE, LIST, OBJECT, CALL
    literal: Value = None
    names: list = None
    path: paths.ApiPath = None
    function: str = None
    keys: list = None
    items: list = field(default_factory=list)
    shape: object = None  # of a PATH: what it leads to; None: not known

    def refs(self):
        """The names of all attributes that are read, as lists of path steps."""
        if self.kind == "REF":
            yield self.names
        for item in self.items:
            yield from item.refs()


def call(function, *items):
    return Expr("CALL", function=function, items=list(items))


def value_of(data):
    return Expr("LITERAL", literal=literal(data))


@dataclass
class Scope:
    """What an expression may refer to."""
    attributes: dict  # name -> attribute (attributes.py)
    outputs: dict = field(default_factory=dict)  # step name -> shape of what it took; None: not known
    read_shape: object = None  # of the object of the first read; None: not known
    reads: bool = True  # is there such an object at all
    item: object = None  # None: no $item; True: of unknown form; else the attributes of the element
    keys: bool = False  # $keys
    remembered: tuple = ()  # names of $remembered
    captured: frozenset = None  # names an import form captures; then $import too
    outer: object = None  # the $item outside of a map or where; None: no $outer

    def with_item(self, item=True):
        return replace(self, item=item, outer=self.item)


class Expressions:
    def __init__(self, reader, fragments):
        self.reader, self.fragments = reader, fragments
        self.file = reader.file  # of what is being parsed; a fragment or service.yaml is another

    # ---- expressions -------------------------------------------------------------------------------------------------

    def value(self, node, key, scope):
        """The Expr of a key's value; problems are told, and then the result is a null literal."""
        return self._in_file(self.parse, *self.fragments.expression(node, key), scope)

    def when(self, node, key, scope):
        """The Expr of a key's condition."""
        return self._in_file(self.condition, *self.fragments.expression(node, key), scope)

    def _in_file(self, parse, data, line, file, scope):
        """What a part of an expression is, which may stem from another file than the whole."""
        whole, self.file = self.file, file
        expr = parse(data, line, scope)
        self.file = whole
        return expr

    def _error(self, line, message, file=None):
        self.reader.error(line, message, file or self.file)

    def parse(self, data, line, scope):
        if isinstance(data, str):
            return self._text(data, line, scope)
        if isinstance(data, Seq):
            items = [self._in_file(self.parse, *data.item(i), scope) for i in range(len(data))]
            return self._folded(Expr("LIST", items=items))
        if isinstance(data, Map):
            return self._mapping(data, scope)
        return value_of(data)

    def _folded(self, expr):
        if any(i.kind != "LITERAL" for i in expr.items):
            return expr
        values = [i.literal for i in expr.items]
        if expr.kind == "LIST":
            return Expr("LITERAL", literal=Value("list", values))
        there = {k: v for k, v in zip(expr.keys, values) if v.kind != "null"}
        return Expr("LITERAL", literal=Value("object", there))

    def _mapping(self, data, scope):
        called = [k for k in data if k.startswith("$")]
        if called and len(data) > 1:
            self._error(data.line_of(called[0]), f"{called[0]}: a function stands alone in its mapping")
            return value_of(None)
        if not called:
            items = [self._in_file(self.parse, *data.item(k), scope) for k in data]
            return self._folded(Expr("OBJECT", keys=list(data), items=items))
        name, line = called[0][1:], data.line_of(called[0])
        if name == "literal":
            return value_of(data[called[0]])
        if name not in FUNCTIONS:
            self._error(line, f"${name}: no such function{near(name, [*FUNCTIONS, 'literal'])}")
            return value_of(None)
        args = data[called[0]]
        least, most = FUNCTIONS[name]
        if len(args) < least or (most is not None and len(args) > most):
            wanted = str(least) if least == most else f"{least} or more" if most is None else f"{least} to {most}"
            self._error(line, f"${name}: has {len(args)} arguments, must have {wanted}")
            return value_of(None)
        if name == "sent":
            self._attribute(args[0] if isinstance(args[0], str) else "", line, scope)
        items = []
        for i in range(len(args)):
            inner = scope.with_item() if name in arguments.PER_ELEMENT and i == 1 else scope
            items.append(self._in_file(self.parse, *args.item(i), inner))
        for i, complaint in arguments.complaints(name, items, scope):
            self._error(args.line_of(i), f"${name}: {complaint}", args.file_of(i))
        return Expr("CALL", function=name, items=items)

    def _text(self, data, line, scope):
        if "${" in data:
            return self._template(data, line, scope)
        if data.startswith("$"):
            return self._ref(data, line, scope)
        if data.startswith("@"):
            return self._path(data, line, scope)
        return value_of(data)

    def _template(self, data, line, scope):
        items, at = [], 0
        for match in _PART.finditer(data):
            if match.start() > at:
                items.append(value_of(data[at:match.start()]))
            inner = match.group(1)
            items.append(self._text(inner if inner.startswith("@") else "$" + inner, line, scope))
            at = match.end()
        rest = data[at:]
        if "${" in rest:
            self._error(line, f"{data!r}: a ${{ without its }}")
        if rest:
            items.append(value_of(rest))
        return items[0] if len(items) == 1 else Expr("TEMPLATE", items=items)

    def _path(self, data, line, scope):
        try:
            path = paths.parse(data)
            shape = self.output_shape(path, scope)
            if shape is not None:
                shape = paths.resolve(path, shape)
        except paths.PathError as error:
            self._error(line, str(error))
            return value_of(None)
        return Expr("PATH", path=path, shape=shape)

    def output_shape(self, path, scope):
        if path.source is None:
            if not scope.reads:
                raise paths.PathError("@. is the object of the first read, and nothing is read here")
            return scope.read_shape
        if path.source not in scope.outputs:
            raise paths.PathError(f"@{path.source}: no step has that name{near(path.source, scope.outputs)}")
        return scope.outputs[path.source]

    def _ref(self, data, line, scope):
        match = _REF.match(data)
        if not match:
            self._error(line, f"{data!r} is no reference; a text that begins so is written {{$literal: ...}}")
            return value_of(None)
        names = match.group(1).split(".")
        message = self._complaint(names, scope)
        if message:
            self._error(line, f"{data}: {message}")
            return value_of(None)
        return Expr("REF", names=names)

    def _complaint(self, names, scope):
        first, rest = names[0], names[1:]
        if first == "aws":
            return None if len(rest) == 1 and rest[0] in _AWS else f"$aws has {', '.join(_AWS)}"
        if first == "given":
            return "what is given is there in the expressions of fragments only"
        if first in ("prior", "config"):
            return attribute_complaint(rest, scope.attributes) if rest else f"${first} is followed by an attribute"
        if first in ("item", "outer"):
            item = scope.item if first == "item" else scope.outer
            if item is None:
                return "$item is there in for_each, sync, map and where only" if first == "item" else "there is no $item outside of this one"
            return attribute_complaint(rest, item) if isinstance(item, dict) and rest else None
        if first == "remembered":
            there = len(rest) == 1 and rest[0] in scope.remembered
            return None if there else f"what is remembered is named by remember{near(rest[0], scope.remembered) if rest else ''}"
        if first == "keys" and scope.keys:
            return None
        if first == "import" or (scope.captured is not None and names[0] in scope.captured):
            return None if scope.captured is not None else "$import is there in import forms only"
        return attribute_complaint(names, scope.attributes)

    # ---- conditions --------------------------------------------------------------------------------------------------

    def condition(self, data, line, scope):
        """The Expr of a `when`: a mapping of conditions, or an expression."""
        if not isinstance(data, Map) or any(k.startswith("$") for k in data):
            if not isinstance(data, (str, Map)):
                self._error(line, "when: must be a mapping of conditions or an expression")
            return self.parse(data, line, scope)
        self.reader.keys(data, CONDITIONS, "a condition")
        parts = []
        for key, value in data.items():
            if key in ("is", "not"):
                parts += self._compared(key, self.reader.get(data, key, Map), scope)
            elif key in CONDITIONS:
                parts += self._states(key, self.reader.texts(data, key), scope)
        if not parts:
            self._error(line, "when: says nothing")
            return value_of(None)
        return parts[0] if len(parts) == 1 else call("and", *parts)

    def _attribute(self, name, line, scope):
        message = attribute_complaint(name.split("."), scope.attributes)
        if message:
            self._error(line, f"{name}: {message}")
        now = Expr("REF", names=name.split("."))
        return now, Expr("REF", names=["prior", *now.names])

    def _states(self, key, names, scope):
        parts = []
        for name, line in names:
            now, prior = self._attribute(name, line, scope)
            if key == "changed":
                parts.append(call("not", call("eq", now, prior)))
            else:
                empty = call("empty", prior if key.startswith("was_") else now)
                parts.append(empty if key.endswith("unset") else call("not", empty))
        return [call("or", *parts)] if key == "changed" and len(parts) > 1 else parts

    def _compared(self, key, wanted, scope):
        parts = []
        for name, values in (wanted or {}).items():
            now, _ = self._attribute(name, wanted.line_of(name), scope)
            values = values if isinstance(values, Seq) else [values]
            equal = [call("eq", now, value_of(v)) for v in values]
            one = equal[0] if len(equal) == 1 else call("or", *equal)
            parts.append(call("not", one) if key == "not" else one)
        return parts


def attribute_complaint(names, attributes):
    """What is wrong with a path of attribute names; None when nothing is."""
    for depth, name in enumerate(names):
        if name not in attributes:
            return f"no such attribute{near(name, attributes)}"
        attribute = attributes[name]
        if attribute.of is None:
            rest = names[depth + 1:]
            if rest and attribute.type.scalar:
                return f"{name} is a {attribute.type} and has no parts"
            return None
        attributes = attribute.of
        if depth + 2 < len(names) and names[depth + 1].isdigit():
            return "an index is not written: the first element is meant"
    return None
