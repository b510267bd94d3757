"""The walker finds what does not hold: it is given facts that are wrong, and has to say so, one by one."""

import copy
import unittest

from tests.facts import reference, test_facts
from tests.facts.test_facts import Tally
from tests.pyclient import Provider

TYPE = "aws_ecs_cluster"
LOGGING = "configuration.execute_command_configuration.logging"
NAMESPACE = "service_connect_defaults.namespace"
WRONG = {  # by path: what a wrong fact says, and the label under which it has to be reported
    "name": [({"force_new": False}, "force_new"), ({"max_len": 254}, "max_len"), ({"max_len": 256}, "max_len"),
             ({"min_len": 2}, "min_len"), ({"min_len": 0}, "min_len"), ({"ok_mid": "aZ9-"}, "ok_mid"),
             ({"ok_mid": "aZ9-_."}, "ok_mid"), ({"ok_first": "a"}, "ok_first"), ({"ok_last": "a"}, "ok_last"),
             ({"needs_prefix": "x/"}, "needs_prefix"), ({"unsettable": True}, "unsettable"),
             ({"type": "number"}, "type"), ({"computed": True}, "computed"),
             ({"sensitive": True}, "sensitive"), ({"conflicts_with": ["tags"]}, "conflicts_with tags"),
             ({"force_new_create": True}, "force_new_create")],
    "arn": [({"default": "x"}, "default"), ({"optional": True}, "optional")],
    "tags": [({"force_new": True}, "force_new"), ({"unknown": True}, "unknown"), ({"default": {"a": "b"}}, "default"),
             ({"unset": "keep"}, "unset"), ({"unset": {"value": {}}}, "unset"),
             ({"update_unknown": ["arn"]}, "update_unknown"),
             ({"required_with": ["configuration"]}, "required_with configuration"),
             ({"exactly_one_of": ["configuration"]}, "exactly_one_of"),
             ({"at_least_one_of": ["configuration"]}, "at_least_one_of"),
             ({"required_if": {"name=*": True}}, "required_if name=*"),
             ({"conflicts_if": {"name=*": True}}, "conflicts_if name=*"),
             ({"when": {"name=abc": {"force_new": True}}}, "when name=abc force_new")],
    LOGGING: [({"default": "NONE"}, "default"),
              ({"enum": ["NONE", "DEFAULT", "OVERRIDE", "OTHER"]}, "enum"), ({"force_new_set": True}, "force_new_set"),
              ({"force_new_unset": True}, "force_new_unset"), ({"planned_as": ["none", "NONE"]}, "planned_as"),
              ({"suppressed": True}, "suppressed"), ({"force_new_conditional": True}, "force_new")],
    "configuration.execute_command_configuration.kms_key_id": [({"rejects": ["long"]}, "rejects long")],
    NAMESPACE: [({"rejects": ["empty"]}, "rejects empty"), ({"rejects": ["junk"]}, "accepts long")],
    "configuration": [({"force_new_add": True}, "force_new_add"), ({"force_new_drop": True}, "force_new_drop"),
                      ({"block": "set"}, "block"), ({"max": 2}, "max"), ({"min": 1}, "min"),
                      ({"unknown": True}, "unknown")],
}


class Nothing:
    """No overrides."""

    def covers(self, *_):
        return False


@unittest.skipIf(reference.folder() is None, reference.MISSING)
class Walker(unittest.TestCase):
    def test_wrong_facts_are_found(self):
        whole = reference.facts()
        samples = reference.Samples()
        with Provider() as provider:
            for path, cases in WRONG.items():
                for wrong, label in cases:
                    with self.subTest(path=path, wrong=wrong):
                        facts = copy.deepcopy(whole)
                        facts["resources"][TYPE]["attrs"][path].update(wrong)
                        found = self.walk(provider, facts, samples, path)
                        self.assertIn(f"{TYPE} {path} {label}", [f.partition(":")[0] for f in found])

    @staticmethod
    def walk(provider, facts, samples, path):
        walker = test_facts.Facts()
        walker.provider, walker.facts = provider, facts
        tally = Tally(Nothing())
        walker.walk(TYPE, samples, tally, path)
        return tally.failures


if __name__ == "__main__":
    unittest.main()
