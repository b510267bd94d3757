"""Reads a plan as `terraform show -json` tells it, and compares it with what a case expects."""
UNKNOWN = "(unknown)"
ANY = "*"


def _leaves(before, after, unknown, path=""):
    """Yields (path, before, after) for each place where the two differ; lists of other lengths differ as a whole."""
    if unknown is True:
        yield path, before, UNKNOWN
        return
    if isinstance(before, dict) and isinstance(after, dict):
        unknowns = unknown if isinstance(unknown, dict) else {}
        for key in sorted(set(before) | set(after) | set(unknowns)):
            where = f"{path}.{key}" if path else key
            yield from _leaves(before.get(key), after.get(key), unknowns.get(key, False), where)
        return
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        unknowns = unknown if isinstance(unknown, list) else []
        for index, (one, other) in enumerate(zip(before, after)):
            known = unknowns[index] if index < len(unknowns) else False
            yield from _leaves(one, other, known, f"{path}.{index}")
        return
    if before != after:
        yield path, before, _with_unknowns(after, unknown)


def _with_unknowns(after, unknown):
    if unknown is True:
        return UNKNOWN
    if isinstance(unknown, dict) and unknown:
        base = after if isinstance(after, dict) else {}
        return {key: _with_unknowns(base.get(key), unknown.get(key, False)) for key in sorted(set(base) | set(unknown))}
    if isinstance(unknown, list) and isinstance(after, list):
        return [_with_unknowns(a, unknown[i] if i < len(unknown) else False) for i, a in enumerate(after)]
    return after


def _covers(pattern, path):
    return path == pattern or path.startswith(pattern + ".")


def lookup(value, path):
    """The value at a dotted path, lists by index; None where there is none."""
    for part in path.split("."):
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def data_sources(document):
    """{address: values} of the data sources that a plan read."""
    modules = [document.get("prior_state", {}).get("values", {}).get("root_module", {})]
    found = {}
    while modules:
        module = modules.pop()
        modules += module.get("child_modules", [])
        found.update({r["address"]: r["values"] for r in module.get("resources", []) if r["mode"] == "data"})
    return found


def differences(before, after):
    """Yields (address, path, before, after) for each value that differs between two {address: values}: of the attributes
    that the first one has."""
    for address in sorted(set(before) | set(after)):
        was, now = before.get(address), after.get(address)
        if was is not None and now is not None:
            now = {name: value for name, value in now.items() if name in was}
        for path, one, other in _leaves(was, now, False):
            yield address, path, one, other


class Change:
    """One resource in a plan."""

    def __init__(self, entry):
        change = entry["change"]
        self.address = entry["address"]
        self.actions = change["actions"]
        self.importing = bool(change.get("importing"))
        self.before = change.get("before")
        self.after = change.get("after")
        self.leaves = list(_leaves(self.before, self.after, change.get("after_unknown") or {}))
        self.after_known = _with_unknowns(self.after, change.get("after_unknown") or {})
        self.replace_paths = [".".join(str(p) for p in path) for path in change.get("replace_paths", [])]

    @property
    def kind(self):
        actions = sorted(self.actions)
        if actions == ["create", "delete"]:
            return "replace"
        return {"no-op": "none", "read": "read"}.get(actions[0], actions[0])


class Plan:
    def __init__(self, document):
        self.changes = [Change(entry) for entry in document.get("resource_changes", []) if entry["mode"] == "managed"]
        self.outputs = {
            name: change for name, change in document.get("output_changes", {}).items() if change["actions"] != ["no-op"]
        }

    def forgive(self, is_gap):
        """Drops the differences that an emulator causes; an update of nothing else is none, nor is a replacement."""
        for change in self.changes:
            paths = change.replace_paths  # none: the user asked for it
            if change.kind == "replace" and paths and all(is_gap(change.address, path) for path in paths):
                change.actions = ["no-op"]
            if change.kind == "update":
                change.leaves = [leaf for leaf in change.leaves if not is_gap(change.address, leaf[0])]
                if not change.leaves:
                    change.actions = ["no-op"]

    def counts(self):
        kinds = [change.kind for change in self.changes]
        replaced = kinds.count("replace")
        return {
            "add": kinds.count("create") + replaced,
            "change": kinds.count("update"),
            "destroy": kinds.count("delete") + replaced,
            "import": sum(change.importing for change in self.changes),
        }

    def describe(self):
        lines = []
        for change in self.changes:
            if change.kind not in ("none", "read"):
                lines.append(f"  {change.kind} {change.address}")
                if change.kind in ("update", "replace"):
                    lines += [f"    {path}: {before!r} -> {after!r}" for path, before, after in change.leaves]
                    lines += [f"    forces replacement: {path}" for path in change.replace_paths]
        lines += [f"  output {name}: {change.get('before')!r} -> {change.get('after')!r}" for name, change in self.outputs.items()]
        return "\n".join(lines) or "  no changes"


def problems(plan, expected):
    """What a plan does that `expected` does not say, and the other way round: a list of sentences.

    expected: add, change, destroy, import (how many; what is not said follows from the rest, else 0), changes
    {address: {path: [before, after]}}, replaces {address: [path that forces it]}.
    """
    changes = expected.get("changes") or {}
    replaces = expected.get("replaces") or {}
    counts = {
        "add": expected.get("add", len(replaces)),
        "change": expected.get("change", len(changes)),
        "destroy": expected.get("destroy", len(replaces)),
        "import": expected.get("import", 0),
    }
    found = []
    if plan.counts() != counts:
        found.append(f"planned {_say(plan.counts())}, expected {_say(counts)}")
    by_address = {change.address: change for change in plan.changes}
    for address, wanted in changes.items():
        change = by_address.get(address)
        if change is None or change.kind != "update":
            found.append(f"{address} is not planned to change")
        else:
            found += _changed_exactly(change, wanted)
    for address, paths in replaces.items():
        change = by_address.get(address)
        if change is None or change.kind != "replace":
            found.append(f"{address} is not planned to be replaced")
        elif sorted(change.replace_paths) != sorted(paths):
            found.append(f"{address} is replaced because of {sorted(change.replace_paths)}, expected {sorted(paths)}")
    if changes:
        found += [f"{c.address} changes too" for c in plan.changes if c.kind == "update" and c.address not in changes]
    return found


def _changed_exactly(change, wanted):
    found = []
    for path, before, after in change.leaves:
        if not any(_covers(pattern, path) for pattern in wanted):
            found.append(f"{change.address}: {path} changes too: {before!r} -> {after!r}")
    for path, (before, after) in wanted.items():
        is_before, is_after = lookup(change.before, path), lookup(change.after_known, path)
        if is_before == is_after:
            found.append(f"{change.address}: {path} stays {is_before!r}")
        if before != ANY and is_before != before:
            found.append(f"{change.address}: {path} was {is_before!r}, expected {before!r}")
        if after != ANY and is_after != after:
            found.append(f"{change.address}: {path} becomes {is_after!r}, expected {after!r}")
    return found


def _say(counts):
    return ", ".join(f"{number} to {what}" for what, number in counts.items())
