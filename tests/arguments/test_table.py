"""docs/provider-arguments.md: every argument and variable stands in it, and the tests that it names are there."""

import json
import os
import pathlib
import re
import subprocess
import unittest

from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES

from tests.arguments.rig import ROOT
from tests.pyclient import Provider

ROOT = pathlib.Path(ROOT)
PAGE = ROOT / "docs" / "provider-arguments.md"
REFERENCE = pathlib.Path(os.environ.get("CAWS_REFERENCE") or ROOT.parent / "shared" / "reference") / "schema.json"

# What hashicorp/aws 5.100.0 and the SDK for Go in it read (its provider block's documentation, aws-sdk-go-base, the SDK's config,
# feature/ec2/imds and credentials/endpointcreds; each is a string of the binary). AWS_ENDPOINT_URL_<SERVICE> aside.
PEER = """
AWS_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_ACCOUNT_ID AWS_ACCOUNT_ID_ENDPOINT_MODE AWS_CA_BUNDLE AWS_CONFIG_FILE AWS_CONTAINER_AUTHORIZATION_TOKEN
AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CSM_CLIENT_ID
AWS_CSM_ENABLED AWS_CSM_HOST AWS_CSM_PORT AWS_DEFAULTS_MODE AWS_DEFAULT_PROFILE AWS_DEFAULT_REGION AWS_DISABLE_REQUEST_COMPRESSION
AWS_DYNAMODB_ENDPOINT AWS_EC2_METADATA_DISABLED AWS_EC2_METADATA_SERVICE_ENDPOINT AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE
AWS_EC2_METADATA_V1_DISABLED AWS_ENABLE_ENDPOINT_DISCOVERY AWS_ENDPOINT_URL AWS_EXECUTION_ENV AWS_IAM_ENDPOINT
AWS_IGNORE_CONFIGURED_ENDPOINT_URLS AWS_LAMBDA_FUNCTION_NAME AWS_MAX_ATTEMPTS AWS_METADATA_URL AWS_PROFILE AWS_REGION
AWS_REQUEST_CHECKSUM_CALCULATION AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES AWS_RESPONSE_CHECKSUM_VALIDATION AWS_RETRY_MODE AWS_ROLE_ARN
AWS_ROLE_SESSION_NAME AWS_S3_DISABLE_EXPRESS_SESSION_AUTH AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS AWS_S3_ENDPOINT
AWS_S3_USE_ARN_REGION AWS_S3_US_EAST_1_REGIONAL_ENDPOINT AWS_SDK_GO_CLIENT_TLS_CERT AWS_SDK_GO_CLIENT_TLS_KEY AWS_SDK_LOAD_CONFIG
AWS_SDK_UA_APP_ID AWS_SECRET_ACCESS_KEY AWS_SECRET_KEY AWS_SESSION_TOKEN AWS_SHARED_CREDENTIALS_FILE AWS_STS_ENDPOINT
AWS_STS_REGIONAL_ENDPOINTS AWS_USE_DUALSTACK_ENDPOINT AWS_USE_FIPS_ENDPOINT AWS_WEB_IDENTITY_TOKEN_FILE HTTPS_PROXY HTTP_PROXY NO_PROXY
SSL_CERT_DIR SSL_CERT_FILE TF_ACC TF_ACC_LOG_PATH TF_APPEND_USER_AGENT TF_AWS_DYNAMODB_ENDPOINT TF_AWS_IAM_ENDPOINT
TF_AWS_IGNORE_TAGS_KEYS TF_AWS_IGNORE_TAGS_KEY_PREFIXES TF_AWS_S3_ENDPOINT TF_AWS_STS_ENDPOINT TF_LOG TF_LOG_AWS_AUTOFLEX TF_LOG_PATH
TF_LOG_PATH_MASK TF_LOG_PROVIDER TF_LOG_PROVIDER_AWS TF_LOG_SDK TF_LOG_SDK_FRAMEWORK TF_LOG_SDK_HELPER_SCHEMA TF_LOG_SDK_MUX
TF_LOG_SDK_PROTO TF_LOG_SDK_PROTO_DATA_DIR _X_AMZN_TRACE_ID http_proxy https_proxy no_proxy
""".split()


def names_in(text):
    return re.findall(r"`([^`]+)`", text)


