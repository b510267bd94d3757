#!/usr/bin/env python3
"""Writes provider/aws/partition_data.c and provider/aws/endpoint_data.c from the pinned botocore's data.

Partitions and their regions come from botocore's partitions and endpoints files. Of the endpoints, only those that do
not follow the partition's pattern are written: each service's endpoint rule set is evaluated for every region, with and
without FIPS and dual-stack, and what all regions of a partition share becomes one row with {region} in it.

    .venv/bin/python tools/api/partitions.py            write both files
    .venv/bin/python tools/api/partitions.py --check    exit 1, with the command that mends it, where they differ
"""

import re
import sys
from pathlib import Path

import botocore
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError
from botocore.loaders import Loader

ROOT = Path(__file__).resolve().parent.parent.parent
OUTPUT = ROOT / "provider" / "aws"

# botocore's names of the services whose endpoints are looked at: add here what schemas/ starts to use.
SERVICES = [
    "acm", "apigateway", "apigatewayv2", "application-autoscaling", "autoscaling", "cloudwatch",
    "codedeploy", "cognito-idp", "dynamodb", "ec2", "ecr", "ecs", "efs", "eks", "elasticache",
    "elb", "elbv2", "events", "iam", "kms", "lambda", "logs", "rds", "resourcegroupstaggingapi",
    "route53", "s3", "secretsmanager", "servicediscovery", "sns", "sqs", "ssm", "sso", "sso-oidc",
    "sts", "wafv2", "xray",
]
# What rule sets ask beside region, FIPS and dual-stack, as the operations in use say it (staticContextParams).
CONTEXT = {"acm": {"ServiceType": "ACM"}}
VARIANTS = [(False, False), (True, False), (False, True), (True, True)]  # FIPS, dual-stack


NONE = (None, None)  # the rules give no endpoint


def c_text(text):
    return "NULL" if text is None else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def region_prefixes(regex):
    """The leading parts of "^(us|eu)\\-\\w+\\-\\d+$": ["us", "eu"]. Another form of pattern needs another matcher."""
    form = re.fullmatch(r"\^(.*)\\-\\w\+\\-\\d\+\$", regex)
    if not form:
        sys.exit(f"partitions.py: region pattern {regex!r} has a form that partition.c does not match")
    alternatives = [""]
    for part in form.group(1).replace("\\-", "-").replace("(", "\0(").replace(")", ")\0").split("\0"):
        choices = part[1:-1].split("|") if part.startswith("(") else [part]
        alternatives = [done + choice for done in alternatives for choice in choices]
    if any(not re.fullmatch(r"[a-z-]+", name) for name in alternatives):
        sys.exit(f"partitions.py: region pattern {regex!r} has a form that partition.c does not match")
    return alternatives


def read_partitions(loader):
    names = {p["partition"]: p["partitionName"] for p in loader.load_data("endpoints")["partitions"]}
    long_names = {
        region: facts["description"]
        for p in loader.load_data("endpoints")["partitions"]
        for region, facts in p["regions"].items()
    }
    partitions = []
    for p in loader.load_data("partitions")["partitions"]:
        prefixes = region_prefixes(p["regionRegex"])
        regions = {
            name: long_names.get(name, facts.get("description", name))
            for name, facts in p["regions"].items()
            if not name.endswith("-global")
        }
        partitions.append(
            {
                "id": p["id"],
                "dns": p["outputs"]["dnsSuffix"],
                "dual": p["outputs"]["dualStackDnsSuffix"],
                "name": names[p["id"]],
                "global_region": p["outputs"]["implicitGlobalRegion"],
                "prefixes": prefixes,
                "regions": dict(sorted(regions.items())),
            }
        )
    return partitions


def pattern_host(prefix, partition, fips, dual):
    return f"{prefix}{'-fips' if fips else ''}.{{region}}.{partition['dual'] if dual else partition['dns']}"


def resolve(provider, context, region, fips, dual):
    """(host, signing region or None), or None where the rules give no endpoint."""
    try:
        endpoint = provider.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual, **context)
    except EndpointProviderError as error:
        if "required parameter" in str(error):
            sys.exit(f"partitions.py: {error}: CONTEXT has to say it")
        return None
    if not endpoint.url.startswith("https://"):
        sys.exit(f"partitions.py: unexpected endpoint {endpoint.url}")
    signing = [s.get("signingRegion") for s in endpoint.properties.get("authSchemes", []) if s["name"] == "sigv4"]
    return endpoint.url.removeprefix("https://"), signing[0] if signing else None


