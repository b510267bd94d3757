"""Every fact about the peer's behaviour holds of ours, or stands in overrides.yaml with the reason why it does not."""

import collections
import os
import unittest

from tests.facts import check_schema, reference
from tests.facts.check_plans import PlanChecks
from tests.facts.check_texts import ValidationChecks
from tests.facts.session import Refused, Session
from tests.facts.values import NoSample
from tests.pyclient import Provider

PLANS = ("default", "unknown", "force_new", "force_new_create", "force_new_add", "force_new_drop", "planned_as",
         "suppressed", "when")
TEXTS = ("enum", "min_value", "max_value", "int", "min_len", "max_len", "min_items", "max_items", "rejects", "ok_mid",
         "ok_first", "ok_last", "needs_prefix", "unsettable", "conflicts_with", "exactly_one_of", "at_least_one_of",
         "required_with", "required_if", "conflicts_if")
SCHEMA = ("block", "min", "max", "type", *check_schema.FLAGS)
WITHIN = ("unset", "update_unknown", "force_new_set", "force_new_unset", "force_new_conditional")
"""Facts that are looked at where they are not stated too, or as part of another."""


class Tally:
    """What became of the facts, by kind."""

    def __init__(self, overrides):
        self.overrides = overrides
        self.counts = collections.defaultdict(collections.Counter)
        self.failures = []

    def take(self, type_name, path, found):
        """`found`: (label, problem or None); a label with several problems is one fact."""
        by_label = {}
        for label, problem in found:
            by_label[label] = by_label.get(label) or problem
        for label, problem in by_label.items():
            self._judge(type_name, path, label, problem)

    def _judge(self, type_name, path, label, problem):
        count = self.counts[label.split(" ")[0]]
        count["checked"] += 1
        overridden = self.overrides.covers(type_name, path, label)
        if problem is None and not overridden:
            count["held"] += 1
        elif problem is not None and overridden:
            count["overridden"] += 1
        else:
            problem = problem or "expected as overridden got the fact: stale"
            self.failures.append(f"{type_name} {path} {label}: {problem}")

    def table(self):
        rows = [f"{'':24}{'checked':>8}{'held':>8}{'overridden':>12}"]
        total = collections.Counter()
        for kind, count in sorted(self.counts.items()):
            rows.append(f"{kind:24}{count['checked']:8}{count['held']:8}{count['overridden']:12}")
            total.update(count)
        rows.append(f"{'all':24}{total['checked']:8}{total['held']:8}{total['overridden']:12}")
        return "\n".join(rows)


def guarded(label, check):
    """What a check finds; that it cannot be made is a finding too."""
    try:
        yield from check
    except (Refused, NoSample) as e:
        yield label, f"expected an answer got {e}"


@unittest.skipIf(reference.folder() is None, reference.MISSING)
class Facts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.facts = reference.facts()
        cls.provider = cls.enterClassContext(Provider())

    def resources(self):
        """The types that both have; CAWS_TYPES (words) asks for some of them."""
        asked = os.environ.get("CAWS_TYPES", "").split()
        return [t for t in self.provider.resources if t in self.facts["resources"] and (not asked or t in asked)]

    def test_every_kind_of_fact_is_looked_at(self):
        known = {*PLANS, *TEXTS, *SCHEMA, *WITHIN}
        kinds = {k for r in self.facts["resources"].values() for a in r["attrs"].values() for k in a}
        self.assertEqual(kinds - known, set())

    def test_schema_versions(self):
        for type_name in self.resources():
            with self.subTest(type_name):
                wanted = self.facts["resources"][type_name]["schema_version"]
                self.assertEqual(self.provider.versions[type_name], wanted)

    def test_resources(self):
        tally = Tally(reference.Overrides())
        samples = reference.Samples()
        types = self.resources()
        for type_name in types:
            self.walk(type_name, samples, tally)
        for entry in tally.overrides.unused(types, self.facts["resources"]):
            tally.failures.append(" ".join(entry) + ": expected a fact got none: stale")
        print("\n".join(["", f"facts of {len(types)} resource types", tally.table(), *tally.failures]))
        self.assertEqual(len(tally.failures), 0, "facts that do not hold, printed above")

    def walk(self, type_name, samples, tally, only=None):
        """All facts of a type, or those of one path."""
        facts = self.facts["resources"][type_name]["attrs"]
        session = Session(self.provider, type_name, facts, samples)
        plans, texts = PlanChecks(session), ValidationChecks(session)
        tally.take(type_name, "-", guarded("minimal", texts.minimal()))
        for path, fact in facts.items() if only is None else [(only, facts[only])]:
            tally.take(type_name, path, check_schema.problems(session.block, path, fact))
            if session.block.find(path) is None:
                continue
            for kind in fact:
                if kind in PLANS:
                    tally.take(type_name, path, guarded(kind, getattr(plans, kind)(path, fact, {})))
                elif kind in TEXTS:
                    tally.take(type_name, path, guarded(kind, getattr(texts, kind)(path, fact)))
            if "block" not in fact:
                if "default" not in fact and "unknown" not in fact:  # then null is planned
                    tally.take(type_name, path, guarded("default", plans.default(path, fact, {})))
                tally.take(type_name, path, guarded("unset", plans.unset(path, fact, {})))
                tally.take(type_name, path, guarded("update_unknown", plans.update_unknown(path, fact, {})))
                if session.block.find(path).settable:
                    tally.take(type_name, path, guarded("accepts", texts.accepts(path, fact)))

    def test_data_sources(self):
        tally = Tally(reference.Overrides())
        types = [t for t in self.provider.data if t in self.facts["data"]]
        for type_name in types:
            for path, fact in self.facts["data"][type_name]["attrs"].items():
                tally.take(type_name, path, check_schema.problems(self.provider.data[type_name], path, fact))
        print("\n".join(["", f"facts of {len(types)} data sources", tally.table(), *tally.failures]))
        self.assertEqual(len(tally.failures), 0, "facts that do not hold, printed above")


if __name__ == "__main__":
    unittest.main()
