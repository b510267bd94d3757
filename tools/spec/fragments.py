"""`$ref`: parts of attributes, and expressions, that specs of a folder share (schemas/<service>/fragments.yaml)."""

import re
from dataclasses import dataclass, field, replace

from .arguments import PER_ELEMENT
from .problems import near
from .source import Map, Seq

_GIVEN = re.compile(r"\$\{?given\.([a-z_]+)")
_WHOLE = re.compile(r"\$given\.[a-z_]+$")
_ITEM = re.compile(r"\$\{?(item|outer)\b")


@dataclass(frozen=True)
class _Use:
    """Of the expression that is being put in: the fragments that it stands in, the innermost last, and what that one was given."""
    names: tuple = ()
    given: dict = field(default_factory=dict)  # name -> (value, line, file)
    inside: bool = False  # in a function of the fragment that has an $item of its own


class Fragments:
    """Those of a service, as one spec uses them."""

    def __init__(self, named, reader):
        self.named, self.reader = named, reader

    def attributes(self, node, group=True, under=()):
        """A mapping of attributes (`group`), or one attribute, with every `$ref` replaced; keys beside it win."""
        out = Map(node.line, node.file)
        for key, value in node.items():
            if isinstance(value, Map) and (group or key in ("of", "each")):
                value = self.attributes(value, not group and key == "of", under)
            out.put(key, value, node.line_of(key), node.file_of(key))
        if "$ref" not in node:
            return out
        out.pop("$ref")
        name = self._name(node, under)
        if name is None:
            return out
        if not isinstance(self.named[name], Map):
            self.reader.at(self.named, name, f"{name}: must be a mapping")
            return out
        return out.over(self.attributes(self.named[name], group, (*under, name)))

    def expression(self, node, key):
        """(value, line, file) of what stands at a key of a mapping, with every `$ref` replaced, and a list in every function."""
        return self._expanded(*node.item(key), _Use())

    def _name(self, node, under):
        name = node["$ref"]
        if not isinstance(name, str) or name not in self.named:
            self.reader.at(node, "$ref", f"$ref: no such fragment: {name}{near(name, self.named)}")
        elif name in under:
            self.reader.at(node, "$ref", f"$ref: {name} contains itself")
        else:
            return name
        return None

    def _expanded(self, value, line, file, use):
        if isinstance(value, str):
            return self._filled(value, line, file, use)
        if isinstance(value, Seq):
            return self._list(value, use), line, file
        if not isinstance(value, Map) or "$literal" in value:
            return value, line, file
        if "$ref" in value:
            return self._fragment(value, use)
        out = Map(value.line, value.file)
        for key in value:
            item = value.item(key)
            if key.startswith("$"):
                item = self._list(_arguments(*item), use, key[1:]), *item[1:]
            else:
                item = self._expanded(*item, use)
            out.put(key, item[0], value.line_of(key), value.file_of(key), item[1:])
        return out, line, file

    def _list(self, items, use, function=None):
        out = Seq(items.line, items.file)
        for i in range(len(items)):
            inner = replace(use, inside=True) if i == 1 and function in PER_ELEMENT else use
            out.put(*self._expanded(*items.item(i), inner))
        return out

    def _fragment(self, node, use):
        name = self._name(node, use.names)
        if name is None:
            return None, *node.item("$ref")[1:]
        wanted = sorted(set(_given(self.named[name])))
        for key in node:
            if key not in ("$ref", *wanted):
                self.reader.at(node, key, f"{key}: {name} has no $given.{key}{near(key, wanted)}")
        missing = [key for key in wanted if key not in node]
        if missing:
            self.reader.at(node, "$ref", f"$ref: {name} is not given {', '.join(missing)}")
        given = {key: self._expanded(*node.item(key), use) for key in wanted if key in node}
        return self._expanded(*self.named.item(name), _Use((*use.names, name), given))

    def _filled(self, text, line, file, use):
        """What was given, where the text asks for it."""
        names = _GIVEN.findall(text) if use.names else []
        if not names:
            return text, line, file
        if not _WHOLE.match(text):
            self.reader.error(line, f"{text!r}: what is given stands alone, as $given.{names[0]}", file)
            return None, line, file
        given = use.given.get(names[0], (None, line, file))
        if use.inside and _mentions_item(given[0]):
            self.reader.error(given[1], f"{names[0]}: its $item would be another one in {use.names[-1]}", given[2])
        return given


def _arguments(value, line, file):
    """The list of a function's arguments, also where only one is written: what is given for it may be a list."""
    if isinstance(value, Seq):
        return value
    out = Seq(line, file)
    out.put(value, line)
    return out


def _given(value):
    """The names that a fragment wants to be given."""
    if isinstance(value, str):
        yield from _GIVEN.findall(value)
    elif isinstance(value, (Map, Seq)) and "$literal" not in value:
        for item in value.values() if isinstance(value, Map) else value:
            yield from _given(item)


def _mentions_item(value, names=("item", "outer")):
    """Does it mean the $item of where it stands? (In a function that has an $item of its own, that is $outer.)"""
    if isinstance(value, str):
        return any(name in names for name in _ITEM.findall(value))
    if isinstance(value, Seq):
        return any(_mentions_item(v, names) for v in value)
    if not isinstance(value, Map) or "$literal" in value:
        return False
    for key, inner in value.items():
        if key[1:] in PER_ELEMENT and isinstance(inner, Seq) and len(inner) == 2:
            if _mentions_item(inner[0], names) or _mentions_item(inner[1], names[1:] if "item" in names else ()):
                return True
        elif _mentions_item(inner, names):
            return True
    return False
