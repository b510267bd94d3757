"""What the arguments of a function cannot be: the engine would give null, or always the same, for them."""

import re

from .reader import regex_complaint

TEXT, NUMBER, BOOL = ("string",), ("number",), ("bool",)
LIST, MAP = ("list", "set"), ("map", "object")
ANY_OF_THEM = None

PER_ELEMENT = ("greatest", "map", "where")  # their second argument is asked for each element of the first, which is $item

# function: what each argument must be; the last one is that of all that follow
WANTED = {
    "and": (BOOL,), "base64": (TEXT,), "base64_decode": (TEXT,), "capture": (TEXT, TEXT, NUMBER),
    "changed": (LIST,), "chunks": (LIST, NUMBER), "contains": (LIST, ANY_OF_THEM),
    "crc32": (TEXT,), "first": (LIST,), "flatten": (LIST,), "from_json": (TEXT,), "from_pairs": (LIST,),
    "greatest": (LIST, ANY_OF_THEM), "has_prefix": (TEXT,), "if": (BOOL, ANY_OF_THEM), "ip_protocol_number": (TEXT,),
    "join": (TEXT, LIST), "keys": (MAP,), "less": (NUMBER,), "lower": (TEXT,), "map": (LIST + MAP, ANY_OF_THEM),
    "matches": (TEXT,), "max": (LIST,), "merge": (MAP,), "mod": (NUMBER,), "name_prefix": (TEXT,), "not": (BOOL,), "or": (BOOL,),
    "own_tags": (LIST,), "regex": (TEXT,), "region_name": (TEXT,), "replace": (TEXT,), "sort": (LIST,), "split": (TEXT, TEXT, NUMBER), "sum": (NUMBER,),
    "trim_prefix": (TEXT,), "trim_suffix": (TEXT,), "upper": (TEXT,), "url_decode": (TEXT,), "values": (MAP,),
    "where": (LIST + MAP, BOOL), "without": (LIST,),
}
GIVEN = {
    "bool": ("and", "changed", "contains", "empty", "eq", "has_prefix", "less", "matches", "not", "or", "regex"),
    "list": ("chunks", "concat", "flatten", "keys", "map", "own_tags", "sort", "values", "where", "without"),
    "map": ("from_pairs", "merge"),
    "number": ("count", "max", "mod", "sum"),
    "string": ("base64", "base64_decode", "capture", "crc32", "ip_protocol_number", "join", "json", "lower", "name_prefix",
               "region_name", "replace", "text", "trim_prefix", "trim_suffix", "upper", "url_decode"),
}
RESULTS = {name: kind for kind, names in GIVEN.items() for name in names}
NAMES = {TEXT: "a text", NUMBER: "a number", BOOL: "true or false", LIST: "a list", MAP: "a map", LIST + MAP: "a list or a map"}
WORDS = {"string": "a text", "number": "a number", "bool": "true or false", "list": "a list", "set": "a set", "map": "a map",
         "object": "a structure"}
_SHAPES = {"structure": "object", "integer": "number", "double": "number", "boolean": "bool", "timestamp": "string", "blob": "string"}


def kind_of(expr, scope):
    """string, number, bool, list, set, map or object; None: it may be anything."""
    if expr.kind == "LITERAL":
        return None if expr.literal.kind == "null" else expr.literal.kind
    if expr.kind == "REF":
        return _kind_of_names(expr.names, scope)
    if expr.kind == "PATH" and expr.shape is not None:
        return "list" if expr.path.many else _SHAPES.get(expr.shape.type, expr.shape.type)
    if expr.kind == "CALL" and expr.function == "split":
        return "list" if len(expr.items) == 2 else "string"
    return {"TEMPLATE": "string", "LIST": "list", "OBJECT": "object"}.get(expr.kind) or RESULTS.get(expr.function)


def _kind_of_names(names, scope):
    if names[0] == "aws":
        return "map" if names[1:] == ["default_tags"] else "string"
    attributes = scope.attributes
    if names[0] in ("prior", "config"):
        names = names[1:]
    elif names[0] in ("item", "outer"):
        attributes, names = (scope.item if names[0] == "item" else scope.outer), names[1:]
    if not isinstance(attributes, dict):
        return None
    for depth, name in enumerate(names):
        a = attributes.get(name)
        if a is None:
            return None
        if depth + 1 == len(names):
            return None if a.type.kind == "dynamic" else a.type.kind
        if a.of is None:
            return None
        attributes = a.of
    return None


def complaints(function, items, scope):
    """[(argument, what is wrong with it)]"""
    wanted = WANTED.get(function, (None,))
    for i, item in enumerate(items):
        kinds = wanted[min(i, len(wanted) - 1)]
        kind = kind_of(item, scope if function not in PER_ELEMENT or i == 0 else scope.with_item())
        if kinds is not None and kind is not None and kind not in kinds:
            yield i, f"argument {i + 1} must be {NAMES[kinds]}, is {WORDS[kind]}"
    yield from _CHECKS.get(function, lambda _: ())(items)


def _literal(items, i, kind):
    return items[i].literal.data if items[i].kind == "LITERAL" and items[i].literal.kind == kind else None


def _matches(items):
    text = _literal(items, 1, "string")
    complaint = regex_complaint(text) if text is not None else None
    if complaint:
        yield 1, complaint


def _capture(items):
    yield from _matches(items)
    text, group = _literal(items, 1, "string"), _literal(items, 2, "number")
    if text is not None and group is not None and not regex_complaint(text):
        groups = re.compile(text).groups
        if group not in range(min(groups, 9) + 1):
            yield 2, f"there is no group {group}: the expression has {groups}, and 9 are the most"


def _mod(items):
    divisor = _literal(items, 1, "number")
    if divisor is not None and divisor <= 0:
        yield 1, "the divisor must be greater than 0"


def _from_pairs(items):
    shape = items[0].shape if items[0].kind == "PATH" else None
    while shape is not None and shape.type == "list":
        shape = shape.of.shape
    if shape is not None and not (shape.type == "structure" and {"Key", "Value"} <= set(shape.members)):
        yield 0, f"{shape.name} has no Key and Value"


_CHECKS = {"capture": _capture, "from_pairs": _from_pairs, "matches": _matches, "mod": _mod}
