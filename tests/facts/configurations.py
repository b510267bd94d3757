"""Configurations that are valid by the facts: the smallest one that has what is asked for."""

import copy

from tests.facts.values import NoSample, Values
from tests.pyclient.schema import Nested

ROUNDS = 30  # of filling in what relations ask for, until nothing changes


def pick(value, path):
    """What is at a dotted path of a configuration or state, in the first element of every list on the way."""
    for name in path.split("."):
        if isinstance(value, list):
            value = value[0] if value else None
        if not isinstance(value, dict):
            return value  # null or unknown: so is all that is inside
        value = value.get(name)
    return value


def put(value, path, new):
    """A copy of `value` with `new` at a dotted path that exists up to its last step."""
    value = copy.deepcopy(value)
    *way, last = path.split(".")
    node = value
    for name in way:
        node = node[name]
        node = node[0] if isinstance(node, list) else node
    node[last] = new
    return value


def meets(actual, wanted):
    """Whether a value is what a condition of the facts says: a text, or * for any."""
    if actual is None or actual == []:
        return False
    text = str(actual).lower() if isinstance(actual, bool) else str(actual)
    return wanted in ("*", text)


class Configurations:
    """The configurations of one resource type."""

    def __init__(self, type_name, block, facts, samples):
        self.block = block
        self.facts = facts
        self.values = Values(type_name, facts, samples)
        self.minimal = samples.of(type_name, "minimal")
        self.along = samples.of(type_name, "with")
        self.choose = samples.of(type_name, "choose") or []
        self.alone = samples.of(type_name, "alone") or []

    def make(self, given=None, without=(), inside=()):
        """The smallest valid configuration with the values of `given` (an asterisk: any value), the blocks of `inside`,
        and nothing at the paths of `without`."""
        given = dict(given or {})
        draft = _Draft(self, without)
        for path in inside:
            draft.add_blocks(path)
        for path, value in given.items():
            draft.pin(path, value)
        for path in list(given) + list(inside):
            for other, value in self.beside(path):
                draft.add(other, value)
        for path, value in self.minimal.items():
            if not draft.gives_way(path):
                draft.add(path, value)
        return self.block.complete(draft.fill())

    def beside(self, path):
        """What the samples want where there is something at the path, innermost first."""
        while path:
            yield from self.along.get(path, {}).items()
            path = path.rpartition(".")[0]

    def full(self):
        """One with every argument and block that does not exclude another one."""
        draft = _Draft(self, ())
        for path, value in self.minimal.items():
            draft.add(path, value)
        for path, member in self.block.walk():
            facts = self.facts.get(path, {})
            plain = not isinstance(member, Nested) and member.settable and "unsettable" not in facts
            if isinstance(member, Nested) or (plain and not member.deprecated and path != "tags_all"):
                draft.add_unless_excluded(path)
        return self.block.complete(draft.fill())


