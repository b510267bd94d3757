"""YAML files as plain Python data that still knows its line numbers.

The scalars are those of YAML 1.2's core schema: `on`, `yes` and `no` are texts, as are dates. Keys are always texts.
"""

import re
import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]+$")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+)$")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}


class Map(dict):
    """A mapping; `line` is where it begins, `line_of(key)` where a key is, in `file_of(key)`."""

    def __init__(self, line, file):
        super().__init__()
        self.line, self.file, self._places, self._values = line, file, {}, {}

    def line_of(self, key):
        return self._places.get(key, (self.line, self.file))[0]

    def file_of(self, key):
        return self._places.get(key, (self.line, self.file))[1]

    def item(self, key):
        """(value, line, file): the value may stem from elsewhere than its key."""
        return self[key], *self._values[key]

    def put(self, key, value, line=None, file=None, stems=None):
        """Sets a key that is at that place; `stems` is the place of the value where that is another: (line, file)."""
        self[key] = value
        self._places[key] = (line or self.line, file or self.file)
        self._values[key] = stems or self._places[key]

    def over(self, base):
        """A copy with what only `base` has added to it."""
        out = Map(self.line, self.file)
        for source in (base, self):
            for key, value in source.items():
                out.put(key, value, source.line_of(key), source.file_of(key), source.item(key)[1:])
        return out


class Seq(list):
    """A list; `line_of(index)` is where an element is, in `file_of(index)`."""

    def __init__(self, line, file):
        super().__init__()
        self.line, self.file, self._places = line, file, []

    def line_of(self, index):
        return self._places[index][0]

    def file_of(self, index):
        return self._places[index][1]

    def item(self, index):
        return self[index], *self._places[index]

    def put(self, value, line=None, file=None):
        self.append(value)
        self._places.append((line or self.line, file or self.file))


def load(path, name, problems):
    """The document in `path`, called `name` in messages; None when it is no YAML mapping."""
    try:
        with open(path, encoding="utf-8") as stream:
            node = yaml.compose(stream, _LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.add(name, mark.line + 1 if mark else 1, f"no YAML: {error.problem or error.context}")
        return None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.add(name, 1, f"no YAML: {error}")
        return None
    data = _plain(node, name, problems) if node is not None else None
    if not isinstance(data, Map):
        problems.add(name, 1, "a file is a mapping of keys to values")
        return None
    return data


def _plain(node, name, problems):
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        out = Map(line, name)
        for key, value in node.value:
            at = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                problems.add(name, at, "a key must be a text")
            elif key.value in out:
                problems.add(name, at, f"{key.value} is there twice")
            else:
                out.put(key.value, _plain(value, name, problems), at)
        return out
    if isinstance(node, yaml.SequenceNode):
        out = Seq(line, name)
        for item in node.value:
            out.put(_plain(item, name, problems), item.start_mark.line + 1)
        return out
    return _scalar(node)


def _scalar(node):
    if node.style in ("'", '"', "|", ">"):
        return node.value
    text = node.value
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


def strip(data):
    """The same as ordinary dicts and lists: for the JSON Schema."""
    if isinstance(data, dict):
        return {k: strip(v) for k, v in data.items()}
    if isinstance(data, list):
        return [strip(v) for v in data]
    return data
