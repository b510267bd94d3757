"""Arguments of the provider block and their environment variables, seen at the calls that the plugin makes and in what it refuses."""

import os
import unittest

from tests.arguments.rig import KEYS, ROOT, Arguments
from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity, json_error
from tests.pyclient import UNKNOWN, Provider


class Block(Arguments):
    def tags_of(self, config):
        block = self.provider.resources["aws_ecs_cluster"]
        full = block.complete({"name": "web", **config})
        return self.provider.plan("aws_ecs_cluster", None, full, full).state["tags_all"]

    # ---- the account ----

    def test_allowed_account_ids(self):
        self.accepted({"allowed_account_ids": ["123456789012"]})
        self.refused("allowed_account_ids", ["123456789012"], {"allowed_account_ids": ["210987654321"]})

    def test_forbidden_account_ids(self):
        self.accepted({"forbidden_account_ids": ["210987654321"]})
        self.refused("forbidden_account_ids", ["123456789012"], {"forbidden_account_ids": ["123456789012"]})

    def test_account_lists_that_are_unknown(self):
        """What is not known yet refuses nobody; what is known does."""
        self.accepted({"allowed_account_ids": [UNKNOWN]})
        self.accepted({"allowed_account_ids": ["210987654321", UNKNOWN]})
        self.accepted({"allowed_account_ids": UNKNOWN})
        self.refused("forbidden_account_ids", ["123456789012"], {"forbidden_account_ids": [UNKNOWN, "123456789012"]})

    def test_account_lists_without_validation(self):
        """The lists are looked at although the credentials are not to be validated."""
        self.refused("allowed_account_ids", ["123456789012"],
                     {"allowed_account_ids": ["210987654321"], "skip_credentials_validation": True})
        nobody = {"skip_credentials_validation": True, "skip_requesting_account_id": True}
        self.refused("allowed_account_ids", ["skip_requesting_account_id"], {"allowed_account_ids": ["1"], **nobody})
        warned = self.configure({"forbidden_account_ids": ["1"], **nobody})
        self.assertEqual([("warning", "forbidden_account_ids")], [(d.severity, d.dotted) for d in warned])

    def test_account_lists_are_one_of_two(self):
        self.refused("allowed_account_ids", ["forbidden_account_ids"],
                     {"allowed_account_ids": ["123456789012"], "forbidden_account_ids": ["210987654321"]})

    def test_skip_credentials_validation(self):
        self.accepted({"skip_credentials_validation": True, "skip_requesting_account_id": True})
        self.assertEqual([], self.endpoint.requests("sts"))

    def test_bad_credentials(self):
        self.endpoint.rules.insert(0, Rule("sts", answer=json_error("InvalidClientTokenId", "no such key", 403)))
        found = self.configure()
        self.assertEqual(1, len(found))
        self.assertNotIn("very-secret-indeed", found[0].text)

    # ---- where calls go ----

    def test_sts_region(self):
        self.accepted({"sts_region": "us-west-2"})
        self.assertEqual(["us-west-2"], [r.region for r in self.endpoint.requests("sts")])

    def test_region_of_an_object(self):
        self.accepted()
        block = self.provider.resources["aws_ecs_cluster"]
        self.provider.read("aws_ecs_cluster", block.complete({"name": "web", "id": "x", "region": "ap-south-1"}))
        self.read_cluster()
        self.assertEqual(["ap-south-1", "eu-west-1"], [r.region for r in self.endpoint.requests("ecs")])

    def test_a_region_that_nobody_knows_is_one_of_objects_too(self):
        self.accepted({"region": "mars", "skip_region_validation": True})
        full = self.provider.resources["aws_ecs_cluster"].complete({"name": "web", "region": "mars"})
        self.assertEqual([], self.provider.plan("aws_ecs_cluster", None, full, full).errors)
        full["region"] = "venus"
        self.assertIn('"venus" is no region', self.provider.plan("aws_ecs_cluster", None, full, full).errors[0].text)

    def test_endpoints(self):
        with Endpoint([Rule("sts", "GetCallerIdentity", caller_identity())]) as sts:
            self.accepted({"endpoints": [{"ecs": self.endpoint.url, "sts": sts.url}]}, everywhere=False)
            self.read_cluster()
            self.assertEqual(1, len(sts.requests("sts")))
        self.assertEqual(["ecs"], [r.service for r in self.endpoint.requests()])

    def test_endpoints_by_alias(self):
        """Every service in use has its name; of two names of one service the one counts that the peer prefers."""
        with Provider() as provider:
            names = set(provider.config_block.blocks["endpoints"].block.attributes)
        used = {p.removesuffix(".yaml") for p in os.listdir(os.path.join(ROOT, "schemas", "api"))}
        self.assertEqual(set(), used - names - {"ssooidc"})  # which only credentials are renewed by
        quiet = {"skip_credentials_validation": True, "skip_requesting_account_id": True}
        self.accepted({"endpoints": [{"ecs": self.endpoint.url}, {"sqs": "http://x"}], **quiet})
        warned = self.configure({"endpoints": [{"elasticloadbalancingv2": "http://a", "elbv2": "http://b"}], **quiet})
        self.assertEqual([("warning", "endpoints")], [(d.severity, d.dotted) for d in warned])
        [twice] = self.configure({"endpoints": [{"elbv2": "http://a"}, {"elbv2": "http://b"}], **quiet})
        self.assertRegex(twice.detail, "^elbv2 is in several endpoints blocks")
        self.assertIn("The endpoint of elbv2 is used", warned[0].text)

    def test_endpoints_that_are_none(self):
        self.refused("endpoints", ["ecs", "https://"], {"endpoints": [{"ecs": "localhost:4566"}]})

    def test_older_endpoint_variables(self):
        """TF_AWS_STS_ENDPOINT and AWS_STS_ENDPOINT, until AWS_ENDPOINT_URL_STS is there; with a warning."""
        for name in ("TF_AWS_STS_ENDPOINT", "AWS_STS_ENDPOINT"):
            with self.subTest(name):
                warned = self.configure(environment={name: self.endpoint.url}, everywhere=False)
                self.assertEqual(["warning"], [d.severity for d in warned])
                self.assertIn(name, warned[0].text)
                self.assertIn("AWS_ENDPOINT_URL_STS", warned[0].text)
        self.accepted(environment={"TF_AWS_STS_ENDPOINT": "http://nowhere.invalid", "AWS_ENDPOINT_URL_STS": self.endpoint.url},
                      everywhere=False)
        self.assertEqual(3, len(self.endpoint.requests("sts")))

    def test_ignored_endpoint_variables(self):
        self.refused("", ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true or false"],
                     environment={"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "maybe"})
        self.accepted({"endpoints": [{"sts": self.endpoint.url}]},
                      environment={"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_ENDPOINT_URL": "http://nowhere.invalid"})

    def test_fips_that_is_not_there(self):
        self.accepted({"region": "cn-north-1", "use_fips_endpoint": True, "skip_credentials_validation": True,
                       "skip_requesting_account_id": True}, everywhere=False)
        self.assertIn("has no FIPS endpoint", " ".join(d.text for d in self.read_bucket().errors))

    # ---- region, retries ----

    def test_region(self):
        self.refused("region", ["AWS_REGION"], {"region": None})
        self.refused("region", ["Did you mean", "eu-west-1"], {"region": "eu-wst-1"})
        self.accepted({"region": "eu-wst-1", "skip_region_validation": True})

    def test_retry_mode(self):
        self.refused("retry_mode", ["adaptive"], environment={"AWS_RETRY_MODE": "often"})
        self.accepted({"retry_mode": "adaptive", "token_bucket_rate_limiter_capacity": 50})

    def test_max_retries(self):
        """How often a call is sent, the first time included; 0 is not set."""
        self.endpoint.rules.insert(0, Rule("sts", answer=json_error("InternalFailure", "stumbled", 500)))
        for environment, config, sent in (({}, {"max_retries": 2}, 2), ({"AWS_MAX_ATTEMPTS": "3"}, {"max_retries": 0}, 3)):
            with self.subTest(config):
                before = len(self.endpoint.requests("sts"))
                self.assertEqual(1, len(self.configure(config, environment)))
                self.assertEqual(sent, len(self.endpoint.requests("sts")) - before)
        self.refused("max_retries", ["AWS_MAX_ATTEMPTS"], environment={"AWS_MAX_ATTEMPTS": "often"})

    def test_token_bucket(self):
        """Five tokens pay for one retry."""
        self.endpoint.rules.insert(0, Rule("sts", answer=json_error("InternalFailure", "stumbled", 500)))
        self.assertEqual(1, len(self.configure({"token_bucket_rate_limiter_capacity": 5, "max_retries": 10})))
        self.assertEqual(2, len(self.endpoint.requests("sts")))

    # ---- the instance metadata ----

    def instance(self, environment=None, **config):
        """A configuration on a machine in EC2: its keys and its region are its metadata's."""
        far = {"AccessKeyId": "ASIAROLE", "SecretAccessKey": "very-secret-indeed", "Token": "t", "Expiration": "2099-01-01T00:00:00Z"}
        answers = {"PUT /latest/api/token": "TOKEN", "GET /latest/meta-data/placement/region": "eu-central-1",
                   "GET /latest/meta-data/iam/security-credentials/": "role",
                   "GET /latest/meta-data/iam/security-credentials/role": {"Code": "Success", **far}}
        self.endpoint.rules += [Rule(operation=o, answer=Answer(200, a)) for o, a in answers.items()]
        return self.configure({"access_key": None, "secret_key": None, "region": None, **config},
                              {"AWS_EC2_METADATA_DISABLED": "false", **(environment or {})})

    def signed(self):
        return [(r.access_key, r.region) for r in self.endpoint.requests("sts")]

    def test_metadata_service(self):
        self.assertEqual([], self.instance(ec2_metadata_service_endpoint=self.endpoint.url))
        self.assertEqual([], self.instance({"AWS_EC2_METADATA_SERVICE_ENDPOINT": self.endpoint.url}, region="eu-west-2"))
        self.assertEqual([("ASIAROLE", "eu-central-1"), ("ASIAROLE", "eu-west-2")], self.signed())

    def test_older_metadata_variable(self):
        url = {"AWS_METADATA_URL": self.endpoint.url}
        warned = self.instance(url, region="eu-west-2")
        self.assertEqual([("warning", "")], [(d.severity, d.dotted) for d in warned])
        self.assertIn("AWS_EC2_METADATA_SERVICE_ENDPOINT", warned[0].text)
        self.assertEqual([("ASIAROLE", "eu-west-2")], self.signed())
        self.assertEqual([], self.instance({"AWS_METADATA_URL": "http://nowhere.invalid"}, region="eu-west-2",
                                           ec2_metadata_service_endpoint=self.endpoint.url))

    def test_metadata_service_mode(self):
        found = self.instance(ec2_metadata_service_endpoint_mode="IPv5", region="eu-west-1")
        self.assertEqual(["error"], [d.severity for d in found])
        self.assertIn("IPv6", found[0].text)

    def test_skip_metadata_api_check(self):
        found = self.instance(ec2_metadata_service_endpoint=self.endpoint.url, skip_metadata_api_check="true")
        self.assertEqual([("error", "region")], [(d.severity, d.dotted) for d in found])
        self.assertEqual([], self.endpoint.requests())
        wrong = self.provider.validate_provider({**KEYS, "skip_metadata_api_check": "maybe"})
        self.assertEqual([("error", "skip_metadata_api_check")], [(d.severity, d.dotted) for d in wrong])

    # ---- tags and the user agent ----

    def test_default_tags(self):
        self.accepted({"default_tags": [{"tags": {"Team": "shop", "Stage": "live"}}]},
                      {"TF_AWS_DEFAULT_TAGS_Team": "other", "TF_AWS_DEFAULT_TAGS_Cost": "12", "TF_AWS_DEFAULT_TAGS_": "x"})
        self.assertEqual({"Team": "shop", "Stage": "live", "Cost": "12"}, self.tags_of({}))
        self.accepted(environment={"TF_AWS_DEFAULT_TAGS_Cost": "12"})
        self.assertEqual({"Cost": "13", "Name": "web"}, self.tags_of({"tags": {"Cost": "13", "Name": "web"}}))

    def test_default_tags_that_are_unknown(self):
        self.accepted({"default_tags": [{"tags": UNKNOWN}]}, {"TF_AWS_DEFAULT_TAGS_Cost": "12"})
        self.assertIs(UNKNOWN, self.tags_of({}))

    def test_ignore_tags(self):
        """The variables add to what is configured."""
        self.accepted({"ignore_tags": [{"keys": ["Cost"], "key_prefixes": ["auto:"]}]},
                      {"TF_AWS_IGNORE_TAGS_KEYS": "Owner, Team", "TF_AWS_IGNORE_TAGS_KEY_PREFIXES": "kubernetes.io/,"})
        tags = {"Cost": "1", "auto:by": "x", "Owner": "me", "Team": "shop", "kubernetes.io/cluster": "y", "Name": "web"}
        answer = {"clusters": [{"clusterArn": "arn:aws:ecs:eu-west-1:123456789012:cluster/web", "clusterName": "web",
                                "status": "ACTIVE", "tags": [{"key": k, "value": v} for k, v in tags.items()]}]}
        self.endpoint.rules.insert(0, Rule("ecs", answer=Answer(200, answer)))
        self.assertEqual({"Name": "web"}, self.read_cluster().state["tags_all"])

    def test_ignore_tags_that_are_unknown(self):
        """A prefix that is not known yet hides no tag."""
        self.accepted({"ignore_tags": [{"keys": [UNKNOWN], "key_prefixes": ["auto:", UNKNOWN]}]})
        answer = {"clusters": [{"clusterArn": "arn:aws:ecs:eu-west-1:123456789012:cluster/web", "clusterName": "web",
                                "status": "ACTIVE", "tags": [{"key": "auto:by", "value": "x"}, {"key": "Name", "value": "web"}]}]}
        self.endpoint.rules.insert(0, Rule("ecs", answer=Answer(200, answer)))
        self.assertEqual({"Name": "web"}, self.read_cluster().state["tags_all"])

    def test_tag_blocks_are_one_each(self):
        for block in ("default_tags", "ignore_tags"):
            self.refused(block, ["at most 1"], {block: [{}, {}]})

    def test_user_agent(self):
        self.accepted(environment={"TF_APPEND_USER_AGENT": "pipeline/7", "AWS_SDK_UA_APP_ID": "shop", "AWS_EXECUTION_ENV": "Fargate"})
        agent = self.endpoint.requests("sts")[0].headers["user-agent"]
        self.assertRegex(agent, r"^Terraform/1\.11\.4 caws/\S+ exec-env/Fargate app/shop pipeline/7$")

    def test_user_agent_is_one_line(self):
        self.accepted(environment={"TF_APPEND_USER_AGENT": "job/7\r\nx-evil: 1"})
        headers = self.endpoint.requests("sts")[0].headers
        self.assertTrue(headers["user-agent"].endswith(" job/7--x-evil: 1"), headers)
        self.assertNotIn("x-evil", headers)

    def test_unknown_arguments(self):
        """Configured without an error; only an operation that needs AWS fails, and names the argument."""
        for argument in ("region", "s3_us_east_1_regional_endpoint", "token_bucket_rate_limiter_capacity", "max_retries"):
            with self.subTest(argument):
                self.accepted({argument: UNKNOWN})
                self.assertIn(f'"{argument}"', " ".join(d.text for d in self.read_cluster().errors))


if __name__ == "__main__":
    unittest.main()