class _Draft:
    def __init__(self, made, without):
        self.made = made
        self.facts = made.facts
        self.without = set(without)
        self.pinned = set()
        self.sparse = {}

    def has(self, path):
        value = pick(self.sparse, path)
        return value is not None and value != []

    def forbidden(self, path):
        return any(path == w or path.startswith(w + ".") for w in self.without)

    def add_blocks(self, path):
        """Has a block at `path`, and all around it."""
        node, block = self.sparse, self.made.block
        for name in path.split("."):
            nested = block.blocks[name]
            inner = node.setdefault(name, {} if nested.nesting == "single" else [{}])
            node = inner if isinstance(inner, dict) else inner[0]
            block = nested.block
        return node

    def pin(self, path, value):
        self.set(path, value)
        steps = path.split(".")
        self.pinned |= {".".join(steps[: i + 1]) for i in range(len(steps))}

    def set(self, path, value):
        member = self.made.block.find(path)
        if member is None:
            raise NoSample(f"the schema has no {path}")
        outer, _, name = path.rpartition(".")
        if isinstance(member, Nested) and value == "*":
            self.add_blocks(path)
            return
        node = self.add_blocks(outer) if outer else self.sparse
        node[name] = self.made.values(path, member.type)[0] if value == "*" else copy.deepcopy(value)

    def add(self, path, value="*"):
        """Sets what is not set and not excluded."""
        if not self.has(path) and not self.forbidden(path):
            self.set(path, value)

    def remove(self, path):
        outer, _, name = path.rpartition(".")
        node = pick(self.sparse, outer) if outer else self.sparse
        node = node[0] if isinstance(node, list) else node
        node.pop(name, None)

    def add_unless_excluded(self, path):
        """Adds an argument if no relation speaks against it."""
        outer = path.rpartition(".")[0]
        if self.has(path) or (outer and not self.has(outer)):
            return
        facts = self.facts.get(path, {})
        if any(self.has(o) for o in facts.get("exactly_one_of", ())) or self._excluded(path):
            return
        self.add(path)

    def gives_way(self, path):
        """Whether something is there beside which the samples do not want `path`."""
        return any(path in group and any(self.has(o) for o in group if o != path) for group in self.made.alone)

    def _excluded(self, path):
        """Whether a conflict with something that is there speaks against `path`."""
        facts = self.facts.get(path, {})
        if self.gives_way(path):
            return True
        if any(self.has(o) for o in facts.get("conflicts_with", ())):
            return True
        if any(self._met(c) for c in facts.get("conflicts_if", {})):
            return True
        return any(path in f.get("conflicts_with", ()) and self.has(p) for p, f in self.facts.items())

    def fill(self):
        for _ in range(ROUNDS):
            before = copy.deepcopy(self.sparse)
            self._required(self.made.block, self.sparse, "")
            for path, facts in self.facts.items():
                outer = path.rpartition(".")[0]
                if not outer or self.has(outer):
                    self._relate(path, facts)
            if self.sparse == before:
                return self.sparse
        raise NoSample("relations do not settle")

    def _required(self, block, node, prefix):
        for name, attribute in block.attributes.items():
            path = prefix + name
            if attribute.required and node.get(name) is None and not self.forbidden(path):
                node[name] = self.made.values(path, attribute.type)[0]
        for name, nested in block.blocks.items():
            path = prefix + name
            if nested.min and not node.get(name) and not self.forbidden(path):
                node[name] = [{} for _ in range(nested.min)]
            for element in nested.elements(node.get(name)):
                self._required(nested.block, element, path + ".")

    def _relate(self, path, facts):
        if "exactly_one_of" in facts:
            self._choose([path, *facts["exactly_one_of"]], most=1)
        if "at_least_one_of" in facts:
            self._choose([path, *facts["at_least_one_of"]], most=None)
        if any(self._met(condition) for condition in facts.get("required_if", {})):
            self.add(path)
        if not self.has(path):
            return
        for other in facts.get("required_with", ()):
            self.add(other)
        for other in facts.get("conflicts_with", ()):
            inside = other.startswith(path + ".")  # the walker's mistake: it took a block's own for the one beside the block
            if path in self.pinned and other not in self.pinned and self.has(other) and not inside:
                self.remove(other)
        if any(self._met(condition) for condition in facts.get("conflicts_if", {})) and path not in self.pinned:
            self.remove(path)

    def _met(self, condition):
        path, _, wanted = condition.partition("=")
        return meets(pick(self.sparse, path), wanted)

    def _choose(self, group, most):
        # What is inside another one of the group is no choice beside it.
        group = [p for p in group if not any(p.startswith(other + ".") for other in group)]
        there = [p for p in group if self.has(p)]
        if not there:
            free = [p for p in group if not self.forbidden(p)]
            wanted = [p for p in self.made.choose if p in free] + free
            if wanted:
                self.add(next((p for p in wanted if not self._excluded(p)), wanted[0]))
        elif most == 1 and len(there) > 1:
            for path in [p for p in there if p not in self.pinned][0 if self._any_pinned(there) else 1:]:
                self.remove(path)

    def _any_pinned(self, paths):
        return any(p in self.pinned for p in paths)
