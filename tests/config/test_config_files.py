"""What we read in shared config and credentials files is what botocore reads in them, but for what is meant to differ."""

import copy
import functools
import json
import os
import pathlib
import random
import re
import subprocess
import tempfile
import unittest
from unittest import mock

from botocore import configloader
from botocore.exceptions import ConfigParseError
from botocore.session import Session

from tests.config.grammar import GROUPS, KEYS, NAMES, SPARE, Grammar

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = pathlib.Path(os.environ.get("CAWS_BUILD", ROOT / "build" / "dev"))
SEED = 20240102
PAIRS = 150  # of a config and a credentials file
REFUSED = "refused"

# Where we do not read as botocore does, and why.
DIFFERENCES = {
    "twice": "botocore refuses a section or a key that is there twice; the SDK for Go, and so hashicorp/aws, takes the later key",
    "spellings": "[profile x] and [profile \"x\"] are one profile, as for the SDK for Go; botocore takes the later section alone",
    "default": "[profile default] hides [default] wherever it stands, as the SDKs' reference guide has it; botocore takes the later one",
    "spaces": "blanks inside the brackets are no part of a name, as for the SDK for Go",
    "words": "a name may have blanks without being quoted, as for the SDK for Go; botocore passes such a section over",
    "lines": "a line of a group that is no key = value is passed over, as by the SDK for Go; botocore refuses the file",
    "case": "keys of a group are compared in lower case, as all others are",
    "comments": "a blank and # or ; end a value, as for the SDK for Go; botocore takes them for a part of it",
    "empty": "a key without a value is a key that is not there",
}


def of_botocore(config, credentials):
    """Sections of both files, profiles, sessions and services, as botocore itself reads them."""
    session = Session(session_vars={"config_file": (None, None, config, None), "credentials_file": (None, None, credentials, None)})
    try:
        files = [configloader.raw_config_parse(config), configloader.raw_config_parse(credentials)]
        full = session.full_config
    except ConfigParseError:
        return REFUSED
    services = full["services"]
    return {
        "files": files,
        "profiles": full["profiles"],
        "sessions": full["sso_sessions"],
        "services": {name: services.get(p.get("services"), {}) if isinstance(p.get("services"), str) else {}
                     for name, p in full["profiles"].items()},
    }


class Model:
    """botocore's reading with some of the differences."""

    def __init__(self, differences):
        self.differences = differences

    def group(self, text):
        found = {}
        for line in text.splitlines():
            key, separator, value = line.strip().partition("=")
            if line.strip() and not separator and "lines" not in self.differences:
                raise ValueError(line)
            if separator:
                key = key.strip()
                found[key.lower() if "case" in self.differences else key] = value.strip()
        return found

    def sections(self, path):
        parser = functools.partial(configloader.configparser.RawConfigParser, strict="twice" not in self.differences)
        with mock.patch.object(configloader.configparser, "RawConfigParser", parser), \
                mock.patch.object(configloader, "_parse_nested", self.group):
            sections = configloader.raw_config_parse(path)
        if "spaces" not in self.differences:
            return sections
        found = {}
        for name, values in sections.items():
            found.setdefault(name.strip(), {}).update(values)
        return found

    def named(self, sections, kind):
        found = {}
        for header, values in sections.items():
            if not re.match(kind + r"\s", header):
                continue
            name = configloader._parse_section(header, values)
            rest = header[len(kind):].strip()
            if not name and len(rest.split()) > 1 and "words" in self.differences:
                name = {rest: values}
            for key in name:
                found[key] = {**found.get(key, {}), **values} if "spellings" in self.differences else values
        return found

    def read(self, config, credentials):
        try:
            files = [self.sections(config), self.sections(credentials)]
        except ConfigParseError:
            return REFUSED
        profiles = self.named(files[0], "profile")
        if "default" in files[0] and ("default" not in profiles or "default" not in self.differences):
            profiles["default"] = configloader.build_profile_map(files[0])["profiles"]["default"]
        for name, values in files[1].items():
            profiles[name] = {**profiles.get(name, {}), **{k: v for k, v in values.items() if not self.is_unset(v)}}
        services = self.named(files[0], "services")
        chosen = {name: services.get(str(self.value(p.get("services"))), {}) for name, p in profiles.items()}
        return {"files": files,
                "profiles": {name: self.values(p) for name, p in profiles.items()},
                "sessions": {name: self.values(s) for name, s in self.named(files[0], "sso-session").items()},
                "services": {name: {key: self.values(group) for key, group in s.items() if isinstance(group, dict)}
                             for name, s in chosen.items()}}

    def is_unset(self, value):
        return "empty" in self.differences and (isinstance(value, dict) or self.value(value) == "")

    def value(self, text):
        if isinstance(text, str) and "comments" in self.differences:
            return "\n".join(re.split(r"(?:^|(?<=[ \t]))[#;]", line)[0].rstrip(" \t") for line in text.split("\n")).strip()
        return text

    def values(self, settings):
        found = {key: self.value(value) for key, value in settings.items()}
        return {key: value for key, value in found.items() if not (value == "" and "empty" in self.differences)}


