"""Requests as they arrive, each with the signature that botocore computes for what arrived: S3 with keys of all kinds, and every
other protocol."""
import os
import re
import unittest

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.faults.endpoint import Answer, Endpoint, Rule
from tests.pyclient import Provider

PLUGIN = os.environ.get("CAWS_PLUGIN", "build/release/terraform-provider-aws")
KEYS = Credentials("AKIAEXAMPLE", "very/secret+indeed", "tok/en+with=signs==")
SCOPE = re.compile(r"AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/\d+/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$")
# Types and ids of every protocol, with what is hard to sign in them.
OBJECTS = [
    ("aws_ecs_cluster", "main"), ("aws_ecs_cluster", "arn:aws:ecs:us-east-1:123456789012:cluster/main"),
    ("aws_cloudwatch_log_group", "/aws/ecs/main"), ("aws_ssm_parameter", "/shop/päßword"), ("aws_kms_alias", "alias/main"),
    ("aws_iam_role", "a+b=c,d.e@f-g"), ("aws_iam_instance_profile", "main"), ("aws_lb_target_group",
     "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/main/0123456789abcdef"),
    ("aws_vpc", "vpc-0123456789abcdef0"), ("aws_eip", "eipalloc-0123456789abcdef0"),
    ("aws_route53_zone", "Z0123456789"), ("aws_s3_bucket", "my-bucket"), ("aws_s3_bucket", "my.bucket"),
    *(("aws_s3_object", f"s3://my-bucket/{key}") for key in (
        "plain", "with blank", "with+plus", "with%20percent", "a/b/c", "a//b", "a/../b", "./a", "ünï/cödé", "~tilde_-.", "a&b=c?d#e",
        "(x)'!*", "co:lon@at,comma;semi$", "trailing/")),
]


def signature_of(request, host, region, service, names):
    """What botocore signs with for these headers of what arrived."""
    auth = (S3SigV4Auth if service == "s3" else SigV4Auth)(KEYS, service, region)
    path = request.path if request.path.startswith("/") else "/" + request.path
    signed = AWSRequest(request.method, f"http://{host}{path}", {n: request.headers[n] for n in names}, request.body)
    signed.context["timestamp"] = request.headers["x-amz-date"]
    canonical = auth.canonical_request(signed)
    return auth.signature(auth.string_to_sign(signed, canonical), signed)


class Signatures(unittest.TestCase):
    def test_as_botocore(self):
        with Endpoint([Rule(answer=Answer(404, ""))]) as endpoint, Provider(PLUGIN, {
                "AWS_ENDPOINT_URL": endpoint.url, "AWS_ACCESS_KEY_ID": KEYS.access_key, "AWS_SECRET_ACCESS_KEY": KEYS.secret_key,
                "AWS_SESSION_TOKEN": KEYS.token}) as provider:
            provider.configure({"region": "eu-west-1", "skip_credentials_validation": True, "skip_requesting_account_id": True,
                                "max_retries": 1})
            for type_name, id_ in OBJECTS:
                states, _ = provider.import_state(type_name, id_)
                for imported in states:
                    provider.read(type_name, imported.state)
            services = set()
            for request in endpoint.requests():
                with self.subTest(f"{request.method} {request.path} {request.operation}"):
                    region, service, names, signature = SCOPE.match(request.headers["authorization"]).groups()
                    names = names.split(";")
                    self.assertEqual(request.headers["x-amz-security-token"], KEYS.token)
                    self.assertLessEqual({"host", "x-amz-date", "x-amz-security-token"}, set(names))
                    self.assertEqual("x-amz-content-sha256" in names, service == "s3")
                    self.assertEqual(signature_of(request, request.headers["host"], region, service, names), signature)
                    services.add(service)
            self.assertLessEqual({"ecs", "logs", "ssm", "kms", "iam", "elasticloadbalancing", "ec2", "route53", "s3"}, services)
            self.assertGreaterEqual(len(endpoint.requests(service="s3")), 16)


if __name__ == "__main__":
    unittest.main()
