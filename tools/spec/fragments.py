"""`$ref`: parts of attributes that specs of a folder share (schemas/<service>/fragments.yaml)."""

from .problems import near
from .source import Map


def expand(node, fragments, reader, under=()):
    """`node` (a mapping below `attributes`) with every `$ref` replaced; keys beside it win."""
    out = Map(node.line, node.file)
    for key, value in node.items():
        if isinstance(value, Map) and key != "default":
            value = expand(value, fragments, reader, under)
        out.put(key, value, node.line_of(key), node.file_of(key))
    name = out.pop("$ref", None)
    if name is None:
        return out
    if not isinstance(name, str) or name not in fragments:
        reader.at(node, "$ref", f"$ref: no such fragment: {name}{near(name, fragments)}")
        return out
    if name in under:
        reader.at(node, "$ref", f"$ref: {name} contains itself")
        return out
    if not isinstance(fragments[name], Map):
        reader.at(fragments, name, f"{name}: must be a mapping")
        return out
    return out.over(expand(fragments[name], fragments, reader, (*under, name)))