def comparable(reading):
    """Without what only one side tells: keys that we are not asked for, groups in profiles (which files show), and services
    that say nothing."""
    if reading == REFUSED:
        return reading
    flat = copy.deepcopy(reading)
    for values in [v for file in flat["files"] for v in file.values()] + list(flat["services"].values()):
        for key, group in values.items():
            if isinstance(group, dict):
                values[key] = {k: v for k, v in group.items() if k.lower() in [*KEYS, *SPARE]}
    for part in ("profiles", "sessions"):
        flat[part] = {name: {k: v for k, v in values.items() if isinstance(v, str) and k not in GROUPS}
                      for name, values in flat[part].items()}
    flat["services"] = {name: {k: v for k, v in groups.items() if isinstance(v, dict) and v}
                        for name, groups in flat["services"].items()}
    return flat


class ConfigFiles(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="caws-config-")))
        self.enterContext(mock.patch.dict(os.environ, {"AWS_PROFILE": ""}))

    def written(self, index, config, credentials=b""):
        paths = [self.folder / f"{index}.config", self.folder / f"{index}.credentials"]
        for path, content in zip(paths, (config, credentials)):
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return [str(path) for path in paths]

    @staticmethod
    def of_caws(pairs):
        asked = [{"config": config, "credentials": credentials, "services": GROUPS, "keys": [*KEYS, *SPARE],
                  "profiles": [*NAMES, *SPARE], "sessions": [*NAMES, *SPARE]} for config, credentials in pairs]
        done = subprocess.run([BUILD / "tests" / "config.read_files"], input="".join(json.dumps(a) + "\n" for a in asked),
                              capture_output=True, text=True, check=True)
        told = [json.loads(line) for line in done.stdout.splitlines()]
        return [REFUSED if "refused" in t else t for t in told]

    def generated(self, seed, tame):
        """Pairs of paths."""
        generator = random.Random(seed)
        return [self.written(index, Grammar(generator, tame=tame).file(), Grammar(generator, credentials=True, tame=tame).file())
                for index in range(PAIRS)]

    def test_without_what_is_meant_to_differ(self):
        """Files by a grammar are read as botocore reads them."""
        pairs = self.generated(SEED, tame=True)
        refused = 0
        for (config, credentials), told in zip(pairs, self.of_caws(pairs), strict=True):
            got = comparable(told)
            refused += got == REFUSED
            self.assertEqual(got, comparable(of_botocore(config, credentials)), self.texts(config, credentials))
        print(f"{2 * PAIRS} files read as botocore reads them, {refused} of {PAIRS} pairs refused by both")
        self.assertTrue(5 < refused < PAIRS / 2, refused)

    def test_with_what_is_meant_to_differ(self):
        """Files by a grammar that goes everywhere are read as botocore reads them, but for the differences."""
        pairs = self.generated(SEED + 1, tame=False)
        used = dict.fromkeys(DIFFERENCES, 0)
        for (config, credentials), told in zip(pairs, self.of_caws(pairs), strict=True):
            got = comparable(told)
            if got == comparable(of_botocore(config, credentials)):
                continue
            model = comparable(Model(DIFFERENCES).read(config, credentials))
            self.assertEqual(got, model, self.texts(config, credentials))
            for name in DIFFERENCES:
                without = Model([n for n in DIFFERENCES if n != name]).read(config, credentials)
                used[name] += comparable(without) != model
        print(f"{2 * PAIRS} files read; in pairs that show a difference: {used}")
        self.assertEqual([name for name, times in used.items() if times == 0], [], "differences that nothing shows")

    @staticmethod
    def texts(*paths):
        return "\n----\n".join(pathlib.Path(p).read_bytes().decode() for p in paths)

    def test_without_differences_the_model_is_botocore(self):
        """The model that stands in for botocore where we differ is botocore's reading, but for the differences."""
        for config, credentials in self.generated(SEED + 2, tame=False):
            self.assertEqual(comparable(Model([]).read(config, credentials)), comparable(of_botocore(config, credentials)))

    def test_encodings(self):
        """Bytes that botocore cannot read, or reads otherwise, each with what becomes of it."""
        plain = {"default": {"region": "eu-west-1"}}
        section = b"[default]\nregion = eu-west-1\n"
        cases = [
            ("a byte order mark, as Windows' editors write it", b"\xef\xbb\xbf" + section, REFUSED, plain),
            ("bytes that are no UTF-8: nobody asks what a comment is written in", b"# \xff\n" + section, REFUSED, plain),
            ("a NUL: no text file", section + b"output = a\0b\n", {"default": {"region": "eu-west-1", "output": "a\0b"}}, REFUSED),
            ("configparser's own [DEFAULT], which is no profile of AWS's", b"[DEFAULT]\noutput = json\n" + section,
             {"default": {"region": "eu-west-1", "output": "json"}}, plain),
            ("line ends of three kinds", b"[default]\r\nregion = eu-west-1\routput = json\n",
             *[{"default": {"region": "eu-west-1", "output": "json"}}] * 2),
            ("nothing at all", b"", {}, {}),
        ]
        for index, (about, content, botocores, ours) in enumerate(cases):
            with self.subTest(about):
                config, credentials = self.written(index, content)
                reading = of_botocore(config, credentials)
                self.assertEqual(reading if reading == REFUSED else reading["profiles"], botocores)
                [told] = self.of_caws([(config, credentials)])
                self.assertEqual(told if told == REFUSED else told["profiles"], ours)


if __name__ == "__main__":
    unittest.main()
