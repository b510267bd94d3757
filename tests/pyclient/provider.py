"""The provider's calls on Python values."""

import dataclasses
import json

from tests.pyclient import schema, values
from tests.pyclient.process import Plugin

CALL_SECONDS = 120


@dataclasses.dataclass(frozen=True)
class Diagnostic:
    severity: str  # error, warning
    summary: str
    detail: str
    path: tuple  # names, keys and indexes

    @property
    def text(self):
        return f"{self.summary}: {self.detail}" if self.detail else self.summary

    @property
    def dotted(self):
        return dotted(self.path)


@dataclasses.dataclass
class Plan:
    state: object
    replace: list  # paths
    legacy: bool
    private: bytes
    diagnostics: list

    @property
    def errors(self):
        return [d for d in self.diagnostics if d.severity == "error"]


@dataclasses.dataclass
class State:
    state: object
    private: bytes
    diagnostics: list

    @property
    def errors(self):
        return [d for d in self.diagnostics if d.severity == "error"]


def dotted(path):
    """A path's names without indexes and keys, as the facts write it."""
    return ".".join(step for kind, step in path if kind == "name")


def _path(message):
    kinds = {"attribute_name": "name", "element_key_string": "key", "element_key_int": "index"}
    chosen = [(step, step.WhichOneof("selector")) for step in message.steps]
    return tuple((kinds[field], getattr(step, field)) for step, field in chosen)


def _diagnostics(messages):
    severity = {1: "error", 2: "warning"}
    return [Diagnostic(severity[m.severity], m.summary, m.detail, _path(m.attribute)) for m in messages]


class Provider:
    """One plugin process with its schemas read. `with Provider() as p:` ends it, and wants it to end well."""

    def __init__(self, binary=None, environment=None):
        self.plugin = Plugin(binary, environment)
        self.messages = self.plugin.messages
        answer = self._call("GetProviderSchema", self.messages.GetProviderSchema.Request())
        self.config_block = schema.from_message(answer.provider.block)
        self.resources = {n: schema.from_message(s.block) for n, s in sorted(answer.resource_schemas.items())}
        self.data = {n: schema.from_message(s.block) for n, s in sorted(answer.data_source_schemas.items())}
        self.functions = dict(answer.functions)
        self.versions = {n: s.version for n, s in answer.resource_schemas.items()}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        status = self.stop()
        if status != 0:
            raise RuntimeError(f"the plugin ended with {status}: {''.join(self.plugin.log)}")

    def stop(self):
        return self.plugin.stop()

    def stop_calls(self):
        """What Terraform asks for at Ctrl-C: calls under way end, the process does not."""
        return self._call("StopProvider", self.messages.StopProvider.Request()).Error

    def _call(self, name, request):
        return getattr(self.plugin.stub, name)(request, timeout=CALL_SECONDS)

    def _dynamic(self, value, type_):
        return self.messages.DynamicValue(msgpack=values.encode(value, type_))

    @staticmethod
    def _value(dynamic, type_):
        if dynamic.json:
            return values.conform(json.loads(dynamic.json), type_)
        return values.conform(values.decode(dynamic.msgpack), type_) if dynamic.msgpack else None

    def configure(self, config, version="1.11.4"):
        block = self.config_block
        request = self.messages.ConfigureProvider.Request(
            terraform_version=version, config=self._dynamic(block.complete(config), block.type))
        return _diagnostics(self._call("ConfigureProvider", request).diagnostics)

    def validate_provider(self, config):
        block = self.config_block
        request = self.messages.ValidateProviderConfig.Request(config=self._dynamic(block.complete(config), block.type))
        return _diagnostics(self._call("ValidateProviderConfig", request).diagnostics)

    def validate(self, type_name, config, write_only=True):
        block = self.resources[type_name]
        request = self.messages.ValidateResourceConfig.Request(
            type_name=type_name, config=self._dynamic(config, block.type),
            client_capabilities=self.messages.ClientCapabilities(write_only_attributes_allowed=write_only))
        return _diagnostics(self._call("ValidateResourceConfig", request).diagnostics)

    def plan(self, type_name, prior, proposed, config, private=b""):
        t = self.resources[type_name].type
        answer = self._call("PlanResourceChange", self.messages.PlanResourceChange.Request(
            type_name=type_name, prior_state=self._dynamic(prior, t), proposed_new_state=self._dynamic(proposed, t),
            config=self._dynamic(config, t), prior_private=private,
            client_capabilities=self.messages.ClientCapabilities(write_only_attributes_allowed=True)))
        return Plan(self._value(answer.planned_state, t), [_path(p) for p in answer.requires_replace],
                    answer.legacy_type_system, answer.planned_private, _diagnostics(answer.diagnostics))

    def apply(self, type_name, prior, planned, config, private=b""):
        t = self.resources[type_name].type
        answer = self._call("ApplyResourceChange", self.messages.ApplyResourceChange.Request(
            type_name=type_name, prior_state=self._dynamic(prior, t), planned_state=self._dynamic(planned, t),
            config=self._dynamic(config, t), planned_private=private))
        return State(self._value(answer.new_state, t), answer.private, _diagnostics(answer.diagnostics))

    def read(self, type_name, state, private=b""):
        t = self.resources[type_name].type
        answer = self._call("ReadResource", self.messages.ReadResource.Request(
            type_name=type_name, current_state=self._dynamic(state, t), private=private))
        return State(self._value(answer.new_state, t), answer.private, _diagnostics(answer.diagnostics))

    def upgrade(self, type_name, version, state):
        """`state` is what a state file holds: plain JSON."""
        answer = self._call("UpgradeResourceState", self.messages.UpgradeResourceState.Request(
            type_name=type_name, version=version, raw_state=self.messages.RawState(json=json.dumps(state).encode())))
        t = self.resources[type_name].type
        return State(self._value(answer.upgraded_state, t), b"", _diagnostics(answer.diagnostics))

    def import_state(self, type_name, id_):
        answer = self._call("ImportResourceState",
                            self.messages.ImportResourceState.Request(type_name=type_name, id=id_))
        states = [State(self._value(r.state, self.resources[r.type_name].type), r.private, [])
                  for r in answer.imported_resources]
        return states, _diagnostics(answer.diagnostics)

    def listed_functions(self):
        """What GetFunctions answers, and the names that GetMetadata does."""
        listed = self._call("GetFunctions", self.messages.GetFunctions.Request()).functions
        named = self._call("GetMetadata", self.messages.GetMetadata.Request()).functions
        return dict(listed), [f.name for f in named]

    def _call_function(self, name, arguments, types):
        types = types or ["string"] * len(arguments)
        return self._call("CallFunction", self.messages.CallFunction.Request(
            name=name, arguments=[self._dynamic(a, t) for a, t in zip(arguments, types, strict=True)]))

    def call(self, name, *arguments, types=None):
        """The result of a function of the provider; `types` of the arguments, by default all texts."""
        answer = self._call_function(name, arguments, types)
        if answer.HasField("error"):
            raise RuntimeError(answer.error.text)
        return self._value(answer.result, json.loads(getattr(self.functions[name], "return").type))

    def call_error(self, name, *arguments, types=None):
        """The FunctionError of a call that must have one, and no result."""
        answer = self._call_function(name, arguments, types)
        if answer.HasField("result") or not answer.HasField("error"):
            raise RuntimeError(f"{name} gave {answer}")
        return answer.error
