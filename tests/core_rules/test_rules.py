"""The judge is right: core's rules on small blocks, what they take and what they refuse."""

import unittest

from tests.core_rules.rules import plan_errors, proposed_new, result_errors
from tests.pyclient import UNKNOWN, Attribute, Block, Nested


def attribute(name, type_="string", **flags):
    no = dict.fromkeys(("required", "optional", "computed", "sensitive", "deprecated", "write_only"), False)
    return Attribute(name, type_, **{**no, **flags})


def block(attributes, blocks=()):
    return Block({a.name: a for a in attributes}, {b.name: b for b in blocks})


INNER = block([attribute("key", optional=True), attribute("made", optional=True, computed=True)])
BLOCK = block(
    [attribute("arn", computed=True), attribute("name", required=True), attribute("note", optional=True),
     attribute("zone", optional=True, computed=True), attribute("secret", optional=True, write_only=True),
     attribute("ids", ["set", "string"], optional=True)],
    [Nested("many", "list", INNER, 0, 0), Nested("any", "set", INNER, 0, 0), Nested("one", "single", INNER, 0, 0)])


def value(**given):
    return BLOCK.complete(given)


class Proposals(unittest.TestCase):
    def test_computed_values_come_from_the_prior(self):
        prior = value(arn="a", name="old", note="old", zone="z")
        got = proposed_new(BLOCK, prior, value(name="new"))
        self.assertEqual(got, value(arn="a", name="new", zone="z"))

    def test_write_only_is_not_proposed(self):
        self.assertEqual(proposed_new(BLOCK, None, value(name="n", secret="s")), value(name="n"))

    def test_list_blocks_pair_by_place(self):
        prior = value(name="n", many=[{"key": "a", "made": "1"}])
        got = proposed_new(BLOCK, prior, value(name="n", many=[{"key": "b"}, {"key": "c"}]))
        self.assertEqual(got["many"], [{"key": "b", "made": "1"}, {"key": "c", "made": None}])

    def test_set_blocks_pair_by_what_is_configured(self):
        prior = value(name="n", any=[{"key": "a", "made": "1"}, {"key": "b", "made": "2"}])
        got = proposed_new(BLOCK, prior, value(name="n", any=[{"key": "b"}, {"key": "c"}]))
        self.assertEqual(got["any"], [{"key": "b", "made": "2"}, {"key": "c", "made": None}])

    def test_an_unknown_number_of_blocks_stays_unknown(self):
        config = {**value(name="n"), "many": UNKNOWN}
        self.assertIs(proposed_new(BLOCK, value(name="n"), config)["many"], UNKNOWN)


class Plans(unittest.TestCase):
    def check(self, takes, config, planned, prior=None):
        errors = plan_errors(BLOCK, prior, config, planned)
        self.assertEqual(not errors, takes, errors)

    def test_what_is_configured_and_what_is_computed(self):
        self.check(True, value(name="n"), value(name="n", arn=UNKNOWN, zone=UNKNOWN))
        self.check(True, value(name="n"), value(name="n", zone="z"))

    def test_a_configured_value_may_not_change(self):
        self.check(False, value(name="n"), value(name="N"))
        self.check(False, value(name="n", zone="a"), value(name="n", zone="b"))

    def test_but_the_prior_may_stay(self):
        self.check(True, value(name="n"), value(name="N"), prior=value(name="N"))

    def test_a_default_needs_a_computed_attribute(self):
        self.check(False, value(name="n"), value(name="n", note="default"))

    def test_a_kept_value_needs_one_too(self):
        self.check(False, value(name="n"), value(name="n", note=""), prior=value(name="n", note=""))

    def test_write_only(self):
        self.check(True, value(name="n", secret="s"), value(name="n"))
        self.check(False, value(name="n", secret="s"), value(name="n", secret="s"))

    def test_blocks_are_counted(self):
        self.check(False, value(name="n"), value(name="n", many=[{}]))
        self.check(False, value(name="n", many=[{}]), value(name="n"))
        self.check(False, value(name="n", many=[{"key": "a"}]), value(name="n", many=[{"key": "b"}]))
        self.check(False, value(name="n", one={}), value(name="n"))

    def test_blocks_of_sets_are_trusted(self):
        self.check(True, value(name="n"), value(name="n", any=[{"made": UNKNOWN}]))

    def test_blocks_are_not_unknown_themselves(self):
        for name in ("many", "any", "one"):
            self.check(False, value(name="n"), {**value(name="n"), name: UNKNOWN})
            self.check(False, {**value(name="n"), name: UNKNOWN}, value(name="n"))
            self.check(True, {**value(name="n"), name: UNKNOWN}, {**value(name="n"), name: UNKNOWN})

    def test_presence(self):
        self.assertTrue(plan_errors(BLOCK, None, value(name="n"), None))
        self.assertTrue(plan_errors(BLOCK, None, None, value(name="n")))
        self.assertFalse(plan_errors(BLOCK, value(name="n"), None, None))


class Results(unittest.TestCase):
    def check(self, takes, planned, actual):
        errors = result_errors(BLOCK, planned, actual)
        self.assertEqual(not errors, takes, errors)

    def test_unknown_becomes_anything(self):
        self.check(True, value(name="n", zone=UNKNOWN), value(name="n", zone="z"))
        self.check(True, value(name="n", zone=UNKNOWN), value(name="n"))

    def test_what_is_known_stays(self):
        self.check(False, value(name="n"), value(name="n", zone="z"))
        self.check(False, value(name="n", zone="z"), value(name="n"))
        self.check(False, value(name="n", zone="z"), value(name="n", zone=UNKNOWN))

    def test_sets(self):
        self.check(True, value(name="n", ids=["a", "b"]), value(name="n", ids=["b", "a"]))
        self.check(True, value(name="n", ids=["a", UNKNOWN]), value(name="n", ids=["a"]))
        self.check(False, value(name="n", ids=["a", UNKNOWN]), value(name="n", ids=["a", "b", "c"]))
        self.check(False, value(name="n", ids=["a"]), value(name="n", ids=["b"]))

    def test_blocks(self):
        self.check(False, value(name="n"), value(name="n", many=[{}]))
        self.check(False, value(name="n"), value(name="n", any=[{}]))
        self.check(True, value(name="n", any=[{"key": UNKNOWN}]), value(name="n", any=[{"key": "k"}]))
        self.check(False, value(name="n", any=[{"key": "a"}]), value(name="n", any=[{"key": "b"}]))
        self.check(True, {**value(name="n"), "many": UNKNOWN}, value(name="n", many=[{}, {}]))
        self.check(False, value(name="n", one={}), value(name="n"))

    def test_presence(self):
        self.check(False, value(name="n"), None)
        self.check(False, None, value(name="n"))
        self.check(True, None, None)


if __name__ == "__main__":
    unittest.main()
