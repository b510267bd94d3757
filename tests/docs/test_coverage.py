"""Every resource type and data source has its examples, and stands in the configuration of an acceptance case or of a fault test.

What stands in neither was never applied by a real terraform: a unit test does not show that.
"""

import pathlib
import re
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = {"resource": ("resources", ("resource.tf", "import.sh")), "data": ("data-sources", ("data-source.tf",))}
BLOCK = re.compile(r'^\s*(resource|data) "(aws_\w+)"', re.MULTILINE)


def types():
    """{(kind, type): the type that it is another name of, or None}"""
    found = {}
    for path in sorted((ROOT / "schemas").glob("*/*.yaml")):
        text = path.read_text(encoding="utf-8")
        head = re.search(r"^(resource|data): (\S+)$", text, re.MULTILINE)
        if path.parent.name == "api" or head is None:
            continue
        found[head.groups()] = None
        aliases = re.search(r"^aliases: \[(.*)\]$", text, re.MULTILINE)
        for name in re.findall(r"\w+", aliases[1]) if aliases else ():
            found[head[1], name] = head[2]
    return found


def configurations():
    """The folders and files in which configurations stand that are applied."""
    for path in sorted((ROOT / "acceptance-tests/cases").glob("**/case.yaml")):
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from path.parent.glob("*.tf")
        for key in ("config", "given"):
            folders = told.get(key, [])
            for folder in [folders] if isinstance(folders, str) else folders:
                yield from (ROOT / folder).glob("*.tf")  # seeds are not ours, and may not be there
    yield from (ROOT / "tests/faults").glob("*.py")


class Coverage(unittest.TestCase):
    def test_every_type_is_found(self):
        """There are as many as there are reference pages, which the compiler's own list is made into."""
        pages = {(kind, f"aws_{page.stem}") for kind, (folder, _) in EXAMPLES.items() for page in (ROOT / "docs" / folder).glob("*.md")}
        self.assertEqual(pages, set(types()))

    def test_every_type_has_its_examples(self):
        missing = []
        for (kind, name), alias_of in types().items():
            folder, files = EXAMPLES[kind]
            for path in (ROOT / "examples" / folder / name / file for file in files if alias_of is None):
                text = path.read_text(encoding="utf-8") if path.is_file() else ""
                if not self.shows(kind, name, path.name, text):
                    missing.append(str(path.relative_to(ROOT)))
        self.assertEqual(missing, [], "examples that are not there, or show something else")

    @staticmethod
    def shows(kind, name, file, text):
        if file != "import.sh":
            return f'{kind} "{name}"' in text
        # What stands for nothing in AWS cannot be imported, which is told then.
        return f"terraform import {name}." in text or text.startswith("# Nothing in AWS stands for it")

    def test_every_type_is_applied(self):
        applied = {found for path in configurations() for found in BLOCK.findall(path.read_text(encoding="utf-8"))}
        missing = sorted(f"{kind} {name}" for kind, name in types() if (kind, name) not in applied)
        self.assertEqual(missing, [], "types that are in no acceptance case and in no fault test")


if __name__ == "__main__":
    unittest.main()
