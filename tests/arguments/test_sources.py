"""Where a setting comes from: the provider block before the environment before the profile."""

import unittest

from tests.arguments.rig import NOBODY_ASKED, Arguments
from tests.faults.endpoint import Rule, json_error

KEYLESS = {"access_key": None, "secret_key": None}
ENVIRONMENT_KEYS = {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "very-secret-indeed"}


class Sources(Arguments):
    def signed(self):
        """Key, region and session token of the last call to STS."""
        r = self.endpoint.requests("sts")[-1]
        return r.access_key, r.region, r.headers.get("x-amz-security-token")

    def proxied(self, config=None, environment=None):
        """The host of a call to ECS, in a configuration in which nobody is asked and the endpoint stands for a proxy."""
        self.accepted({**NOBODY_ASKED, "max_retries": 1, "https_proxy": self.endpoint.url, **(config or {})}, environment,
                      everywhere=False)
        self.assertEqual(1, len(self.read_cluster().errors))
        return self.asked_proxy()[-1]

    def test_keys(self):
        """access_key, secret_key and token: never mixed from two sources."""
        environment = {**ENVIRONMENT_KEYS, "AWS_SESSION_TOKEN": "token-e"}
        profile = self.profile(aws_access_key_id="AKIAFILE", aws_secret_access_key="s", aws_session_token="token-f")
        self.accepted({"token": "token-a"}, {**environment, **profile})
        self.assertEqual(("AKIAEXAMPLE", "eu-west-1", "token-a"), self.signed())
        self.accepted({}, {**environment, **profile})
        self.assertEqual(("AKIAEXAMPLE", "eu-west-1", None), self.signed())
        self.accepted(KEYLESS, {**environment, **profile})
        self.assertEqual(("AKIAENV", "eu-west-1", "token-e"), self.signed())
        self.accepted(KEYLESS, profile)
        self.assertEqual(("AKIAFILE", "eu-west-1", "token-f"), self.signed())
        self.accepted(KEYLESS, {"AWS_ACCESS_KEY": "AKIAOLD", "AWS_SECRET_KEY": "s"})
        self.assertEqual("AKIAOLD", self.signed()[0])
        half = self.configure({"secret_key": None}, environment)
        self.assertEqual(["error"], [d.severity for d in half])
        self.assertIn("access_key is set, but secret_key is not", half[0].text)

    def test_keys_that_fit_no_header(self):
        """A line break at the end of a variable is told, and nothing is sent."""
        for name, what in (("AWS_ACCESS_KEY_ID", "access key"), ("AWS_SESSION_TOKEN", "session token")):
            with self.subTest(name):
                [told] = self.configure(KEYLESS, {**ENVIRONMENT_KEYS, name: "AKIAENV\nx-evil: 1"})
                self.assertIn(f"the {what} has a line break", told.text)
                self.assertNotIn("evil", told.text)
        self.assertEqual([], self.endpoint.requests())

    def test_files(self):
        """The arguments before the variables; the credentials file before the configuration file, the last file before the first."""
        first = self.file("[default]\naws_access_key_id = AKIAFIRST\naws_secret_access_key = s\nregion = eu-west-2\n")
        second = self.file("[default]\naws_access_key_id = AKIASECOND\naws_secret_access_key = s\nregion = sa-east-1\n")
        none = {**KEYLESS, "region": None}
        for config, environment, expected in (
                ({}, {"AWS_SHARED_CREDENTIALS_FILE": first, "AWS_CONFIG_FILE": second}, ("AKIAFIRST", "eu-west-2")),
                ({}, {"AWS_CONFIG_FILE": second}, ("AKIASECOND", "sa-east-1")),
                ({"shared_credentials_files": [second]}, {"AWS_SHARED_CREDENTIALS_FILE": first}, ("AKIASECOND", "sa-east-1")),
                ({"shared_credentials_files": [second, first]}, {}, ("AKIAFIRST", "eu-west-2")),
                ({"shared_config_files": [second]}, {"AWS_CONFIG_FILE": first}, ("AKIASECOND", "sa-east-1")),
                ({"shared_config_files": [second, first]}, {}, ("AKIAFIRST", "eu-west-2"))):
            with self.subTest(config=config, environment=environment):
                self.accepted({**none, **config}, environment)
                self.assertEqual(expected, self.signed()[:2])

    def test_profile(self):
        file = self.file("".join(f"[profile {name}]\naws_access_key_id = AKIA{name}\naws_secret_access_key = s\nregion = {region}\n"
                                 for name, region in (("A", "eu-west-2"), ("B", "eu-west-3"), ("C", "sa-east-1"))))
        none = {**KEYLESS, "region": None}
        environment = {"AWS_CONFIG_FILE": file, "AWS_PROFILE": "B", "AWS_DEFAULT_PROFILE": "C"}
        self.accepted({**none, "profile": "A"}, {**environment, **ENVIRONMENT_KEYS})
        self.assertEqual(("AKIAA", "eu-west-2"), self.signed()[:2])
        self.accepted(none, environment)
        self.assertEqual(("AKIAB", "eu-west-3"), self.signed()[:2])
        self.accepted(none, {**environment, "AWS_PROFILE": ""})
        self.assertEqual(("AKIAC", "sa-east-1"), self.signed()[:2])
        self.refused("profile", ["nobody"], {"profile": "nobody"}, environment)

    def test_region(self):
        profile = self.profile(region="eu-west-3")
        both = {**profile, "AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "sa-east-1"}
        for config, environment, expected in (
                ({}, both, "eu-west-1"), ({"region": None}, both, "eu-west-2"), ({"region": ""}, both, "eu-west-2"),
                ({"region": None}, {**both, "AWS_REGION": ""}, "sa-east-1"), ({"region": None}, profile, "eu-west-3")):
            with self.subTest(config=config, environment=environment):
                self.accepted(config, environment)
                self.assertEqual(expected, self.signed()[1])

    def test_attempts(self):
        """max_retries, AWS_MAX_ATTEMPTS, max_attempts: how often a call is sent."""
        self.endpoint.rules.insert(0, Rule("sts", answer=json_error("InternalFailure", "stumbled", 500)))
        profile = self.profile(max_attempts=2)
        for config, environment, sent in (({"max_retries": 1}, {**profile, "AWS_MAX_ATTEMPTS": "3"}, 1),
                                          ({}, {**profile, "AWS_MAX_ATTEMPTS": "3"}, 3), ({}, profile, 2)):
            with self.subTest(config=config, environment=environment):
                before = len(self.endpoint.requests("sts"))
                self.assertEqual(1, len(self.configure(config, environment)))
                self.assertEqual(sent, len(self.endpoint.requests("sts")) - before)
        self.refused("max_retries", ["max_attempts", "many"], environment=self.profile(max_attempts="many"))

    def test_retry_mode(self):
        """What is weaker is not looked at, so that it may be wrong."""
        wrong = self.profile(retry_mode="sometimes")
        self.accepted({"retry_mode": "standard"}, {**wrong, "AWS_RETRY_MODE": "often"})
        self.accepted({}, {**wrong, "AWS_RETRY_MODE": "adaptive"})
        self.refused("retry_mode", ["often"], environment={**wrong, "AWS_RETRY_MODE": "often"})
        self.refused("retry_mode", ["sometimes"], environment=wrong)
        self.refused("retry_mode", ["standard, adaptive"], {"retry_mode": "often"})

    def test_endpoints_of_fips(self):
        self.assertEqual("ecs-fips.us-east-1.amazonaws.com", self.proxied({"region": "us-east-1", "use_fips_endpoint": True}))
        self._flag("use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT", "ecs-fips.us-east-1.amazonaws.com")

    def test_endpoints_of_dual_stack(self):
        self.assertEqual("ecs.us-east-1.api.aws", self.proxied({"region": "us-east-1", "use_dualstack_endpoint": True}))
        self._flag("use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT", "ecs.us-east-1.api.aws")

    def _flag(self, key, variable, host):
        usual = "ecs.us-east-1.amazonaws.com"
        profile = self.profile(**{key: "true"})
        for config, environment, expected in (({}, profile, host), ({}, {variable: "true"}, host),
                                              ({}, {**profile, variable: "false"}, usual), ({key: False}, {variable: "true"}, usual)):
            with self.subTest(config=config, environment=environment):
                self.assertEqual(expected, self.proxied({"region": "us-east-1", **config}, environment))
        self.refused(key, [variable, "true or false"], environment={variable: "yes"})

    def test_s3_in_us_east_1(self):
        name = "s3_us_east_1_regional_endpoint"
        profile = self.profile(**{name: "regional"})
        variable = name.upper().replace("S3", "AWS_S3", 1)
        for config, environment, expected in (
                ({}, {}, "bucket.s3.amazonaws.com"), ({}, profile, "bucket.s3.us-east-1.amazonaws.com"),
                ({}, {**profile, variable: "legacy"}, "bucket.s3.amazonaws.com"),
                ({name: "regional"}, {variable: "legacy"}, "bucket.s3.us-east-1.amazonaws.com")):
            with self.subTest(config=config, environment=environment):
                self.proxied({"region": "us-east-1", **config}, environment)
                self.read_bucket()
                self.assertEqual(expected, self.asked_proxy()[-1])
        self.refused(name, ["legacy, regional"], {name: "global"})
        self.refused(name, ["legacy", "regional"], environment={variable: "global"})

    def test_s3_path_style(self):
        inside = {"AWS_ENDPOINT_URL": "http://aws.internal.example"}
        for style, url in ((True, "http://aws.internal.example/bucket?versioning"), (False, "http://bucket.aws.internal.example/?versioning")):
            with self.subTest(style):
                self.accepted({**NOBODY_ASKED, "http_proxy": self.endpoint.url, "s3_use_path_style": style}, inside, everywhere=False)
                self.read_bucket()
                self.assertEqual(url, self.endpoint.requests("s3")[-1].path)

    def test_services_section(self):
        """The variables before the profile, what is of one service before what is of all."""
        file = self.file(f"[profile x]\nservices = here\nendpoint_url = http://all.invalid\n"
                         f"[services here]\necs =\n  endpoint_url = {self.endpoint.url}\n")
        environment = {"AWS_CONFIG_FILE": file, "AWS_PROFILE": "x"}
        self.accepted(NOBODY_ASKED, environment, everywhere=False)
        self.assertEqual([], self.read_cluster().errors)
        self.configure({**NOBODY_ASKED, "max_retries": 1}, {**environment, "AWS_ENDPOINT_URL_ECS": "http://127.0.0.1:9"},
                       everywhere=False)
        self.assertIn("127.0.0.1:9", self.read_cluster().errors[0].text)

    def test_partitions(self):
        """Each has its own domain; a region of none of them is refused."""
        for region, host in (("eu-west-1", "amazonaws.com"), ("cn-north-1", "amazonaws.com.cn"), ("us-gov-west-1", "amazonaws.com"),
                             ("us-iso-east-1", "c2s.ic.gov"), ("us-isob-east-1", "sc2s.sgov.gov"), ("eu-isoe-west-1", "cloud.adc-e.uk"),
                             ("us-isof-south-1", "csp.hci.ic.gov"), ("eusc-de-east-1", "amazonaws.eu")):
            with self.subTest(region):
                self.assertEqual(f"ecs.{region}.{host}", self.proxied({"region": region}))
        self.refused("region", ["eu-nowhere-1"], {"region": "eu-nowhere-1"})

    def test_application(self):
        profile = self.profile(sdk_ua_app_id="of-the-profile")
        for environment, said in ((profile, "app/of-the-profile"), ({**profile, "AWS_SDK_UA_APP_ID": "shop"}, "app/shop")):
            self.accepted({}, environment)
            self.assertIn(f" {said}", self.endpoint.requests("sts")[-1].headers["user-agent"])


if __name__ == "__main__":
    unittest.main()
