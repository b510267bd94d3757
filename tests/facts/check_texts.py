"""The facts about validation: what is accepted, what is refused, and how arguments exclude or need each other."""

from tests.facts.check_plans import show, typed
from tests.facts.session import told
from tests.facts.values import ALPHABET, scalar, wrap

LONG = "a" * 3000
PROBES = {"string": {"empty": "", "junk": "junk", "long": LONG}, "number": {"neg": -1, "zero": 0, "big": 10**9}}


class ValidationChecks:
    """Each method yields (label, problem or None) for one fact of one path."""

    def __init__(self, session):
        self.s = session
        self.block = session.block

    def with_value(self, path, value):
        type_ = self.block.find(path).type
        return self.s.make({path: wrap(value, type_) if scalar(type_) is not None else value})

    def accepted(self, label, path, value):
        return self.valid(label, self.with_value(path, value), show(value))

    def valid(self, label, config, what):
        errors = self.s.errors(config)
        return label, f"expected {what} accepted got {show(told(errors))}" if errors else None

    def refused(self, label, path, value, words=()):
        errors = self.s.errors(self.with_value(path, value))
        about = [d for d in errors if d.dotted.startswith(path) or path.startswith(d.dotted)]
        if not about:
            return label, f"expected {show(value)} refused got {show(told(errors)) if errors else 'it accepted'}"
        missing = [w for w in words if not any(w in d.text for d in about)]
        return label, f"expected {missing} in the message got {show(told(about))}" if missing else None

    def minimal(self):
        """Not a fact, but what all the others stand on: the smallest configuration is valid."""
        yield self.valid("minimal", self.s.make(), "the smallest")

    # ---- values ----------------------------------------------------------------------------------------------------

    def enum(self, path, facts):
        for value in facts["enum"]:
            yield self.accepted("enum", path, value)
        number = scalar(self.block.find(path).type) == "number"
        wrong = 987654 if number else "not-one-of-them"
        yield self.refused("enum", path, wrong, [str(v) for v in facts["enum"]])

    def min_value(self, path, facts):
        yield self.accepted("min_value", path, facts["min_value"])
        yield self.refused("min_value", path, facts["min_value"] - 1)

    def max_value(self, path, facts):
        yield self.accepted("max_value", path, facts["max_value"])
        yield self.refused("max_value", path, facts["max_value"] + 1)

    def int(self, path, facts):
        yield self.refused("int", path, 1.5)

    def min_len(self, path, facts):
        least = facts["min_len"]
        if least > 1:
            yield self.refused("min_len", path, self.s.values.text(path, least)[:-1])
        else:
            yield self.refused("min_len", path, "")
        yield self.accepted("min_len", path, self.s.values.text(path, least))

    def max_len(self, path, facts):
        most = self.s.values.text(path, facts["max_len"])
        yield self.accepted("max_len", path, most)
        yield self.refused("max_len", path, most + most[-1])

    def min_items(self, path, facts):
        yield from self.items("min_items", path, facts["min_items"], facts["min_items"] - 1)

    def max_items(self, path, facts):
        yield from self.items("max_items", path, facts["max_items"], facts["max_items"] + 1)

    def items(self, label, path, right, wrong):
        some = self.some(path, max(right, wrong))
        yield self.valid(label, self.s.make({path: some(right)}), f"{right} items")
        errors = self.s.errors(self.s.make({path: some(wrong)}))
        yield label, None if errors else f"expected {wrong} items refused got them accepted"

    def some(self, path, most):
        """A function that gives a collection of so many."""
        type_ = self.block.find(path).type
        if type_[0] == "map":
            return lambda count: {f"key-{i}": "value" for i in range(count)}
        items = [v[0] for v in self.distinct(path, self.s.values(path, type_), most)]
        return lambda count: items[:count]

    def distinct(self, path, some, count):
        if len(some) >= count or self.block.find(path).type[0] == "list":
            return [some[i % len(some)] for i in range(count)]
        words = [[word] for word in self.s.facts.get(path, {}).get("enum", ())][:count]
        return [*words, *([f"{some[0][0]}-{i}"] for i in range(count - len(words)))]

    def rejects(self, path, facts):
        probes = PROBES[scalar(self.block.find(path).type)]
        for name in facts["rejects"]:
            yield self.refused(f"rejects {name}", path, probes[name])

    def accepts(self, path, facts):
        """A probe that is neither among those rejected, nor excluded by another fact, is accepted."""
        refused = set(facts.get("rejects", ()))
        if "enum" in facts or "unsettable" in facts or path.startswith("timeouts."):
            return
        if "min_value" in facts or "max_value" in facts:
            refused |= {"neg", "zero", "big"}
        if facts.get("min_len", 0) > 0 or "needs_prefix" in facts:
            refused.add("empty")
        if facts.get("max_len", len(LONG)) < len(LONG) or "needs_prefix" in facts:
            refused.add("long")
        if "needs_prefix" in facts or facts.get("max_len", 4) < 4 or facts.get("min_len", 0) > 4:
            refused.add("junk")
        for name, value in PROBES.get(scalar(self.block.find(path).type), {}).items():
            if name not in refused:
                yield self.accepted(f"accepts {name}", path, value)

    def ok_mid(self, path, facts):
        yield from self.characters("ok_mid", path, facts["ok_mid"], lambda base, c: base[:-1] + c + base[-1])

    def ok_first(self, path, facts):
        yield from self.characters("ok_first", path, facts["ok_first"], lambda base, c: c + base[1:])

    def ok_last(self, path, facts):
        yield from self.characters("ok_last", path, facts["ok_last"], lambda base, c: base[:-1] + c)

    def characters(self, label, path, right, spell):
        base = self.s.values.text(path, 5)
        for c in ALPHABET:
            value = spell(base, c)
            yield (self.accepted if c in right else self.refused)(label, path, value)

    def needs_prefix(self, path, facts):
        yield self.accepted("needs_prefix", path, facts["needs_prefix"] + "word")
        yield self.refused("needs_prefix", path, "word")

    def unsettable(self, path, facts):
        config = self.s.make({path: self.s.values(path, self.block.find(path).type)[0]})
        errors = self.s.errors(config)
        yield "unsettable", None if errors else "expected any value refused got it accepted"

    # ---- relations -------------------------------------------------------------------------------------------------

    def relation(self, label, config, names):
        """Refused, by an error that speaks of one of the names."""
        errors = self.s.refusals(config)
        last = [n.rpartition(".")[2] for n in names]
        if any(any(n in d.text for n in last) or d.dotted in names for d in errors):
            return label, None
        return label, f"expected a refusal about {' '.join(names)} got {show(told(errors)) if errors else 'none'}"

    def both(self, label, path, other):
        """The argument alone is accepted, both are refused."""
        yield self.valid(label, self.s.make({path: "*"}), "it alone")
        yield self.relation(label, self.s.make({path: "*", other: "*"}), [path, other])

    def conflicts_with(self, path, facts):
        for other in facts["conflicts_with"]:
            yield from self.both(f"conflicts_with {other}", path, other)

    def exactly_one_of(self, path, facts):
        group = facts["exactly_one_of"]
        yield self.none_of("exactly_one_of", path, group)
        for other in group:
            yield from self.both(f"exactly_one_of {other}", path, other)

    def at_least_one_of(self, path, facts):
        yield self.none_of("at_least_one_of", path, facts["at_least_one_of"])
        yield self.valid("at_least_one_of", self.s.make({path: "*"}, without=facts["at_least_one_of"]), "it alone")

    def none_of(self, label, path, group):
        outer = path.rpartition(".")[0]
        config = self.s.make(without=[path, *group], inside=[outer] if outer else [])
        return self.relation(label, config, [path, *group])

    def required_with(self, path, facts):
        for other in facts["required_with"]:
            label = f"required_with {other}"
            yield self.valid(label, self.s.make({path: "*"}), "it with what it needs")
            yield self.relation(label, self.s.make({path: "*"}, without=[other]), [path, other])

    def required_if(self, path, facts):
        for condition in facts["required_if"]:
            given, outer = self.condition(condition), path.rpartition(".")[0]
            label = f"required_if {condition}"
            yield self.valid(label, self.s.make({**given, path: "*"}), "it there")
            config = self.s.make(given, without=[path], inside=[outer] if outer else [])
            yield self.relation(label, config, [path])

    def conflicts_if(self, path, facts):
        for condition in facts["conflicts_if"]:
            label = f"conflicts_if {condition}"
            config = self.s.make({**self.condition(condition), path: "*"})
            yield self.relation(label, config, [path])

    def condition(self, condition):
        on, _, text = condition.partition("=")
        return {on: "*" if text == "*" else typed(text, self.block.find(on).type)}
