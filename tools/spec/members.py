"""Which member of the API an attribute is: by what the spec says, else by the name without case and underscores."""

from . import paths
from .problems import near


def plain(name):
    return name.replace("_", "").replace("-", "").lower()


def singular(name):
    name = plain(name)
    if name.endswith("ies"):
        return name[:-3] + "y"
    if name.endswith(("sses", "xes", "ches", "shes")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def find(shape, name):
    """The member of a structure that is called like the attribute; None when there is none, or more than one."""
    if shape is None or shape.type != "structure":
        return None
    for form in (plain, singular):
        found = [m for m in shape.members if form(m) == form(name)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def inside(shape):
    """The structure that nested attributes are members of."""
    while shape is not None and shape.type == "list":
        shape = shape.of.shape
    return shape


def walk(shape, names):
    """The shape that member names lead to ([0]: the only element of a list); None when the structure lacks one."""
    for name in names:
        if name == "[0]" and shape is not None and shape.type == "list":
            shape = shape.of.shape
            continue
        if shape is None or shape.type != "structure" or name not in shape.members:
            return None
        shape = shape.members[name].shape
    return shape


def mismatch(a, shape, many=False):
    """Why an attribute cannot hold what a shape is; None when it can."""
    t, kind = a.type, shape.type
    if t.kind == "dynamic" or a.raw.get("as") == "json":
        return None
    if t.scalar:
        return None if shape.scalar or many else f"{shape.name} is a {kind}, {a.path} of type {t}"
    if a.of is not None and kind == "structure":
        single = a.raw.get("max") == 1 or a.says("api") or a.nesting == "SPEC_BLOCK_SINGLE" or many
        return None if single else f"{shape.name} is a structure, so {a.path} needs max: 1"
    if a.of is not None and kind == "list":
        return None if a.nesting != "SPEC_BLOCK_SINGLE" else f"{shape.name} is a list, {a.path} a single block"
    if t.kind in ("list", "set"):
        return None if kind == "list" or many else f"{shape.name} is a {kind}, {a.path} of type {t}"
    if t.kind == "map" and kind == "list" and not _pairs(shape):
        return f"{shape.name} is a list, {a.path} of type {t}"
    return None if kind in ("map", "structure", "list") else f"{shape.name} is a {kind}, {a.path} of type {t}"


def _pairs(shape):
    """Is it a list of names (or keys) and values? A map is what it means."""
    element = inside(shape)
    names = {m.lower() for m in element.members} if element is not None and element.type == "structure" else set()
    return names in ({"name", "value"}, {"key", "value"})


class Members:
    def __init__(self, reader):
        self.reader = reader

    def _tell(self, a, message, key=None):
        a.told = True
        if key is None:
            self.reader.error(a.line, message, a.file)
        else:
            self.reader.at(a.raw, key, message)

    # ---- requests ----------------------------------------------------------------------------------------------------

    def requests(self, attributes, calls):
        """Finds `in_path` of each attribute, and fills each call's `mapped` (a Step: op, mapped, but)."""
        for a in attributes.values():
            if not sendable(a):
                continue
            shapes = []
            for call in calls:
                path = self._request_path(a, call.op.input) if a.name not in call.but else None
                shape = walk(call.op.input, path) if path else None
                if shape is None:
                    continue
                if a.in_path not in (None, path):
                    self._tell(a, f"{a.path}: the member is {'.'.join(a.in_path)} in one call and {'.'.join(path)} in "
                                  f"{call.op.name}; say which with in, and the other in `with`")
                    continue
                a.in_path = path
                shapes.append(shape)
                call.mapped.append(a.name)
            self._settle(a, shapes, [c.op.input for c in calls])

    def nested_requests(self, attributes, shapes):
        """The same for attributes of a block, within the structures that the calls have for it."""
        for a in attributes.values():
            if not sendable(a):
                continue
            found = []
            for shape in shapes:
                path = self._request_path(a, shape)
                target = walk(shape, path) if path else None
                if target is not None and a.in_path in (None, path):
                    a.in_path = path
                    found.append(target)
            self._settle(a, found, shapes)

    def _request_path(self, a, shape):
        said = a.raw.get("in", a.raw.get("api"))
        if said is not None:
            return self._said_path(a, said, shape) if isinstance(said, str) else None
        member = find(shape, a.name)
        return [member] if member else None

    def _said_path(self, a, said, shape):
        """`List[*].Member`: each element is sent as a structure of that member alone."""
        said, _, member = said.partition("[*].")
        path = said.replace("[0]", ".[0]").split(".")
        found = walk(shape, path)
        if member and found is not None:
            if a.type.kind not in ("list", "set") or find(inside(found), member) != member:
                self._tell(a, f"{said}[*].{member}: must be a member of the structures in a list, of a list or set")
                return None
            a.facts["element_member"] = member
        return path

    def _settle(self, a, shapes, searched):
        said = a.raw.get("in", a.raw.get("api"))
        if shapes:
            a.in_shape = shapes[0]
            for shape in shapes:
                message = mismatch(a, shape)
                if message:
                    self._tell(a, message)
        elif isinstance(said, str) and searched and not a.told:
            key = "in" if a.says("in") else "api"
            self._tell(a, _missing(said, searched), key)
        if a.of is not None:
            self.nested_requests(a.of, [inside(s) for s in shapes])

    # ---- responses ---------------------------------------------------------------------------------------------------

    def responses(self, attributes, shape, outputs):
        """Finds `out_path` of each attribute in `shape`, that of the object of the first read (None: not known)."""
        for a in attributes.values():
            if a.role or a.keyed or a.flags & {"provider_only", "write_only"} or a.says("value"):
                continue
            said = a.raw.get("out", a.raw.get("api"))
            if said is False or ("keeps_configured" in a.flags and not isinstance(said, str)):
                continue
            found = self._response(a, said, shape, outputs)
            if a.of is not None:
                self.responses(a.of, inside(found), outputs)

    def _response(self, a, said, shape, outputs):
        key = "out" if a.says("out") else "api"
        try:
            if said is None:
                member = find(shape, a.name)
                path = paths.parse(member) if member else None
            else:
                path = paths.parse(str(said))
            if path is None:
                return None
            if path.source is not None and path.source not in outputs:
                raise paths.PathError(f"@{path.source}: no step of read has that name{near(path.source, outputs)}")
            base = outputs[path.source] if path.source is not None else shape
            a.out_path = path
            if base is None:
                return None
            a.out_shape = paths.resolve(path, base)
        except paths.PathError as error:
            self._tell(a, str(error), key)
            return None
        message = mismatch(a, a.out_shape, path.many)
        if message:
            self._tell(a, message)
        return a.out_shape


def sendable(a):
    return (not a.role and not a.keyed and "provider_only" not in a.flags and (a.configurable or a.says("in"))
            and a.raw.get("in", a.raw.get("api")) is not False)


def _missing(said, searched):
    """Which member of a dotted path no structure has, with the nearest name."""
    names = said.split(".")
    for shape in searched:
        for depth, name in enumerate(names):
            inner = walk(shape, names[:depth])
            if inner is not None and inner.type == "structure" and name not in inner.members:
                there = near(name, inner.members)
                if there:
                    return f"{said}: no such member of {inner.name}{there}"
    known = sorted({s.name for s in searched if s is not None})
    return f"{said}: no such member of {', '.join(known) or 'any request'}"

