"""What the tests of the provider block share: a plugin of each configuration, before an endpoint that answers a few calls."""

import os
import tempfile
import unittest

from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity
from tests.pyclient import Provider

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KEYS = {"access_key": "AKIAEXAMPLE", "secret_key": "very-secret-indeed", "region": "eu-west-1"}
NOBODY_ASKED = {"skip_credentials_validation": True, "skip_requesting_account_id": True}
CLUSTERS = Answer(200, {"clusters": [], "failures": []})


class Arguments(unittest.TestCase):
    def setUp(self):
        rules = [Rule("sts", "GetCallerIdentity", caller_identity()), Rule("ecs", "DescribeClusters", CLUSTERS)]
        self.endpoint = self.enterContext(Endpoint(rules))

    def configure(self, config=None, environment=None, everywhere=True):
        """The diagnostics of a configuration, validated and then configured as Terraform does. The plugin stays, as self.provider."""
        url = {"AWS_ENDPOINT_URL": self.endpoint.url} if everywhere else {}
        self.provider = self.enterContext(Provider(environment={**url, **(environment or {})}))
        full = {**KEYS, **(config or {})}
        found = self.provider.validate_provider(full)
        return found if any(d.severity == "error" for d in found) else found + self.provider.configure(full)

    def accepted(self, *arguments, **more):
        self.assertEqual([], self.configure(*arguments, **more))

    def warned(self, attribute, words, *arguments, **more):
        self._told("warning", attribute, words, self.configure(*arguments, **more))

    def refused(self, attribute, words, *arguments, **more):
        self._told("error", attribute, words, self.configure(*arguments, **more))

    def _told(self, severity, attribute, words, found):
        self.assertEqual([(severity, attribute)], [(d.severity, d.dotted) for d in found], found)
        for word in words:
            self.assertIn(word, found[0].text)
        self.assertNotIn(KEYS["secret_key"], found[0].text)

    def file(self, text):
        """The path of a file with the text, for as long as the test runs."""
        file = self.enterContext(tempfile.NamedTemporaryFile("w", prefix="caws-"))
        file.write(text)
        file.flush()
        return file.name

    def profile(self, **settings):
        """The environment that has a profile with the settings, in a configuration file."""
        lines = [f"{key} = {value}" for key, value in settings.items()]
        return {"AWS_CONFIG_FILE": self.file("\n".join(["[profile here]", *lines, ""])), "AWS_PROFILE": "here"}

    def read_cluster(self):
        """Any read: makes a call to ECS."""
        block = self.provider.resources["aws_ecs_cluster"]
        state = block.complete({"name": "web", "id": "arn:aws:ecs:eu-west-1:123456789012:cluster/web"})
        return self.provider.read("aws_ecs_cluster", state)

    def read_bucket(self, name="bucket"):
        """A read of S3, the only service whose calls may go to another host for each object."""
        block = self.provider.resources["aws_s3_bucket_versioning"]
        return self.provider.read("aws_s3_bucket_versioning", block.complete({"id": name, "bucket": name}))

    def asked_proxy(self):
        """The hosts that the endpoint, as a proxy, was asked to connect to."""
        return [r.path.removesuffix(":443") for r in self.endpoint.requests() if r.method == "CONNECT"]
