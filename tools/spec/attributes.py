"""Attributes of a spec: what they are (declare) and, once their members are known, what is asked of them (finish)."""

import re
from dataclasses import dataclass, field, replace

from . import types_of
from .expressions import RESERVED, Scope, attribute_complaint, call
from .problems import near
from .source import Map, Seq
from .types_of import Type

FLAGS = ("required", "optional", "computed", "sensitive", "write_only", "keeps_configured", "provider_only",
         "none_is_default", "none_keeps", "ordinal", "zero_counts", "unmade", "empty_block")
CHECKS = ("enum", "enum_nocase", "min", "max", "length", "match", "match_message", "format")
RELATIONS = {"conflicts": "SPEC_CONFLICTS", "needs": "SPEC_NEEDS", "exactly_one": "SPEC_EXACTLY_ONE",
             "at_least_one": "SPEC_AT_LEAST_ONE"}
KEYS = ("type", "block", "objects", "of", "summary", "deprecated", "default", "default_when", "replaces", "replaces_if",
        "renewed_by", "renewed_if", "identity", "same", "same_if", "kept_as", "unset_is", "each", "refuse", "api", "in", "out", "value", "clear", "empty", "key",
        "applies", "twin", "unless", "off", "as", "words", "omit",
        *FLAGS, *CHECKS, *RELATIONS)
FORMATS = ("arn", "base64", "cidr", "duration", "iam_policy", "ip", "ip_protocol", "ipv4", "ipv4_cidr", "ipv6", "ipv6_cidr", "json",
           "policy", "regex", "timestamp")
SAMES = ("any_order", "arn_or_name", "base64", "cidr", "duration", "ip_protocol", "json", "json_any_order", "nocase", "number", "policy",
         "trailing_dot")
NESTINGS = {("block", "list"): "SPEC_BLOCK_LIST", ("block", "set"): "SPEC_BLOCK_SET",
            ("block", "single"): "SPEC_BLOCK_SINGLE", ("objects", "list"): "SPEC_OBJECT_LIST",
            ("objects", "set"): "SPEC_OBJECT_SET"}
REPLACES = {"change": 1, "set": 2, "unset": 4}


@dataclass
class Attribute:
    name: str
    path: str  # dotted, from the root
    raw: Map
    line: int
    file: str
    type: Type
    nesting: str = "SPEC_PLAIN"
    of: dict = None  # name -> Attribute
    flags: set = field(default_factory=set)
    role: str = None  # implied by the spec: id, tags, timeouts, prefix
    told: bool = False  # its members were complained of already
    # the API's view (members.py)
    in_path: list = None
    in_shape: object = None
    out_path: object = None
    out_shape: object = None
    # the rest (finish)
    facts: dict = field(default_factory=dict)
    relations: list = field(default_factory=list)
    expressions: dict = field(default_factory=dict)
    default_when: list = field(default_factory=list)
    element: "Attribute" = None

    @property
    def configurable(self):
        return bool(self.flags & {"required", "optional"}) or (self.block and "computed" not in self.flags)

    @property
    def block(self):
        return self.nesting.startswith("SPEC_BLOCK")

    @property
    def keyed(self):
        """Is it the value of a key (`pairs`), or has it attributes that are?"""
        return self.says("key") or any(a.keyed for a in (self.of or {}).values())

    def says(self, key):
        return self.raw.get(key) is not None


def declare(reader, raw, prefix=""):
    """{name: Attribute} of a mapping below `attributes` or `of`."""
    out = {}
    for name, node in raw.items():
        path = prefix + name
        if node is None:
            node = Map(raw.line_of(name), raw.file_of(name))
        if not isinstance(node, Map):
            reader.at(raw, name, f"{name}: must be a mapping")
            continue
        if not prefix and name in RESERVED:
            reader.at(raw, name, f"{name}: has a meaning of its own in expressions; no attribute can be called so")
        out[name] = _declare_one(reader, name, path, node, raw.line_of(name), raw.file_of(name))
    return out


