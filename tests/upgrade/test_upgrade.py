"""States of every schema version, as hashicorp/aws may have left them, become typed states of ours."""

import unittest

from tests.facts import reference
from tests.facts.session import Session
from tests.pyclient import Provider
from tests.pyclient.values import equal

GONE = {"attribute_that_a_later_version_removed": [{"of": "any", "type": [1, True, None]}]}


def plain(value):
    """As JSON has it: whole numbers without a fraction."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if value is None or isinstance(value, (str, bool)):
        return value
    return int(value) if value == int(value) else float(value)


def with_more(block, state):
    """With an attribute that the schema lacks, at the root and in every block."""
    return _in_blocks(block, {**state, **GONE}, with_more)


def without_nulls(block, state):
    """As a version wrote it that did not have the attributes yet which are null."""
    return _in_blocks(block, {k: v for k, v in state.items() if v is not None and v != []}, without_nulls)


def as_texts(_, state):
    """With numbers and bools as texts, as SDKs before protocol 5 kept them."""
    if isinstance(state, dict):
        return {k: as_texts(_, v) for k, v in state.items()}
    if isinstance(state, list):
        return [as_texts(_, v) for v in state]
    if isinstance(state, bool):
        return "true" if state else "false"
    return str(state) if isinstance(state, (int, float)) else state


def _in_blocks(block, state, change):
    for name, nested in block.blocks.items():
        value = state.get(name)
        if isinstance(value, dict):
            state[name] = change(nested.block, value)
        elif value:
            state[name] = [change(nested.block, element) for element in value]
    return state


FORMS = {"as it is": lambda _, state: state, "with removed attributes": with_more,
         "without later attributes": without_nulls, "with texts": as_texts}


@unittest.skipIf(reference.folder() is None, reference.MISSING)
class Upgrade(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.facts = reference.facts()["resources"]
        cls.provider = cls.enterClassContext(Provider())
        cls.types = [t for t in cls.provider.resources if t in cls.facts]

    def states(self, type_name):
        """A small and a full state of the type."""
        session = Session(self.provider, type_name, self.facts[type_name]["attrs"], reference.Samples())
        for config in (session.make(), session.configurations.full()):
            yield session.block, session.prior(config)

    def test_every_version(self):
        count = 0
        for type_name in self.types:
            for version in range(self.facts[type_name]["schema_version"] + 1):
                for block, state in self.states(type_name):
                    for form, change in FORMS.items():
                        with self.subTest(type=type_name, version=version, form=form):
                            answer = self.provider.upgrade(type_name, version, change(block, plain(state)))
                            self.assertEqual([d.text for d in answer.errors], [])
                            self.assertTrue(equal(answer.state, state, block.type), (answer.state, state))
                            count += 1
        print(f"\n{count} old states of {len(self.types)} types upgraded")

    def test_what_a_version_lacked_is_no_difference(self):
        """hashicorp/aws's own upgrades add arguments that are off by default; ours need not."""
        for type_name in self.types:
            session = Session(self.provider, type_name, self.facts[type_name]["attrs"], reference.Samples())
            config = session.make()
            state = plain(session.prior(config))
            old = {k: v for k, v in state.items() if v or k in ("id", "tags_all")}
            for version in range(self.facts[type_name]["schema_version"] + 1):
                with self.subTest(type=type_name, version=version):
                    prior = self.provider.upgrade(type_name, version, old).state
                    plan = session.planned(prior, config)
                    changed = [n for n in prior if not equal(plan.state[n], prior[n], session.block.type[1][n])]
                    self.assertEqual((changed, plan.replace), ([], []))

    def test_a_version_that_is_not_yet(self):
        for type_name in self.types:
            with self.subTest(type_name):
                later = self.facts[type_name]["schema_version"] + 1
                self.assertTrue(self.provider.upgrade(type_name, later, {"id": "x"}).errors)


if __name__ == "__main__":
    unittest.main()
