"""The benches still run: each in its smallest form, the provider alone."""

import os
import pathlib
import shutil
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS = 300


@unittest.skipUnless(shutil.which("terraform") or shutil.which("tofu"), "neither terraform nor tofu is on PATH")
class Benches(unittest.TestCase):
    def run_bench(self, name, *options):
        command = [sys.executable, ROOT / "bench" / name, "--only", "caws", "--binary", os.environ["CAWS_PLUGIN"], *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        return {line[:44].strip(): line[44:].split() for line in done.stdout.splitlines()}

    def test_refresh(self):
        rows = self.run_bench("refresh", "--count", "2")
        # An identity, the groups in a request or two, and three for each pair of a log group and a task definition.
        self.assertIn(rows["plan: calls"][0], ("8.00", "9.00"))
        self.assertGreater(float(rows["plan: peak memory, MiB"][0]), 1)

    def test_regions(self):
        rows = self.run_bench("regions", "--count", "2")
        self.assertEqual("1.00", rows["plan: processes at once"][0])  # the second table's

    def test_schema(self):
        rows = self.run_bench("schema", "--runs", "2")
        self.assertGreater(float(rows["message, KiB"][0]), 1)


if __name__ == "__main__":
    unittest.main()
