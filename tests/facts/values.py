"""Sample values of attributes: valid by what the facts say, or by the table of what cannot be guessed."""

import fnmatch

ALPHABET = "aZ9-_./:@ +=,#$*"
NUMBERS = (1, 2, 3, 5, 8, 20, 24, 40, 64, 100, 443, 600, 1000, 3600, 7200, 43200, 86400)
ACCOUNT = "123456789012"


class NoSample(Exception):
    """The facts do not say what a valid value looks like: tests/facts/samples.yaml has to."""


def wrap(value, type_):
    """`value` as the only element of a collection of that type; itself for a plain type."""
    if isinstance(type_, str):
        return value
    if type_[0] == "map":
        return {"key": wrap(value, type_[1])}
    return [wrap(value, type_[1])]


def scalar(type_):
    """The type of the innermost elements."""
    while not isinstance(type_, str):
        if type_[0] == "object":
            return None
        type_ = type_[1]
    return type_


class Values:
    """The values of one resource type."""

    def __init__(self, type_name, facts, samples):
        self.type_name = type_name
        self.facts = facts
        self.names = samples.names
        self.table = samples.of(type_name, "values")

    def __call__(self, path, type_, count=2):
        """At least `count` different valid values; the first is not the default."""
        facts = self.facts.get(path, {})
        found = self._whole(path, type_, facts, count)
        default = facts.get("default")
        found = [v for v in found if v != default] + [v for v in found if v == default]
        if len(found) < count and not (found and self._few(type_, facts)):
            raise NoSample(f"{path}: {len(found)} of {count} values")
        return found

    @staticmethod
    def _few(type_, facts):
        """Whether there is but a small number of valid values."""
        return scalar(type_) == "bool" or "enum" in facts

    def _whole(self, path, type_, facts, count):
        if path in self.table:
            return list(self.table[path])
        if isinstance(type_, str):
            return self._scalars(path, type_, facts, count)
        if type_[0] == "object":
            return [{name: self._member(name, t, i) for name, t in type_[1].items()} for i in range(count)]
        least = facts.get("min_items", 1)
        if isinstance(type_[1], str):
            items = self._scalars(path, type_[1], facts, count + least)
            return [{"key": v} if type_[0] == "map" else (items[i:] + items[:i])[:least]
                    for i, v in enumerate(items[:count])]
        return [{"key": v} if type_[0] == "map" else [v] for v in self._whole(path, type_[1], {}, count)]

    def _member(self, name, type_, i):
        """A value for a member of an object, about which there are no facts."""
        if isinstance(type_, str):
            return {"string": f"{name}-{i}", "number": i + 1, "bool": i == 0}[type_]
        if type_[0] == "object":
            return {n: self._member(n, t, i) for n, t in type_[1].items()}
        one = self._member(name, type_[1], i)
        return {"key": one} if type_[0] == "map" else [one]

    def _scalars(self, path, type_, facts, count):
        if "enum" in facts:
            return list(facts["enum"])
        if type_ == "bool":
            return [True, False]
        if type_ == "number":
            return self._numbers(facts, count)
        return self._texts(path, facts, count)

    @staticmethod
    def _numbers(facts, count):
        low, high = facts.get("min_value", 0), facts.get("max_value", 10**9)
        within = [n for n in (*NUMBERS, low + 10, low, high) if low <= n <= high and n != facts.get("default")]
        return list(dict.fromkeys(within))[: max(count, 3)]

    def _texts(self, path, facts, count):
        formatted = "junk" in facts.get("rejects", ()) and "needs_prefix" not in facts
        for pattern, values in self.names.items() if formatted else ():
            if any(fnmatch.fnmatchcase(name, pattern) for name in (path, path.rpartition(".")[2])):
                return list(values)
        if formatted:
            raise NoSample(f"{path}: of no known format")
        return [self.text(path, 8 + i, "abcdefgh"[i % 8]) for i in range(count)]

    def text(self, path, length, letter="a"):
        """A text that the facts' pattern takes, of that length where the facts allow it."""
        facts = self.facts.get(path, {})
        length = max(facts.get("min_len", 0), min(length, facts.get("max_len", length)))
        prefix = facts.get("needs_prefix", "")
        letters = [letter, "A", "9"] if "a" in facts.get("ok_mid", "a") else ["A", "9"]
        return prefix + letters[0] * max(1 if prefix else 0, length - len(prefix))


def filled(value, type_, path, values, unknown):
    """`value` with what is unknown replaced by sample values: what a state may hold after apply."""
    if value is unknown:
        if isinstance(type_, str) or path in values.table:
            return computed(path, type_, values)
        if type_[0] == "object":
            return {n: filled(unknown, t, f"{path}.{n}".lstrip("."), values, unknown) for n, t in type_[1].items()}
        return computed(path, type_, values)
    if value is None or isinstance(type_, str):
        return value
    if type_[0] == "object":
        return {n: filled(value[n], t, f"{path}.{n}".lstrip("."), values, unknown) for n, t in type_[1].items()}
    if type_[0] == "map":
        return {k: filled(v, type_[1], path, values, unknown) for k, v in value.items()}
    return [filled(v, type_[1], path, values, unknown) for v in value]


def computed(path, type_, values):
    """What AWS may have answered for an attribute."""
    try:
        return values(path, type_, 1)[-1]
    except NoSample:
        return wrap({"string": "computed", "number": 7, "bool": False}[scalar(type_)], type_)
