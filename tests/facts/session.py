"""One resource type over the protocol: validate, plan at create, a prior state, plan at update."""

from tests.core_rules import rules
from tests.facts.configurations import Configurations
from tests.facts.values import filled
from tests.pyclient.values import UNKNOWN


class Refused(Exception):
    """The provider has an error where the test needs an answer."""


def told(diagnostics):
    return "; ".join(d.text for d in diagnostics if d.severity == "error")


class Prior(dict):
    """A state, with the private data that goes with it."""

    private = b""


class Session:
    def __init__(self, provider, type_name, facts, samples):
        self.provider = provider
        self.type_name = type_name
        self.block = provider.resources[type_name]
        self.facts = facts
        self.configurations = Configurations(type_name, self.block, facts, samples)
        self.make = self.configurations.make
        self.values = self.configurations.values

    def errors(self, config):
        """What validation refuses."""
        return [d for d in self.provider.validate(self.type_name, config) if d.severity == "error"]

    def refusals(self, config):
        """What validation or else the plan of a new object refuses."""
        return self.errors(config) or self.plan(None, config).errors

    def plan(self, prior, config):
        proposed = None if config is None else rules.proposed_new(self.block, prior, config)
        return self.provider.plan(self.type_name, prior, proposed, config, getattr(prior, "private", b""))

    def planned(self, prior, config):
        """A plan without errors."""
        plan = self.plan(prior, config)
        if plan.errors:
            raise Refused(told(plan.errors))
        return plan

    def prior(self, config):
        """A state that an apply of `config` may have left."""
        return self.applied(self.planned(None, config))

    def applied(self, plan):
        prior = Prior(filled(plan.state, self.block.type, "", self.values, UNKNOWN))
        prior.private = plan.private
        return prior
