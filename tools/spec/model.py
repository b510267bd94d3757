"""The API models of schemas/api/, as objects: what specs are checked against and api_<service>.c is made of."""

from dataclasses import dataclass, field

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What any service may answer, whatever its model lists: AWS's "common errors".
COMMON_ERRORS = {
    "AccessDenied", "AccessDeniedException", "IncompleteSignature", "InternalError", "InternalFailure",
    "InternalServerError", "InvalidAction", "InvalidClientTokenId", "InvalidParameterCombination",
    "InvalidParameterValue", "InvalidQueryParameter", "MalformedQueryString", "MissingAction",
    "MissingAuthenticationToken", "MissingParameter", "NotAuthorized", "OptInRequired", "RequestExpired",
    "RequestLimitExceeded", "ServiceUnavailable", "Throttling", "ThrottlingException", "TooManyRequestsException",
    "UnrecognizedClientException", "ValidationError", "ValidationException",
}


@dataclass
class Member:
    name: str
    shape: "Shape"
    facts: dict


@dataclass
class Shape:
    name: str
    type: str
    facts: dict
    members: dict = field(default_factory=dict)  # name -> Member
    of: Member = None  # list elements, map values
    key: Member = None

    @property
    def enum(self):
        return self.facts.get("enum")

    @property
    def scalar(self):
        return self.type not in ("structure", "list", "map")


@dataclass
class Operation:
    name: str
    api: "Api"
    facts: dict
    input: Shape
    output: Shape

    @property
    def symbol(self):
        return f"api_{self.api.id}_{self.name}"


@dataclass
class Api:
    id: str
    facts: dict
    errors: set
    shapes: dict
    operations: dict = field(default_factory=dict)


def load_api(path):
    with open(path, encoding="utf-8") as stream:
        data = yaml.load(stream, _LOADER)
    shapes = {}
    for name, facts in data["shapes"].items():
        facts = {"type": facts} if isinstance(facts, str) else facts
        shapes[name] = Shape(name, facts["type"], facts)

    def member(name, ref):
        ref = {"shape": ref} if isinstance(ref, str) else ref
        return Member(name, shapes[ref["shape"]], ref)

    for shape in shapes.values():
        shape.members = {n: member(n, ref) for n, ref in shape.facts.get("members", {}).items()}
        if "of" in shape.facts:
            shape.of = member(None, shape.facts["of"])
        if "key" in shape.facts:
            shape.key = member(None, shape.facts["key"])
    api = Api(path.stem, data["service"], set(data.get("errors", [])), shapes)
    for name, facts in data["operations"].items():
        api.operations[name] = Operation(name, api, facts, shapes.get(facts.get("input")), shapes.get(facts.get("output")))
    return api


def load_apis(folder):
    return {path.stem: load_api(path) for path in sorted(folder.glob("*.yaml"))}
