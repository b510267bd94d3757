"""Batches: read steps that describe many objects at once."""

from .problems import near
from .source import Map

KEYS = ("member", "most", "key")


def settle(reader, step):
    """Which member of the input takes the objects of many reads, and how each finds its own in the output."""
    raw = step.raw
    node = reader.get(raw, "batch", Map)
    if node is None or step.op is None:
        return
    reader.keys(node, KEYS, "batch")
    for key in KEYS:
        if key not in node:
            reader.error(node.line, f"batch: needs {key}", node.file)
    if step.phase != "read" or "retry" in raw or "lock" in raw:
        reader.at(raw, "batch", "batch: is for read steps, without retry and lock")
    member, most = reader.get(node, "member", str, ""), reader.get(node, "most", int, 2)
    taken = step.op.input.members.get(member) if step.op.input is not None else None
    given = raw.get("with")
    if taken is None or taken.shape.type != "list" or taken.shape.of.shape.type != "string":
        hint = near(member, step.op.input.members) if step.op.input is not None else ""
        reader.at(node, "member", f"member: {member}: must be a member of {step.op.name} that is a list of texts{hint}")
    elif not isinstance(given, Map) or member not in given:
        reader.at(node, "member", f"member: {member}: with must give the list, of one element")
    if most < 2:
        reader.at(node, "most", "most: must be at least 2")
    found = _list_of_objects(step)
    if found is None:
        reader.at(raw, "batch", "batch: the output has no one list of objects; take one: take: List[0]")
        return
    keys = [k for k, _ in reader.texts(node, "key")]
    outer, within = found, _list_within(step, found, keys)
    found = within or found
    for name in keys:
        key = found.shape.of.shape.members.get(name)
        if key is None or key.shape.type != "string":
            reader.at(node, "key", f"key: {name}: must be a member of {found.shape.of.shape.name} that is a text"
                                   f"{near(name, found.shape.of.shape.members)}")
    step.batch = {"member": member, "most": most, "list": outer.name, "within": within and within.name, "keys": keys}


def _list_of_objects(step):
    """The member of the output that has the objects: where `take` begins, else the only list of structures."""
    members = step.op.output.members if step.op.output is not None else {}
    if step.take is not None:
        op, name, _, _ = step.take.steps[0]
        lists = [members[name]] if op == "MEMBER" and name in members else []
    else:
        lists = list(members.values())
    lists = [m for m in lists if m.shape.type == "list" and m.shape.of.shape.type == "structure"]
    return lists[0] if len(lists) == 1 else None


def _list_within(step, outer, keys):
    """The member of that list's elements in which `take` goes on to the objects that have the keys, as those lack them
    (Reservations[0].Instances[0]); or None."""
    names = [name for op, name, _, _ in step.take.steps if op == "MEMBER"] if step.take is not None else []
    members = outer.shape.of.shape.members
    member = members.get(names[1]) if len(names) > 1 else None
    lists = member is not None and member.shape.type == "list" and member.shape.of.shape.type == "structure"
    return member if lists and not set(keys) & set(members) and set(keys) <= set(member.shape.of.shape.members) else None
