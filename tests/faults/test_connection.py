"""An endpoint that refuses, hangs, or answers what is no answer: one error that says so, soon, and nothing created."""
import socket
import time

from tests.faults.session import CLUSTER, FaultTest, terraform
from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity, json_error, xml_error

PLAN = ("plan", "-json", "-input=false")
APPLY = ("apply", "-json", "-auto-approve", "-input=false")
CREATED = {"cluster": {"clusterArn": "arn:aws:ecs:us-east-1:123456789012:cluster/main", "clusterName": "main", "status": "ACTIVE"}}
NONE = Answer(200, {"clusters": [], "failures": []})
IDENTITY = Rule("sts", "GetCallerIdentity", caller_identity())


class Connection(FaultTest):
    def plan_fails(self, answer, expected, env=None, within_s=100):
        with Endpoint([Rule(answer=answer)]) as endpoint:
            workspace = self.workspace(CLUSTER, endpoint.url, env)
            started = time.monotonic()
            error = self.only_error_of(workspace, *PLAN)
            self.assertLess(time.monotonic() - started, within_s)
            self.assertRegex(error, expected)
            return endpoint.requests()

    def test_refused(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        workspace = self.workspace(CLUSTER, f"http://127.0.0.1:{port}")
        error = self.only_error_of(workspace, *PLAN)
        self.assertRegex(error, "(?i)connect|refused")
        self.assertIn(str(port), error)

    def test_no_such_host(self):
        workspace = self.workspace(CLUSTER, "http://nobody.invalid")
        self.assertRegex(self.only_error_of(workspace, *PLAN), r"nobody\.invalid")

    def test_garbage(self):
        self.plan_fails(Answer(fault="garbage"), "(?i)http|answer|response")

    def test_closed_without_answer(self):
        self.plan_fails(Answer(fault="close"), "(?i)empty|clos|answer|reply|connection")

    def test_reset(self):
        self.plan_fails(Answer(fault="reset"), "(?i)reset|connection|recv|receiv")

    def test_html_with_200(self):
        page = "<!DOCTYPE html><html><body><h1>Welcome to the hotel's network</h1></body></html>"
        self.plan_fails(Answer(200, page, {"Content-Type": "text/html"}), "(?i)html|xml|not understood|unexpected|answer")

    def test_truncated(self):
        body = caller_identity().body
        self.plan_fails(Answer(200, body, {"Content-Type": "text/xml"}, fault="truncate"), "(?i)truncat|partial|incomplete|body|clos|end")

    def test_wrong_credentials(self):
        for code in ("InvalidClientTokenId", "SignatureDoesNotMatch"):
            asked = self.plan_fails(xml_error(code, "The security token included in the request is invalid.", 403), code)
            self.assertEqual(len(asked), 1, "a wrong key is not tried again")

    def test_expired_token(self):
        self.plan_fails(xml_error("ExpiredToken", "The security token included in the request is expired", 403), "(?i)expired")

    def test_dripping_answer_is_taken(self):
        rules = [Rule("sts", answer=Answer(200, caller_identity().body, {"Content-Type": "text/xml"}, fault="drip", drip_s=0.002))]
        with Endpoint(rules) as endpoint:
            status, _ = self.workspace(CLUSTER, endpoint.url).run(*PLAN)
            self.assertEqual(status, 0)

    def test_hang_ends_at_ctrl_c(self):
        """A hanging endpoint may take its time, but a user who stops Terraform is not made to wait for it."""
        with Endpoint([IDENTITY, Rule("ecs", answer=Answer(fault="hang"))]) as endpoint:
            workspace = self.workspace(CLUSTER, endpoint.url)
            process = workspace.start(*APPLY)
            while not endpoint.requests("ecs"):
                time.sleep(0.02)
            started = time.monotonic()
            process.send_signal(2)
            output, _ = process.communicate(timeout=60)
            self.assertLess(time.monotonic() - started, 10, output)
            self.assertEqual(process.returncode, 1)
            self.assertTrue([d for d in terraform.diagnostics(output) if d["severity"] == "error"])


class Retries(FaultTest):
    def apply_after(self, service, operation, answer, times, rest):
        """Applies a cluster though an operation fails a few times first: the requests of that operation."""
        # A name that is taken is not taken over: the provider looks before it creates.
        rules = [Rule("ecs", "DescribeClusters", NONE, times=1), Rule(service, operation, answer, times=times), *rest]
        with Endpoint(rules) as endpoint:
            self.workspace(CLUSTER, endpoint.url).run(*APPLY)
            return endpoint.requests(service, operation)

    REST = [
        IDENTITY,
        Rule("ecs", "CreateCluster", Answer(200, CREATED)),
        Rule("ecs", "DescribeClusters", Answer(200, {"clusters": [CREATED["cluster"]], "failures": []})),
    ]

    def test_503(self):
        asked = self.apply_after("ecs", "CreateCluster", Answer(503, "<html>busy</html>"), 2, self.REST)
        self.assertEqual(len(asked), 3)

    def test_throttling(self):
        answer = json_error("ThrottlingException", "Rate exceeded")
        self.assertEqual(len(self.apply_after("ecs", "CreateCluster", answer, 2, self.REST)), 3)

    def test_throttled_credentials_check(self):
        answer = xml_error("Throttling", "Rate exceeded")
        # One that is throttled, one more, and one of the process that applies what the first has planned.
        self.assertEqual(len(self.apply_after("sts", "GetCallerIdentity", answer, 1, self.REST)), 3)

    def test_connection_lost(self):
        self.assertGreaterEqual(len(self.apply_after("ecs", "DescribeClusters", Answer(fault="close"), 1, self.REST)), 2)

    def test_retries_end(self):
        failing = Rule("ecs", "CreateCluster", Answer(500, {"message": "no"}))
        with Endpoint([IDENTITY, Rule("ecs", "DescribeClusters", NONE), failing]) as endpoint:
            workspace = self.workspace(CLUSTER, endpoint.url, provider="  max_retries = 2")
            self.only_error_of(workspace, *APPLY)
            self.assertEqual(len(endpoint.requests("ecs", "CreateCluster")), 2)

    def test_errors_of_the_user_are_not_retried(self):
        refused = Rule("ecs", "CreateCluster", json_error("InvalidParameterException", "no such thing"))
        with Endpoint([IDENTITY, Rule("ecs", "DescribeClusters", NONE), refused]) as endpoint:
            error = self.only_error_of(self.workspace(CLUSTER, endpoint.url), *APPLY)
            self.assertRegex(error, "InvalidParameterException.*no such thing")
            self.assertEqual(len(endpoint.requests("ecs", "CreateCluster")), 1)
