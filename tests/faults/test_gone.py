"""What only looks gone and is there: no state may lose it."""
import concurrent.futures
import os
import unittest

from tests.faults.endpoint import Answer, Endpoint, Rule, json_error, xml_error
from tests.pyclient import Provider

PLUGIN = os.environ.get("CAWS_PLUGIN", "build/release/terraform-provider-aws")
ACCOUNT = "123456789012"


def _iam(operation, result):
    return Answer(200, f"<{operation}Response><{operation}Result>{result}</{operation}Result></{operation}Response>",
                  {"Content-Type": "text/xml"})


ROLE = ("<Role><RoleName>web</RoleName><RoleId>AROA1</RoleId><Path>/</Path><Arn>arn:aws:iam::123456789012:role/web</Arn>"
        "<CreateDate>2024-01-02T03:04:05Z</CreateDate><AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument></Role>")


class Gone(unittest.TestCase):
    def read(self, rules, type_name, import_ids, rounds=1):
        """The states of what is read at once, by its import id."""
        with Endpoint(rules) as endpoint, Provider(PLUGIN, {
                "AWS_ENDPOINT_URL": endpoint.url, "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}) as provider:
            self.assertEqual(provider.configure({"region": "us-east-1", "skip_credentials_validation": True,
                                                 "skip_requesting_account_id": True}), [])
            imported = [provider.import_state(type_name, id_)[0][0].state for id_ in import_ids]
            for _ in range(rounds):
                with concurrent.futures.ThreadPoolExecutor(len(imported)) as pool:
                    read = list(pool.map(lambda state: provider.read(type_name, state), imported))
            for one in read:
                self.assertEqual(one.diagnostics, [])
            return {id_: one.state for id_, one in zip(import_ids, read)}, endpoint.requests()

    def test_a_policy_in_a_role(self):
        """IAM lists an inline policy that was just removed."""
        rules = [Rule("iam", "GetRole", _iam("GetRole", ROLE)),
                 Rule("iam", "ListRolePolicies", _iam("ListRolePolicies", "<PolicyNames><member>old</member><member>new</member></PolicyNames>")),
                 Rule("iam", "GetRolePolicy", when=lambda r: r.form()["PolicyName"] == "old",
                      answer=xml_error("NoSuchEntity", "The role policy with name old cannot be found.", 404)),
                 Rule("iam", "GetRolePolicy", _iam("GetRolePolicy", "<RoleName>web</RoleName><PolicyName>new</PolicyName>"
                                                                    "<PolicyDocument>%7B%7D</PolicyDocument>")),
                 Rule("iam", "ListAttachedRolePolicies", _iam("ListAttachedRolePolicies", "<AttachedPolicies/>"))]
        states, _ = self.read(rules, "aws_iam_role", ["web"])
        self.assertEqual([p["name"] for p in states["web"]["inline_policy"]], ["new"])

    def test_a_second_page(self):
        """ECS takes a hundred capacity providers in a request, and answers ten to a page."""
        def described(request):
            names = [name.rsplit("/", 1)[-1] for name in request.json()["capacityProviders"]]
            told = [{"capacityProviderArn": f"arn:aws:ecs:us-east-1:{ACCOUNT}:capacity-provider/{name}", "name": name, "status": "ACTIVE"}
                    for name in names[:10]]
            return Answer(200, {"capacityProviders": told, "failures": [], **({"nextToken": "more"} if names[10:] else {})})

        names = [f"spot-{n}" for n in range(1, 25)]
        states, requests = self.read([Rule("ecs", "DescribeCapacityProviders", described)], "aws_ecs_capacity_provider", names, rounds=3)
        self.assertEqual([n for n, state in states.items() if state is None], [])
        self.assertLessEqual(max(len(r.json()["capacityProviders"]) for r in requests), 10)

    def test_a_name_in_a_name(self):
        """The error names one repository, in whose name another one's is."""
        def described(request):
            if "python-3.9" in request.json()["repositoryNames"]:
                return json_error("RepositoryNotFoundException",
                                  f"The repository with name 'python-3.9' does not exist in the registry with id '{ACCOUNT}'")
            return Answer(200, {"repositories": [
                {"repositoryName": name, "registryId": ACCOUNT, "repositoryArn": f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/{name}"}
                for name in request.json()["repositoryNames"]]})

        rules = [Rule("ecr", "DescribeRepositories", described), Rule("ecr", "ListTagsForResource", Answer(200, {"tags": []}))]
        names = ["python-3", "python-3.9", "python-3.9-slim", "web"]
        states, _ = self.read(rules, "aws_ecr_repository", names, rounds=3)
        self.assertEqual([n for n, state in states.items() if state is None], ["python-3.9"])


if __name__ == "__main__":
    unittest.main()
