"""One spec file: from YAML to a Spec, with everything in it checked."""

from dataclasses import dataclass, field

from . import imports, types_of
from .attributes import Attribute, Finisher, declare
from .coverage import check_coverage
from .expressions import Expressions, Scope, attribute_complaint
from .fragments import Fragments
from .members import Members
from .problems import near
from .reader import Reader
from .source import Map, Seq
from .steps import Steps, object_of_read, pair_members
from .tags import TagsReader
from .types_of import MAP_OF_STRING, STRING, Type

KEYS = ("resource", "data", "aliases", "service", "label", "summary", "version", "upgrades", "id", "import", "name",
        "attributes", "tags", "timeouts", "gone", "visible", "exists", "first", "create", "read", "update", "delete", "hooks", "uses",
        "one", "newest", "where", "pairs", "refuse", "global", "remember")
SHARED_KEYS = ("service", "uses", "tags", "defaults", "visible", "global")
PHASES = ("create", "read", "update", "delete")
DEFAULT_KEYS = ("gone", "unset", "ignore", "retry", "lock")
REFUSAL_KEYS = ("when", "at", "say", "change", "delete")
NAME_KEYS = ("attribute", "prefix", "generated", "max")
HOOKS = ("check", "plan")
VISIBLE_MS = 120_000
REGION = r"^[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}$"


@dataclass
class Spec:
    kind: str  # resource, data
    type: str
    file: str
    service: str
    raw: Map
    aliases: list = field(default_factory=list)
    attributes: dict = field(default_factory=dict)
    steps: dict = field(default_factory=dict)  # phase -> [Step]
    tags: object = None
    id: object = None
    imports: list = field(default_factory=list)
    gone: list = field(default_factory=list)
    pairs: tuple = None  # (path, key member, value member)
    refusals: list = field(default_factory=list)  # [(path of the block or None, when, attribute path, message, kind)]
    upgrades: list = field(default_factory=list)
    name: dict = None
    remember: dict = field(default_factory=dict)  # name -> expression
    newest: object = None
    where: object = None
    hooks: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)

    @property
    def symbol(self):
        """The prefix of its hooks' names."""
        return self.type if self.kind == "resource" else f"data_{self.type}"

    @property
    def block_type(self):
        return types_of.object_of([(a.name, a.type) for a in self.attributes.values()])


class Shared:
    """schemas/<service>/service.yaml and fragments.yaml."""

    def __init__(self, service, fragments):
        self.service, self.fragments = service, fragments
        self.tags, self.defaults = None, {}  # set by check

    def check(self, problems, apis, folder):
        if self.service is None:
            return
        reader = Reader(self.service.file, problems)
        reader.keys(self.service, SHARED_KEYS, "service.yaml")
        steps = Steps(reader, None, apis, self.get("service", str, folder), {}, "")
        for name, line in reader.texts(self.service, "uses"):
            steps.operation(name, line)
        reader.get(self.service, "service", str)
        self.tags = reader.get(self.service, "tags", Map)
        defaults = reader.get(self.service, "defaults", Map) or Map(1, self.service.file)
        reader.keys(defaults, PHASES, "defaults")
        for phase in defaults:
            row = reader.get(defaults, phase, Map)
            if row is not None:
                reader.keys(row, DEFAULT_KEYS, "the defaults of a step")
                self.defaults[phase] = row

    def get(self, key, kind, default=None):
        """A key's value where it is of the kind that `check` asks for."""
        value = self.service.get(key) if self.service is not None else None
        return value if isinstance(value, kind) else default


def compile_spec(raw, folder, shared, apis, problems):
    """The Spec of a file; None when not even its name is there."""
    reader = Reader(raw.file, problems)
    reader.keys(raw, KEYS, "a spec")
    kinds = [k for k in ("resource", "data") if k in raw]
    if len(kinds) != 1:
        reader.error(1, "a spec begins with resource: or data:")
        return None
    name = reader.get(raw, kinds[0], str)
    service = reader.get(raw, "service", str) or shared.get("service", str, folder)
    if service not in apis:
        reader.at(raw, "service", f"service {service}: there is no schemas/api/{service}.yaml{near(service, apis)}")
        return None
    if not name or not name.startswith("aws_"):
        reader.at(raw, kinds[0], f"{kinds[0]}: must be a type's name, aws_...")
        return None
    spec = Spec(kinds[0], name, raw.file, service, raw)
    _Compiler(spec, reader, shared, apis).run()
    return spec


