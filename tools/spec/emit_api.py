"""api_<service>.c and .h: the model's operations and shapes as tables."""

from .cwriter import Tables, flag, struct, text

_PROTOCOLS = {"json-1.0": "API_JSON_1_0", "json-1.1": "API_JSON_1_1", "query": "API_QUERY", "ec2": "API_EC2_QUERY",
              "rest-json": "API_REST_JSON", "rest-xml": "API_REST_XML"}
_LOCATIONS = {"uri": "API_IN_URI", "querystring": "API_IN_QUERY", "header": "API_IN_HEADER",
              "headers": "API_IN_HEADERS", "statusCode": "API_IN_STATUS"}
_TIMES = {"iso8601": "API_TIME_ISO8601", "unixTimestamp": "API_TIME_UNIX", "rfc822": "API_TIME_RFC822"}


def header(api):
    lines = [f"// {api.id}'s operations, from schemas/api/{api.id}.yaml.", "#pragma once", "", '#include "aws/model.h"', "",
             f"extern const api_service api_{api.id};"]
    lines += [f"extern const api_operation {op.symbol};" for op in api.operations.values()]
    return "\n".join(lines) + "\n"


def source(api):
    return _Source(api).text()


class _Source:
    def __init__(self, api):
        self.api, self.tables = api, Tables()

    def text(self):
        used = self._used()
        shapes = [self._shape(s) for s in self.api.shapes.values() if s.name in used]
        operations = [self._operation(op) for op in self.api.operations.values()]
        out = [f'#include "api_{self.api.id}.h"', ""]
        out += [f"static const api_shape shape_{n};" for n in sorted(used)]
        out += ["", self.tables.lines(), *shapes, self._service(), *operations]
        return "\n".join(out)

    def _used(self):
        """The shapes that tables point to; a map's key has none."""
        todo = [s for op in self.api.operations.values() for s in (op.input, op.output) if s]
        seen = set()
        while todo:
            shape = todo.pop()
            if shape.name in seen:
                continue
            seen.add(shape.name)
            todo += [m.shape for m in shape.members.values()] + ([shape.of.shape] if shape.of else [])
        return seen

    def _member(self, member, wire):
        facts = member.facts
        return struct(
            name=text(member.name) if member.name else None,
            wire_name=text(facts.get("wire", wire)),
            query_name=text(facts["query"]) if "query" in facts else None,
            shape=f"&shape_{member.shape.name}",
            location=_LOCATIONS.get(facts.get("in")),
            timestamp_format=_TIMES.get(facts.get("time")),
            required=flag(facts.get("required")),
            idempotency_token=flag(facts.get("token")),
            plain_token=flag(facts.get("token") == "plain"),
            payload=flag(facts.get("payload")),
            xml_attribute=flag(facts.get("attribute")),
            flattened=flag(facts.get("flat")))

    def _shape(self, shape):
        members, facts = None, shape.facts
        if shape.members:
            rows = [self._member(m, m.name) for m in shape.members.values()]
            members = self.tables.array("api_member", rows, f"members_{shape.name}")
        of = None
        if shape.of:
            of = self.tables.one("api_member", self._member(shape.of, "member" if shape.type == "list" else "value"))
        body = struct(
            name=text(shape.name),
            type=f"API_{shape.type.upper()}",
            members=members,
            member_count=str(len(shape.members)) if members else None,
            element=of,
            key_wire_name=text(shape.key.facts.get("wire", "key")) if shape.key else None,
            enum_values=self.tables.texts(shape.enum) if shape.enum else None,
            flattened=flag(facts.get("flat")),
            sensitive=flag(facts.get("sensitive")),
            timestamp_format=_TIMES.get(facts.get("time")),
            xml_namespace=text(facts["xmlns"]) if "xmlns" in facts else None)
        return f"static const api_shape shape_{shape.name} = {body};"

    def _operation(self, op):
        facts = op.facts
        method, uri = facts.get("http", "POST /").split(" ", 1)
        pages = facts.get("pages")
        paginator = None
        if pages:
            paginator = struct(
                input_token=text(pages["input"]), output_token=text(pages["output"]),
                more_tokens=self.tables.texts(pages["along"]) if "along" in pages else None,
                more_results=text(pages["more"]) if "more" in pages else None, result_keys=self.tables.texts(pages["keys"]))
        payload = next((m for m in op.output.members.values() if m.facts.get("payload")), None) if op.output else None
        body = struct(
            name=text(op.name),
            service=f"&api_{self.api.id}",
            http_method=text(method),
            uri=text(uri),
            input=f"&shape_{op.input.name}" if op.input else None,
            output=f"&shape_{op.output.name}" if op.output else None,
            result_wrapper=text(facts["result_wrapper"]) if "result_wrapper" in facts else None,
            input_element=text(facts["input_element"]) if "input_element" in facts else None,
            input_namespace=text(facts["input_namespace"]) if "input_namespace" in facts else None,
            paginator=paginator,
            unsigned_payload=flag(facts.get("unsigned_payload")),
            unauthenticated=flag(facts.get("unauthenticated")),
            checksum_required=flag(facts.get("checksum_required")),
            checksum_member=text(facts["checksum"]) if "checksum" in facts else None,
            output_payload_is_blob=flag(payload is not None and payload.shape.type == "blob"),
            s3_unwrapped_output=flag(facts.get("unwrapped_output")))
        return f"const api_operation {op.symbol} = {body};"

    def _service(self):
        facts = self.api.facts
        body = struct(
            id=text(self.api.id), sdk_id=text(facts["sdk_id"]), endpoint_prefix=text(facts["endpoint_prefix"]),
            signing_name=text(facts["signing_name"]), api_version=text(facts["api_version"]),
            target_prefix=text(facts["target_prefix"]) if "target_prefix" in facts else None,
            xml_namespace=text(facts["xml_namespace"]) if "xml_namespace" in facts else None,
            protocol=_PROTOCOLS[facts["protocol"]], query_compatible=flag(facts.get("query_compatible")),
            **{"global": flag(facts.get("global"))})
        return f"const api_service api_{self.api.id} = {body};"
