"""The committed partition and endpoint tables are what their script makes of the pinned botocore."""

import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Partitions(unittest.TestCase):
    def test_tables_are_current(self):
        check = [sys.executable, str(ROOT / "tools" / "api" / "partitions.py"), "--check"]
        done = subprocess.run(check, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
