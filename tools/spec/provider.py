"""schemas/provider.yaml: the provider block and provider_meta, as the tables of provider.c."""

from . import types_of
from .attributes import Finisher, declare
from .emit_spec import Emitter
from .expressions import Expressions, Scope
from .fragments import Fragments
from .reader import Reader
from .source import Map

KEYS = ("provider", "summary", "uses", "attributes", "meta")


class ProviderBlock:
    """One block without an API: `attributes` or `meta` of the file."""

    def __init__(self, reader, raw, key):
        self.attributes = declare(reader, reader.get(raw, key, Map) or Map(1, raw.file))
        expressions, scope = Expressions(reader, Fragments(Map(1, raw.file), reader)), Scope(self.attributes, {}, None)
        Finisher(reader, expressions, scope, self.attributes, "provider").finish(self.attributes)

    @property
    def type(self):
        return types_of.object_of([(a.name, a.type) for a in self.attributes.values()])


def compile_provider(raw, problems):
    """{C symbol: ProviderBlock}"""
    reader = Reader(raw.file, problems)
    reader.keys(raw, KEYS, "the provider's file")
    return {"engine_provider_block": ProviderBlock(reader, raw, "attributes"),
            "engine_provider_meta_block": ProviderBlock(reader, raw, "meta")}


def source(blocks):
    emitter = Emitter([])
    bodies = [f"const spec_block {symbol} = {emitter.block(b.attributes, b.type)};" for symbol, b in blocks.items()]
    return "\n".join(['#include "engine/engine.h"', "", emitter.t.lines(), *bodies]) + "\n"
