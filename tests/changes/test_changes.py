"""Changes of existing objects, as hashicorp/aws 5.100.0 plans them where it depends on more than the changed argument:
an update, a replacement, nothing, or a refusal. changes.yaml has them."""

import pathlib
import unittest

import yaml

from tests.facts import reference
from tests.facts.session import Session, told
from tests.pyclient import UNKNOWN, Provider
from tests.pyclient.provider import dotted
from tests.pyclient.values import equal

CHANGES = pathlib.Path(__file__).with_name("changes.yaml")


@unittest.skipIf(reference.folder() is None, reference.MISSING)
class Changes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.facts = reference.facts()["resources"]
        cls.samples = reference.Samples()
        cls.provider = cls.enterClassContext(Provider())
        cls.entries = yaml.safe_load(CHANGES.read_text())

    def session(self, type_name):
        return Session(self.provider, type_name, self.facts[type_name]["attrs"], self.samples)

    def test_changes(self):
        for entry in self.entries:
            s = self.session(entry["type"])
            before = entry["before"]
            prior = s.prior(s.block.complete(before))
            prior.update({name: value for name, value in s.block.complete(entry.get("state", {})).items()
                          if name in entry.get("state", {})})
            for case in [{"after": {}, "plans": []}, *entry["changes"]]:
                with self.subTest(entry["about"], after=case["after"]):
                    self.check(s, prior, s.block.complete({**before, **case["after"]}), case)

    def check(self, s, prior, config, case):
        refusals = s.errors(config)
        plan = s.plan(prior, config)
        if "refused" in case:
            self.assertEqual([d.dotted for d in refusals or plan.errors], [case["refused"]])
            return
        self.assertEqual(told(refusals) + told(plan.errors), "")
        self.assertEqual(sorted({dotted(p) for p in plan.replace}), sorted(case.get("replaces", [])))
        changed = [n for n in prior if not equal(plan.state[n], prior[n], s.block.type[1][n])]
        if "plans" in case:
            self.assertEqual(sorted(changed), sorted(case["plans"]))

    def test_new_objects(self):
        for entry in self.entries:
            s = self.session(entry["type"])
            plan = s.planned(None, s.block.complete(entry["before"]))
            for name in entry.get("unknown", ()):
                with self.subTest(entry["about"], argument=name):
                    self.assertIs(plan.state[name], UNKNOWN)


if __name__ == "__main__":
    unittest.main()