class _Compiler:
    def __init__(self, spec, reader, shared, apis):
        self.spec, self.reader, self.shared, self.raw, self.apis = spec, reader, shared, spec.raw, apis
        self.fragments = Fragments(shared.fragments, reader)
        self.expressions = Expressions(reader, self.fragments)
        self.steps = Steps(reader, self.expressions, apis, spec.service, shared.defaults, spec.symbol)
        self.timeouts = {}

    def run(self):
        spec, raw = self.spec, self.raw
        self._header()
        self._attributes()
        spec.steps = {p: self.steps.outline(raw, p, p) for p in (*PHASES, "exists")}
        spec.steps["first"] = self.steps.outline(raw, "first", "read")
        if len(spec.steps["exists"]) > 1:
            self.reader.at(raw, "exists", "exists: is one step")
        if spec.kind == "data":
            for phase in ("exists", "create", "update", "delete"):
                if spec.steps[phase]:
                    self.reader.at(raw, phase, f"{phase}: a data source only reads")
        named = [s for p in (*PHASES, "first") for s in spec.steps[p]]
        named += [inner for s in named if s.sync is not None for inner in s.sync.steps.values()]
        named += [inner for s in named for inner in s.each_page]
        outputs = {s.name: s.output for s in named if s.name}
        reads, creates = spec.steps["read"], spec.steps["create"]
        if creates:
            outputs.setdefault("create", creates[0].output)
        if reads and reads[0].op is not None:
            outputs.setdefault("read", reads[0].op.output)
        one = spec.facts["one"]
        read_shape = object_of_read(reads[0] if reads else creates[0] if creates else None, one)
        self.scope = Scope(spec.attributes, outputs, read_shape, remembered=tuple(self.reader.get(raw, "remember", Map, {})))
        self._tags(read_shape, outputs)
        self._map(read_shape, outputs)
        finisher = Finisher(self.reader, self.expressions, self.scope, spec.attributes, spec.symbol)
        finisher.finish(spec.attributes)
        if spec.kind == "data":
            finisher.fill_empties(spec.attributes)
        self._finish_steps(read_shape)
        self._rest(read_shape, outputs)
        check_coverage(self.reader, spec)

    def _header(self):
        reader, raw, facts = self.reader, self.raw, self.spec.facts
        for key in ("label", "summary"):
            facts[key] = reader.get(raw, key, str)
            if not facts[key]:
                reader.error(1, f"{key}: is missing")
        facts["version"] = reader.get(raw, "version", int, 0)
        facts["one"] = reader.get(raw, "one", bool, False)
        inherited = self.shared.get("visible", str)
        default = reader.duration_ms(self.shared.service, "visible", VISIBLE_MS) if inherited else VISIBLE_MS
        facts["visible_ms"] = reader.duration_ms(raw, "visible", default)
        self.spec.aliases = [name for name, _ in reader.texts(raw, "aliases")]
        for name, line in reader.texts(raw, "uses"):
            self.steps.operation(name, line)
        for hook, line in reader.texts(raw, "hooks"):
            if hook not in HOOKS:
                reader.error(line, f"hooks: {hook} is none of {', '.join(HOOKS)}{near(hook, HOOKS)}")
            self.spec.hooks.append(hook)

    # ---- attributes --------------------------------------------------------------------------------------------------

    def _attributes(self):
        reader, raw, spec = self.reader, self.raw, self.spec
        node = reader.get(raw, "attributes", Map) or Map(1, raw.file)
        attributes = declare(reader, self.fragments.attributes(node))
        if "id" not in attributes:
            attributes["id"] = self._implied("id", STRING, {"optional", "computed"}, "Id of the object.")
        elif not attributes["id"].says("api") and not attributes["id"].says("out"):
            attributes["id"].role = "id"
        if "tags" in raw:
            self._implied_tags(attributes)
        self._region(attributes)
        self.timeouts = self._timeouts(attributes)
        spec.attributes = attributes
        self._name(attributes)

    def _implied(self, name, t, flags, summary):
        a = Attribute(name, name, Map(1, self.raw.file), 1, self.raw.file, t, flags=flags, role=name)
        a.raw.put("summary", summary)
        return a

    def _implied_tags(self, attributes):
        data = self.spec.kind == "data"
        flags = {"optional", "computed"} if data else {"optional"}
        if "tags" in attributes:
            attributes["tags"].role = "tags"
        else:
            attributes["tags"] = self._implied("tags", MAP_OF_STRING, flags, "Tags of the object.")
        if not data:
            flags, summary = {"optional", "computed"}, "All tags of the object, those of the provider's default_tags too."
            attributes.setdefault("tags_all", self._implied("tags_all", MAP_OF_STRING, flags, summary))
            attributes["tags_all"].role = "tags"

    def _region(self, attributes):
        """A regional type has `region`, unless it has an attribute of its own that is called so."""
        own = self.reader.get(self.raw, "global", bool)
        said = own if own is not None else self.shared.get("global", bool, False)
        world = said or self.apis[self.spec.service].facts.get("global", False)
        self.spec.facts["regional"] = not world and "region" not in attributes
        if not self.spec.facts["regional"]:
            return
        data = self.spec.kind == "data"
        summary = "Region to look in, by default the provider's." if data else "Region of the object, by default the provider's."
        a = self._implied("region", STRING, {"optional", "computed", "provider_only"}, summary)
        a.raw.put("match", REGION)
        a.raw.put("match_message", "must be the name of a region, such as eu-west-1")
        if not data:
            a.raw.put("replaces", "change")
        attributes["region"] = a

    def _timeouts(self, attributes):
        node = self.reader.get(self.raw, "timeouts", Map)
        if node is None:
            return {}
        self.reader.keys(node, PHASES, "timeouts")
        a = self._implied("timeouts", STRING, set(), "How long to wait for the object.")
        a.nesting, a.of = "SPEC_BLOCK_SINGLE", {}
        for key in node:
            of = self._implied(key, STRING, {"optional"}, f"How long a {key} may take, such as 30m.")
            of.path, of.role = f"timeouts.{key}", "timeouts"
            of.raw.put("format", "duration")
            a.of[key] = of
        a.type = Type("object", fields=tuple((k, STRING) for k in sorted(node)))
        attributes["timeouts"] = a
        return {key: self.reader.duration_ms(node, key) for key in node}

    def _name(self, attributes):
        node = self.reader.get(self.raw, "name", Map)
        if node is None:
            return
        self.reader.keys(node, NAME_KEYS, "name")
        name = {"name": self.reader.get(node, "attribute", str, "name"), "prefix": self.reader.get(node, "prefix", str),
                "generated": self.reader.get(node, "generated", str), "max": self.reader.get(node, "max", int, 0)}
        for key, what in (("attribute", "name"), ("prefix", "prefix")):
            if name[what] is not None and name[what] not in attributes:
                self.reader.at(node, key, f"{key}: {name[what]}: no such attribute{near(name[what], attributes)}")
        if name["prefix"] in attributes:
            attributes[name["prefix"]].role = "prefix"
        self.spec.name = name

    # ---- the API's view ----------------------------------------------------------------------------------------------

    def _tags(self, read_shape, outputs):
        if "tags" not in self.raw or self.spec.kind == "data":
            if "tags" in self.raw:
                self._data_tags(read_shape, outputs)
            return
        node = self.reader.get(self.raw, "tags", Map)
        if node is None:
            return
        if self.shared.tags is not None:
            node = node.over(self.shared.tags)
        creates = self.spec.steps["create"]
        reader = TagsReader(self.reader, self.steps)
        self.spec.tags = reader.outline(node, creates[0] if creates else None, read_shape, outputs)

    def _data_tags(self, read_shape, outputs):
        node = self.reader.get(self.raw, "tags", Map)
        if node is not None:
            reader = TagsReader(self.reader, self.steps)
            self.spec.tags = reader.outline_data(node, self.shared.tags, read_shape, outputs)

    def _all_steps(self):
        for steps in self.spec.steps.values():
            yield from steps

    def _map(self, read_shape, outputs):
        spec, members = self.spec, Members(self.reader)
        for step in self._all_steps():
            if step.sync is not None:
                a = spec.attributes.get(step.sync.attribute)
                calls = [s for s in step.sync.steps.values() if s.op is not None and s.op.input is not None and s.maps]
                if a is not None and a.of is not None:
                    members.requests(a.of, calls)
                    for call in calls:
                        call.facts["sent"] = [a.of[n].in_path[0] for n in call.mapped]
        calls = [s for p in ("create", "update", "read", "delete") for s in spec.steps[p]
                 if s.op is not None and s.op.input is not None and s.maps]
        members.requests(spec.attributes, calls)
        for call in calls:
            call.facts["sent"] = [spec.attributes[n].in_path[0] for n in call.mapped]
        if spec.tags is not None and spec.tags.create and spec.steps["create"]:
            for maker in [s for i, s in enumerate(spec.steps["create"]) if i == 0 or s.raw.get("makes") is True]:
                maker.facts.setdefault("sent", []).append(spec.tags.create[0])
        members.responses(spec.attributes, read_shape, outputs)

    def _finish_steps(self, read_shape):
        spec = self.spec
        for step in spec.steps["create"][1:]:
            if "adopts" in step.raw:
                self.reader.at(step.raw, "adopts", "adopts: is for the first create step")
        # What runs before everything else knows only what was asked before it.
        early = Scope(self.scope.attributes, {s.name: s.output for s in spec.steps["first"] if s.name}, reads=False)
        for phase, steps in spec.steps.items():
            for step in steps:
                self.steps.finish(step, early if phase == "first" else self.scope, read_shape, self.timeouts)
        self._makers()
        self._unseen()
        if spec.tags is not None:
            scope = Scope(self.scope.attributes, self.scope.outputs, read_shape, keys=True)
            for step in (spec.tags.tag, spec.tags.untag, spec.tags.whole):
                if step is not None:
                    self.steps.finish(step, scope, read_shape, self.timeouts)
            node = self.raw["tags"]
            if "without_defaults" in node:
                spec.tags.without_defaults = self.expressions.when(node, "without_defaults", self.scope)
        for step in spec.steps["update"]:
            if step.facts.get("tags") and (spec.tags is None or not spec.tags.create):
                self.reader.at(step.raw, "tags", "tags: is where the call that creates carries tags: tags: {create: Member}")

    def _makers(self):
        """A further way to make the object is taken only where those before it are not wanted."""
        creates = self.spec.steps["create"]
        for i, step in enumerate(creates):
            if "makes" not in step.raw:
                continue
            if i == 0:
                self.reader.at(step.raw, "makes", "makes: is for a further create step; the first one makes the object anyway")
            elif any("when" not in s.raw for j, s in enumerate(creates[:i]) if j == 0 or s.facts.get("makes")):
                self.reader.at(step.raw, "makes", "makes: never comes to it: the ways to make the object that stand before it need a when")

    def _unseen(self):
        """What a step takes of its output, somebody must be able to refer to."""
        steps = self.spec.steps
        unnamed = [s for p in ("create", "read") for s in steps[p][1:]] + [s for p in ("first", "update", "delete") for s in steps[p]]
        for step in unnamed:
            for key in ("take", "pick", "where"):
                if key in step.raw and step.name is None and step.op is not None and not step.facts.get("makes"):
                    self.reader.at(step.raw, key, f"{key}: nobody sees what the step gives: it needs a name")

    def _rest(self, read_shape, outputs):
        spec, raw, reader = self.spec, self.raw, self.reader
        if "id" in raw:
            spec.id = self.expressions.value(raw, "id", self.scope)
        elif spec.attributes["id"].role == "id" and not spec.attributes["id"].says("value"):
            reader.error(1, "id: is missing")
        if not spec.steps["read"] and spec.kind == "data" and not spec.hooks:
            if not any(a.says("value") for a in spec.attributes.values()):
                reader.error(1, "read: is missing")
        for phase in ("create", "read", "delete") if spec.kind == "resource" else ():
            if phase not in raw:
                hint = "; where destroying only forgets the object: delete: []" if phase == "delete" else ""
                reader.error(1, f"{phase}: is missing{hint}")
        spec.imports = imports.forms(reader, self.expressions, raw, spec.attributes)
        spec.gone = self.steps.matches(raw, "gone", read_shape, outputs)
        self._pairs(read_shape, outputs)
        remember = reader.get(raw, "remember", Map, {})
        spec.remember = {name: self.expressions.value(remember, name, self.scope) for name in remember}
        self._upgrades()
        self._refusals(raw, spec.attributes, self.scope)
        if spec.facts["one"]:
            taken = spec.steps["read"][0].output if spec.kind == "data" and spec.steps["read"] else None
            if spec.kind != "data" or (taken is not None and taken.type != "list"):
                reader.at(raw, "one", "one: is for data sources whose first read takes a list: take: List[*]")
        if "newest" in raw and (not spec.facts["one"] or "most_recent" not in spec.attributes):
            reader.at(raw, "newest", "newest: is for data sources with one and the argument most_recent")
        if "newest" in raw:
            spec.newest = self.expressions.value(raw, "newest", self.scope.with_item())
        if "where" in raw:
            spec.where = self.expressions.when(raw, "where", self.scope.with_item())
            if not spec.facts["one"]:
                reader.at(raw, "where", "where: is for data sources with one")

    def _pairs(self, read_shape, outputs):
        spec, raw, reader = self.spec, self.raw, self.reader
        keyed = next((a for a in spec.attributes.values() if a.keyed), None)
        said = reader.get(raw, "pairs", str)
        if said is None:
            if keyed is not None:
                reader.error(keyed.line, f"{keyed.path}: key: the spec does not say where keys and values are: pairs", keyed.file)
            return
        path, shape = self.steps.path(said, read_shape, raw, "pairs", outputs)
        members = pair_members(shape) if shape is not None else None
        if members is not None:
            spec.pairs = (path, *members)
        elif path is not None:
            reader.at(raw, "pairs", "pairs: leads to no list of keys and values")

    def _upgrades(self):
        reader, attributes = self.reader, self.spec.attributes
        scope = Scope(attributes, reads=False)
        for row in reader.get(self.raw, "upgrades", Seq, ()):
            if not isinstance(row, Map) or not isinstance(row.get("from"), int):
                reader.at(self.raw, "upgrades", "upgrades: must be a list of {from: version, rename: {old: new}}")
                continue
            reader.keys(row, ("from", "rename", "set"), "an upgrade")
            renames, values = reader.get(row, "rename", Map, {}), reader.get(row, "set", Map, {})
            for name in values:
                if name not in attributes:
                    reader.at(values, name, f"{name}: no such attribute{near(name, attributes)}")
            self.spec.upgrades.append((row["from"], {old: reader.get(renames, old, str, "") for old in renames},
                                       {name: self.expressions.value(values, name, scope) for name in values}))

    def _refusals(self, raw, attributes, scope, block=None):
        """Those of the object, or of a block with its attributes, then those of the blocks within."""
        for row in self.reader.get(raw, "refuse", Seq, ()):
            self._refusal(raw, row, attributes, scope, block)
        for a in attributes.values():
            if a.of is not None:
                self._refusals(a.raw, a.of, self.scope.with_item(a.of), a.path)

    def _refusal(self, raw, row, attributes, scope, block):
        reader = self.reader
        if not isinstance(row, Map) or "when" not in row:
            reader.at(raw, "refuse", "refuse: must be a list of {when: ..., at: attribute, say: ...}")
            return
        reader.keys(row, REFUSAL_KEYS, "a refusal")
        at, say = reader.get(row, "at", str), reader.get(row, "say", str)
        if not say:
            reader.error(row.line, "refuse: needs say", row.file)
        complaint = attribute_complaint(at.split("."), attributes) if at else None
        if complaint:
            reader.at(row, "at", f"at: {at}: {complaint}")
        kinds = [kind for kind in ("change", "delete") if reader.get(row, kind, bool, False)]
        if len(kinds) > 1:
            reader.at(row, "delete", "refuse: a change, or a deletion")
        when = self.expressions.when(row, "when", scope)
        if not kinds and any(names[0] == "prior" for names in when.refs()):
            reader.at(row, "when", "refuse: a configuration has no prior; with change: true or delete: true there is one")
        self.spec.refusals.append((block, when, at, say, kinds[0] if kinds else "configuration"))