def resolve_all(provider, context, regions, fips, dual):
    """The answer of each region; with {region} in the host unless the service is one for the whole partition."""
    found = {region: resolve(provider, context, region, fips, dual) or NONE for region in regions}
    if any(signing not in (None, region) for region, (_, signing) in found.items()):
        return found
    return {
        region: (host.replace(f".{region}.", ".{region}."), signing if region not in host else None) if host else NONE
        for region, (host, signing) in found.items()
    }


def read_exceptions(loader, partitions):
    rows = {}
    data = loader.load_data("partitions")
    for service in SERVICES:
        metadata = loader.load_service_model(service, "service-2")["metadata"]
        provider = EndpointProvider(loader.load_service_model(service, "endpoint-rule-set-1"), data)
        for partition in partitions:
            for fips, dual in VARIANTS:
                usual = (pattern_host(metadata["endpointPrefix"], partition, fips, dual), None)
                # A region that is not there yet says what is said of any: it has no row of its own.
                later = f"{partition['prefixes'][0]}-later-77"
                found = resolve_all(provider, CONTEXT.get(service, {}), [*partition["regions"], later], fips, dual)
                common = found.pop(later)
                key = (metadata["serviceId"], partition["id"], fips, dual)
                for region, answer in found.items():
                    if answer != common:
                        rows[(*key, region)] = answer
                if common != usual:
                    rows[(*key, None)] = common
    return rows


HEADER = """// Generated by tools/api/partitions.py from botocore {version}; do not edit.
// clang-format off
#include "aws/partition_data.h"

"""


def partition_file(partitions):
    out = [HEADER.format(version=botocore.__version__)]
    for p in partitions:
        ident = p["id"].replace("-", "_")
        prefixes = ", ".join(map(c_text, p["prefixes"]))
        out.append(f"static const char *const {ident}_prefixes[] = {{{prefixes}, NULL}};\n")
        for what, texts in (("regions", p["regions"].keys()), ("region_names", p["regions"].values())):
            out.append(f"static const char *const {ident}_{what}[] = {{\n")
            out.extend(f"    {c_text(text)},\n" for text in texts)
            out.append("    NULL,\n};\n")
    out.append("\nconst partition_row partition_rows[] = {\n")
    for p in partitions:
        ident = p["id"].replace("-", "_")
        reverse = ".".join(reversed(p["dns"].split(".")))
        out.append("    {\n        .partition =\n            {\n")
        for field, text in (
            ("id", p["id"]),
            ("dns_suffix", p["dns"]),
            ("dualstack_dns_suffix", p["dual"]),
            ("reverse_dns_prefix", reverse),
            ("name", p["name"]),
            ("global_region", p["global_region"]),
        ):
            out.append(f"                .{field} = {c_text(text)},\n")
        out.append(f"                .regions = {ident}_regions,\n")
        out.append(f"                .region_names = {ident}_region_names,\n")
        out.append(f"            }},\n        .region_prefixes = {ident}_prefixes,\n    }},\n")
    out.append("};\nconst size_t partition_row_count = sizeof(partition_rows) / sizeof(partition_rows[0]);\n")
    return "".join(out)


def endpoint_file(rows):
    out = [HEADER.format(version=botocore.__version__), "const endpoint_row endpoint_rows[] = {\n"]
    # A region's own row stands before its partition's, so that the first match is the closest.
    for key in sorted(rows, key=lambda k: (k[0], k[1], k[2], k[3], k[4] is None, k[4] or "")):
        service, partition, fips, dual, region = key
        host, signing = rows[key]
        flags = f"{'true' if fips else 'false'}, {'true' if dual else 'false'}"
        fields = [c_text(service), c_text(partition), c_text(region), flags, c_text(host), c_text(signing)]
        out.append(f"    {{{', '.join(fields)}}},\n")
    out.append("};\nconst size_t endpoint_row_count = sizeof(endpoint_rows) / sizeof(endpoint_rows[0]);\n")
    return "".join(out)


def main():
    loader = Loader()
    partitions = read_partitions(loader)
    files = {
        "partition_data.c": partition_file(partitions),
        "endpoint_data.c": endpoint_file(read_exceptions(loader, partitions)),
    }
    stale = [
        name for name, text in files.items() if not (OUTPUT / name).exists() or (OUTPUT / name).read_text() != text
    ]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"provider/aws/{name} is stale; mend it with: .venv/bin/python tools/api/partitions.py")
        sys.exit(1 if stale else 0)
    for name in stale:
        (OUTPUT / name).write_text(files[name])


if __name__ == "__main__":
    main()
