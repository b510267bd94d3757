"""Nothing of a schema is left without a meaning: each attribute is sent, carried and read, or the spec says that it is not."""

from .expressions import Expr


def check_coverage(reader, spec):
    _Coverage(reader, spec).run()


class _Coverage:
    def __init__(self, reader, spec):
        self.reader, self.spec = reader, spec
        steps = [s for rows in spec.steps.values() for s in rows]
        # Phases that cannot be judged: a hook does what it likes, and a wrong call was told of already.
        self.hooked = {p for p, rows in spec.steps.items() if any(s.op is None and s.sync is None for s in rows)}
        if spec.steps["read"] and spec.steps["read"][0].output is None:
            self.hooked.add("read")
        self.read = set()  # attributes that some expression refers to
        for step in _with_inner(steps):
            self._note_step(step)
        for step in (spec.tags.tag, spec.tags.untag, spec.tags.whole) if spec.tags else ():
            if step is not None:
                self._note_step(step)
        self._note(spec.id)
        self._note(spec.newest)
        self._note(spec.where)
        for a in _all(spec.attributes):
            for expr in a.expressions.values():
                self._note(expr)
            for when, _ in a.default_when:
                self._note(when)
        self.carried = {n for s in spec.steps["update"] for n in s.carries}
        for step in spec.steps["update"]:
            self.carried |= {names[-1] if len(names) == 1 else names[0] if names[0] != "prior" else names[1]
                             for names in _refs(step.expressions.get("when"))}

    def _note_step(self, step):
        self.read |= set(step.carries) - set(step.mapped)
        for expr in step.expressions.values():
            self._note(expr)
        if step.wait and step.wait["poll"]:
            self._note_step(step.wait["poll"])
        if step.wait and step.wait["when"]:
            self._note(step.wait["when"])

    def _note(self, expr):
        for names in _refs(expr):
            names = names[1:] if names[0] in ("prior", "config") else names
            self.read |= {".".join(names[:n]) for n in range(1, len(names) + 1)}

    def run(self):
        for a in self.spec.attributes.values():
            if a.role is None and not a.told:
                self._sent(a)
                self._read(a)
                if self.spec.kind == "resource":
                    self._changed(a)

    # An argument reaches a call.
    def _sent(self, a):
        hooked = self.hooked & ({"create", "update"} if self.spec.kind == "resource" else {"read"})
        if not a.configurable or a.keyed or a.flags & {"provider_only"} or hooked:
            return
        if a.raw.get("in", a.raw.get("api")) is False or a.path in self.read:
            return
        if a.in_path is None:
            self._tell(a, "no call has a member of that name, nothing else sends it: api:, in:, with:, or provider_only")
            return
        if a.in_shape is not None:
            for inner in (a.of or {}).values():
                if not inner.told:
                    self._sent(inner)

    # An attribute comes back.
    def _read(self, a):
        if a.keyed or a.flags & {"provider_only", "keeps_configured", "write_only"} or "read" in self.hooked:
            return
        if a.raw.get("out", a.raw.get("api")) is False or a.says("value"):
            return
        if self.spec.kind == "data" and "computed" not in a.flags and not a.block:
            return
        if not self.spec.steps["read"] and self.spec.kind == "data":
            return
        if a.out_path is None:
            self._tell(a, "the object that is read has no member of that name: api:, out:, value:, keeps_configured "
                          "or provider_only")
            return
        if a.out_shape is not None:
            for inner in (a.of or {}).values():
                if not inner.told:
                    self._read(inner)

    # A change of it has a consequence.
    def _changed(self, a):
        # No plan holds a write-only argument, so none sees it change: the number beside it tells that.
        if not a.configurable or a.flags & {"provider_only", "write_only"} or self.hooked & {"update"}:
            return
        if a.facts.get("replaces") or a.name in self.carried or a.path in self.carried or a.path == "id":
            return
        if a.of and all(_replaced(inner) for inner in a.of.values()):
            return
        self._tell(a, "a change of it is in no update step: replaces:, on:, or provider_only")

    def _tell(self, a, message):
        self.reader.error(a.line, f"{a.path}: {message}", a.file)


def _replaced(a):
    if not a.configurable or a.facts.get("replaces"):
        return True
    return bool(a.of) and all(_replaced(inner) for inner in a.of.values())


def _all(attributes):
    for a in attributes.values():
        yield a
        if a.of:
            yield from _all(a.of)


def _with_inner(steps):
    for step in steps:
        yield step
        if step.sync is not None:
            yield from step.sync.steps.values()
        yield from step.each_page


def _refs(expr):
    return expr.refs() if isinstance(expr, Expr) else ()
