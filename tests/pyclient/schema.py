"""A schema of the provider, as types and look-ups."""

import dataclasses
import functools
import json


@dataclasses.dataclass(frozen=True)
class Attribute:
    name: str
    type: object  # as in JSON: "string", ["list", "string"], ["object", {...}]
    required: bool
    optional: bool
    computed: bool
    sensitive: bool
    deprecated: bool
    write_only: bool

    @property
    def settable(self):
        return self.required or self.optional


@dataclasses.dataclass(frozen=True)
class Nested:
    name: str
    nesting: str  # single, list, set
    block: "Block"
    min: int
    max: int

    @functools.cached_property
    def type(self):
        return self.block.type if self.nesting == "single" else [self.nesting, self.block.type]

    def elements(self, value):
        """The blocks that are in a value of this type; none of an unknown one."""
        if self.nesting == "single":
            return [value] if isinstance(value, dict) else []
        return value if isinstance(value, list) else []


@dataclasses.dataclass(frozen=True)
class Block:
    attributes: dict
    blocks: dict

    @functools.cached_property
    def type(self):
        members = {**self.attributes, **self.blocks}
        return ["object", {name: member.type for name, member in members.items()}]

    def find(self, path):
        """The attribute or nested block at a dotted path, or None."""
        head, _, rest = path.partition(".")
        if not rest:
            return self.attributes.get(head) or self.blocks.get(head)
        return self.blocks[head].block.find(rest) if head in self.blocks else None

    def walk(self, prefix=""):
        """Every attribute and nested block with its dotted path, outer ones first."""
        for name, attribute in self.attributes.items():
            yield prefix + name, attribute
        for name, nested in self.blocks.items():
            yield prefix + name, nested
            yield from nested.block.walk(f"{prefix}{name}.")

    def in_set(self, path):
        """The path of the outermost set block around `path` (or at it), or None."""
        block, steps = self, []
        for name in path.split("."):
            nested = block.blocks.get(name)
            if nested is None:
                return None
            steps.append(name)
            if nested.nesting == "set":
                return ".".join(steps)
            block = nested.block
        return None

    def empty(self):
        """What an empty block of configuration decodes to."""
        blocks = {name: None if b.nesting == "single" else [] for name, b in self.blocks.items()}
        return {**dict.fromkeys(self.attributes), **blocks}

    def complete(self, sparse):
        """A configuration as core decodes it: what `sparse` leaves out is null, a block that is not there empty."""
        value = self.empty()
        unknown = set(sparse) - set(value)
        if unknown:
            raise KeyError(f"the schema has no {sorted(unknown)}")
        for name, given in sparse.items():
            nested = self.blocks.get(name)
            if nested is None or not isinstance(given, (list, dict)):
                value[name] = given
            elif nested.nesting == "single":
                value[name] = nested.block.complete(given)
            else:
                value[name] = [nested.block.complete(item) for item in given]
        return value


_NESTING = {1: "single", 2: "list", 3: "set"}


def from_message(block):
    attributes = {}
    for a in block.attributes:
        if not a.type:
            raise ValueError(f"{a.name}: nested attribute types turn the block syntax off")
        attributes[a.name] = Attribute(a.name, json.loads(a.type), a.required, a.optional, a.computed, a.sensitive,
                                       a.deprecated, a.write_only)
    blocks = {b.type_name: Nested(b.type_name, _NESTING[b.nesting], from_message(b.block), b.min_items, b.max_items)
              for b in block.block_types}
    return Block(attributes, blocks)
