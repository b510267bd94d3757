"""C text: literals, and a file's static const tables, each content only once."""

from decimal import Decimal


def text(value):
    """A C string literal; NULL for None."""
    if value is None:
        return "NULL"
    out = []
    for byte in value.encode("utf-8"):
        char = chr(byte)
        if char in '"\\':
            out.append("\\" + char)
        elif char == "?":
            out.append("\\?")  # no trigraphs
        elif char == "\n":
            out.append("\\n")
        elif 32 <= byte < 127:
            out.append(char)
        else:
            out.append(f"\\{byte:03o}")
    return '"' + "".join(out) + '"'


def struct(**fields):
    """A designated initialiser without the fields that are None; a trailing _ of a name is kept (delete_)."""
    parts = [f".{name} = {value}" for name, value in fields.items() if value is not None]
    return "{" + ", ".join(parts) + "}" if parts else "{0}"


def flag(value):
    return "true" if value else None


def number(value):
    return str(value) if value else None


class Value:
    """A literal of base/value.h: kind is null, bool, number, string, list, set, map or object."""

    def __init__(self, kind, data=None):
        self.kind, self.data = kind, data


def literal(data):
    """The Value of plain YAML data."""
    if data is None:
        return Value("null")
    if isinstance(data, bool):
        return Value("bool", data)
    if isinstance(data, (int, float)):
        return Value("number", data)
    if isinstance(data, str):
        return Value("string", data)
    if isinstance(data, list):
        return Value("list", [literal(v) for v in data])
    return Value("object", {k: literal(v) for k, v in data.items()})


class Tables:
    """The static const tables of one C file."""

    def __init__(self):
        self._names = {}
        self._counts = {}
        self._text = []
        self.externs = set()

    def array(self, ctype, items, prefix=None):
        """The name of a table of `ctype` with these initialisers; NULL when there are none."""
        items = list(items)
        if not items:
            return "NULL"
        body = ",\n    ".join(items)
        key = (ctype, body)
        if key not in self._names:
            prefix = prefix or ctype.split()[-1].strip("*")
            serial = self._counts[prefix] = self._counts.get(prefix, 0) + 1
            name = self._names[key] = f"{prefix}_{serial}"
            inline = len(items) == 1 and len(body) < 90
            inner = body if inline else f"\n    {body},\n"
            self._text.append(f"static const {ctype} {name}[] = {{{inner}}};\n")
        return self._names[key]

    def one(self, ctype, item, prefix=None):
        return "NULL" if item is None else self.array(ctype, [item], prefix)

    def texts(self, items):
        """A NULL-terminated table of texts; NULL for None."""
        return "NULL" if items is None else self.array("char *const", [*(text(i) for i in items), "NULL"], "texts")

    def value(self, value):
        """A pointer to a literal."""
        if value is None:
            return "NULL"
        if value.kind == "null":
            return "&VALUE_NULL_CONST"
        if value.kind == "bool":
            return "&VALUE_TRUE_CONST" if value.data else "&VALUE_FALSE_CONST"
        return self.array("value", [self._value(value)])

    def _value(self, value):
        if value.kind == "number":
            if isinstance(value.data, int) or float(value.data).is_integer():
                return f"{{.kind = VALUE_NUMBER, .number = {{.is_integer = true, .integer = {int(value.data)}}}}}"
            exact = canonical(value.data)
            return f"{{.kind = VALUE_NUMBER, .number = {{.text = {slice_of(exact)}}}}}"
        if value.kind == "string":
            return f"{{.kind = VALUE_STRING, .string = {slice_of(value.data)}}}"
        kind = f"VALUE_{value.kind.upper()}"
        if value.kind in ("list", "set"):
            items = value.data
            if value.kind == "set":
                items = sorted({repr(v.data): v for v in items}.values(), key=_set_order)
            table = self.array("value *const", [self.value(v) for v in items], "items")
            if not items:
                return f"{{.kind = {kind}}}"
            return f"{{.kind = {kind}, .list = {{.items = (const value **){table}, .count = {len(items)}}}}}"
        entries = sorted(value.data.items(), key=lambda e: e[0].encode())
        rows = [f"{{.key = {slice_of(k)}, .value = {self.value(v)}}}" for k, v in entries]
        if not rows:
            return f"{{.kind = {kind}}}"
        table = self.array("value_entry", rows)
        return f"{{.kind = {kind}, .map = {{.entries = (value_entry *){table}, .count = {len(rows)}}}}}"

    def lines(self):
        return "\n".join(self._text)


def canonical(value):
    return format(Decimal(repr(value)).normalize(), "f")


def slice_of(value):
    return f"{{.ptr = {text(value)}, .len = {len(value.encode('utf-8'))}}}"


def _set_order(value):
    return value.data.encode() if value.kind == "string" else value.data
