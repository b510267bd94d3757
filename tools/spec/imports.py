"""Import forms: how an import id's text becomes attributes."""

import re
from dataclasses import dataclass, field

from .expressions import Scope
from .problems import near
from .source import Map, Seq

_HOLE = re.compile(r"\$\{([a-z_][a-z0-9_]*)\}")
KEYS = ("form", "match", "set")


@dataclass
class ImportForm:
    parts: list  # text, attribute, text, attribute, ..., text
    match: str = None
    set: dict = field(default_factory=dict)  # attribute -> Expr


def forms(reader, expressions, spec, attributes):
    raw = spec.get("import")
    if raw is None:
        return []
    rows = raw if isinstance(raw, Seq) else [raw]
    out = []
    for i, row in enumerate(rows):
        line = raw.line_of(i) if isinstance(raw, Seq) else spec.line_of("import")
        if isinstance(row, str):
            out.append(_form(reader, expressions, row, None, line, attributes))
        elif isinstance(row, Map):
            reader.keys(row, KEYS, "an import form")
            if not isinstance(row.get("form"), str):
                reader.error(line, "import: needs form")
                continue
            out.append(_form(reader, expressions, row["form"], row, line, attributes))
        else:
            reader.error(line, "import: must be a form, or a list of forms")
    return out


def _form(reader, expressions, text, row, line, attributes):
    text = text if "${" in text else "${" + text + "}"
    parts, at = [], 0
    for match in _HOLE.finditer(text):
        parts += [text[at:match.start()], match.group(1)]
        at = match.end()
    parts.append(text[at:])
    names = parts[1::2]
    if any("${" in literal for literal in parts[0::2]):
        reader.error(line, f"import: {text!r} is no form")
    if any(not literal for literal in parts[2:-1:2]):
        reader.error(line, f"import: {text!r}: two placeholders need a text between them")
    form = ImportForm(parts)
    used = ""
    if row is not None:
        form.match = reader.regex(row, "match")
        values = reader.get(row, "set", Map)
        scope = Scope(attributes, reads=False, captured=frozenset(names))
        for name in values or ():
            if name not in attributes:
                reader.at(values, name, f"{name}: no such attribute{near(name, attributes)}")
            form.set[name] = expressions.value(values, name, scope)
        used = str(values)
    for name in names:
        if name not in attributes and f"${name}" not in used and f"${{{name}" not in used:
            reader.error(line, f"import: {name}: no such attribute{near(name, attributes)}")
    return form
