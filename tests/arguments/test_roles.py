"""assume_role and assume_role_with_web_identity of the provider block: what STS is asked for, and what is refused."""

import unittest

from tests.arguments.rig import Arguments
from tests.faults.endpoint import Answer, Rule

ROLE = "arn:aws:iam::123456789012:role/deploy"
WEB = {"role_arn": ROLE, "web_identity_token": "HIDDEN-TOKEN"}


def session(action, key):
    return Answer(200, (
        f"<{action}Response><{action}Result><Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
        f"<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></{action}Result>"
        f"</{action}Response>"), {"Content-Type": "text/xml"})


class Roles(Arguments):
    def setUp(self):
        super().setUp()
        self.endpoint.rules += [Rule(operation=action, answer=session(action, key)) for action, key in
                                (("AssumeRole", "ASIAROLE"), ("AssumeRoleWithWebIdentity", "ASIAWEB"))]

    def asked(self, operation):
        return [r.form() for r in self.endpoint.requests(operation=operation)]

    def signers(self):
        return [r.access_key for r in self.endpoint.requests("sts")]

    def test_all_that_a_role_can_say(self):
        self.accepted({"assume_role": [{
            "role_arn": ROLE, "duration": "1h30m", "external_id": "ours", "policy": '{"Version":"2012-10-17"}',
            "policy_arns": [ROLE + "-policy"], "session_name": "pipeline", "source_identity": "somebody",
            "tags": {"Team": "shop"}, "transitive_tag_keys": ["Team"]}]})
        form = self.asked("AssumeRole")[0]
        said = {"RoleArn": ROLE, "DurationSeconds": "5400", "ExternalId": "ours", "Policy": '{"Version":"2012-10-17"}',
                "PolicyArns.member.1.arn": ROLE + "-policy", "RoleSessionName": "pipeline", "SourceIdentity": "somebody",
                "Tags.member.1.Key": "Team", "Tags.member.1.Value": "shop", "TransitiveTagKeys.member.1": "Team"}
        self.assertEqual(said, {key: form.get(key) for key in said})
        self.assertEqual(["AKIAEXAMPLE", "ASIAROLE"], self.signers())

    def test_all_that_a_web_identity_can_say(self):
        keyless = {"access_key": None, "secret_key": None}
        self.accepted({**keyless, "assume_role_with_web_identity": [{
            **WEB, "duration": "15m", "policy": "{}", "policy_arns": [ROLE + "-policy"], "session_name": "pipeline"}]})
        form = self.asked("AssumeRoleWithWebIdentity")[0]
        said = {"RoleArn": ROLE, "DurationSeconds": "900", "Policy": "{}", "PolicyArns.member.1.arn": ROLE + "-policy",
                "RoleSessionName": "pipeline", "WebIdentityToken": "HIDDEN-TOKEN"}
        self.assertEqual(said, {key: form.get(key) for key in said})
        file = {"role_arn": ROLE, "web_identity_token_file": self.file("OF-THE-FILE")}
        self.accepted({**keyless, "assume_role_with_web_identity": [file]})
        self.assertEqual("OF-THE-FILE", self.asked("AssumeRoleWithWebIdentity")[1]["WebIdentityToken"])
        self.assertEqual(["ASIAWEB", "ASIAWEB"], self.signers())

    def test_roles_after_one_another(self):
        self.accepted({"assume_role": [{"role_arn": ROLE}, {"role_arn": ROLE + "2"}]})
        self.assertEqual(["AKIAEXAMPLE", "ASIAROLE", "ASIAROLE"], self.signers())
        self.assertEqual([ROLE, ROLE + "2"], [form["RoleArn"] for form in self.asked("AssumeRole")])

    def test_keys_of_the_block_before_a_web_identity(self):
        self.accepted({"assume_role_with_web_identity": [WEB]})
        self.assertEqual(["AKIAEXAMPLE"], self.signers())

    def test_a_web_identity_of_the_environment(self):
        environment = {"AWS_WEB_IDENTITY_TOKEN_FILE": self.file("TOKEN"), "AWS_ROLE_ARN": ROLE, "AWS_ROLE_SESSION_NAME": "pod"}
        self.accepted({"access_key": None, "secret_key": None}, environment)
        form = self.asked("AssumeRoleWithWebIdentity")[0]
        self.assertEqual((ROLE, "pod", "TOKEN"), (form["RoleArn"], form["RoleSessionName"], form["WebIdentityToken"]))

    def test_no_role_to_assume(self):
        """A single block whose role is empty assumes nothing, with a warning; modules have it so."""
        for block in ("assume_role", "assume_role_with_web_identity"):
            for role in ("", None):
                with self.subTest(block, role=role):
                    token = {} if block == "assume_role" else {"web_identity_token": "HIDDEN-TOKEN"}
                    self.warned(f"{block}.role_arn", ["No role is assumed"], {block: [{"role_arn": role, **token}]})
                    self.assertEqual("AKIAEXAMPLE", self.signers()[-1])
        self.assertEqual([], self.asked("AssumeRole"))
        self.refused("assume_role.role_arn", ["not set"], {"assume_role": [{"role_arn": ROLE}, {"role_arn": ""}]})

    def test_roles_that_are_none(self):
        wrong = (("role_arn", "deploy", ["ARN"]), ("duration", "1 hour", ["duration"]), ("duration", "5m", ["15m and 12h"]),
                 ("duration", "13h", ["15m and 12h"]), ("external_id", "x", ["2 to 1224"]), ("external_id", "a b", ["letters"]),
                 ("policy", "{", ["JSON"]), ("policy_arns", ["x"], ["ARN"]), ("session_name", "x" * 65, ["2 to 64"]),
                 ("session_name", "a b", ["letters"]), ("source_identity", "x", ["2 to 64"]), ("source_identity", "a/b", ["letters"]))
        for attribute, value, words in wrong:
            with self.subTest(attribute, value=value):
                self.refused(f"assume_role.{attribute}", words, {"assume_role": [{"role_arn": ROLE, attribute: value}]})
                if attribute not in ("external_id", "source_identity"):
                    self.refused(f"assume_role_with_web_identity.{attribute}", words,
                                 {"assume_role_with_web_identity": [{**WEB, attribute: value}]})
        self.assertEqual([], self.endpoint.requests())

    def test_tokens_that_are_none(self):
        block = "assume_role_with_web_identity"
        both = self.configure({block: [{**WEB, "web_identity_token_file": "/token"}]})
        self.assertEqual(["error"], [d.severity for d in both])
        self.assertIn("web_identity_token_file", both[0].text)
        neither = self.configure({block: [{"role_arn": ROLE}]})
        self.assertEqual(["error"], [d.severity for d in neither])
        self.refused(f"{block}.web_identity_token", ["4 to 20000"], {block: [{**WEB, "web_identity_token": "abc"}]})
        self.refused(block, ["at most 1"], {block: [WEB, WEB]})


if __name__ == "__main__":
    unittest.main()
