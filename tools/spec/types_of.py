"""Terraform types: their texts in specs (`list(string)`), and what is known about them."""

import re
from dataclasses import dataclass

from .cwriter import Tables, Value, literal, struct, text

_TOKEN = re.compile(r"\s*([a-z_][a-z0-9_]*|[(){}:,])", re.I)
_SCALARS = {"string": "string", "bool": "bool", "number": "number", "int": "number", "any": "dynamic"}


@dataclass(frozen=True)
class Type:
    kind: str  # string, bool, number, dynamic, list, set, map, object
    element: "Type" = None
    fields: tuple = ()  # ((name, Type), ...) in order of the names
    integer: bool = False

    @property
    def scalar(self):
        return self.kind in ("string", "bool", "number")

    def __str__(self):
        if self.kind == "object":
            return "object"
        if self.element:
            return f"{self.kind}({self.element})"
        return "int" if self.integer else {"dynamic": "any"}.get(self.kind, self.kind)


STRING, MAP_OF_STRING = Type("string"), Type("map", Type("string"))


def object_of(fields):
    return Type("object", fields=tuple(sorted(fields, key=lambda f: f[0].encode())))


class TypeSyntaxError(ValueError):
    pass


def parse(source):
    tokens, end = [], 0
    source = source.strip()
    while end < len(source):
        match = _TOKEN.match(source, end)
        if not match:
            raise TypeSyntaxError(f"type: {source!r} is no type")
        tokens.append(match.group(1))
        end = match.end()
    out = _type(tokens, source)
    if tokens:
        raise TypeSyntaxError(f"type: nothing may follow the type in {source!r}")
    return out


def _take(tokens, wanted, source):
    if not tokens or tokens.pop(0) != wanted:
        raise TypeSyntaxError(f"type: {source!r} lacks a '{wanted}'")


def _type(tokens, source):
    word = tokens.pop(0) if tokens else ""
    if word in _SCALARS:
        return Type(_SCALARS[word], integer=word == "int")
    if word in ("list", "set", "map"):
        _take(tokens, "(", source)
        element = _type(tokens, source)
        _take(tokens, ")", source)
        return Type(word, element)
    if word != "object":
        raise TypeSyntaxError(f"type: {word or source!r} is none of string, bool, int, number, any, list(), set(), map(), object()")
    _take(tokens, "(", source)
    _take(tokens, "{", source)
    fields = []
    while tokens and tokens[0] != "}":
        name = tokens.pop(0)
        _take(tokens, ":", source)
        fields.append((name, _type(tokens, source)))
        if tokens and tokens[0] == ",":
            tokens.pop(0)
    _take(tokens, "}", source)
    _take(tokens, ")", source)
    return object_of(fields)


def emit(tables: Tables, t):
    """A C expression of type `const type *`."""
    if t.kind in ("dynamic", "bool", "number", "string"):
        return f"&TYPE_{t.kind.upper()}_CONST"
    if t.kind == "object":
        fields = [struct(name=text(n), type=emit(tables, f)) for n, f in t.fields]
        table = tables.array("type_field", fields)
        return tables.one("type", struct(kind="TYPE_OBJECT", fields=table, field_count=str(len(fields))))
    return tables.one("type", struct(kind=f"TYPE_{t.kind.upper()}", element=emit(tables, t.element)))


def typed(data, t):
    """Plain YAML data as a Value of type `t`; None when it is not of that type."""
    if data is None:
        return Value("null")
    if t.kind == "dynamic":
        return literal(data)
    if t.kind == "string":
        return literal(data) if isinstance(data, str) else None
    if t.kind == "bool":
        return literal(data) if isinstance(data, bool) else None
    if t.kind == "number":
        fits = isinstance(data, int if t.integer else (int, float)) and not isinstance(data, bool)
        return literal(data) if fits else None
    if t.kind in ("list", "set"):
        if not isinstance(data, list):
            return None
        if t.kind == "set" and (None in data or (data and not t.element.scalar)):
            return None  # the order of such elements is the engine's own
        items = [typed(v, t.element) for v in data]
        return None if None in items else Value(t.kind, items)
    if not isinstance(data, dict):
        return None
    of = dict(t.fields)
    if t.kind == "object" and set(data) - set(of):
        return None
    entries = {k: typed(v, t.element or of[k]) for k, v in data.items()}
    for name in of:
        entries.setdefault(name, Value("null"))
    return None if None in entries.values() else Value(t.kind, entries)


def zero(t):
    """The empty Value of type `t`; None where it has none."""
    data = {"string": "", "bool": False, "number": 0, "list": [], "set": [], "map": {}}.get(t.kind)
    return None if data is None else typed(data, t)
