"""Steps: outlined first (which operation, what it gives), and finished when the attributes' members are known."""

from dataclasses import dataclass, field, replace

from . import batches, paths
from .expressions import Expr
from .members import inside
from .model import COMMON_ERRORS, Member, Shape
from .problems import near
from .reader import scalar_text
from .source import Map, Seq

KEYS = ("call", "hook", "sync", "name", "with", "map", "on", "but", "send", "each", "after_create", "when", "for_each",
        "pages", "take", "pick", "pairs", "gone", "unset", "ignore", "retry", "wait", "lock",
        "explain", "where", "makes", "adopts", "keep_item", "each_page", "errors", "empty_counts",
        "batch", "file", "tags")
EXPLAIN_KEYS = ("codes", "ask", "say")
SYNC_KEYS = ("attribute", "key", "add", "change", "remove", "first")
WAIT_KEYS = ("until", "fail", "reason", "timeout", "default", "when", "poll", "as_planned", "times")
PHASES = ("create", "read", "update", "delete")
RETRY_MS = 120_000
WAIT_MS = 600_000


@dataclass
class Step:
    raw: Map
    phase: str  # create, read, update, delete, tags, sync
    op: object = None
    hook: str = None
    sync: "Sync" = None
    name: str = None
    maps: bool = False
    but: list = field(default_factory=list)
    take: paths.ApiPath = None
    pick: list = field(default_factory=list)  # [(attribute, path in an element)]
    output: Shape = None  # what it took; None: not known
    mapped: list = field(default_factory=list)  # attributes that are members of its call
    carries: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)
    expressions: dict = field(default_factory=dict)
    codes: dict = field(default_factory=dict)  # gone, unset, ignore, retry: [(code, message part)]
    wait: dict = None
    batch: dict = None
    file: tuple = None  # (members of the call's input, attribute)
    ask: list = field(default_factory=list)  # steps that explain a failure
    each_page: list = field(default_factory=list)  # steps that run after each page
    errors: paths.ApiPath = None  # where an answer that came with 200 tells failures


@dataclass
class Sync:
    attribute: str
    key: list
    steps: dict  # add, change, remove -> Step
    add_first: bool = False