def _declare_one(reader, name, path, node, line, file):
    reader.keys(node, KEYS, "an attribute")
    a = Attribute(name, path, node, line, file, types_of.STRING)
    a.flags = {f for f in FLAGS if reader.get(node, f, bool, False)}
    kind = next((k for k in ("block", "objects") if k in node), None)
    if kind:
        _declare_nested(reader, a, kind)
    else:
        if "of" in node:
            reader.at(node, "of", "of: only beside block or objects")
        if "refuse" in node:
            reader.at(node, "refuse", "refuse: only in a spec as a whole, and beside block or objects")
        try:
            a.type = types_of.parse(reader.get(node, "type", str, "string"))
        except types_of.TypeSyntaxError as error:
            reader.at(node, "type", str(error))
    if not a.block and not a.flags & {"required", "optional", "computed"}:
        reader.error(line, f"{path}: must be required, optional or computed", file)
    if "required" in a.flags and a.flags & {"optional", "computed"}:
        reader.error(line, f"{path}: is required, so neither optional nor computed", file)
    if "empty_block" in a.flags and a.nesting != "SPEC_BLOCK_LIST":
        reader.at(node, "empty_block", "empty_block: is for list blocks")
    if "unmade" in a.flags and not {"optional", "computed"} <= a.flags:
        reader.at(node, "unmade", "unmade: is for optional, computed arguments")
    return a


def _declare_nested(reader, a, kind):
    node = a.raw
    words = [w for k, w in NESTINGS if k == kind]
    nesting = reader.word(node, kind, words, words[0])
    a.nesting = NESTINGS.get((kind, nesting), NESTINGS[kind, words[0]])
    if "type" in node:
        reader.at(node, "type", f"type: {kind} with of says it")
    of = reader.get(node, "of", Map)
    if of is None:
        reader.error(a.line, f"{a.path}: {kind} needs of", a.file)
        of = Map(a.line, a.file)
    a.of = declare(reader, of, a.path + ".")
    a.type = nested_type(a)


def nested_type(a):
    inner = types_of.object_of([(n, o.type) for n, o in a.of.items()])
    return inner if a.nesting == "SPEC_BLOCK_SINGLE" else Type(a.nesting.rsplit("_", 1)[1].lower(), inner)


# ---- after the members are known ---------------------------------------------------------------------------------------


