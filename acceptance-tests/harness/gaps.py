"""What an emulator gets wrong, so that a case may forgive it: emulator-gaps.yaml. An entry that no longer holds fails.

An entry: emulator, cases (names), reason, and either address and attribute (globs; a planned difference or a value there is
the emulator's), or fails (a pattern: the case fails with that, because the emulator cannot do it at all).
"""
import fnmatch
import re

import yaml

_KEYS = {"emulator", "cases", "reason", "address", "attribute", "fails"}


class Gap:
    def __init__(self, entry):
        unknown = set(entry) - _KEYS
        if unknown or not entry.get("reason") or ("fails" in entry) == ("attribute" in entry):
            raise ValueError(f"emulator-gaps.yaml: an entry needs emulator, cases, reason, and address + attribute or fails: {entry}")
        self.entry = entry
        self.used = False

    def say(self):
        entry = self.entry
        where = entry.get("fails") or f"{entry['address']} {entry['attribute']}"
        return f"{entry['emulator']}: {where} ({entry['reason']})"


class CaseGaps:
    """The gaps of one case on one emulator."""

    def __init__(self, entries):
        self._gaps = [Gap(entry) for entry in entries]

    def covers(self, address, path):
        for gap in self._gaps:
            entry = gap.entry
            if "attribute" not in entry or not fnmatch.fnmatchcase(address.replace("[", "("), entry["address"].replace("[", "(")):
                continue
            if fnmatch.fnmatchcase(path, entry["attribute"]) or path.startswith(entry["attribute"] + "."):
                gap.used = True
                return True
        return False

    def expects_failure(self, text):
        """Whether a failure with this text is the emulator's."""
        for gap in self._gaps:
            if "fails" in gap.entry and re.search(gap.entry["fails"], text):
                gap.used = True
                return True
        return False

    def stale(self):
        return [gap.say() for gap in self._gaps if not gap.used]


def load(path):
    with open(path) as file:
        entries = yaml.safe_load(file) or []
    for entry in entries:
        Gap(entry)

    def of(case, emulator):
        return CaseGaps([entry for entry in entries if entry["emulator"] == emulator and case in entry["cases"]])

    named = {case for entry in entries for case in entry["cases"]}
    return of, named