class Page:
    """The tables of the page: lists of rows, a row its cells, a cell the names in it."""

    def __init__(self):
        self.text = PAGE.read_text(encoding="utf-8")
        self.sections = {}
        for part in self.text.split("\n## ")[1:]:
            title, _, body = part.partition("\n")
            rows = [line.strip("|").split("|") for line in body.splitlines() if line.startswith("|")]
            self.sections[title] = [[names_in(cell) for cell in row] for row in rows[2:]]

    @property
    def arguments(self):
        return [name for row in self.sections["Arguments"] for name in row[0]]

    @property
    def tests(self):
        """(what it shows, test) of every row that names tests."""
        rows = [*self.sections["Arguments"], *self.sections["Variables without an argument"]]
        return [(row[0][0], test) for row in rows for test in row[-1]]


def is_there(module, name, run):
    """Whether the file of that name has the test, and ctest runs it."""
    python = ROOT / "tests" / "arguments" / f"test_{module}.py"
    if python.exists():
        return f"arguments.test_{module}" in run and f"\n    def test_{name}(self):" in python.read_text(encoding="utf-8")
    found = list((ROOT / "tests" / "unit").rglob(f"{module}_test.c"))
    return (len(found) == 1 and f"unit.{found[0].parent.name}.{module}" in run
            and f"TEST({name}) {{" in found[0].read_text(encoding="utf-8"))


def of_reference():
    """Dotted names of the reference's provider block; endpoints are one."""
    block = json.loads(REFERENCE.read_text(encoding="utf-8"))["provider"]["block"]
    inner = [f"{name}.{a}" for name, b in block["block_types"].items() for a in b["block"]["attributes"] if name != "endpoints"]
    return {*block["attributes"], *inner, "endpoints.<service>"}


def of_plugin():
    with Provider() as provider:
        block = provider.config_block
    inner = [f"{name}.{a}" for name, b in block.blocks.items() for a in b.block.attributes if name != "endpoints"]
    return {*block.attributes, *inner, "endpoints.<service>"}


class Table(unittest.TestCase):
    def setUp(self):
        self.page = Page()

    def test_arguments(self):
        listed = self.page.arguments
        self.assertEqual(len(listed), len(set(listed)))
        self.assertEqual(of_plugin(), set(listed))

    @unittest.skipUnless(REFERENCE.exists(), "the reference is not beside the project")
    def test_arguments_of_the_reference(self):
        self.assertEqual(of_reference(), set(self.page.arguments))

    def test_variables(self):
        named = set(names_in(self.page.text))
        self.assertEqual(set(), set(PEER) - named)
        of_botocore = {name for _, names, *_ in BOTOCORE_DEFAUT_SESSION_VARIABLES.values()
                       for name in ([names] if isinstance(names, str) else names or [])}
        self.assertEqual(set(), {name for name in of_botocore if name.startswith("AWS_")} - named)

    def test_variables_that_the_provider_reads(self):
        """Each stands in a table, and not among those without effect."""
        sources = "\n".join(p.read_text(encoding="utf-8") for folder in ("provider/aws", "provider/engine", "provider/base")
                            for p in sorted((ROOT / folder).rglob("*.c")))
        read = set(re.findall(r'"((?:TF_)?AWS_[A-Z0-9_]+|TF_APPEND_USER_AGENT|TF_LOG\w*|\w+_PROXY|SSL_CERT_\w+)"', sources))
        idle = {name for row in self.page.sections["Variables without effect"] for name in row[0]}
        named = {name.replace("<KEY>", "") for name in names_in(self.page.text)}
        prefixed = {name for name in read if name.startswith("AWS_ENDPOINT_URL_")}  # AWS_ENDPOINT_URL_<SERVICE>
        self.assertEqual(set(), read - prefixed - named)
        self.assertEqual(set(), read & idle)

    def test_every_row_names_tests(self):
        for title in ("Arguments", "Variables without an argument"):
            for row in self.page.sections[title]:
                self.assertTrue(row[-1], row[0])

    def test_tests_are_there_and_run(self):
        listing = subprocess.run(["ctest", "--test-dir", os.environ["CAWS_BUILD"], "-N"], capture_output=True, text=True, check=True)
        run = set(re.findall(r"Test +#\d+: (\S+)", listing.stdout))
        missing = [(what, test) for what, test in self.page.tests if not is_there(*test.split("."), run)]
        self.assertEqual([], missing)


if __name__ == "__main__":
    unittest.main()
