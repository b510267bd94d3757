"""Paths into API documents: `clusters[0].tags[key=x].value`, checked against the model's shapes."""

import re
from dataclasses import dataclass

from .problems import near

_STEP = re.compile(
    r"""(?P<dot>\.)?(?P<member>[A-Za-z_][A-Za-z0-9_-]*)
      | \[(?P<index>-?[0-9]+)\]
      | (?P<all>\[\*\])
      | \[(?P<key>[A-Za-z_][A-Za-z0-9_.]*)(?P<op>!?=)(?P<equals>[^\]]*)\]
      | \[(?P<absent>!)?(?P<there>[A-Za-z_][A-Za-z0-9_.]*)\]""", re.X)


class PathError(ValueError):
    pass


@dataclass(frozen=True)
class ApiPath:
    source: str  # a named step; None: the object of the first read
    steps: tuple  # (op, name, equals, index), op as in spec.h's API_PATH_<op>

    @property
    def many(self):
        return any(s[0] in ("ALL", "WHERE", "WHERE_NOT") for s in self.steps)


def parse(text):
    """The path of `Members.Sub`, `@name.Members`, `@.Members` or `@name`."""
    source, rest = None, text
    if text.startswith("@"):
        match = re.match(r"@([A-Za-z_][A-Za-z0-9_]*)?", text)
        source, rest = match.group(1), text[match.end():]
        if rest.startswith("."):
            rest = rest[1:]
        elif rest and not rest.startswith("["):
            raise PathError(f"{text!r} is no path")
        if not rest and source is None:
            rest = ""
    elif not text:
        raise PathError("an empty path")
    return ApiPath(source, tuple(_steps(rest, text)))


def _steps(rest, text):
    at = 0
    while at < len(rest):
        match = _STEP.match(rest, at)
        if not match or (match["member"] and bool(match["dot"]) != (at > 0)):
            raise PathError(f"{text!r} is no path")
        at = match.end()
        if match["member"]:
            yield ("MEMBER", match["member"], None, 0)
        elif match["index"] is not None:
            yield ("INDEX", None, None, int(match["index"]))
        elif match["all"]:
            yield ("ALL", None, None, 0)
        elif match["key"]:
            yield ("WHERE_NOT" if match["op"] == "!=" else "WHERE", match["key"], match["equals"], 0)
        else:
            yield ("WHERE" if match["absent"] else "WHERE_NOT", match["there"], None, 0)


def member_of(shape, name):
    """The shape of a member, or a PathError with the nearest name."""
    if shape.type == "map":
        return shape.of.shape
    if shape.type == "list":
        raise PathError(f"{name}: {shape.name} is a list; say which element: [0], [*] or [Key=value]")
    if shape.type != "structure":
        raise PathError(f"{name}: {shape.name} is a {shape.type} and has no members")
    if name not in shape.members:
        raise PathError(f"{name}: no such member of {shape.name}{near(name, shape.members)}")
    return shape.members[name].shape


def resolve(path, shape):
    """The shape that the path leads to."""
    for op, name, _, _ in path.steps:
        if op == "MEMBER":
            shape = member_of(shape, name)
            continue
        if shape.type not in ("list", "map"):
            raise PathError(f"{shape.name} is a {shape.type}, no list to take elements of")
        shape = shape.of.shape
        if name is not None:
            inner = shape
            for part in name.split("."):
                inner = member_of(inner, part)
    return shape
