"""The text of a reference page."""

from spec.types_of import Type

# Optional in the schema, but nothing that anybody sets.
IMPLIED = ("id", "tags_all")
TITLES = {"resource": "Resource", "data": "Data Source"}


def spec_page(root, spec, name, subcategory):
    """The page of a resource type or a data source; `name` may be an alias."""
    parts = [_head(f"{name} {TITLES[spec.kind]}", subcategory, spec.facts["summary"]),
             f"# {name} ({TITLES[spec.kind]})", spec.facts["summary"]]
    if name != spec.type:
        parts.append(f"`{name}` is another name of `{spec.type}`.")
    parts += _example(root, spec)
    attributes = {n: a for n, a in spec.attributes.items() if n != "timeouts"}
    parts += _arguments(attributes)
    parts += _computed(attributes)
    parts += _timeouts(spec)
    parts += _import(root, spec, name)
    return "\n\n".join(parts) + "\n"


def provider_page(root, attributes):
    example = (root / "examples" / "provider" / "provider.tf").read_text(encoding="utf-8").strip()
    parts = [_head("AWS Provider", "", "Manages AWS resources."), "# AWS Provider",
             "Manages the AWS resources that container workloads are made of. Types, arguments and import ids are those of "
             "hashicorp/aws.", "## Example Usage", f"```terraform\n{example}\n```"]
    endpoints = attributes.get("endpoints")
    rest = {n: a for n, a in attributes.items() if n != "endpoints"}
    parts += _arguments(rest)
    if endpoints is not None:
        names = ", ".join(f"`{n}`" for n in sorted(endpoints.of))
        parts += ["### endpoints", f"{_sentence(endpoints)} Each argument is a service, its value a URL: {names}."]
    return "\n\n".join(parts) + "\n"


