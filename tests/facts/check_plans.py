"""The facts about plans: defaults, what is unknown, what replaces, what stays when it is no longer configured."""

import copy

from tests.facts.configurations import pick, put
from tests.facts.values import scalar
from tests.pyclient.provider import dotted
from tests.pyclient.schema import Nested
from tests.pyclient.values import UNKNOWN, equal, wholly_known

PARTLY_UNKNOWN = "(contains unknown)"


def expected(wanted, got):
    return f"expected {show(wanted)} got {show(got)}"


def show(value):
    text = repr(value)
    return text if len(text) <= 160 else text[:157] + "..."


def all_unknown(value):
    """Whether a block is planned as unknown: as a whole, or there with nothing known in it."""
    if isinstance(value, list):
        return bool(value) and all(map(all_unknown, value))
    if isinstance(value, dict):
        return bool(value) and all(all_unknown(v) or v == [] for v in value.values())
    return value is UNKNOWN


def differs(a, b):
    """The dotted paths at which b is unknown and a was not."""
    if b is UNKNOWN:
        return set() if a is UNKNOWN else {""}
    found = set()
    if isinstance(b, dict):
        for name, value in b.items():
            before = a.get(name) if isinstance(a, dict) else None
            found |= {f"{name}.{rest}".rstrip(".") for rest in differs(before, value)}
    elif isinstance(b, list):
        for i, value in enumerate(b):
            found |= differs(a[i] if isinstance(a, list) and i < len(a) else None, value)
    return found


