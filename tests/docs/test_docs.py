"""The reference pages of docs/ are what the specs and the examples say."""

import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Pages(unittest.TestCase):
    def test_up_to_date(self):
        run = subprocess.run([sys.executable, ROOT / "tools" / "docs" / "generate.py", "--check"], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_every_type_has_an_example(self):
        for page in sorted((ROOT / "docs").glob("*/*.md")):
            text = page.read_text(encoding="utf-8")
            if page.parent.name in ("resources", "data-sources"):
                self.assertIn("## Example Usage", text, page.name)


if __name__ == "__main__":
    unittest.main()
