"""The API importer: what it takes from botocore's models, and what it says when a spec asks for what is not there."""

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
MEND = "differs from the models; run: .venv/bin/python tools/api/import.py"


class Import(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.schemas = Path(folder.name) / "schemas"
        self.schemas.mkdir()

    def uses(self, service, *operations):
        (self.schemas / service).mkdir()
        text = f"service: {service}\nuses: [{', '.join(operations)}]\n"
        (self.schemas / service / "service.yaml").write_text(text, encoding="utf-8")

    def run_import(self, *args):
        command = [sys.executable, str(ROOT / "tools/api/import.py"), "--schemas", str(self.schemas), *args]
        return subprocess.run(command, capture_output=True, text=True)

    def imported(self, service):
        done = self.run_import()
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        return yaml.safe_load((self.schemas / "api" / f"{service}.yaml").read_text(encoding="utf-8"))

    def test_unknown_operation(self):
        self.uses("ecs", "CreateClustr")
        done = self.run_import()
        self.assertEqual("schemas/ecs/service.yaml:2: operation CreateClustr: no such operation in ecs; "
                         "did you mean CreateCluster?\n", done.stderr)
        self.assertEqual(1, done.returncode)

    def test_unknown_service(self):
        self.uses("ecsx", "CreateCluster")
        self.assertIn("service ecsx: not in tools/spec/services.py; did you mean ecs?", self.run_import().stderr)

    def test_check(self):
        self.uses("sts", "GetCallerIdentity")
        self.assertIn(f"sts.yaml: {MEND}", self.run_import("--check").stderr)
        self.imported("sts")
        self.assertEqual(0, self.run_import("--check").returncode)
        shutil.rmtree(self.schemas / "sts")
        self.assertIn(f"sts.yaml: {MEND}", self.run_import("--check").stderr)
        self.run_import()
        self.assertEqual([], list((self.schemas / "api").iterdir()), "the file of a service that nobody uses")

    def test_facts_of_ec2(self):
        self.uses("ec2", "DescribeVpcs", "RunInstances", "CreateNatGateway")
        api = self.imported("ec2")
        self.assertEqual("ec2", api["service"]["protocol"])
        self.assertEqual({"input": "NextToken", "output": "NextToken", "keys": ["Vpcs"]},
                         api["operations"]["DescribeVpcs"]["pages"])
        self.assertTrue(api["shapes"]["CreateNatGatewayRequest"]["members"]["ClientToken"]["token"])
        self.assertEqual("vpcSet", api["shapes"]["DescribeVpcsResult"]["members"]["Vpcs"]["wire"])
        addresses = api["shapes"]["InstanceNetworkInterfaceSpecification"]["members"]["Ipv6Addresses"]
        self.assertEqual(("ipv6AddressesSet", "Ipv6Addresses"), (addresses["wire"], addresses["query"]))
        self.assertNotIn("CreateVpcRequest", api["shapes"])

    def test_tokens_that_the_model_does_not_know(self):
        """What is sent again after an answer that was lost makes no second one."""
        self.uses("ecs", "CreateService", "CreateTaskSet")
        self.uses("ec2", "CreateVpcEndpoint", "CreateEgressOnlyInternetGateway")
        self.uses("acm", "RequestCertificate")
        for service, shape, member, token in (("ecs", "CreateServiceRequest", "clientToken", True),
                                              ("ecs", "CreateTaskSetRequest", "clientToken", True),
                                              ("ec2", "CreateVpcEndpointRequest", "ClientToken", True),
                                              ("ec2", "CreateEgressOnlyInternetGatewayRequest", "ClientToken", True),
                                              ("acm", "RequestCertificateRequest", "IdempotencyToken", "plain")):
            self.assertEqual(token, self.imported(service)["shapes"][shape]["members"][member]["token"])

    def test_codes_of_the_query_protocol(self):
        self.uses("cloudwatch", "GetDashboard")
        self.uses("ecs", "CreateCluster")
        self.assertTrue(self.imported("cloudwatch")["service"]["query_compatible"])
        self.assertNotIn("query_compatible", self.imported("ecs")["service"])

    def test_facts_of_rest_xml(self):
        self.uses("s3", "PutBucketTagging", "GetBucketLocation", "ListObjectsV2")
        api = self.imported("s3")
        put = api["operations"]["PutBucketTagging"]
        self.assertEqual("PUT /{Bucket}?tagging", put["http"])
        self.assertTrue(put["checksum_required"])
        self.assertEqual("ChecksumAlgorithm", put["checksum"])
        members = api["shapes"]["PutBucketTaggingRequest"]["members"]
        self.assertEqual("uri", members["Bucket"]["in"])
        self.assertTrue(members["Tagging"]["payload"])
        self.assertEqual("http://s3.amazonaws.com/doc/2006-03-01/", api["shapes"]["Tagging"]["xmlns"])
        self.assertTrue(api["operations"]["GetBucketLocation"]["unwrapped_output"])

    def test_facts_of_query(self):
        self.uses("elbv2", "CreateLoadBalancer")
        self.uses("iam", "GetRole")
        api = self.imported("elbv2")
        operation = api["operations"]["CreateLoadBalancer"]
        self.assertEqual("CreateLoadBalancerResult", operation["result_wrapper"])
        self.assertIn("DuplicateLoadBalancerName", operation["errors"], "the code, not the shape's name")
        iam = self.imported("iam")
        self.assertTrue(iam["service"]["global"])
        self.assertIn("NoSuchEntity", iam["operations"]["GetRole"]["errors"])

    def test_no_documentation(self):
        self.uses("ecs", "CreateService", "DescribeServices")
        self.imported("ecs")
        text = (self.schemas / "api/ecs.yaml").read_text(encoding="utf-8")
        self.assertNotIn("<p>", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 120)


if __name__ == "__main__":
    unittest.main()
