"""StopProvider, which Terraform calls at Ctrl-C: whatever a call waits for, it ends within a second, and what exists by then is
in the state."""
import concurrent.futures
import os
import pathlib
import socket
import tempfile
import time
import unittest

from tests.faults.endpoint import Answer, Endpoint, Rule, json_error
from tests.faults.residue import is_sanitized
from tests.pyclient import Provider

PLUGIN = os.environ.get("CAWS_PLUGIN", "build/release/terraform-provider-aws")
SECONDS = 1
SANITIZED_SECONDS = 3
TYPE = "aws_ecs_cluster"
ARN = "arn:aws:ecs:us-east-1:123456789012:cluster/main"
CLUSTER = {"clusterArn": ARN, "clusterName": "main", "status": "ACTIVE"}
NOBODY = {"clusters": [], "failures": []}
HANG = Answer(fault="hang")
STOPPED = "[Tt]he provider was stopped"


class Stop(unittest.TestCase):
    def setUp(self):
        self.most = SANITIZED_SECONDS if is_sanitized(PLUGIN) else SECONDS

    def start(self, rules, config=None, environment=None, url=None, configure=True):
        """A provider and its endpoint."""
        endpoint = self.enterContext(Endpoint(rules))
        keys = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "very-secret-indeed"}
        environment = {**(keys if environment is None else environment), "AWS_ENDPOINT_URL": url or endpoint.url}
        provider = self.enterContext(Provider(PLUGIN, environment))
        if configure:
            self.assertEqual(provider.configure({**self.config(), **(config or {})}), [])
        return provider, endpoint

    @staticmethod
    def config():
        return {"region": "us-east-1", "skip_credentials_validation": True, "skip_requesting_account_id": True}

    def stopped(self, provider, act, ready, calls=1):
        """The results of calls that are stopped once they are where they are to be stopped."""
        with concurrent.futures.ThreadPoolExecutor(calls) as pool:
            futures = [pool.submit(act, number) for number in range(calls)]
            until = time.monotonic() + 20
            while not ready():
                self.assertLess(time.monotonic(), until, "it never comes to where it is to be stopped")
                ended = [f.result() for f in futures if f.done()]
                self.assertEqual(ended, [], "it ended before it was stopped")
                time.sleep(0.01)
            time.sleep(0.1)
            started = time.monotonic()
            self.assertEqual(provider.stop_calls(), "")
            done, late = concurrent.futures.wait(futures, timeout=30)
            took = time.monotonic() - started
            self.assertFalse(late)
            self.assertLess(took, self.most)
            return [f.result() for f in done]

    def check_read(self, provider, ready, calls=1, regions=False):
        """Reads that are stopped: an error each, and the state as it was."""
        [imported], _ = provider.import_state(TYPE, "main")
        names = ["us-east-1", "eu-west-1", "us-west-2", "eu-west-2"]
        states = [{**imported.state, **({"region": names[n]} if regions else {})} for n in range(calls)]
        for read in self.stopped(provider, lambda n: provider.read(TYPE, states[n]), ready, calls):
            [error] = read.errors
            self.assertRegex(error.text, STOPPED)
            self.assertIn(read.state, states)

    def test_back_off(self):
        """Between two tries, which the service wants to be a minute apart."""
        provider, endpoint = self.start([Rule(answer=Answer(503, "", {"Retry-After": "60"}))])
        self.check_read(provider, lambda: endpoint.requests("ecs"))

    def test_adaptive_limit(self):
        """In the queue of a service that has throttled."""
        throttled = Rule("ecs", answer=json_error("ThrottlingException", "Rate exceeded"), times=4)
        provider, endpoint = self.start([throttled, Rule(answer=HANG)], {"retry_mode": "adaptive", "max_retries": 9})
        self.check_read(provider, lambda: len(endpoint.requests("ecs")) >= 3, calls=4, regions=True)

    def test_connect(self):
        """Before there is a connection: the queue of the socket is full."""
        listener = self.enterContext(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            caller = self.enterContext(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(listener.getsockname())
        provider, _ = self.start([], url=f"http://127.0.0.1:{listener.getsockname()[1]}")
        started = time.monotonic()
        self.check_read(provider, lambda: time.monotonic() > started + 0.5)

    def test_write_that_is_not_sent(self):
        """The same for a write: nothing was sent, so nothing can have come of it."""
        listener = self.enterContext(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            caller = self.enterContext(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(listener.getsockname())
        provider, _ = self.start([], url=f"http://127.0.0.1:{listener.getsockname()[1]}")
        started = time.monotonic()
        [applied] = self.stopped(provider, lambda _: self.create(provider, "aws_cloudwatch_log_group"),
                                 lambda: time.monotonic() > started + 0.5)
        self.assertRegex(applied.errors[0].text, STOPPED)
        self.assertIsNone(applied.state)

    def test_answer(self):
        """For an answer that does not come."""
        provider, endpoint = self.start([Rule(answer=HANG)])
        self.check_read(provider, lambda: endpoint.requests("ecs"))

    def test_shared_answer(self):
        """For an answer that is shared with others."""
        provider, endpoint = self.start([Rule(answer=HANG)])
        self.check_read(provider, lambda: endpoint.requests("ecs"), calls=4)

    def test_drip(self):
        """In the middle of an answer that comes and comes."""
        provider, endpoint = self.start([Rule(answer=Answer(200, " " * 100000, fault="drip"))])
        self.check_read(provider, lambda: endpoint.requests("ecs"))

    def test_container_credentials(self):
        """For credentials of an agent, by all that ask at once."""
        agent = self.enterContext(Endpoint([Rule(answer=HANG)]))
        provider, _ = self.start([], environment={"AWS_CONTAINER_CREDENTIALS_FULL_URI": agent.url + "/keys"})
        self.check_read(provider, agent.requests, calls=4, regions=True)

    def test_instance_credentials(self):
        """For the instance metadata."""
        metadata = self.enterContext(Endpoint([Rule(answer=HANG)]))
        provider, _ = self.start([], environment={
            "AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": metadata.url,
            "AWS_METADATA_SERVICE_TIMEOUT": "30"})
        self.check_read(provider, metadata.requests, calls=2)

    def test_assumed_role(self):
        """For STS, which throttles."""
        throttled = Rule("sts", answer=Answer(429, "", {"Retry-After": "60"}))
        provider, endpoint = self.start([throttled], {"assume_role": [{"role_arn": "arn:aws:iam::123456789012:role/x"}]})
        self.check_read(provider, lambda: endpoint.requests("sts"), calls=2)

    def test_process_credentials(self):
        """For a process that prints none; it and what it started are ended."""
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        started = folder / "started"
        (folder / "config").write_text(
            f"[profile slow]\ncredential_process = sh -c 'sleep 1000 & echo $! > {started}.new; mv {started}.new {started}; wait'\n")
        provider, _ = self.start([], environment={"AWS_CONFIG_FILE": str(folder / "config"), "AWS_PROFILE": "slow"})
        self.check_read(provider, started.exists)
        pid = started.read_text().strip()
        until = time.monotonic() + 5
        while pathlib.Path(f"/proc/{pid}/cmdline").exists() and pathlib.Path(f"/proc/{pid}/cmdline").read_bytes():
            self.assertLess(time.monotonic(), until, "what it started runs on")
            time.sleep(0.01)

    def test_configure(self):
        """While it is configured: whose account it is."""
        provider, endpoint = self.start([Rule("sts", answer=HANG)], configure=False)
        [diagnostics] = self.stopped(provider, lambda _: provider.configure({"region": "us-east-1"}),
                                     lambda: endpoint.requests("sts"))
        self.assertRegex(diagnostics[0].text, STOPPED)

    def create(self, provider, type_name=TYPE):
        config = provider.resources[type_name].complete({"name": "main"})
        plan = provider.plan(type_name, None, config, config)
        self.assertEqual(plan.errors, [])
        return provider.apply(type_name, None, plan.state, config, plan.private)

    def check_created(self, rules, ready):
        provider, endpoint = self.start(rules)
        [applied] = self.stopped(provider, lambda _: self.create(provider), lambda: ready(endpoint))
        self.assertRegex(applied.errors[0].text, STOPPED)
        self.assertEqual(applied.state["id"], ARN)
        self.assertEqual(applied.state["name"], "main")

    def test_wait(self):
        """While what was made becomes ready: it is in the state."""
        pending = {**CLUSTER, "status": "PROVISIONING"}
        self.check_created([
            Rule("ecs", "DescribeClusters", Answer(200, NOBODY), times=1),
            Rule("ecs", "CreateCluster", Answer(200, {"cluster": pending})),
            Rule("ecs", "DescribeClusters", Answer(200, {"clusters": [pending], "failures": []})),
        ], lambda endpoint: len(endpoint.requests("ecs", "DescribeClusters")) >= 4)

    def test_after_create(self):
        """While what was made is read, and no answer comes: it is in the state."""
        self.check_created([
            Rule("ecs", "DescribeClusters", Answer(200, NOBODY), times=1),
            Rule("ecs", "CreateCluster", Answer(200, {"cluster": CLUSTER})),
            Rule("ecs", "DescribeClusters", HANG),
        ], lambda endpoint: len(endpoint.requests("ecs", "DescribeClusters")) >= 2)

    def test_write_that_is_sent(self):
        """A write that was sent is heard, however long it takes; then no more is done, and what it made is in the state."""
        self.most = 5
        self.check_created([
            Rule("ecs", "DescribeClusters", Answer(200, NOBODY)),
            Rule("ecs", "CreateCluster", Answer(200, {"cluster": CLUSTER}, delay_s=2)),
        ], lambda endpoint: endpoint.requests("ecs", "CreateCluster"))

    def test_delete(self):
        """While others still use what is to be deleted: it stays in the state."""
        provider, endpoint = self.start([
            Rule("ecs", "DescribeClusters", Answer(200, {"clusters": [CLUSTER], "failures": []})),
            Rule("ecs", "DeleteCluster", json_error("ClusterContainsTasksException", "there are tasks")),
        ])
        [imported], _ = provider.import_state(TYPE, "main")
        read = provider.read(TYPE, imported.state)
        [applied] = self.stopped(provider, lambda _: provider.apply(TYPE, read.state, None, None),
                                 lambda: len(endpoint.requests("ecs", "DeleteCluster")) >= 3)
        self.assertRegex(applied.errors[0].text, STOPPED)
        self.assertEqual(applied.state, read.state)

    def test_afterwards(self):
        """A provider that was stopped begins nothing."""
        provider, endpoint = self.start([Rule(answer=Answer(200, {"clusters": [CLUSTER], "failures": []}))])
        provider.stop_calls()
        [imported], _ = provider.import_state(TYPE, "main")
        read = provider.read(TYPE, imported.state)
        self.assertRegex(read.errors[0].text, STOPPED)
        self.assertEqual(endpoint.requests(), [])


if __name__ == "__main__":
    unittest.main()
