"""The spec compiler: what is wrong is told with its place, what is right becomes C that compiles, always the same C."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import jsonschema

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = ROOT / "tests/spec"
COMPILER = ROOT / "tools/spec/compile.py"
sys.path.insert(0, str(ROOT / "tools"))
from spec import attributes, specfile, steps, tags  # noqa: E402
from spec.problems import Problems  # noqa: E402
from spec.source import load, strip  # noqa: E402

WARNINGS = ["-std=c17", "-Wall", "-Wextra", "-Werror", "-Wvla", "-Wstrict-prototypes", "-Wmissing-prototypes"]


def compile_specs(schemas, *args, seed="0", cwd=None):
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, str(COMPILER), "--schemas", str(schemas), *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=cwd)


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.out = self.folder / "out"

    def generate(self, schemas, **more):
        done = compile_specs(schemas, "--out", self.out, **more)
        self.assertEqual("", done.stderr)
        self.assertEqual(0, done.returncode)
        return {path.name: path.read_bytes() for path in self.out.iterdir()}

    def compile_c(self):
        for path in sorted(self.out.glob("*.c")):
            command = [os.environ.get("CC", "cc"), *WARNINGS, "-I", ROOT / "provider", "-I", self.out, "-fsyntax-only", path]
            done = subprocess.run(command, capture_output=True, text=True)
            self.assertEqual("", done.stderr, path.name)
            self.assertEqual(0, done.returncode)


class Wrong(Folder):
    """Each of wrong/*.yaml begins with the complaints it must cause, `# line: message`, and with no others."""

    def test_messages(self):
        cases = sorted((HERE / "wrong").glob("*.yaml"))
        self.assertGreater(len(cases), 40)
        schemas = self.folder / "schemas"
        shutil.copytree(HERE / "right", schemas)
        for path in (schemas / "demo").glob("thing*.yaml"):
            path.unlink()
        for case in cases:
            with self.subTest(case.name):
                place = schemas / "demo" / case.name
                shutil.copy(case, place)
                done = compile_specs(schemas, "--out", self.out)
                place.unlink()
                comments = re.match(r"(#.*\n)*", case.read_text(encoding="utf-8")).group(0).splitlines()
                wanted = [line.removeprefix("# ") for line in comments]
                self.assertEqual(wanted, [s.removeprefix(f"schemas/demo/{case.name}:") for s in done.stderr.splitlines()])
                self.assertEqual(1, done.returncode)
                self.assertFalse(self.out.exists(), "wrote something all the same")

    def test_functions(self):
        schemas = self.folder / "schemas"
        shutil.copytree(HERE / "right", schemas)
        shutil.copy(HERE / "wrong_functions.yaml", schemas / "functions.yaml")
        wanted = [s.removeprefix("# ") for s in (schemas / "functions.yaml").read_text(encoding="utf-8").splitlines() if s.startswith("# ")]
        done = compile_specs(schemas, "--out", self.out)
        self.assertEqual(wanted, [s.removeprefix("schemas/functions.yaml:") for s in done.stderr.splitlines()])
        self.assertEqual(1, done.returncode)

    def test_fragments(self):
        """What is wrong inside of a fragment is told where that is, and for which spec."""
        schemas = self.folder / "schemas"
        shutil.copytree(HERE / "right", schemas)
        for path in (schemas / "demo").glob("thing*.yaml"):
            path.unlink()
        shutil.copytree(HERE / "wrong_fragments", schemas / "demo", dirs_exist_ok=True)
        text = (schemas / "demo/wrong.yaml").read_text(encoding="utf-8")
        wanted = [s.removeprefix("# ") for s in text.splitlines() if s.startswith("# ")]
        wanted = [s + " (for schemas/demo/wrong.yaml)" if s.startswith("fragments.yaml") else s for s in wanted]
        done = compile_specs(schemas, "--check")
        self.assertEqual(wanted, [s.removeprefix("schemas/demo/") for s in done.stderr.splitlines()])

    def test_only_named_specs(self):
        schemas = self.folder / "schemas"
        shutil.copytree(HERE / "right", schemas)
        shutil.copy(HERE / "wrong/key.yaml", schemas / "demo/wrong.yaml")
        self.assertEqual(1, compile_specs(schemas, "--check").returncode)
        self.assertEqual(0, compile_specs(schemas, "--check", "schemas/demo/thing.yaml").returncode)
        self.assertEqual(1, compile_specs(schemas, "--check", "schemas/demo/wrong.yaml").returncode)

    def test_the_same_type_twice(self):
        schemas = self.folder / "schemas"
        shutil.copytree(HERE / "right", schemas)
        shutil.copy(schemas / "demo/thing.yaml", schemas / "demo/thing_again.yaml")
        done = compile_specs(schemas, "--check")
        self.assertIn("schemas/demo/thing_again.yaml:1: aws_demo_object: schemas/demo/thing.yaml has it already", done.stderr)


class Right(Folder):
    def test_compiles_as_c(self):
        self.generate(HERE / "right")
        self.compile_c()

    def test_is_deterministic(self):
        first = self.generate(HERE / "right", seed="1")
        times = {path.name: path.stat().st_mtime_ns for path in self.out.iterdir()}
        self.assertEqual(first, self.generate(HERE / "right", seed="2"))
        again = {path.name: path.stat().st_mtime_ns for path in self.out.iterdir()}
        self.assertEqual(times, again, "files that do not change are not written")

    def test_lists_what_it_writes(self):
        done = compile_specs(HERE / "right", "--out", self.out, "--list")
        self.assertFalse(self.out.exists())
        self.generate(HERE / "right")
        self.assertEqual(sorted(str(p) for p in self.out.iterdir()), done.stdout.split())

    def test_tables(self):
        """What the engine relies on, seen in the C."""
        files = {name: data.decode() for name, data in self.generate(HERE / "right").items()}
        specs, api, registry = files["specs_demo.c"], files["api_demo.c"], files["registry.c"]
        self.assertIn("engine_function_count = 2", files["functions.c"])
        self.assertLess(files["functions.c"].index('.name = "counted"'), files["functions.c"].index('.name = "join_names"'))
        symbols = re.findall(r"&(\w+),", registry)
        self.assertEqual(["spec_resource_aws_demo_adopted", "spec_resource_aws_demo_object", "spec_resource_aws_demo_thing", "spec_data_aws_demo_thing"], symbols)
        self.assertIn("spec_registry_count = 4", registry)
        thing = re.search(r"spec_resource_aws_demo_thing = (.*);", specs).group(1)
        alias = re.search(r"spec_resource_aws_demo_object = (.*);", specs).group(1)
        self.assertEqual(alias, thing.replace('.type = "aws_demo_thing"',
                                              '.type = "aws_demo_object", .alias_of = "aws_demo_thing"'))
        for hook in ("void aws_demo_thing_check(hook_check *h)", "bool aws_demo_thing_drain(struct engine_op *op)",
                     "bool aws_demo_thing_same_setting_value(arena *a, const value *x, const value *y)"):
            self.assertIn(f"extern {hook};", specs)
        for name in re.findall(r"static const spec_attr attrs_\d+\[\] = \{(.*?)\n\};", specs, re.S):
            names = re.findall(r"^    \{\.name = \"(\w+)\"", name, re.M)
            self.assertEqual(sorted(names), names)
        # a set default in the order of its elements, texts that C would misread, an element that lacks a member
        self.assertRegex(specs, r'\.kind = VALUE_SET, \.list = \{\.items = \(const value \*\*\)items_\d+, \.count = 2\}')
        self.assertIn('.name = "region"', specs)
        self.assertIn(".regional = true", thing)
        self.assertNotIn(".regional = true", specs.split("spec_data_aws_demo_thing =", 1)[1])
        self.assertLess(specs.index('.ptr = "subnet-a"'), specs.index('.ptr = "subnet-b"'))
        self.assertIn(r'C\'s'.replace("\\", "") + r' \\ kind\?\?!', specs)
        self.assertIn('{.op = API_PATH_WHERE, .name = "Children"}', specs)
        self.assertIn('{.name = "Status", .wire_name = "state", .shape = &shape_Status}', api)
        self.assertIn(".idempotency_token = true", api)

    def test_fragments_are_put_in(self):
        """A fragment gives the C of what it stands for."""
        written_out = {
            "{$ref: of_name}": "{$concat: [{$map: [$filter, {Name: $item.name, Values: $item.values}]}, [{Name: name, Values: [$name]}]]}",
            "{$ref: is_any, told: $item.Name, wanted: $name}": "{$or: [{$empty: $name}, {$eq: [$item.Name, $name]}]}",
            "{$ref: of_thing, rule: $item.name}": "{ThingId: $id, RuleName: $item.name}",
            '{$ref: marked, list: {$sort: $levels}, by: {$join: ["", {$map: [$levels, "${item}."]}]}}':
                '{$map: [{$sort: $levels}, {$join: [{$join: ["", {$map: [$levels, "${item}."]}]}, [$item, $name]]}]}',
            "{$ref: first, list: [$kind, $name]}": "{$first: [[$kind, $name]]}",
        }
        with_fragments = self.generate(HERE / "right")
        schemas = self.folder / "right"
        shutil.copytree(HERE / "right", schemas)
        for path in (schemas / "demo").glob("thing*.yaml"):
            text = path.read_text(encoding="utf-8")
            for short, long in written_out.items():
                text = text.replace(short, long)
            self.assertNotRegex(text, r"\$ref: (?!subnets|port\b)")
            path.write_text(text, encoding="utf-8")
        self.assertEqual(with_fragments, self.generate(schemas))

    def test_tables_are_shared(self):
        specs = self.generate(HERE / "right")["specs_demo.c"].decode()
        tables = re.findall(r"^static const ([^=]*?)\w+\[\] = (.*?);$", specs, re.S | re.M)
        self.assertEqual(len(tables), len(set(tables)))


class Language(unittest.TestCase):
    """The JSON Schema, the compiler's own tables of keys, and the specs agree."""

    schema = json.loads((ROOT / "schemas/spec.schema.json").read_text(encoding="utf-8"))

    def test_schema_is_valid(self):
        jsonschema.Draft202012Validator.check_schema(self.schema)

    def test_same_keys(self):
        definitions = self.schema["$defs"]
        self.assertEqual(set(specfile.KEYS), set(self.schema["properties"]))
        self.assertEqual({*attributes.KEYS, "$ref"}, set(definitions["attribute"]["properties"]))
        self.assertEqual({*attributes.CHECKS, "$ref"}, set(definitions["attribute"]["properties"]["each"]["properties"]))
        self.assertEqual(set(steps.KEYS), set(definitions["step"]["properties"]))
        self.assertEqual(set(steps.SYNC_KEYS), set(definitions["sync"]["properties"]))
        self.assertEqual(set(steps.WAIT_KEYS), set(definitions["step"]["properties"]["wait"]["properties"]))
        self.assertEqual(set(tags.KEYS), set(definitions["tags"]["properties"]))
        self.assertEqual(set(specfile.NAME_KEYS), set(definitions["name"]["properties"]))

    def test_specs_pass_the_schema(self):
        validator = jsonschema.Draft202012Validator(self.schema)
        paths = [p for folder in (ROOT / "schemas", HERE / "right") for p in sorted(folder.glob("*/*.yaml"))]
        paths = [p for p in paths if p.parent.name != "api" and p.name not in ("service.yaml", "fragments.yaml")]
        self.assertGreater(len(paths), 2)
        for path in paths:
            with self.subTest(path.name):
                data = strip(load(path, path.name, Problems()))
                self.assertEqual([], [f"{e.json_path}: {e.message}" for e in validator.iter_errors(data)])

    def test_every_key_is_described(self):
        page = (ROOT / "docs/spec-language.md").read_text(encoding="utf-8")
        keys = {*specfile.KEYS, *attributes.KEYS, *steps.KEYS, *steps.SYNC_KEYS, *steps.WAIT_KEYS, *tags.KEYS}
        self.assertEqual([], sorted(k for k in keys if not re.search(rf"\b{k}\b", page)))


class Project(Folder):
    """The project's own specs."""

    def test_compile(self):
        self.generate(ROOT / "schemas")
        self.compile_c()

    def test_api_is_up_to_date(self):
        done = subprocess.run([sys.executable, str(ROOT / "tools/api/import.py"), "--check"], capture_output=True, text=True)
        self.assertEqual("", done.stderr)
        self.assertEqual(0, done.returncode)


if __name__ == "__main__":
    unittest.main()
