"""specs_<service>.c and registry.c: specs as the tables of provider/engine/spec.h."""

from . import types_of
from .cwriter import Tables, Value, canonical, flag, number, struct, text
from .expressions import Expr
from .members import sendable


def spec_symbol(kind, name):
    return f"spec_{kind}_{name}"


def registry(specs):
    """All specs and their aliases: resources before data sources, by type."""
    rows = [(s.kind != "resource", name, spec_symbol(s.kind, name)) for s in specs for name in (s.type, *s.aliases)]
    symbols = [symbol for _, _, symbol in sorted(rows)]
    out = ['#include "engine/spec.h"', "", *(f"extern const spec {s};" for s in symbols), "",
           "const spec *const spec_registry[] = {", *(f"    &{s}," for s in symbols), "    NULL,", "};",
           f"const size_t spec_registry_count = {len(symbols)};"]
    return "\n".join(out) + "\n"


def source(specs):
    return Emitter(specs).text()


def _emit_null(name):
    return None if name == "NULL" else name


class Emitter:
    """Writes specs as C initialisers; what they share stands once in `t`."""

    def __init__(self, specs):
        self.specs, self.t = specs, Tables()

    def text(self):
        bodies = [body for spec in self.specs for body in self._spec(spec)]
        services = sorted({s.service for s in self.specs} | self._services())
        out = ['#include "engine/spec.h"', *(f'#include "api_{s}.h"' for s in services), "",
               *(f"extern {e};" for e in sorted(self.t.externs)), "",
               *(f"extern const spec {spec_symbol(s.kind, n)};" for s in self.specs for n in (s.type, *s.aliases)), "",
               self.t.lines(), *bodies]
        return "\n".join(out)

    def _services(self):
        steps = [st for s in self.specs for rows in s.steps.values() for st in rows]
        steps += [st for s in self.specs if s.tags for st in (s.tags.tag, s.tags.untag, s.tags.whole) if st]
        steps += [st for outer in list(steps) for st in outer.ask]
        steps += [st for outer in list(steps) if outer.sync for st in outer.sync.steps.values()]
        return {s.op.api.id for s in steps if s.op is not None}

    # ---- expressions and paths ---------------------------------------------------------------------------------------

    def _path(self, path):
        rows = []
        for op, name, equals, index in path.steps:
            rows.append(struct(op=f"API_PATH_{op}", name=text(name) if name else None,
                               equals=text(equals) if equals is not None else None, index=number(index)))
        return struct(source=text(path.source) if path.source else None,
                      steps=_emit_null(self.t.array("api_path_step", rows, "path_steps")), count=number(len(rows)))

    def _path_ref(self, path):
        return self.t.one("api_path", self._path(path), "path") if path is not None else None

    def _expr(self, e):
        fields = {"kind": f"EXPR_{e.kind}"}
        if e.kind == "LITERAL":
            fields["literal"] = self.t.value(e.literal)
        elif e.kind == "REF":
            fields["names"] = self.t.texts(e.names)
        elif e.kind == "PATH":
            fields["path"] = self._path(e.path)
        elif e.kind == "CALL":
            fields["function"] = f"&expr_{e.function}"
        if e.kind == "OBJECT":
            fields["keys"] = self.t.texts(e.keys)
        if e.items:
            fields["items"] = self.t.array("expr", [self._expr(i) for i in e.items])
            fields["count"] = str(len(e.items))
        return struct(**fields)

    def _expr_ref(self, e):
        return self.t.one("expr", self._expr(e)) if e is not None else None

    def _hook(self, declaration):
        self.t.externs.add(declaration)

    # ---- attributes --------------------------------------------------------------------------------------------------

    def _attributes(self, attributes):
        rows = [self._attribute(a) for _, a in sorted(attributes.items(), key=lambda e: e[0].encode())]
        return _emit_null(self.t.array("spec_attr", rows, "attrs")), number(len(rows))

    def _attribute(self, a):
        f, expressions = a.facts, a.expressions
        of, of_count = self._attributes(a.of) if a.of is not None else (None, None)
        low, high = f.get("length", (-1, -1))
        return struct(
            name=text(a.name),
            summary=text(f["summary"]) if f.get("summary") else None,
            deprecated=text(f["deprecated"]) if f.get("deprecated") else None,
            type=types_of.emit(self.t, a.type),
            nesting=a.nesting if a.nesting != "SPEC_PLAIN" else None,
            of=of, of_count=of_count,
            min_items=number(f.get("min_items")), max_items=number(f.get("max_items")),
            **{k: flag(k in a.flags) for k in ("required", "optional", "computed", "sensitive", "write_only")},
            is_int=flag(a.type.integer),
            default_value=self.t.value(f["default"]) if f.get("default") else None,
            default_when=self._default_when(a), default_when_count=number(len(a.default_when)),
            replaces=number(f.get("replaces")),
            replaces_if=self._expr_ref(expressions.get("replaces_if")),
            renewed_by=self.t.texts(f["renewed_by"]) if f.get("renewed_by") else None,
            renewed_if=self._expr_ref(expressions.get("renewed_if")),
            identity=self.t.texts(f["identity"]) if f.get("identity") else None,
            same=self._same(f), same_by=self._expr_ref(expressions.get("same_by")),
            kept_as=self._expr_ref(expressions.get("kept_as")),
            same_if=self._expr_ref(expressions.get("same_if")),
            off=self.t.value(f["off"]) if f.get("off") else None,
            unset_is=self.t.value(f["unset_is"]) if f.get("unset_is") else None,
            keeps_configured=flag("keeps_configured" in a.flags),
            enum_values=self.t.texts(f["enum"]) if f.get("enum") else None,
            enum_nocase=flag(f.get("enum_nocase")),
            int_enum=self._int_enum(f),
            min=self._double(f.get("min")), max=self._double(f.get("max")),
            min_length=str(-1 if low is None else low), max_length=str(-1 if high is None else high),
            match=text(f["match"]) if f.get("match") else None,
            match_message=text(f["match_message"]) if f.get("match_message") else None,
            format=f"format_{f['format']}" if f.get("format") else None,
            relations=self._relations(a), relation_count=number(len(a.relations)),
            element=self.t.one("spec_attr", self._attribute(a.element), "element") if a.element else None,
            **{"in": self._in(a)},
            element_member=text(f["element_member"]) if f.get("element_member") else None,
            out=self._path_ref(a.out_path),
            moment=flag(a.out_shape is not None and a.out_shape.type == "timestamp"),
            value=self._expr_ref(expressions.get("value")),
            key=self._expr_ref(expressions.get("key")), keyed=flag(a.keyed),
            applies=self._expr_ref(expressions.get("applies")),
            zero_counts=flag("zero_counts" in a.flags), unmade=flag("unmade" in a.flags),
            empty_block=flag("empty_block" in a.flags),
            ordinal=flag("ordinal" in a.flags),
            **{k: text(f[k]) if f.get(k) else None for k in ("twin", "unless")},
            as_json=flag(f.get("as") == "json"),
            words=self.t.texts(f["words"]) if f.get("words") else None,
            omit=self.t.value(f["omit"]) if f.get("omit") else None,
            none_is_default=flag("none_is_default" in a.flags), none_keeps=flag("none_keeps" in a.flags),
            clear=self.t.value(f["clear"]) if f.get("clear") else None,
            empty=self.t.value(f["empty"]) if f.get("empty") else None,
            provider_only=flag("provider_only" in a.flags))

    def _in(self, a):
        return self.t.texts(a.in_path) if a.in_path and sendable(a) else None

    def _double(self, bound):
        if bound is None:
            return None
        return self.t.array("double", [canonical(float(bound)) + ("" if "." in canonical(float(bound)) else ".0")], "bound")

    def _int_enum(self, f):
        if not f.get("int_enum"):
            return None
        return self.t.array("value *const", [*(self.t.value(v) for v in f["int_enum"]), "NULL"], "numbers")

    def _same(self, f):
        if f.get("same_hook"):
            self._hook(f"bool {f['same_hook']}(arena *a, const value *x, const value *y)")
            return f["same_hook"]
        return f"same_{f['same']}" if f.get("same") else None

    def _default_when(self, a):
        rows = [struct(when=self._expr(w), value=self.t.value(v or Value("null"))) for w, v in a.default_when]
        return _emit_null(self.t.array("struct spec_default", rows, "defaults"))

    def _relations(self, a):
        rows = [struct(kind=kind, paths=self.t.texts(names)) for kind, names in a.relations]
        return _emit_null(self.t.array("spec_relation", rows, "relations"))

    # ---- steps -------------------------------------------------------------------------------------------------------

    def _codes(self, rows):
        rows = [struct(code=text(c), message_part=text(p) if p else None) for c, p in rows or ()]
        return _emit_null(self.t.array("spec_code", rows, "codes")), number(len(rows))

    def _matches(self, rows):
        rows = [struct(path=self._path(p), values=self.t.texts([w for w in v if w is not None]) if v else None,
                       or_nothing=flag(v is not None and None in v)) for p, v in rows or ()]
        return _emit_null(self.t.array("spec_match", rows, "matches")), number(len(rows))

    def _wait(self, wait):
        if wait is None:
            return None
        until, until_count = self._matches(wait["until"])
        fail, fail_count = self._matches(wait["fail"])
        body = struct(gone=flag(wait["gone"]), there=flag(wait["there"]), until=until, until_count=until_count, fail=fail, fail_count=fail_count,
                      reason=self._path_ref(wait["reason"]), timeout=text(wait["timeout"]) if wait["timeout"] else None,
                      default_ms=str(wait["default_ms"]),
                      as_planned=self.t.texts(wait["as_planned"]) if wait["as_planned"] else None, times=str(wait["times"]),
                      when=self._expr_ref(wait["when"]),
                      poll=self.t.one("spec_step", self._step(wait["poll"]), "steps") if wait["poll"] else None)
        return self.t.one("spec_wait", body, "wait")

    def _step(self, s):
        f, e = s.facts, s.expressions
        if s.hook:
            self._hook(f"bool {s.hook}(struct engine_op *op)")
        codes = {}
        for key in ("gone", "unset", "ignore", "retry"):
            codes[key], codes[key + "_count"] = self._codes(s.codes.get(key))
        picks = [struct(attribute=text(name), path=self._path(path)) for name, path in s.pick]
        pick = _emit_null(self.t.array("spec_pick", picks, "picks"))
        each_page, each_page_count = self._steps(s.each_page)
        return struct(
            op=f"&{s.op.symbol}" if s.op else None,
            hook=s.hook,
            sync=self._sync(s.sync),
            name=text(s.name) if s.name else None,
            when=self._expr_ref(e.get("when")),
            carries=self.t.texts(s.carries) if s.carries else None,
            maps=self.t.texts(s.mapped) if s.mapped else None,
            pairs=text(f["pairs"]) if f.get("pairs") else None,
            each=flag(f.get("each")), send_all=flag(f.get("send_all")), after_create=flag(f.get("after_create")),
            **{"with": self._expr_ref(e.get("with"))},
            tags=flag(f.get("tags")), makes=flag(f.get("makes")), adopts=flag(f.get("adopts")), keep_item=flag(f.get("keep_item")),
            for_each=self._expr_ref(e.get("for_each")),
            pages=flag(f.get("pages")),
            file_member=self.t.texts(s.file[0]) if s.file else None,
            file_attribute=text(s.file[1]) if s.file else None,
            batch=self._batch(s.batch),
            take=self._path_ref(s.take),
            pick=pick, pick_count=number(len(s.pick)),
            where=self._expr_ref(e.get("where")),
            **codes,
            retry_ms=number(f.get("retry_ms")),
            retry_timeout=text(f["retry_timeout"]) if f.get("retry_timeout") else None,
            wait=self._wait(s.wait),
            explain=self._explain(s),
            each_page=each_page, each_page_count=each_page_count,
            errors=self._path_ref(s.errors), empty_counts=flag(f.get("empty_counts")),
            lock=text(s.op.api.id) if e.get("lock") and s.op else None,
            lock_key=self._expr_ref(e.get("lock")))

    def _batch(self, batch):
        if batch is None:
            return None
        body = struct(member=text(batch["member"]), most=number(batch["most"]), list=text(batch["list"]),
                      within=text(batch["within"]) if batch["within"] else None,
                      keys=self.t.texts(batch["keys"]))
        return self.t.one("spec_batch", body, "batch")

    def _steps(self, steps):
        rows = [self._step(s) for s in steps]
        return _emit_null(self.t.array("spec_step", rows, "steps")), number(len(rows))

    def _explain(self, s):
        if "say" not in s.expressions:
            return None
        codes, code_count = self._codes(s.codes["explain"])
        steps, step_count = self._steps(s.ask)
        body = struct(codes=codes, code_count=code_count, steps=steps, step_count=step_count,
                      say=self._expr(s.expressions["say"]))
        return self.t.one("spec_explain", body, "explain")

    def _sync(self, sync):
        if sync is None:
            return None
        steps = {k: self.t.one("spec_step", self._step(s), "steps") for k, s in sync.steps.items()}
        body = struct(attribute=text(sync.attribute), key=self.t.texts(sync.key) if sync.key else None, **steps,
                      add_first=flag(sync.add_first))
        return self.t.one("spec_sync", body, "sync")

    def block(self, attributes, block_type):
        """The initialiser of a spec_block."""
        attrs, attr_count = self._attributes(attributes)
        return struct(attrs=attrs, attr_count=attr_count, type=types_of.emit(self.t, block_type))

    # ---- the spec ----------------------------------------------------------------------------------------------------

    def _tags(self, tags):
        if tags is None:
            return None
        body = struct(
            shape=f"SPEC_TAGS_{tags.shape}",
            key_member=text(tags.key) if tags.key else None, value_member=text(tags.value) if tags.value else None,
            create_member=self.t.texts(tags.create) if tags.create else None,
            create_text=flag(tags.create_text),
            specification=text(tags.specification) if tags.specification else None,
            without_defaults=self._expr_ref(tags.without_defaults),
            out=self._path_ref(tags.out),
            tag=self.t.one("spec_step", self._step(tags.tag), "steps") if tags.tag else None,
            untag=self.t.one("spec_step", self._step(tags.untag), "steps") if tags.untag else None,
            whole=self.t.one("spec_step", self._step(tags.whole), "steps") if tags.whole else None)
        return self.t.one("spec_tags", body, "tags")

    def _imports(self, forms):
        rows = []
        for form in forms:
            values = [self._expr(e) for e in form.set.values()]
            rows.append(struct(parts=self.t.texts(form.parts), match=text(form.match) if form.match else None,
                               set_names=self.t.texts(list(form.set)) if form.set else None,
                               set_values=_emit_null(self.t.array("expr", values))))
        return _emit_null(self.t.array("spec_import_form", rows, "imports")), number(len(rows))

    def _upgrades(self, upgrades):
        rows = []
        for version, renames, values in upgrades:
            pairs = [word for pair in renames.items() for word in pair]
            rows.append(struct(**{"from": str(version)}, renames=self.t.texts(pairs),
                               set_names=self.t.texts(list(values)) if values else None,
                               set_values=_emit_null(self.t.array("expr", [self._expr(e) for e in values.values()]))))
        return _emit_null(self.t.array("spec_upgrade", rows, "upgrades")), number(len(rows))

    def _pairs(self, pairs):
        if pairs is None:
            return None
        path, key, value = pairs
        return self.t.one("spec_pairs", struct(list=self._path(path), key=text(key), value=text(value)), "pairs")

    def _remember(self, remember):
        return self._expr_ref(Expr("OBJECT", keys=list(remember), items=list(remember.values()))) if remember else None

    def _name(self, name):
        if name is None:
            return None
        body = struct(name=text(name["name"]), prefix=text(name["prefix"]) if name["prefix"] else None,
                      generated=text(name["generated"]) if name["generated"] is not None else None,
                      max_length=number(name["max"]))
        return self.t.one("struct spec_name", body, "name")

    def _spec(self, spec):
        """The definitions of a spec and its aliases."""
        block = self.block(spec.attributes, spec.block_type)
        fields = {}
        for phase in ("create", "read", "update", "delete"):
            key = "delete_" if phase == "delete" else phase
            fields[key], fields[f"{phase}_count"] = self._steps(spec.steps[phase])
        fields["first"], fields["first_count"] = self._steps(spec.steps["first"])
        fields["exists"], _ = self._steps(spec.steps["exists"])
        imports, import_count = self._imports(spec.imports)
        gone, gone_count = self._matches(spec.gone)
        upgrades, upgrade_count = self._upgrades(spec.upgrades)
        refusals = [struct(block=text(block_path) if block_path else None, when=self._expr(w), at=text(at) if at else None, say=text(say),
                           of=f"SPEC_REFUSE_{kind.upper()}") for block_path, w, at, say, kind in spec.refusals]
        refusals = _emit_null(self.t.array("spec_refusal", refusals, "refusals"))
        for hook in spec.hooks:
            self._hook(f"void {spec.symbol}_{hook}(hook_{hook} *h)")
        shared = dict(
            label=text(spec.facts["label"]), summary=text(spec.facts["summary"]), service=f"&api_{spec.service}",
            source=text(spec.file), version=number(spec.facts["version"]),
            regional=flag(spec.facts["regional"]), block=block, upgrades=upgrades,
            upgrade_count=upgrade_count, id=self._expr_ref(spec.id), imports=imports, import_count=import_count,
            tags=self._tags(spec.tags), **fields, gone=gone, gone_count=gone_count,
            visible_ms=number(spec.facts["visible_ms"]), one=flag(spec.facts["one"]),
            sort_newest=self._expr_ref(spec.newest), where=self._expr_ref(spec.where),
            remember=self._remember(spec.remember), name=self._name(spec.name), pairs=self._pairs(spec.pairs),
            refusals=refusals, refusal_count=number(len(spec.refusals)),
            check=f"{spec.symbol}_check" if "check" in spec.hooks else None,
            plan=f"{spec.symbol}_plan" if "plan" in spec.hooks else None)
        kind = f"SPEC_{spec.kind.upper()}"
        for name in (spec.type, *spec.aliases):
            alias_of = text(spec.type) if name != spec.type else None
            body = struct(kind=kind, type=text(name), alias_of=alias_of, **shared)
            yield f"const spec {spec_symbol(spec.kind, name)} = {body};"