class PlanChecks:
    """Each method yields (label, problem or None) for one fact of a path. `given`: values on which the fact depends."""

    def __init__(self, session):
        self.s = session
        self.block = session.block

    # ---- configurations around a path ------------------------------------------------------------------------------

    def without(self, path, given):
        outer = path.rpartition(".")[0]
        return self.s.make(given, without=[path], inside=[outer] if outer else [])

    def having(self, path, given, value="*"):
        return self.s.make({**given, path: value})

    def removed(self, path, config):
        member = self.block.find(path)
        empty = [] if isinstance(member, Nested) and member.nesting != "single" else None
        return put(config, path, empty)

    def type(self, path):
        return self.block.find(path).type

    def reported(self, path, plan):
        """Whether requires_replace names the path, what is in it or around it; sets end paths."""
        cut = self.block.in_set(path) or path
        found = [dotted(p) for p in plan.replace]
        return any(f == cut or f.startswith(cut + ".") or cut.startswith(f + ".") for f in found)

    def replacing(self, label, path, wanted, plan):
        if wanted and not self.reported(path, plan):
            return label, f"expected replacement got {show([dotted(p) for p in plan.replace])}"
        if not wanted and plan.replace:
            return label, f"expected an update got replacement for {show([dotted(p) for p in plan.replace])}"
        return label, None

    # ---- create ----------------------------------------------------------------------------------------------------

    def default(self, path, facts, given):
        state = self.s.planned(None, self.without(path, given)).state
        got = pick(state, path)
        wanted = facts.get("default")
        if wanted == PARTLY_UNKNOWN:
            yield "default", None if got is not UNKNOWN and not wholly_known(got) else expected(wanted, got)
            return
        yield "default", None if equal(got, wanted, self.type(path)) else expected(wanted, got)

    def unknown(self, path, facts, given):
        got = pick(self.s.planned(None, self.without(path, given)).state, path)
        yield "unknown", None if all_unknown(got) else expected(UNKNOWN, got)

    def force_new_create(self, path, facts, given):
        plan = self.s.planned(None, self.having(path, given))
        yield self.replacing("force_new_create", path, True, plan)

    # ---- update ----------------------------------------------------------------------------------------------------

    def change(self, path, given, values=None):
        """The prior state with one value of the attribute, and the plan of another one."""
        first, second = values or self.two(path, given)
        config = self.having(path, given, first)
        prior = self.s.prior(config)
        return prior, self.s.planned(prior, put(config, path, second)), second

    def two(self, path, given):
        type_ = self.type(path)
        values = self.s.values(path, type_)
        if len(values) < 2:  # plans do not validate: any other value does
            other = {"string": "another", "number": 2, "bool": False}[scalar(type_)]
            values = [values[0], other if isinstance(type_, str) else [other]]
        return values[0], values[1]

    def force_new(self, path, facts, given):
        wanted = facts["force_new"]
        if wanted is None:
            return
        if facts.get("force_new_conditional"):
            yield self.sometimes(path, given)
            return
        prior, plan, new = self.change(path, given)
        same = equal(pick(plan.state, path), pick(prior, path), self.type(path))
        if facts.get("write_only"):  # no plan and no state holds it
            if not same or plan.replace:
                yield "force_new", f"expected no plan of a write-only argument got {show(pick(plan.state, path))}"
            return
        if same and "suppressed" not in facts and path != "tags_all":
            yield "force_new", f"expected a difference got none from {show(pick(prior, path))} to {show(new)}"
            return
        yield self.replacing("force_new", path, wanted, plan)
        if not self.block.find(path).required and "unsettable" not in facts:
            yield from self.setting(path, facts, given)
            yield from self.unsetting(path, facts, given)

    def sometimes(self, path, given):
        """Some changes replace, others do not."""
        values = self.s.values(path, self.type(path))
        pairs = [(a, b) for a in values for b in values if a != b]
        seen = {bool(self.change(path, given, pair)[1].replace) for pair in pairs}
        return "force_new", None if seen == {True, False} else expected("both", seen)

    def setting(self, path, facts, given):
        wanted = facts.get("force_new_set", facts["force_new"])
        if wanted is None:
            return
        config = self.without(path, given)
        prior = self.s.prior(config)
        before = pick(prior, path)
        value = next(v for v in (*self.s.values(path, self.type(path)), "another") if v != before)
        yield self.replacing("force_new_set", path, wanted, self.s.planned(prior, put(config, path, value)))

    def unsetting(self, path, facts, given):
        wanted = facts.get("force_new_unset", facts["force_new"])
        if wanted is None:
            return
        config = self.having(path, given)
        prior = self.s.prior(config)
        plan = self.s.planned(prior, self.removed(path, config))
        before, after = pick(prior, path), pick(plan.state, path)
        may_stay = self.block.find(path).computed or facts.get("unset") == "keep" or before == facts.get("default")
        kept = may_stay and equal(after, before, self.type(path))
        yield self.replacing("force_new_unset", path, wanted and not kept, plan)

    def force_new_add(self, path, facts, given):
        if facts["force_new_add"] is None:
            return
        prior = self.s.prior(self.without(path, given))
        config = put(self.without(path, given), path, pick_block(self.having(path, given), path))
        yield self.replacing("force_new_add", path, facts["force_new_add"], self.s.planned(prior, config))

    def force_new_drop(self, path, facts, given):
        if facts["force_new_drop"] is None:
            return
        config = self.having(path, given)
        prior = self.s.prior(config)
        plan = self.s.planned(prior, self.removed(path, config))
        kept = "unknown" in facts and equal(pick_block(plan.state, path), pick_block(prior, path), self.type(path))
        yield self.replacing("force_new_drop", path, facts["force_new_drop"] and not kept, plan)

    def update_unknown(self, path, facts, given):
        """Exactly the listed attributes become unknown when it changes; at least these where it replaces."""
        if facts.get("type") is None or "unsettable" in facts or not self.block.find(path).settable:
            return
        wanted = set(facts.get("update_unknown", []))
        prior, plan, _ = self.change(path, given)
        got = differs(prior, plan.state)
        missing = {w for w in wanted if not any(g == w or g.startswith(w + ".") or w.startswith(g + ".") for g in got)}
        more = {g for g in got if not any(g == w or g.startswith(w + ".") for w in wanted)}
        if missing or (more and facts.get("force_new") is False):
            yield "update_unknown", expected(sorted(wanted), sorted(got))
        else:
            yield "update_unknown", None

    def unset(self, path, facts, given):
        """What removing it plans: what the fact says, else null or the default."""
        if not self.block.find(path).optional or "unsettable" in facts:
            return
        config = self.having(path, given)
        prior = self.s.prior(config)
        got = pick(self.s.planned(prior, self.removed(path, config)).state, path)
        fact = facts.get("unset")
        if fact == "unknown":
            wanted = UNKNOWN
        elif fact == "keep":
            wanted = pick(prior, path)
        elif fact is not None:
            wanted = fact["value"]
        else:
            wanted = facts.get("default")
        yield "unset", None if equal(got, wanted, self.type(path)) else expected(wanted, got)

    def planned_as(self, path, facts, given):
        """The other spelling in the state is no difference."""
        configured, other = facts["planned_as"]
        config = self.having(path, given, configured)
        prior = put(self.s.prior(config), path, other)
        plan = self.s.planned(prior, config)
        got = pick(plan.state, path)
        if got != other or plan.replace:
            yield "planned_as", expected(other, got)
        else:
            yield "planned_as", None

    def suppressed(self, path, facts, given):
        prior, plan, _ = self.change(path, given)
        before, after = pick(prior, path), pick(plan.state, path)
        yield "suppressed", None if equal(before, after, self.type(path)) else expected(before, after)

    def when(self, path, facts, given):
        for condition, differing in facts["when"].items():
            on, _, text = condition.partition("=")
            value = typed(text, self.type(on))
            inner = {**{k: v for k, v in facts.items() if k in ("type", "force_new")}, **differing}
            for fact in differing:
                if fact == "force_new" and self.block.find(path).optional:
                    prior, plan, _ = self.change(path, {on: value})
                    yield self.replacing(f"when {condition} force_new", path, differing[fact], plan)
                    continue
                for label, problem in getattr(self, fact)(path, inner, {on: value}):
                    yield f"when {condition} {label}", problem


def typed(text, type_):
    return {"bool": text == "true", "number": int(text) if text.lstrip("-").isdigit() else text}.get(type_, text)


def pick_block(value, path):
    """What is at the path of a block: all its elements."""
    outer, _, name = path.rpartition(".")
    around = pick(value, outer) if outer else value
    around = around[0] if isinstance(around, list) and around else around
    return copy.deepcopy(around[name]) if isinstance(around, dict) else around
