"""schemas/functions.yaml: the provider's functions, as the table of functions.c."""

import re
from dataclasses import dataclass

from . import types_of
from .cwriter import Tables, struct, text
from .reader import Reader
from .source import Map, Seq

KEYS = ("summary", "description", "parameters", "returns")
PARAMETER_KEYS = ("name", "type", "summary")
_NAME = re.compile(r"[a-z][a-z0-9_]*$")


@dataclass
class Parameter:
    name: str
    type: types_of.Type
    summary: str


@dataclass
class Function:
    name: str
    summary: str
    description: str  # what there is to say beside the summary
    parameters: list
    returns: types_of.Type


class Compiler:
    def __init__(self, raw, problems):
        self.reader = Reader(raw.file, problems)
        self.reader.keys(raw, ("functions",), "the functions' file")
        named = self.reader.get(raw, "functions", Map) or Map(1, raw.file)
        self.functions = [self._function(named, name) for name in sorted(named)]

    def _function(self, named, name):
        raw = self.reader.get(named, name, Map) or Map(named.line_of(name), named.file)
        self._named(named, name, name)
        self.reader.keys(raw, KEYS, "a function")
        for key in ("summary", "returns"):
            self._needed(raw, key, named.line_of(name), name)
        parameters = []
        for i, parameter in enumerate(self.reader.get(raw, "parameters", Seq) or ()):
            if not isinstance(parameter, Map):
                self.reader.error(raw["parameters"].line_of(i), f"{name}: a parameter must be a mapping")
                continue
            parsed = self._parameter(parameter, name)
            if parsed.name and parsed.name in [p.name for p in parameters]:
                self.reader.at(parameter, "name", f"{name}: has {parsed.name} twice")
            parameters.append(parsed)
        texts = [self.reader.get(raw, key, str, "") for key in ("summary", "description")]
        return Function(name, *texts, parameters, self._type(raw, "returns"))

    def _parameter(self, raw, function):
        self.reader.keys(raw, PARAMETER_KEYS, "a parameter")
        for key in ("name", "summary"):
            self._needed(raw, key, raw.line, f"a parameter of {function}")
        name = self.reader.get(raw, "name", str, "")
        if name:
            self._named(raw, "name", name)
        return Parameter(name, self._type(raw, "type"), self.reader.get(raw, "summary", str, ""))

    def _named(self, node, key, name):
        if not _NAME.match(name):
            self.reader.at(node, key, f"{name}: a name has lower-case letters, digits and _, and begins with a letter")

    def _needed(self, raw, key, line, what):
        if key not in raw:
            self.reader.error(line, f"{what}: {key} is missing")

    def _type(self, raw, key):
        try:
            return types_of.parse(self.reader.get(raw, key, str, "string"))
        except types_of.TypeSyntaxError as error:
            self.reader.at(raw, key, str(error).replace("type:", f"{key}:", 1))
            return types_of.STRING


def compile_functions(raw, problems):
    """The functions, by name."""
    return Compiler(raw, problems).functions


def source(functions):
    """functions.c; provider/engine/functions.h says what the fields are."""
    tables = Tables()
    rows = []
    for f in functions:
        parameters = [struct(name=text(p.name), summary=text(p.summary), type=types_of.emit(tables, p.type)) for p in f.parameters]
        table = tables.array("function_parameter", parameters, "parameters") if parameters else None
        rows.append(struct(name=text(f.name), summary=text(f.summary), description=text(f"{f.summary} {f.description}".strip()),
                           parameters=table,
                           parameter_count=str(len(parameters)), returns=types_of.emit(tables, f.returns),
                           apply=f"function_{f.name}"))
    externs = [f"extern function_apply function_{f.name};" for f in functions]
    return "\n".join(['#include "engine/functions.h"', "", *externs, "", tables.lines(),
                      "const engine_function engine_functions[] = {", *(f"    {row}," for row in rows), "    {0},", "};",
                      f"const size_t engine_function_count = {len(rows)};"]) + "\n"
