"""What the fault tests share: real terraform with the provider under test, against an endpoint that misbehaves."""
import glob
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "acceptance-tests"), os.path.dirname(os.path.abspath(__file__))]
from harness import aws, peer, processes, terraform  # noqa: E402, F401
from harness.emulator import Emulator  # noqa: E402, F401

PLUGIN = os.environ.get("CAWS_PLUGIN", os.path.join(ROOT, "build", "release", "terraform-provider-aws"))

CLUSTER = """
resource "aws_ecs_cluster" "main" {
  name = "main"
}
"""


class FaultTest(unittest.TestCase):
    """One installation of the provider for all tests of a class; a workspace for each test."""

    @classmethod
    def setUpClass(cls):
        cli = terraform.find_cli(os.environ.get("CAWS_CLI"))
        if not cli:
            raise unittest.SkipTest("neither terraform nor tofu is on PATH")
        cls.folder = tempfile.mkdtemp(prefix="caws-faults-")
        mirror = os.path.join(cls.folder, "mirror")
        subprocess.run([os.path.join(ROOT, "tools", "mirror"), mirror, PLUGIN], check=True, stdout=subprocess.DEVNULL)
        cls.installation = terraform.Installation(cli, os.path.join(cls.folder, "cli"), [mirror])

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def workspace(self, configuration, url, env=None, provider=""):
        folder = tempfile.mkdtemp(dir=self.folder)
        with open(os.path.join(folder, "main.tf"), "w") as file:
            file.write(f'provider "aws" {{\n  region = "us-east-1"\n{provider}\n}}\n{configuration}')
        self.sanitizer_logs = os.path.join(folder, "sanitizer")
        environment = {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "very-secret-indeed",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        # A sanitizer's word would be lost in the plugin's standard error.
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            environment[name] = ":".join(filter(None, [os.environ.get(name), f"log_path={self.sanitizer_logs}"]))
        workspace = terraform.Workspace(self.installation, folder, {**environment, **(env or {})})
        workspace.adopt("caws/aws", override=True, init=False)
        self.addCleanup(self._check_sanitizers, self.sanitizer_logs)
        return workspace

    def as_peer(self, workspace, *command):
        """Runs a command with an installed hashicorp/aws in our provider's place, over the same state."""
        found = peer.find()
        if not found:
            self.skipTest("no hashicorp/aws 5.100.0 is installed here")
        folder = os.path.join(self.folder, "peer")
        override = os.path.join(folder, "bin")
        if not os.path.exists(override):
            peer.override(found, override)
        installation = terraform.Installation(self.installation.cli, folder, [], override=override)
        return workspace.run(*command, env={"TF_CLI_CONFIG_FILE": installation.rc})

    def _check_sanitizers(self, prefix):
        for path in glob.glob(prefix + "*"):
            with open(path, errors="replace") as file:
                self.fail(file.read())

    def errors_of(self, workspace, *command, timeout=120):
        """The error diagnostics of a command that must fail, without a secret in any of its output."""
        status, output = workspace.run(*command, ok=None, timeout=timeout)
        self.assertNotIn("very-secret-indeed", output)
        errors = [d for d in terraform.diagnostics(output) if d["severity"] == "error"]
        self.assertEqual(status, 1, output)
        return errors

    def only_error_of(self, workspace, *command, timeout=120):
        """The one error of a command, as summary and detail in one line."""
        errors = self.errors_of(workspace, *command, timeout=timeout)
        self.assertEqual(len(errors), 1, errors)
        self.assertNotRegex(errors[0]["summary"] + errors[0].get("detail", ""), "crash|did not respond|panic")
        return " ".join(f"{errors[0]['summary']}: {errors[0].get('detail', '')}".split())
