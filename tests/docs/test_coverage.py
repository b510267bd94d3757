"""Every resource type and data source has its examples, and is applied by a real terraform: in an acceptance case or a fault test.
What can be imported is imported in one of them. A unit test shows neither."""

import pathlib
import re
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLES = {"resource": ("resources", ("resource.tf", "import.sh")), "data": ("data-sources", ("data-source.tf",))}
BLOCK = re.compile(r'^\s*(resource|data) "(aws_\w+)"', re.MULTILINE)
# What a fault test imports: workspace.run("import", ..., "aws_x.name", id), or a function called imported.
IMPORTED = re.compile(r'\bimport(?:"|ed\()[^\n]*"(aws_\w+)\.')
NOTHING = "# Nothing in AWS stands for it"  # what an import.sh begins with where there is nothing to import
# Types of which an import can only end in a replacement, as with hashicorp/aws.
REPLACED = {"aws_key_pair": "EC2 does not give the public key with the comment that was configured"}


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


def configurations(path, told):
    """The files of a case's configuration. Seeds are not ours, and may not be there."""
    folders = [folder for key in ("config", "given") for folder in (told[key] if isinstance(told.get(key), list) else [told.get(key)])]
    return [file for folder in (path.parent, *(ROOT / f for f in folders if f)) for file in folder.glob("*.tf")]


def cases():
    """(what the case says, the blocks of its configuration)"""
    for path in sorted((ROOT / "acceptance-tests/cases").glob("**/case.yaml")):
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        texts = [file.read_text(encoding="utf-8") for file in configurations(path, told)]
        yield told, {found for text in texts for found in BLOCK.findall(text)}


def fault_tests():
    return [path.read_text(encoding="utf-8") for path in (ROOT / "tests/faults").glob("*.py")]


def imported_by(told, blocks):
    """The types that the steps of a case import."""
    found = set()
    for step in told.get("steps", []):
        for word in {"import", "generate"} & step.keys():
            only = (step[word] or {}).get("only")
            found |= {name for kind, name in blocks if kind == "resource"} if only is None else set(re.findall(r"\baws_\w+(?=\.)", " ".join(only)))
    return found


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
        return f"terraform import {name}." in text or text.startswith(NOTHING)

    def test_every_type_is_applied(self):
        applied = {found for text in fault_tests() for found in BLOCK.findall(text)}
        applied |= {found for _, blocks in cases() for found in blocks}
        missing = sorted(f"{kind} {name}" for kind, name in types() if (kind, name) not in applied)
        self.assertEqual(missing, [], "types that are in no acceptance case and in no fault test")

    def test_every_type_is_imported(self):
        imported = {name for text in fault_tests() for name in IMPORTED.findall(text)}
        imported |= {name for told, blocks in cases() for name in imported_by(told, blocks)}
        names = {name for (kind, name), alias_of in types().items() if kind == "resource" and alias_of is None}
        made_anew = {n for n in names if (ROOT / "examples/resources" / n / "import.sh").read_text(encoding="utf-8").startswith(NOTHING)}
        self.assertEqual(sorted(names - made_anew - REPLACED.keys() - imported), [], "types that no case and no fault test imports")
        self.assertEqual(sorted(made_anew & imported | REPLACED.keys() & imported), [], "types that are imported after all")


if __name__ == "__main__":
    unittest.main()