class Finisher:
    """Reads what the other keys of attributes say; `symbol` is the prefix of hooks' names."""

    def __init__(self, reader, expressions, scope, attributes, symbol):
        self.reader, self.expressions, self.scope = reader, expressions, scope
        self.attributes, self.symbol = attributes, symbol

    def finish(self, attributes):
        for a in attributes.values():
            self._one(a)
            if a.of is not None:
                self.finish(a.of)

    def _one(self, a):
        reader, raw = self.reader, a.raw
        a.facts["summary"] = reader.get(raw, "summary", str)
        if re.search(r"[\w)][?]( |$)", a.facts["summary"] or ""):
            reader.at(raw, "summary", "summary: is no question; what is on or off begins with Whether")
        a.facts["deprecated"] = reader.get(raw, "deprecated", str)
        self._checks(a, raw, a.type)
        if "each" in raw:
            self._element(a)
        for key in ("default", "unset_is", "empty"):
            if key in raw:
                a.facts[key] = self._typed(raw, key, a.type)
        if "omit" in raw:
            a.facts["omit"] = self._typed(raw, "omit", a.type)
        a.facts["as"] = reader.word(raw, "as", ("json",))
        words = [w for w, _ in reader.texts(raw, "words")]
        if words and (a.type.kind != "bool" or len(words) != 2):
            reader.at(raw, "words", "words: are what AWS calls true and false, for a bool")
        a.facts["words"] = words
        if "none_is_default" in a.flags and a.nesting != "SPEC_BLOCK_LIST":
            reader.at(raw, "none_is_default", "none_is_default: is for list blocks")
        if "none_keeps" in a.flags and (a.nesting not in ("SPEC_BLOCK_LIST", "SPEC_PLAIN") or "computed" in a.flags
                                        or "default" in raw):
            reader.at(raw, "none_keeps", "none_keeps: is for list blocks and arguments without a default that are not computed")
        if "off" in raw:
            a.facts["off"] = self._typed(raw, "off", a.type.element if a.nesting == "SPEC_BLOCK_LIST" else a.type)
        if "clear" in raw:
            a.facts["clear"] = types_of.typed(raw["clear"], Type("dynamic"))
        self._planning(a)
        for key in ("replaces_if", "renewed_if", "same_if", "applies", "value", "key"):
            if raw.get(key) is not None:
                parse = self.expressions.value if key in ("value", "key") else self.expressions.when
                a.expressions[key] = parse(raw, key, self._in_block(a) if key == "applies" else self.scope)
        if raw.get("kept_as") is not None:
            a.expressions["kept_as"] = self.expressions.value(raw, "kept_as", self.scope.with_item())
            if a.block or not {"optional", "required"} & a.flags:
                reader.at(raw, "kept_as", "kept_as: is for arguments that are no blocks")
        if "applies" in a.expressions and (a.default_when or a.facts.get("default")):
            a.default_when.insert(0, (call("not", a.expressions["applies"]), types_of.typed(None, a.type)))
        for key in ("twin", "unless"):
            a.facts[key] = reader.get(raw, key, str)
            if a.facts[key]:
                self._there(f"{a.path.rpartition('.')[0]}.{a.facts[key]}".lstrip("."), raw, key, raw.line_of(key))
        for key, kind in RELATIONS.items():
            names = [n for n, line in reader.texts(raw, key) if self._there(n, raw, key, line) and n != a.path]
            if names:
                a.relations.append((kind, names))

    def fill_empties(self, attributes, inside=False):
        """A data source has a value wherever a read could give one, as those of hashicorp/aws have: of what AWS gives
        nothing for, the empty one of its type. So have the arguments in a block of the configuration."""
        for a in attributes.values():
            read = "computed" in a.flags and not a.keyed and a.role in (None, "tags") and a.raw.get("out") is not False
            if a.facts.get("empty") is None and not a.block:
                default = a.facts.get("default")
                a.facts["empty"] = default or (types_of.zero(a.type) if inside or read else None)
            if a.of is not None and a.role is None:
                self.fill_empties(a.of, inside=True)

    def _there(self, name, raw, key, line):
        complaint = attribute_complaint(name.split("."), self.attributes)
        if complaint:
            self.reader.error(line, f"{key}: {name}: {complaint}", raw.file_of(key))
        return complaint is None

    def _in_block(self, a):
        """The scope of a condition on what an argument is beside: in a block that is sent as a whole, $item alone, the block."""
        *around, _ = a.path.split(".")
        if not around or a.keyed:
            return self.scope
        siblings = self.attributes
        for name in around:
            siblings = siblings[name].of
        return replace(self.scope, attributes={}, item=siblings)

    def _sibling(self, a, name):
        """Is it an attribute of the block that `a` is in?"""
        around = a.path.split(".")[:-1]
        return bool(around) and attribute_complaint([*around, *name.split(".")], self.attributes) is None

    def _typed(self, raw, key, t):
        value = types_of.typed(raw[key], t)
        if value is None:
            self.reader.at(raw, key, f"{key}: must be of type {t}")
        return value

    def _planning(self, a):
        reader, raw = self.reader, a.raw
        replaces = raw.get("replaces")
        if isinstance(replaces, bool):
            a.facts["replaces"] = 7 if replaces else 0
        elif replaces is not None:
            words = reader.texts(raw, "replaces")
            for word, line in words:
                if word not in REPLACES:
                    reader.error(line, f"replaces: {word} is none of change, set, unset{near(word, REPLACES)}",
                                 raw.file_of("replaces"))
            a.facts["replaces"] = sum(REPLACES.get(w, 0) for w in {w for w, _ in words})
        if "replaces_if" in raw and not a.facts.get("replaces"):
            a.facts["replaces"] = 7
        renewed = reader.texts(raw, "renewed_by")
        if renewed:
            a.facts["renewed_by"] = [n for n, line in renewed if n == "*" or self._sibling(a, n)
                                     or self._there(n, raw, "renewed_by", line)]
        if renewed and "computed" not in a.flags:
            reader.at(raw, "renewed_by", "renewed_by: is for what is computed")
        if "renewed_if" in raw and not renewed:
            reader.at(raw, "renewed_if", "renewed_if: is beside renewed_by")
        identity = reader.texts(raw, "identity")
        a.facts["identity"] = [n for n, line in identity if self._there(f"{a.path}.{n}", raw, "identity", line)]
        if identity and a.nesting != "SPEC_BLOCK_SET":
            reader.at(raw, "identity", "identity: is for set blocks")
        if "same_if" in raw and (a.block or not {"optional", "required"} & a.flags):
            reader.at(raw, "same_if", "same_if: is for arguments that are no blocks")
        self._same(a)
        for row in reader.get(raw, "default_when", Seq, ()):
            if not isinstance(row, Map) or "when" not in row or "value" not in row:
                reader.at(raw, "default_when", "default_when: must be a list of {when: ..., value: ...}")
                continue
            reader.keys(row, ("when", "value"), "default_when")
            when = self.expressions.when(row, "when", self.scope)
            a.default_when.append((when, self._typed(row, "value", a.type)))

    def _same(self, a):
        if isinstance(a.raw.get("same"), Map):
            a.expressions["same_by"] = self.expressions.value(a.raw, "same", Scope({}, reads=False).with_item())
            return
        a.facts["same"] = self.reader.word(a.raw, "same", (*SAMES, "hook"))
        if a.facts["same"] == "hook":
            a.facts["same_hook"] = f"{self.symbol}_same_{a.path.replace('.', '_')}"

    def _element(self, a):
        raw = self.reader.get(a.raw, "each", Map)
        if raw is None or a.of is not None or a.type.element is None:
            self.reader.at(a.raw, "each", "each: is a mapping of checks, for the elements of a list, set or map")
            return
        self.reader.keys(raw, CHECKS, "each")
        element = Attribute(a.name, a.path, raw, a.raw.line_of("each"), a.raw.file_of("each"), a.type.element)
        for side in ("in_shape", "out_shape"):
            shape = getattr(a, side)
            setattr(element, side, shape.of.shape if shape is not None and shape.of else None)
        self._checks(element, raw, element.type)
        a.element = element

    def _checks(self, a, raw, t):
        reader, facts = self.reader, a.facts
        self._bounds(a, raw, t)
        self._enum(a, raw, t)
        facts["enum_nocase"] = reader.get(raw, "enum_nocase", bool, False)
        for key in ("length", "match", "format"):
            if key in raw and t.kind != "string":
                reader.at(raw, key, f"{key}: is for texts; {a.path} is of type {t}")
        if "length" in raw:
            bounds = raw["length"]
            fits = isinstance(bounds, Seq) and len(bounds) == 2
            if fits and all(b is None or (isinstance(b, int) and b >= 0) for b in bounds):
                facts["length"] = tuple(bounds)
            else:
                reader.at(raw, "length", "length: must be [min, max], null where there is no bound")
        facts["match"] = reader.regex(raw, "match")
        facts["match_message"] = reader.get(raw, "match_message", str)
        facts["format"] = reader.word(raw, "format", FORMATS)

    def _bounds(self, a, raw, t):
        for key in ("min", "max"):
            bound = raw.get(key)
            if bound is None:
                continue
            number = isinstance(bound, (int, float)) and not isinstance(bound, bool)
            if t.kind == "number":
                fits, a.facts[key] = number, bound
            elif t.kind in ("list", "set", "map"):
                fits, a.facts[key + "_items"] = number and isinstance(bound, int), bound
            else:
                self.reader.at(raw, key, f"{key}: is for numbers and collections; {a.path} is of type {t}")
                continue
            if not fits:
                self.reader.at(raw, key, f"{key}: must be a {'' if t.kind == 'number' else 'whole '}number")

    def _enum(self, a, raw, t):
        words = raw.get("enum")
        if words is None:
            return
        if words == "api":
            shapes = [s for s in (a.in_shape, a.out_shape) if s is not None]
            found = next((s.enum for s in shapes if s.enum), None)
            if found is None:
                names = ", ".join(sorted({s.name for s in shapes})) or "no member is known"
                self.reader.at(raw, "enum", f"enum: the model lists no values ({names})")
            a.facts["enum"] = found
        elif isinstance(words, Seq) and t.kind == "number" and all(isinstance(w, (int, float)) for w in words):
            a.facts["int_enum"] = [types_of.typed(w, t) for w in words]
        elif isinstance(words, Seq) and t.kind == "string" and all(isinstance(w, str) for w in words):
            a.facts["enum"] = list(words)
        else:
            self.reader.at(raw, "enum", f"enum: must be api or a list of values of type {t}")
