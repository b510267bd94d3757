"""Core takes every plan: generated configurations of every type, with values and with unknowns, created, left alone,
changed and destroyed, judged by core's own rules."""

import os
import re
import unittest

from tests.core_rules import rules
from tests.facts import reference
from tests.facts.check_plans import differs
from tests.facts.configurations import pick, put
from tests.facts.session import Refused, Session, told
from tests.facts.values import NoSample
from tests.pyclient import UNKNOWN, Nested, Provider
from tests.pyclient.values import equal

HASH = re.compile("[0-9a-f]{40}$")
EMPTY = {"string": "", "list": [], "set": [], "map": {}}
FOLLOWS = ("tags_all",)  # an argument by its schema only: its value follows from tags, whatever is configured


def shown(errors):
    return "; ".join(errors)[:300]


class Judge:
    """One type's plans, and what core would say of them."""

    def __init__(self, session, overrides):
        self.s = session
        self.overrides = overrides
        self.block = session.block
        self.problems = []
        self.plans = 0

    def say(self, about, problem):
        self.problems.append(f"{self.s.type_name} {about}: {problem}")

    def plan(self, about, prior, config):
        """A plan, judged: valid unless legacy_type_system is set, and that only for a reason that is allowed."""
        self.plans += 1
        plan = self.s.plan(prior, config)
        if plan.errors:
            raise Refused(f"{about}: {told(plan.errors)}")
        errors = rules.plan_errors(self.block, prior, config, plan.state)
        if errors and not plan.legacy:
            self.say(about, f"core refuses the plan: {shown(errors)}")
        if plan.legacy and not errors:
            self.say(about, "legacy_type_system without need")
        for error in errors if plan.legacy else ():
            if not self.allowed(error.partition(": ")[0], prior, config, plan.state):
                self.say(about, f"legacy_type_system where it is not allowed: {error[:200]}")
        return plan

    def allowed(self, path, prior, config, planned):
        """A default on an argument that is not computed, an unconfigured computed block, a kept value that means none, an
        empty text where AWS chooses."""
        path = ".".join(step for step in path.split(".") if not step.isdigit())
        member, facts = self.block.find(path), self.s.facts
        if isinstance(member, Nested):
            inside = [f for p, f in facts.items() if p.startswith(path + ".")]
            computed = facts[path].get("unknown") and not pick(config, path)
            return computed or any("default" in f for f in inside) or self.kept(path, member, prior, planned)
        if self.hashed(path, config, planned):
            return True
        if member.computed and pick(config, path) == "":
            return self.blank(path, prior, planned)
        if not member.optional or member.computed or pick(config, path) is not None:
            return False
        return bool(self.defaults(path)) or self.kept(path, member, prior, planned) or self.same(path, prior, planned)

    def hashed(self, path, config, planned):
        """The peer keeps a hash of it."""
        return "planned_as" in self.s.facts[path] and bool(pick(config, path)) and bool(HASH.match(str(pick(planned, path))))

    def same(self, path, prior, planned):
        """The peer keeps a value that means the same as none, though its argument is not computed."""
        before = pick(prior, path) if prior else None
        return self.s.facts[path].get("unset") == "keep" and before == pick(planned, path)

    @staticmethod
    def blank(path, prior, planned):
        """An empty text says nothing where AWS chooses."""
        return pick(planned, path) is (pick(prior, path) if prior else UNKNOWN)

    def defaults(self, path):
        facts = self.s.facts[path]
        ours = self.overrides.has(self.s.type_name, path, "default")
        return "default" in facts or ours or any("default" in w for w in facts.get("when", {}).values())

    @staticmethod
    def kept(path, member, prior, planned):
        before = pick(prior, path) if prior else None
        return before in ("", 0, False, [], {}) and equal(before, pick(planned, path), member.type)

    # ---- the life of a configuration -------------------------------------------------------------------------------

    def live(self, about, config):
        """Created, planned again without a change, destroyed."""
        created = self.plan(f"{about}, created", None, config)
        if created.replace:
            self.say(about, "a new object is said to be replaced")
        prior = self.s.applied(created)
        again = self.plan(f"{about}, unchanged", prior, config)
        if not equal(again.state, prior, self.block.type) or again.replace:
            self.say(about, f"a second plan is not empty: {self.difference(prior, again.state)}")
        gone = self.s.plan(prior, None)
        if gone.errors or gone.state is not None:
            self.say(about, f"a destruction is not planned: {told(gone.errors)}")
        return created, prior

    def difference(self, a, b):
        names = [n for n in a if not equal(a[n], b[n], self.block.type[1][n])]
        return ", ".join(f"{n}: {a[n]!r} became {b[n]!r}" for n in names)[:300]

    def twice(self, about, prior, unknown, known):
        """Planned with unknowns and then, at apply, with values: the second plan keeps what the first promised."""
        first = self.plan(f"{about}, with unknowns", prior, unknown)
        second = self.plan(f"{about}, with values", prior, known)
        if first.replace:
            return  # core then plans a new object, twice as well
        if second.replace:
            self.say(about, "an update turns into a replacement when the unknown is known")
        errors = rules.result_errors(self.block, first.state, second.state)
        if errors:
            self.say(about, f"the second plan breaks the first: {shown(errors)}")

    def emptied(self, path, member):
        """An empty value of the state where nothing is configured is no difference."""
        kind = member.type if isinstance(member.type, str) else member.type[0]
        outer = path.rpartition(".")[0]
        facts = self.s.facts[path]
        defaulted = facts["default"] != "" if "default" in facts else self.defaults(path)
        if kind not in EMPTY or member.required or defaulted or member.write_only:
            return  # in the place of an empty value comes the default; no state holds what is write-only
        config = self.s.make(without=[path], inside=[outer] if outer else [])
        prior = put(self.s.prior(config), path, EMPTY[kind])
        plan = self.plan(f"{path} kept empty", prior, config)
        if not equal(plan.state, prior, self.block.type) or plan.replace:
            self.say(path, f"an empty value is a difference: {self.difference(prior, plan.state)}")

    def blanked(self, path, member):
        """An empty text where AWS chooses: what it chose is no difference."""
        if not (member.type == "string" and member.optional and member.computed) or self.defaults(path):
            return
        config = self.s.make({path: ""})
        if not self.s.errors(config) and not self.s.plan(None, config).errors:
            self.live(f"with an empty {path}", config)

    def run(self):
        self.live("minimal", self.s.make())
        everything = self.s.configurations.full()
        self.live("maximal", everything)
        unknown = self.all_unknown(everything)
        if self.s.errors(unknown):
            self.say("all unknown", f"what is unknown is refused: {told(self.s.errors(unknown))}")
        self.twice("all unknown", None, unknown, everything)
        for path, member in self.block.walk():
            if isinstance(member, Nested):
                self.nested(path)
            elif member.settable and path not in FOLLOWS and "unsettable" not in self.s.facts.get(path, {}):
                self.emptied(path, member)
                self.blanked(path, member)
                self.argument(path, member)
        return self

    def nested(self, path):
        """A block: there, and as a dynamic block is whose for_each is unknown."""
        config = self.s.make({path: "*"})
        _, prior = self.live(f"with {path}", config)
        unknown = put(config, path, UNKNOWN)
        if self.s.errors(unknown):
            self.say(path, f"an unknown number of blocks is refused: {told(self.s.errors(unknown))}")
        self.twice(f"create, {path} unknown", None, unknown, config)
        self.twice(f"update, {path} unknown", prior, unknown, config)

    def argument(self, path, member):
        values = self.s.values(path, member.type, 1)
        config = self.s.make({path: values[0]})
        _, prior = self.live(f"with {path}", config)
        if not member.required and self.possible(prior, put(config, path, None)):
            self.plan(f"{path} unset", prior, put(config, path, None))
        others = [UNKNOWN] if isinstance(member.type, str) else [UNKNOWN, self.element_unknown(member.type, values[0])]
        for unknown in others:
            about = f"{path} {unknown!r}"
            self.twice(f"create, {about}", None, put(config, path, unknown), config)
            for value in values[:2]:  # the first: it turns out to be what it was
                if self.possible(prior, put(config, path, value)):
                    self.twice(f"update, {about}", prior, put(config, path, unknown), put(config, path, value))
        if any(member.name == n.rpartition(".")[2] for n in differs(config, prior)):
            self.say(path, "the state after apply is not known")

    def possible(self, prior, config):
        """Is the change none of those that a spec refuses?"""
        return all(e.summary != "Invalid change" for e in self.s.plan(prior, config).errors)

    @staticmethod
    def element_unknown(type_, value):
        """As many as the value has, of which each is unknown."""
        return dict.fromkeys(value, UNKNOWN) if type_[0] == "map" else [UNKNOWN] * (len(value) if type_[0] == "list" else 1)

    def all_unknown(self, config):
        """The configuration with every argument that is there unknown."""
        return self._unknown(self.block, config)

    def _unknown(self, block, value):
        new = {n: UNKNOWN if value[n] is not None else None for n in block.attributes}
        for name, nested in block.blocks.items():
            inner = [self._unknown(nested.block, e) for e in nested.elements(value[name])]
            new[name] = (inner[0] if inner else None) if nested.nesting == "single" else inner
        return new


@unittest.skipIf(reference.folder() is None, reference.MISSING)
class CoreRules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.facts = reference.facts()["resources"]
        cls.provider = cls.enterClassContext(Provider())

    def test_every_type(self):
        asked = os.environ.get("CAWS_TYPES", "").split()
        samples, overrides, problems, plans = reference.Samples(), reference.Overrides(), [], 0
        types = [t for t in self.provider.resources if t in self.facts and (not asked or t in asked)]
        for type_name in types:
            session = Session(self.provider, type_name, self.facts[type_name]["attrs"], samples)
            judge = Judge(session, overrides)
            try:
                judge.run()
            except (NoSample, Refused) as e:
                judge.say("-", f"cannot be judged: {e}")
            plans += judge.plans
            problems += judge.problems
        print("\n".join(["", f"core's rules: {plans} plans of {len(types)} types", *problems]))
        self.assertEqual(len(problems), 0, "plans that core would refuse, printed above")


if __name__ == "__main__":
    unittest.main()