def function_page(root, function):
    example = (root / "examples" / "functions" / function.name / "function.tf").read_text(encoding="utf-8").strip()
    names = ", ".join(f"{p.name} {_type_name(p.type)}" for p in function.parameters)
    rows = [f"{i}. `{p.name}` ({_type_name(p.type)}) {p.summary}" for i, p in enumerate(function.parameters, 1)]
    parts = [_head(f"{function.name} Function", "", function.summary), f"# {function.name} (Function)", function.summary,
             *filter(None, [function.description]), "Functions of providers need Terraform 1.8, or OpenTofu 1.7.",
             "## Example Usage", f"```terraform\n{example}\n```",
             "## Signature", f"```text\n{function.name}({names}) {_type_name(function.returns)}\n```",
             "## Arguments", "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def _head(title, subcategory, description):
    quoted = description.replace('"', '\\"')
    return f'---\npage_title: "{title}"\nsubcategory: "{subcategory}"\ndescription: "{quoted}"\n---'


def _example(root, spec):
    folder, file = ("resources", "resource.tf") if spec.kind == "resource" else ("data-sources", "data-source.tf")
    path = root / "examples" / folder / spec.type / file
    if not path.exists():
        return []
    return ["## Example Usage", f"```terraform\n{path.read_text(encoding='utf-8').strip()}\n```"]


def _import(root, spec, name):
    path = root / "examples" / "resources" / spec.type / "import.sh"
    if spec.kind != "resource" or not path.exists():
        return []
    text = path.read_text(encoding="utf-8").strip().replace(spec.type, name)
    command = next((line for line in text.splitlines() if line.startswith("terraform import")), "")
    words = command.split(None, 3)
    parts = ["## Import", f"```shell\n{text}\n```"]
    if len(words) == 4:
        ident = words[3].strip("'\"")
        parts += ["Or with a block:", f'```terraform\nimport {{\n  to = {words[2]}\n  id = "{ident}"\n}}\n```']
    if spec.facts["regional"]:
        parts.append("For an object of another region than the provider's, append `@` and the region to the id, such as "
                     "`@eu-west-1`.")
    return parts


def _timeouts(spec):
    block = spec.attributes.get("timeouts")
    node = spec.raw.get("timeouts")
    if block is None or node is None:
        return []
    rows = [f"- `{key}` - default {node[key]}." for key in sorted(block.of)]
    return ["## Timeouts", "The `timeouts` block takes durations such as `30m`:", "\n".join(rows)]


def _arguments(attributes):
    given = {n: a for n, a in attributes.items() if a.configurable and n not in IMPLIED}
    if not given:
        return ["## Argument Reference", "There are no arguments."]
    parts = ["## Argument Reference"]
    for title, required in (("Required:", True), ("Optional:", False)):
        rows = [_row(a) for _, a in sorted(given.items()) if _required(a) is required]
        if rows:
            parts += [title, "\n".join(rows)]
    return parts + _blocks(given)


def _blocks(attributes):
    """A section for each block, those inside it after it."""
    parts, queue = [], [a for _, a in sorted(attributes.items()) if a.of]
    while queue:
        a = queue.pop(0)
        inner = [x for _, x in sorted(a.of.items())]
        rows = [_row(x) for x in inner if x.configurable] + [_row(x) for x in inner if not x.configurable]
        parts += [f"### {a.path}", _sentence(a), "\n".join(rows)]
        queue = [x for x in inner if x.of] + queue
    return parts


def _computed(attributes):
    rows = [_row(a) for n, a in sorted(attributes.items()) if n in IMPLIED or not a.configurable]
    both = sorted(n for n, a in attributes.items() if a.configurable and "computed" in a.flags and n not in IMPLIED)
    parts = ["## Attribute Reference", "Besides the arguments:", "\n".join(rows)]
    if both:
        names = ", ".join(f"`{n}`" for n in both)
        parts.append(f"Arguments that AWS fills in where they are not configured: {names}.")
    inner = [a for n, a in sorted(attributes.items()) if a.of and not a.configurable]
    return parts + _blocks({a.name: a for a in inner})


def _required(a):
    return "required" in a.flags or bool(a.facts.get("min_items") and a.block)


def _sentence(a):
    text = (a.facts.get("summary") or a.raw.get("summary") or "").strip()
    return text if not text or text.endswith((".", "?")) else f"{text}."


def _row(a):
    notes = [_kind(a)]
    if a.facts.get("deprecated"):
        notes.append("deprecated")
    if "sensitive" in a.flags:
        notes.append("sensitive")
    if "write_only" in a.flags:
        notes.append("write-only")
    more = [_sentence(a), *_facts(a)]
    if a.facts.get("deprecated"):
        more.append(a.facts["deprecated"])
    return f"- `{a.name}` ({', '.join(notes)}) {' '.join(m for m in more if m)}".rstrip()


def _kind(a):
    if a.of:
        word = {"SPEC_BLOCK_SINGLE": "block", "SPEC_BLOCK_LIST": "blocks", "SPEC_BLOCK_SET": "set of blocks",
                "SPEC_OBJECT_LIST": "list of objects", "SPEC_OBJECT_SET": "set of objects"}[a.nesting]
        return "block" if a.facts.get("max_items") == 1 else word
    return _type_name(a.type)


def _type_name(t):
    if t.kind in ("list", "set", "map"):
        return f"{t.kind} of {_type_name(t.element if isinstance(t.element, Type) else Type('string'))}"
    return "any" if t.kind == "dynamic" else t.kind


def _facts(a):
    """Default, allowed values, bounds, replacement: what the spec says, in sentences."""
    f = a.facts
    if f.get("default") is not None and _literal(f["default"]) != "":
        yield f"Default: `{_literal(f['default'])}`."
    if f.get("enum"):
        yield "One of " + ", ".join(f"`{w}`" for w in f["enum"]) + "."
    low, high = f.get("min"), f.get("max")
    if low is not None or high is not None:
        yield _bounds(low, high)
    if a.of and f.get("max_items", 1) > 1:
        yield f"At most {f['max_items']}."
    if f.get("replaces"):
        always = (f["replaces"] == 7 and "replaces_if" not in a.expressions) or a.role == "region"
        yield "A change replaces the object." if always else "Some changes replace the object."
    for kind, names in a.relations:
        if kind == "SPEC_CONFLICTS":
            yield "Not together with " + ", ".join(f"`{n}`" for n in names) + "."


def _bounds(low, high):
    if high is None:
        return f"At least {_number(low)}."
    return f"At most {_number(high)}." if low is None else f"From {_number(low)} to {_number(high)}."


def _number(n):
    return str(int(n)) if float(n).is_integer() else str(n)


def _literal(value):
    data = value.data
    if value.kind == "bool":
        return "true" if data else "false"
    return _number(data) if isinstance(data, (int, float)) else data
