"""Finds the cases: each folder under cases/ with a case.yaml in it is one."""
import os

import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CASES = os.path.join(ROOT, "acceptance-tests", "cases")
EMULATORS = ("ministack", "moto")

_KEYS = {"about", "config", "source", "vars", "env", "emulators", "steps", "region", "regions", "providers", "given", "client", "modules"}
_PLAN = {"vars", "env", "add", "change", "destroy", "import", "changes", "replaces"}
_STEPS = {
    "apply": _PLAN | {"outputs", "values", "then"},
    "plan": _PLAN,
    "import": {"only", "but", "ids", "by", "changes", "vars"},
    "peer_apply": {"vars"},
    "peer_plan": {"vars"},
    "peer_reads": {"vars", "but"},
    "generate": {"only", "ids", "remove"},
    "outside": {"service", "call", "with", "pause"},
    "error": {"during", "vars", "env", "summary", "detail", "address", "attribute", "not", "within", "leaves"},
    "values": None,
    "edit": {"file", "replace", "by"},
}


class Case:
    def __init__(self, folder):
        self.folder = folder
        self.name = os.path.relpath(folder, CASES)
        with open(os.path.join(folder, "case.yaml")) as file:
            told = yaml.safe_load(file)
        self._check(told)
        self.about = told["about"]
        self.source = told.get("source", "caws/aws")
        self.vars = told.get("vars", {})
        self.env = {key: None if value is None else str(value) for key, value in told.get("env", {}).items()}
        self.region = told.get("region", "us-east-1")
        self.regions = [self.region, *told.get("regions", [])]
        self.emulators = told.get("emulators", list(EMULATORS))
        self.steps = [(next(iter(step)), next(iter(step.values())) or {}) for step in told["steps"]]
        config = told.get("config", [])
        self.config = config if isinstance(config, list) else [config]
        self.providers = told.get("providers", [])
        self.client = tuple(int(part) for part in str(told.get("client", "0")).split("."))
        self.init = bool(self.providers) or bool(told.get("modules"))
        self.given = self._in_tree(told["given"]) if "given" in told else None

    @property
    def makes_nothing(self):
        """It only plans: its account is left as it was found. What is destroyed leaves more than a state shows, such as the names
        of secrets that may still be restored."""
        return not self.given and all(
            word in ("plan", "edit") or (word == "error" and arguments.get("during", "plan") == "plan") for word, arguments in self.steps
        )

    def _check(self, told):
        def fail(what):
            raise ValueError(f"cases/{self.name}/case.yaml: {what}")

        if not isinstance(told, dict) or not told.get("about") or not told.get("steps"):
            fail("about and steps are needed")
        if set(told) - _KEYS:
            fail(f"no such key: {', '.join(sorted(set(told) - _KEYS))}")
        if set(told.get("emulators", [])) - set(EMULATORS):
            fail("emulators are moto and ministack")
        for step in told["steps"]:
            if not isinstance(step, dict) or len(step) != 1:
                fail(f"a step is one word with its arguments: {step!r}")
            word, arguments = next(iter(step.items()))
            if word not in _STEPS:
                fail(f"no such step: {word}")
            known = _STEPS[word]
            extra = set(arguments or {}) - known - {"emulator"} if known is not None else set()
            if extra:
                fail(f"{word} has no {', '.join(sorted(extra))}")
            if (arguments or {}).get("emulator", EMULATORS[0]) not in EMULATORS:
                fail("a step's emulator is moto or ministack")

    def config_folders(self):
        """Where the configuration lies; None where a part of it is a seed that is not there."""
        folders = []
        for config in self.config:
            if not config.startswith("seeds/"):
                folders.append(self._in_tree(config))
                continue
            seeds = os.environ.get("CAWS_SEEDS") or os.path.join(os.path.dirname(ROOT), "shared", "seeds")
            folder = os.path.join(seeds, config[len("seeds/"):])
            if not os.path.isdir(folder):
                return None
            folders.append(folder)
        return folders or [self.folder]

    def _in_tree(self, path):
        folder = os.path.join(ROOT, path)
        if not os.path.isdir(folder):
            raise ValueError(f"cases/{self.name}/case.yaml: no folder {path}")
        return folder


def find():
    cases = []
    for folder, folders, files in os.walk(CASES):
        folders.sort()
        if "case.yaml" in files:
            cases.append(Case(folder))
    return sorted(cases, key=lambda case: case.name)
