"""Typed access to the parts of one file: every complaint gets file and line, and the caller a usable default."""

import re
import warnings

from .problems import near
from .source import Map, Seq

_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)")
_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}
_NAMES = {bool: "true or false", int: "a whole number", str: "a text", Map: "a mapping", Seq: "a list"}


class Reader:
    def __init__(self, file, problems):
        self.file, self.problems = file, problems

    def error(self, line, message, file=None):
        """An error in this file, or in one that it takes parts of (a fragment, service.yaml)."""
        if file not in (None, self.file):
            message += f" (for {self.file})"
        self.problems.add(file or self.file, line, message)

    def at(self, node, key, message):
        """An error at a key of a mapping, which may stem from another file (a fragment)."""
        self.error(node.line_of(key), message, node.file_of(key))

    def keys(self, node, allowed, what):
        for key in node:
            if key not in allowed:
                self.at(node, key, f"{key}: no such key of {what}{near(key, allowed)}")

    def get(self, node, key, kind, default=None):
        """The value of `key` if it is of `kind` (bool, int, str, Map, Seq)."""
        value = node.get(key)
        if value is None:
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.at(node, key, f"{key}: must be {_NAMES[kind]}")
            return default
        return value

    def word(self, node, key, words, default=None):
        value = self.get(node, key, str, default)
        if value is not None and value != default and value not in words:
            self.at(node, key, f"{key}: must be one of {', '.join(words)}{near(value, words)}")
            return default
        return value

    def texts(self, node, key):
        """A text or a list of texts, as [(text, line)]."""
        value = node.get(key)
        if value is None:
            return []
        if isinstance(value, str):
            return [(value, node.line_of(key))]
        if isinstance(value, Seq) and all(isinstance(v, str) for v in value):
            return [(v, value.line_of(i)) for i, v in enumerate(value)]
        self.at(node, key, f"{key}: must be a text or a list of texts")
        return []

    def regex(self, node, key):
        """A text that is a regular expression; told where it is none."""
        value = self.get(node, key, str)
        complaint = regex_complaint(value) if value else None
        if complaint:
            self.at(node, key, f"{key}: {complaint}")
        return value

    def duration_ms(self, node, key, default=None):
        value = node.get(key)
        if value is None:
            return default
        ms = duration_ms(value)
        if ms is None:
            self.at(node, key, f"{key}: must be a duration, such as 30s, 10m or 1h30m")
            return default
        return ms


def duration_ms(text):
    if not isinstance(text, str) or not text or _DURATION.sub("", text):
        return None
    return round(sum(float(n) * _UNITS[unit] for n, unit in _DURATION.findall(text)))


def scalar_text(value):
    """The text that Terraform would make of a scalar."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def regex_complaint(text):
    """Why a text is no regular expression; None when it is one. (POSIX's are a part of Python's, but for [[:classes:]].)"""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(text)
    except re.error as error:
        return f"{text!r} is no regular expression: {error}"
    return None
