"""tools/spec-lines counts what is there, most types need no C, and each file of C says what the language cannot."""

import re
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HEAD = re.compile(r"// What the specs? of ((?:(?:data )?aws_\w+(?:, | and )?)+) cannot say: \S")
SYMBOL = re.compile(r"^(?:bool|void) ((?:data_)?aws_[a-z0-9_]+)\(", re.M)


def report():
    """{type: (lines of spec, lines of C)}, and the line that closes it"""
    done = subprocess.run([sys.executable, ROOT / "tools/spec-lines"], capture_output=True, text=True, check=True)
    rows = [line.split() for line in done.stdout.splitlines()]
    return {row[0]: (int(row[1]), int(row[2])) for row in rows[1:-1]}, done.stdout.splitlines()[-1]


class Lines(unittest.TestCase):
    def test_counts_every_spec(self):
        counted, closing = report()
        uses_hooks = 0
        for path in sorted((ROOT / "schemas").glob("*/*.yaml")):
            text = path.read_text(encoding="utf-8")
            head = re.search(r"^(resource|data): (\S+)", text, re.M)
            if not head:
                continue
            name = head[2] if head[1] == "resource" else f"data.{head[2]}"
            self.assertIn(name, counted)
            self.assertEqual(sum(1 for line in text.splitlines() if line.strip()), counted[name][0], name)
            hooked = re.search(r"^hooks: |\bhook: \w|\bsame: hook\b", text, re.M) is not None
            self.assertEqual(hooked, counted[name][1] > 0, f"{name}: C of {counted[name][1]} lines")
            uses_hooks += hooked
        self.assertGreater(uses_hooks, 5)
        self.assertRegex(closing, r"^\d+ resource types, \d+ without C; median [\d.]+ lines of spec, 0 of C$")

    def test_each_file_of_c_says_why(self):
        for path in sorted((ROOT / "resources").rglob("*.c")):
            with self.subTest(path.relative_to(ROOT).as_posix()):
                text = path.read_text(encoding="utf-8")
                head = HEAD.match(text)
                self.assertIsNotNone(head, "must begin with: // What the spec of <type> cannot say: <what>")
                named = [name.replace("data ", "data_") for name in re.split(r", | and ", head[1])]
                for symbol in SYMBOL.findall(text):
                    self.assertTrue(any(symbol.startswith(name) for name in named), f"the head does not name the type of {symbol}")


if __name__ == "__main__":
    unittest.main()
