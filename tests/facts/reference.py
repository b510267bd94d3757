"""What the peer does, as data, and what we commit beside it: values to try, and facts that are overridden."""

import json
import os
import pathlib

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
MISSING = "the reference (CAWS_REFERENCE, or ../shared/reference beside the project) is not here"


def folder():
    """The folder of the reference, or None."""
    asked = os.environ.get("CAWS_REFERENCE")
    path = pathlib.Path(asked) if asked else ROOT.parent / "shared" / "reference"
    return path if (path / "facts.json").is_file() else None


# Of no region, as version 6 of the peer has them.
GLOBAL = ("aws_iam_", "aws_route53_", "aws_cloudfront_", "aws_caller_identity", "aws_default_tags", "aws_partition",
          "aws_region", "aws_regions", "aws_canonical_user_id", "aws_s3_account_public_access_block")
# What the reference, which is of version 5, cannot know: the documentation of version 6, "Enhanced Region Support".
REGION = {"type": "string", "optional": True, "computed": True}
REGION_OF_RESOURCE = {**REGION, "unknown": True, "force_new": True, "unset": "keep", "rejects": ["empty", "junk", "long"]}


def facts():
    with (folder() / "facts.json").open() as f:
        found = json.load(f)
    for kind, region in (("resources", REGION_OF_RESOURCE), ("data", REGION)):
        for type_name, type_ in found[kind].items():
            world = any(type_name == g or (g.endswith("_") and type_name.startswith(g)) for g in GLOBAL)
            if not world:
                type_["attrs"].setdefault("region", region)
    return found


def functions():
    with (folder() / "schema.json").open() as f:
        return json.load(f)["functions"]


def _load(name):
    with (HERE / name).open() as f:
        return yaml.safe_load(f) or {}


def known_as(type_name):
    """aws_alb* repeats aws_lb*, in the facts as in the specs."""
    return type_name.replace("aws_alb", "aws_lb", 1) if type_name.startswith("aws_alb") else type_name


class Samples:
    """tests/facts/samples.yaml."""

    def __init__(self):
        data = _load("samples.yaml")
        self.names = data["names"]
        self._types = data["types"]

    def of(self, type_name, part):
        """A type's `minimal`, `values`, `with` or `choose`."""
        return self._types.get(known_as(type_name), {}).get(part, {})


class Overrides:
    """tests/facts/overrides.yaml: labels of facts by type (* for all) and path, each entry with its reason."""

    def __init__(self):
        self._reasons = {}
        for entry in _load("overrides.yaml") or []:
            for type_name, paths in entry["facts"].items():
                for path, labels in paths.items():
                    for label in labels if isinstance(labels, list) else [labels]:
                        key = (type_name, path, label)
                        if key in self._reasons:
                            raise ValueError(f"overrides.yaml has {key} twice")
                        self._reasons[key] = entry["reason"]
        self._used = set()

    def covers(self, type_name, path, label):
        for key in ((known_as(type_name), path, label), ("*", path, label)):
            if key in self._reasons:
                self._used.add(key)
                return True
        return False

    def has(self, type_name, path, label):
        return (known_as(type_name), path, label) in self._reasons

    def unused(self, types, known):
        """Entries of the given types that no fact asked about, and of types that are not `known`."""
        walked = {known_as(t) for t in types}
        types = {"*", *map(known_as, known)}
        return sorted(k for k in self._reasons if k[0] not in types or (k[0] in walked and k not in self._used))
