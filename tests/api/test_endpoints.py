"""Every service in use, in every region, with and without FIPS and dual-stack, is called where botocore's rules say."""

import os
import pathlib
import subprocess
import sys
import unittest

from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError
from botocore.loaders import Loader

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
from api.partitions import CONTEXT  # noqa: E402
from spec.services import BOTOCORE  # noqa: E402

BUILD = pathlib.Path(os.environ.get("CAWS_BUILD", ROOT / "build" / "dev"))
VARIANTS = [(False, False), (True, False), (False, True), (True, True)]
NEW = {"aws": "eu-west-77", "aws-cn": "cn-south-77", "aws-us-gov": "us-gov-south-77", "aws-eusc": "eusc-fr-east-77"}


class Endpoints(unittest.TestCase):
    def test_against_botocore(self):
        """The host, and the region and name that requests are signed for; regions that no data knows yet, too."""
        loader = Loader()
        partitions = loader.load_data("partitions")
        regions = [r for p in partitions["partitions"] for r in p["regions"] if not r.endswith("-global")]
        regions += list(NEW.values())
        services = sorted(p.stem for p in (ROOT / "schemas" / "api").glob("*.yaml"))
        asked, wanted = [], []
        for service in services:
            model = loader.load_service_model(BOTOCORE[service], "service-2")["metadata"]
            provider = EndpointProvider(loader.load_service_model(BOTOCORE[service], "endpoint-rule-set-1"), partitions)
            context = CONTEXT.get(BOTOCORE[service], {})
            name = model.get("signingName", model["endpointPrefix"])
            for region in regions:
                for fips, dual in VARIANTS:
                    answer = self.resolve(provider, {"Region": region, "UseFIPS": fips, "UseDualStack": dual, **context}, name)
                    asked.append(f"{service} {region} {int(fips)} {int(dual)}")
                    wanted.append(answer or "-")
        self.assertGreater(len(asked), 2000)
        done = subprocess.run([BUILD / "tests" / "api.resolve_endpoints"], input="\n".join(asked), capture_output=True,
                              text=True, check=True)
        got = ["-" if line.startswith("- ") else line for line in done.stdout.splitlines()]
        differing = [f"{a}: {g} instead of {w}" for a, g, w in zip(asked, got, wanted, strict=True) if g != w]
        print(f"{len(asked)} endpoints of {len(services)} services")
        self.assertEqual([], differing)

    @staticmethod
    def resolve(provider, parameters, name):
        """URL, signing region and signing name by botocore's rules; None where they give none."""
        try:
            endpoint = provider.resolve_endpoint(**parameters)
        except EndpointProviderError as error:
            if "required parameter" in str(error):
                raise
            return None
        schemes = [s for s in endpoint.properties.get("authSchemes", []) if s["name"] == "sigv4"]
        scheme = schemes[0] if schemes else {}
        return f"{endpoint.url} {scheme.get('signingRegion', parameters['Region'])} {scheme.get('signingName', name)}"


if __name__ == "__main__":
    unittest.main()
