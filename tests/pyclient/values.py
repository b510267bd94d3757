"""Values as Terraform sends them: plain Python ones, UNKNOWN, and their msgpack form by type.

A list, a set or a tuple is a list; a map or an object a dict. A set keeps the order in which it came: `equal` and
`canonical` compare by content."""

import json
from decimal import Decimal

import msgpack


class _Unknown:
    """The value that is not known yet. There is one."""

    def __repr__(self):
        return "unknown"

    def __deepcopy__(self, _):
        return self

    def __copy__(self):
        return self


UNKNOWN = _Unknown()
_UNKNOWN_CODES = (0, 12)  # 12 carries refinements, which we do not need


def _ext(code, data):
    if code in _UNKNOWN_CODES:
        return UNKNOWN
    raise ValueError(f"msgpack extension {code} {data!r}")


def decode(data):
    """The value of a msgpack text; numbers that came as text stay text, see `conform`."""
    return msgpack.unpackb(data, ext_hook=_ext, raw=False, strict_map_key=False)


def encode(value, type_):
    """The msgpack form that Terraform gives `value` of `type_`."""
    return msgpack.packb(_packable(value, type_), use_bin_type=True)


def _packable(value, type_):
    if value is None:
        return None
    if value is UNKNOWN:
        return msgpack.ExtType(0, b"\x00")
    if type_ == "dynamic":
        implied = implied_type(value)
        return [json.dumps(implied).encode(), _packable(value, implied)]
    if isinstance(type_, str):
        return _packable_primitive(value, type_)
    kind = type_[0]
    if kind in ("list", "set"):
        return [_packable(item, type_[1]) for item in value]
    if kind == "map":
        return {key: _packable(value[key], type_[1]) for key in sorted(value)}
    if kind == "tuple":
        return [_packable(item, t) for item, t in zip(value, type_[1], strict=True)]
    unknown = set(value) - set(type_[1])
    if unknown:
        raise ValueError(f"the type has no {sorted(unknown)}")
    return {name: _packable(value.get(name), t) for name, t in sorted(type_[1].items())}


def _packable_primitive(value, type_):
    if type_ == "string":
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is no text")
        return value
    if type_ == "bool":
        if not isinstance(value, bool):
            raise ValueError(f"{value!r} is no bool")
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise ValueError(f"{value!r} is no number")
    if value == int(value):
        value = int(value)
        return value if -(1 << 63) <= value < 1 << 64 else str(value)
    return float(value) if Decimal(float(value)) == Decimal(value) else str(value)


def implied_type(value):
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float, Decimal)):
        return "number"
    if isinstance(value, dict):
        return ["object", {k: implied_type(v) for k, v in value.items()}]
    if isinstance(value, list):
        return ["tuple", [implied_type(v) for v in value]]
    return "string"


def conform(value, type_):
    """`value` as decoded, with numbers as numbers, checked against `type_`: a ValueError says what does not fit."""
    if value is None or value is UNKNOWN or type_ == "dynamic":
        return value
    if isinstance(type_, str):
        if type_ == "number" and isinstance(value, str):
            return Decimal(value)
        _packable_primitive(value, type_)
        return value
    kind = type_[0]
    if kind in ("list", "set"):
        _expect(value, list)
        return [conform(item, type_[1]) for item in value]
    if kind == "tuple":
        _expect(value, list)
        return [conform(item, t) for item, t in zip(value, type_[1], strict=True)]
    _expect(value, dict)
    if kind == "map":
        return {key: conform(item, type_[1]) for key, item in value.items()}
    if set(value) != set(type_[1]):
        raise ValueError(f"attributes {sorted(set(value) ^ set(type_[1]))} are missing or too many")
    return {name: conform(value[name], t) for name, t in type_[1].items()}


def _expect(value, kind):
    if not isinstance(value, kind):
        raise ValueError(f"{value!r} is no {kind.__name__}")


def canonical(value, type_):
    """A hashable form in which equal values are equal, sets by content."""
    if value is None or value is UNKNOWN:
        return (str(value),)
    if isinstance(type_, str):
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            return ("number", Decimal(str(value)).normalize())
        return (type(value).__name__, value)
    kind = type_[0]
    if kind == "set":
        return ("set", tuple(sorted((canonical(v, type_[1]) for v in value), key=repr)))
    if kind == "list":
        return ("list", tuple(canonical(v, type_[1]) for v in value))
    if kind == "tuple":
        return ("list", tuple(canonical(v, t) for v, t in zip(value, type_[1], strict=True)))
    types = type_[1] if kind == "object" else dict.fromkeys(value, type_[1])
    return ("map", tuple((k, canonical(value.get(k), t)) for k, t in sorted(types.items())))


def equal(a, b, type_):
    return canonical(a, type_) == canonical(b, type_)


def wholly_known(value):
    if isinstance(value, list):
        return all(map(wholly_known, value))
    if isinstance(value, dict):
        return all(map(wholly_known, value.values()))
    return value is not UNKNOWN