class Steps:
    def __init__(self, reader, expressions, apis, service, defaults, symbol):
        self.reader, self.expressions = reader, expressions
        self.apis, self.service, self.defaults, self.symbol = apis, service, defaults, symbol

    # ---- outline -----------------------------------------------------------------------------------------------------

    def operation(self, name, line, file=None):
        """The operation of a `call`, in the spec's service or as `service.Operation`; None when there is none."""
        of, _, short = name.rpartition(".")
        api = self.apis.get(of or self.service)
        if api is None:
            self.reader.error(line, f"operation {name}: no such service{near(of, self.apis)}", file)
            return None
        if short not in api.operations:
            hint = near(short, api.operations, 0.85) or ";"
            self.reader.error(line, f"operation {short}: no such operation in {api.id} that any spec used{hint} "
                                    "if it is a new one, run: .venv/bin/python tools/api/import.py", file)
            return None
        return api.operations[short]

    def outline(self, node, key, phase):
        """The steps of a phase."""
        raw = node.get(key)
        if raw is None:
            return []
        rows = [(raw, node.line_of(key))] if isinstance(raw, Map) else None
        if isinstance(raw, Seq) and all(isinstance(r, Map) for r in raw):
            rows = [(r, raw.line_of(i)) for i, r in enumerate(raw)]
        if rows is None:
            self.reader.at(node, key, f"{key}: must be a step or a list of steps")
            return []
        return [self._outline_one(r, line, phase) for r, line in rows]

    def _outline_one(self, raw, line, phase):
        reader = self.reader
        reader.keys(raw, KEYS, "a step")
        if phase in self.defaults and "call" in raw:
            raw = raw.over(self.defaults[phase])
        if "with" in raw:  # its members are looked at here too, those of fragments as well
            value, *stems = self.expressions.fragments.expression(raw, "with")
            raw = raw.over(Map(raw.line, raw.file))
            raw.put("with", value, raw.line_of("with"), raw.file_of("with"), tuple(stems))
        kinds = [k for k in ("call", "hook", "sync") if k in raw]
        step = Step(raw, phase, name=reader.get(raw, "name", str))
        if len(kinds) != 1:
            reader.error(line, "a step has exactly one of call, hook, sync", raw.file)
        elif kinds[0] == "call":
            self._outline_call(step)
        elif kinds[0] == "hook":
            hook = reader.get(raw, "hook", str, "")
            if not hook.isidentifier():
                reader.at(raw, "hook", "hook: must be a C identifier")
            step.hook = f"{self.symbol}_{hook}"
        else:
            step.sync = self._outline_sync(reader.get(raw, "sync", Map))
        return step

    def _outline_call(self, step):
        reader, raw = self.reader, step.raw
        step.maps = reader.get(raw, "map", bool, step.phase in ("create", "update", "sync"))
        step.but = [name for name, _ in reader.texts(raw, "but")]
        name = reader.get(raw, "call", str)
        step.op = self.operation(name, raw.line_of("call"), raw.file_of("call")) if name else None
        if step.op is None:
            return
        if reader.get(raw, "pages", bool, False) and "pages" not in step.op.facts:
            reader.at(raw, "pages", f"pages: {step.op.name} has no paginator")
        step.output = step.op.output
        take = reader.get(raw, "take", str)
        if take:
            try:
                step.take = paths.parse(take)
                if step.output is None:
                    raise paths.PathError(f"{step.op.name} has no output")
                step.output = paths.resolve(step.take, step.output)
                if step.take.many:
                    step.output = _list_of(step.output)
            except paths.PathError as error:
                reader.at(raw, "take", f"take: {error}")
                step.output = None
        self._outline_pages(step)
        if "pick" in raw:
            self._outline_pick(step)
        elif step.take is not None and "where" in raw:
            self._element(step, "where")
        explain = reader.get(raw, "explain", Map)
        if explain is not None:
            step.ask = self.outline(explain, "ask", "read")
        if reader.get(raw, "keep_item", bool, False):
            step.output = None
        elif "for_each" in raw and step.output is not None:
            step.output = _list_of(step.output)

    def _outline_pages(self, step):
        reader, raw = self.reader, step.raw
        if "each_page" in raw:
            step.each_page = self.outline(raw, "each_page", step.phase)
            for inner in step.each_page:
                inner.maps = False
            if "pages" not in step.op.facts:
                reader.at(raw, "each_page", f"each_page: {step.op.name} has no paginator")
            if step.name is None or any(key in raw for key in ("pages", "for_each", "each")):
                reader.at(raw, "each_page", "each_page: is for a named step without pages, for_each and each")
        said = reader.get(raw, "errors", str)
        if said is not None and step.op.output is not None:
            step.errors, shape = self.path(said, step.op.output, raw, "errors")
            element = inside(shape) if shape is not None else None
            told = {"Code", "Message"}, {"ErrorCode", "ErrorMessage"}
            if step.errors is not None and (element is None or not any(names <= set(element.members) for names in told)):
                reader.at(raw, "errors", "errors: leads to no list of elements with Code and Message, or ErrorCode and ErrorMessage")

    def _outline_pick(self, step):
        """Of a list that was taken, one element: the output is that."""
        reader, raw = self.reader, step.raw
        if not self._element(step, "pick"):
            return
        rows = reader.get(raw, "pick", Map, {})
        for name, member in rows.items():
            path, _ = self.path(member if isinstance(member, str) else "", step.output, rows, name)
            if path is not None:
                step.pick.append((name, path))

    def _element(self, step, key):
        """What is chosen of a list that was taken."""
        if step.take is None or step.output is None or step.output.type != "list":
            if step.output is not None:
                self.reader.at(step.raw, key, f"{key}: chooses from a list that take gives: take: List[*]")
            return False
        step.output = step.output.of.shape
        return True

    def _outline_sync(self, raw):
        reader = self.reader
        if raw is None:
            return None
        reader.keys(raw, SYNC_KEYS, "sync")
        for key in ("attribute", "add", "remove"):
            if key not in raw:
                reader.error(raw.line, f"sync: needs {key}", raw.file)
        steps = {}
        for key in ("add", "change", "remove"):
            node = reader.get(raw, key, Map)
            if node is not None:
                steps[key] = self._outline_one(node, raw.line_of(key), "sync")
        return Sync(reader.get(raw, "attribute", str, ""), [k for k, _ in reader.texts(raw, "key")], steps,
                    reader.word(raw, "first", ("add", "remove")) == "add")

    # ---- finish ------------------------------------------------------------------------------------------------------

    def finish(self, step, scope, object_shape, timeouts):
        """Reads the rest of a step. `object_shape` is what `wait` polls."""
        reader, raw = self.reader, step.raw
        if step.sync is not None:
            self._finish_sync(step, scope, object_shape, timeouts)
        inner = scope
        if "for_each" in raw:
            step.expressions["for_each"] = self._expression(raw, "for_each", scope)
            inner = scope.with_item()
        if "when" in raw:
            step.expressions["when"] = self.expressions.when(raw, "when", scope)
        if "where" in raw:
            step.expressions["where"] = self.expressions.when(raw, "where", scope.with_item())
        if "lock" in raw:
            step.expressions["lock"] = self._expression(raw, "lock", inner)
        self._with(step, inner)
        self._flags(step)
        self._carries(step, scope)
        for key in ("gone", "unset", "ignore"):
            step.codes[key] = self._codes(raw, key, step)
        self._retry(step, timeouts)
        if "batch" in raw:
            batches.settle(self.reader, step)
        for name, _ in step.pick:
            if name not in scope.attributes:
                reader.at(raw["pick"], name, f"pick: {name}: no such attribute{near(name, scope.attributes)}")
        if "wait" in raw:
            step.wait = self._wait(raw, step, scope, object_shape, timeouts)
        for page_step in step.each_page:
            self.finish(page_step, scope, object_shape, timeouts)
        if reader.get(raw, "explain", Map) is not None:
            self._explain(step, inner, object_shape, timeouts)
        if step.op is not None:
            self._required(step)

    def _expression(self, raw, key, scope):
        return self.expressions.value(raw, key, scope)

    def _flags(self, step):
        reader, raw = self.reader, step.raw
        for key in ("each", "after_create"):
            step.facts[key] = reader.get(raw, key, bool, False)
        step.facts["tags"] = reader.get(raw, "tags", bool, False)
        step.facts["makes"] = reader.get(raw, "makes", bool, False)
        step.facts["adopts"] = reader.get(raw, "adopts", bool, False)
        step.facts["keep_item"] = reader.get(raw, "keep_item", bool, False)
        if step.facts["keep_item"] and ("for_each" not in raw or step.name is None):
            reader.at(raw, "keep_item", "keep_item: is for named steps with for_each")
        if step.phase != "create" and "makes" in raw:
            reader.at(raw, "makes", "makes: is for create steps")
        if "adopts" in raw and (step.phase != "create" or "take" not in raw):
            reader.at(raw, "adopts", "adopts: is for a create step that takes an object")
        step.facts["pages"] = reader.get(raw, "pages", bool, False)
        step.facts["empty_counts"] = reader.get(raw, "empty_counts", bool, False)
        if step.facts["empty_counts"] and step.phase not in ("read", "exists"):
            reader.at(raw, "empty_counts", "empty_counts: is for read steps")
        step.facts["send_all"] = reader.word(raw, "send", ("all",)) == "all"
        if step.phase != "update":
            for key in ("each", "after_create", "send", "tags"):
                if key in raw:
                    reader.at(raw, key, f"{key}: is for update steps")
        if step.op is None:
            for key in ("with", "map", "but", "send", "each", "pages", "take", "pick", "where", "for_each", "gone", "unset",
                        "ignore", "retry", "each_page", "errors", "empty_counts", "batch", "file"):
                if key in raw and ("call" not in raw):
                    reader.at(raw, key, f"{key}: is for steps with call")

    def _carries(self, step, scope):
        names = [(n, line) for key in ("on", "but") for n, line in self.reader.texts(step.raw, key)]
        for name, line in names:
            if name not in scope.attributes:
                self.reader.error(line, f"{name}: no such attribute{near(name, scope.attributes)}")
        on = [n for n, _ in self.reader.texts(step.raw, "on") if n in scope.attributes]
        if "file" in step.raw:
            self._file(step, scope.attributes)
            on += [step.file[1]] if step.file else []
        if step.sync is not None:
            on.append(step.sync.attribute)
        step.carries = sorted({*step.mapped, *on, *self._pairs(step, scope.attributes)})
        step.mapped = sorted(set(step.mapped))

    def _explain(self, step, scope, object_shape, timeouts):
        """What is asked when the call failed, and what is said of it."""
        raw = step.raw["explain"]
        self.reader.keys(raw, EXPLAIN_KEYS, "explain")
        for key in ("codes", "say"):
            if key not in raw:
                self.reader.error(raw.line, f"explain: needs {key}", raw.file)
        step.codes["explain"] = self._codes(raw, "codes", step)
        outputs = {**scope.outputs, **{s.name: s.output for s in step.ask if s.name}}
        scope = replace(scope, outputs=outputs)
        for asked in step.ask:
            self.finish(asked, scope, object_shape, timeouts)
        if "say" in raw:
            step.expressions["say"] = self._expression(raw, "say", scope)

    def _file(self, step, attributes):
        """`file: {Member: attribute}`: the member has the bytes of the file that the attribute names."""
        reader, raw = self.reader, step.raw
        rows = reader.get(raw, "file", Map)
        if rows is None or step.op is None:
            return
        if len(rows) != 1:
            reader.at(raw, "file", "file: is one member and the attribute that names the file: {Body: source}")
            return
        member, name = next(iter(rows.items()))
        attribute = attributes.get(name) if isinstance(name, str) else None
        if attribute is None or attribute.type.kind != "string":
            reader.at(rows, member, f"file: {scalar_text(name)}: must be an attribute that is a text{near(str(name), attributes)}")
            return
        shape = step.op.input
        for part in member.split("."):
            members = shape.members if shape is not None and shape.type == "structure" else {}
            shape = members[part].shape if part in members else None
        if shape is None or shape.type != "blob":
            reader.at(rows, member, f"file: {member}: must be a member of {step.op.name} that is a blob")
            return
        step.file = (member.split("."), name)

    def _pairs(self, step, attributes):
        """`pairs`: the member that takes keys and values; what it carries are the attributes with a `key`."""
        name = self.reader.get(step.raw, "pairs", str)
        if name is None:
            return []
        shape = step.op.input.members.get(name) if step.op is not None and step.op.input is not None else None
        if step.phase != "update" or shape is None or pair_members(shape.shape) is None:
            self.reader.at(step.raw, "pairs", "pairs: must be a member of an update call that is a list of keys and values")
            return []
        step.facts["pairs"] = name
        step.facts.setdefault("sent", []).append(name)
        return [a.name for a in attributes.values() if a.keyed]

    def _with(self, step, scope):
        raw = step.raw
        if "with" not in raw:
            return
        data = self.reader.get(raw, "with", Map)
        if data is None or step.op is None:
            return
        if step.op.input is None:
            self.reader.at(raw, "with", f"with: {step.op.name} has no input")
            return
        self._members(raw, "with", step.op.input, scope.attributes)
        expr = self.expressions.value(raw, "with", scope)
        if expr.kind == "LITERAL" and expr.literal.kind != "object":
            self.reader.at(raw, "with", "with: must be a mapping of members to expressions")
            return
        step.expressions["with"] = _as_object(expr)

    def _members(self, node, key, shape, attributes):
        """Checks the literal parts of a `with`, or of a part of it, against the model."""
        data, line, file = node.item(key)

        def tell(message):
            self.reader.error(line, message, file)

        if isinstance(data, Map) and not any(k.startswith("$") for k in data):
            if shape.type not in ("structure", "map"):
                tell(f"{shape.name} is a {shape.type}, no structure")
                return
            for name in data:
                try:
                    self._members(data, name, paths.member_of(shape, name), attributes)
                except paths.PathError as error:
                    self.reader.at(data, name, str(error))
        elif isinstance(data, Seq):
            if shape.type != "list":
                tell(f"{shape.name} is a {shape.type}, no list")
                return
            for i in range(len(data)):
                self._members(data, i, shape.of.shape, attributes)
        elif isinstance(data, str) and data.startswith("$") and getattr(attributes.get(data[1:]), "of", None):
            tell(f"{data}: a block has attributes, not members: {{$map: [{data}, {{Member: $item.name}}]}}")
        elif isinstance(data, str) and shape.enum and data[:1] not in "$@" and "${" not in data:
            if data not in shape.enum:
                tell(f"{data}: no such value of {shape.name}{near(data, shape.enum)}")

    def _required(self, step):
        given = step.raw.get("with")
        given = set(given) if isinstance(given, Map) else set()
        given |= set(step.facts.get("sent", ()))
        for member in step.op.input.members.values() if step.op.input else ():
            if member.facts.get("required") and not member.facts.get("token") and member.name not in given:
                self.reader.at(step.raw, "call", f"{step.op.name} needs {member.name}, which nothing gives")

    def _codes(self, raw, key, step):
        """[(code, message part)] of `Code`, `Code: part` or a list of these."""
        rows = raw.get(key)
        if rows is None:
            return []
        rows = rows if isinstance(rows, Seq) else [rows]
        out = []
        for row in rows:
            if isinstance(row, Map) and len(row) == 1:
                code, part = next(iter(row.items()))
            elif isinstance(row, str):
                code, _, part = row.partition(": ")
            else:
                code, part = None, None
            if code is None or not isinstance(part, (str, type(None))):
                self.reader.at(raw, key, f"{key}: must be error codes, or {{code: part of the message}}")
                continue
            self._known_code(code, raw, key, step)
            out.append((code, part or None))
        return out

    def _known_code(self, code, raw, key, step):
        op = step.op
        if op is None or not op.facts.get("errors"):
            return
        if code not in op.api.errors and code not in op.facts["errors"] and code not in COMMON_ERRORS:
            hint = near(code, op.facts["errors"]) or near(code, op.api.errors)
            self.reader.at(raw, key, f"{key}: {code}: no such error of {op.api.id}{hint}")

    def _retry(self, step, timeouts):
        raw = step.raw
        retry = raw.get("retry")
        step.facts["retry_ms"] = 0
        if isinstance(retry, Map):
            self.reader.keys(retry, ("codes", "for"), "retry")
            if "codes" not in retry:
                self.reader.at(raw, "retry", "retry: needs codes")
            step.codes["retry"] = self._codes(retry, "codes", step)
            if retry.get("for") in PHASES:
                key = self._timeout(retry, step, timeouts, "for")
                step.facts["retry_timeout"] = key
                step.facts["retry_ms"] = timeouts.get(key) or RETRY_MS
            else:
                step.facts["retry_ms"] = self.reader.duration_ms(retry, "for", RETRY_MS)
        elif retry is not None:
            step.codes["retry"] = self._codes(raw, "retry", step)
            step.facts["retry_ms"] = RETRY_MS

    # ---- wait, gone --------------------------------------------------------------------------------------------------

    def path(self, text, shape, node, key, outputs=None):
        """A path into the read object, or into an output; None after a complaint."""
        try:
            path = paths.parse(text)
            if path.source is not None:
                if path.source not in (outputs or {}):
                    raise paths.PathError(f"@{path.source}: no step has that name{near(path.source, outputs or {})}")
                shape = outputs[path.source]
            return path, (paths.resolve(path, shape) if shape is not None else None)
        except paths.PathError as error:
            self.reader.at(node, key, str(error))
            return None, None

    def matches(self, node, key, shape, outputs=None):
        """[(path, values)] of {Path: [values]}; values None, or None among them: the path gives nothing."""
        rows, out = self.reader.get(node, key, Map), []
        for text, wanted in (rows or {}).items():
            path, found = self.path(text, shape, rows, text, outputs)
            if isinstance(wanted, (Map, type(None))):
                values = None
                if wanted is not None:
                    self.reader.at(rows, text, f"{text}: must be a value, a list of values, or null")
            else:
                values = [None if v is None else scalar_text(v) for v in (wanted if isinstance(wanted, Seq) else [wanted])]
            for value in values or ():
                if value is not None and found is not None and found.enum and value not in found.enum:
                    self.reader.at(rows, text, f"{value}: no such value of {found.name}{near(value, found.enum)}")
            if path is not None:
                out.append((path, values))
        return out

    def _wait(self, raw, step, scope, shape, timeouts):
        reader = self.reader
        node = reader.get(raw, "wait", Map)
        if node is None:
            return None
        reader.keys(node, WAIT_KEYS, "wait")
        if ("until" in node) == ("as_planned" in node):
            reader.at(raw, "wait", "wait: needs until, or as_planned")
        wait = {"gone": node.get("until") == "gone", "there": node.get("until") == "there", "until": [], "reason": None, "when": None, "poll": None,
                "as_planned": self._as_planned(node, scope.attributes), "times": reader.get(node, "times", int, 1)}
        if wait["times"] < 1 or ("times" in node and "as_planned" not in node):
            reader.at(node, "times", "times: is how often in a row it must be as_planned, at least 1")
        if "poll" in node:
            wait["poll"] = self._poll(node, scope, timeouts)
            shape = wait["poll"].output if wait["poll"] is not None else None
        if not wait["gone"] and not wait["there"]:
            wait["until"] = self.matches(node, "until", shape, scope.outputs)
        wait["fail"] = self.matches(node, "fail", shape, scope.outputs)
        reason = reader.get(node, "reason", str)
        if reason:
            wait["reason"] = self.path(reason, shape, node, "reason", scope.outputs)[0]
        if "when" in node:
            wait["when"] = self.expressions.when(node, "when", scope)
        wait["timeout"] = self._timeout_attribute(node, scope) or self._timeout(node, step, timeouts)
        default = (timeouts or {}).get(wait["timeout"]) or WAIT_MS
        wait["default_ms"] = reader.duration_ms(node, "default", default)
        return wait

    def _as_planned(self, node, attributes):
        """The attributes that must be read as they were planned."""
        names = [name for name, _ in self.reader.texts(node, "as_planned")]
        for name in names:
            if name not in attributes:
                self.reader.at(node, "as_planned", f"as_planned: {name}: no such attribute{near(name, attributes)}")
        return [name for name in names if name in attributes]

    def _poll(self, node, scope, timeouts):
        """The step that a wait asks instead of the first read."""
        steps = self.outline(node, "poll", "read")
        if len(steps) > 1 or any("wait" in s.raw or "call" not in s.raw for s in steps):
            self.reader.at(node, "poll", "poll: is one call, without a wait")
        if len(steps) != 1 or steps[0].op is None:
            return None
        self.finish(steps[0], scope, None, timeouts)
        return steps[0]

    def _timeout_attribute(self, node, scope):
        """The attribute that `timeout: $attribute` names; None when it is no reference."""
        said = node.get("timeout")
        if not isinstance(said, str) or not said.startswith("$"):
            return None
        a = scope.attributes.get(said[1:])
        if a is None or a.type.kind != "string":
            wrong = "is no text" if a is not None else f"no such attribute{near(said[1:], scope.attributes)}"
            self.reader.at(node, "timeout", f"timeout: {said}: {wrong}")
        return said[1:]

    def _timeout(self, node, step, timeouts, word="timeout"):
        said = self.reader.get(node, word, str)
        if said is None:
            return step.phase if step.phase in timeouts else None
        if said not in timeouts:
            self.reader.at(node, word, f"{word}: the timeouts block has no {said}{near(said, timeouts)}")
            return None
        return said

    def _finish_sync(self, step, scope, object_shape, timeouts):
        sync = step.sync
        a = scope.attributes.get(sync.attribute)
        if a is None:
            self.reader.at(step.raw["sync"], "attribute",
                           f"{sync.attribute}: no such attribute{near(sync.attribute, scope.attributes)}")
            return
        if a.type.kind not in ("list", "set", "map"):
            self.reader.at(step.raw["sync"], "attribute", f"{sync.attribute}: is no list, set or map")
        for name in sync.key:
            if name not in (a.of or {}):
                self.reader.at(step.raw["sync"], "key", f"{name}: no such attribute of {a.name}{near(name, a.of or {})}")
        for inner in sync.steps.values():
            self.finish(inner, scope.with_item(a.of if a.of is not None else True), object_shape, timeouts)


def pair_members(shape):
    """The key and the value member of the elements of a list; None when it is no list of keys and values."""
    element = inside(shape)
    if shape.type != "list" or element is None or element.type != "structure":
        return None
    found = [next((m for m in element.members if m.lower() == word), None) for word in ("key", "value")]
    return None if None in found else tuple(found)


def _list_of(shape):
    return Shape(f"list of {shape.name}", "list", {}, of=Member(None, shape, {}))


def _as_object(expr):
    """`with` is an EXPR_OBJECT even where all of it is known."""
    if expr.kind != "LITERAL":
        return expr
    keys = list(expr.literal.data)
    return Expr("OBJECT", keys=keys, items=[Expr("LITERAL", literal=v) for v in expr.literal.data.values()])


def object_of_read(step, one):
    """The shape of what a first read finds."""
    if step is None or step.output is None:
        return None
    taken_many = step.take is not None and step.take.many
    return inside(step.output) if one or taken_many else step.output
