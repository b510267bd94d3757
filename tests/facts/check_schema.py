"""The facts that the schema itself states."""

from tests.pyclient.schema import Nested

FLAGS = ("required", "optional", "computed", "sensitive", "deprecated", "write_only")


def problems(block, path, facts):
    """(label, problem or None) for every fact of a path that the schema answers."""
    member = block.find(path)
    if member is None:
        yield ("block" if "block" in facts else "type"), "expected it in the schema got nothing"
    elif isinstance(member, Nested):
        yield from _compare(facts, {"block": member.nesting, "min": member.min, "max": member.max})
    else:
        yield from _compare(facts, {"type": member.type, **{f: getattr(member, f) for f in FLAGS}})


def _compare(facts, ours):
    for key, value in ours.items():
        if key in facts:
            same = facts[key] == value
            yield key, None if same else f"expected {facts[key]!r} got {value!r}"
        elif value not in (False, 0):
            yield key, f"expected nothing got {value!r}"
