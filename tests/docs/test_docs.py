"""The reference pages of docs/ are what the specs and the examples say, and the walk-through shows what is there."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Pages(unittest.TestCase):
    def test_up_to_date(self):
        run = subprocess.run([sys.executable, ROOT / "tools" / "docs" / "generate.py", "--check"], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    def test_every_type_has_an_example(self):
        for page in sorted((ROOT / "docs").glob("*/*.md")):
            text = page.read_text(encoding="utf-8")
            if page.parent.name in ("resources", "data-sources", "functions"):
                self.assertIn("## Example Usage", text, page.name)


class WalkThrough(unittest.TestCase):
    def test_shows_the_files_as_they_are(self):
        text = (ROOT / "docs/adding-a-resource.md").read_text(encoding="utf-8")
        shown = re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S)
        for path in ("schemas/ec2/egress_only_internet_gateway.yaml", "acceptance-tests/cases/ec2/egress-only-internet-gateway/case.yaml"):
            self.assertIn((ROOT / path).read_text(encoding="utf-8"), shown, f"docs/adding-a-resource.md does not show {path} as it is")

    def test_shows_what_the_compiler_says(self):
        """Each complaint that it shows of a draft is what the compiler says of that draft."""
        text = (ROOT / "docs/adding-a-resource.md").read_text(encoding="utf-8")
        draft = re.search(r"^```yaml\n(.*?)^```$", text, re.M | re.S)[1]
        complaints = re.search(r"compile.py --check \S+\n(.*?)^```$", text, re.M | re.S)[1].splitlines()
        with tempfile.TemporaryDirectory() as folder:
            schemas = pathlib.Path(folder) / "schemas"
            shutil.copytree(ROOT / "schemas", schemas)
            path = schemas / "ec2/egress_only_internet_gateway.yaml"
            path.unlink()
            importer = [sys.executable, ROOT / "tools/api/import.py", "--schemas", schemas]
            subprocess.run(importer, check=True)  # as if no spec had ever used the operations
            path.write_text(draft, encoding="utf-8")
            compiler = [sys.executable, ROOT / "tools/spec/compile.py", "--schemas", schemas, "--check", "schemas/ec2/egress_only_internet_gateway.yaml"]
            said = subprocess.run(compiler, capture_output=True, text=True, cwd=folder)
        self.assertEqual(complaints, said.stderr.splitlines())


if __name__ == "__main__":
    unittest.main()
