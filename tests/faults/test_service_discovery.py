"""Cloud Map works in the background: namespaces that are made while nobody hears of it, operations that fail, health checks and
instances, as AWS documents them."""
from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity, json_error
from tests.faults.session import FaultTest

APPLY = ("apply", "-auto-approve", "-input=false")
EMPTY_PLAN = ("plan", "-detailed-exitcode", "-input=false")
SERVICE = "servicediscovery"
ACCOUNT = "123456789012"
OPERATION = "zs2vqkbuduhrikukqipnkvk6xyzabcde-k1dc9vxy"
NAMESPACE = {"Id": "ns-abcdefghij1234567", "Arn": f"arn:aws:servicediscovery:us-east-1:{ACCOUNT}:namespace/ns-abcdefghij1234567",
             "Name": "shop", "Type": "HTTP", "Properties": {"HttpProperties": {"HttpName": "shop"}}}
WEB = {"Id": "srv-abcdefghij123456", "Arn": f"arn:aws:servicediscovery:us-east-1:{ACCOUNT}:service/srv-abcdefghij123456",
       "Name": "web", "NamespaceId": NAMESPACE["Id"], "Type": "DNS_HTTP",
       "DnsConfig": {"RoutingPolicy": "WEIGHTED", "DnsRecords": [{"Type": "A", "TTL": 10}]},
       "HealthCheckConfig": {"Type": "HTTP", "ResourcePath": "/", "FailureThreshold": 1}}

HTTP_NAMESPACE = """
resource "aws_service_discovery_http_namespace" "shop" {
  name = "shop"
}

output "id" {
  value = aws_service_discovery_http_namespace.shop.id
}
"""
SERVICE_OF_DNS = f"""
variable "check" {{
  default = true
}}

resource "aws_service_discovery_service" "web" {{
  name          = "web"
  force_destroy = true

  dns_config {{
    namespace_id   = "{NAMESPACE['Id']}"
    routing_policy = "WEIGHTED"

    dns_records {{
      type = "A"
      ttl  = 10
    }}
  }}

  dynamic "health_check_config" {{
    for_each = var.check ? [1] : []
    content {{
      type = "HTTP"
    }}
  }}
}}
"""


def operation(status, targets=None, **more):
    return Answer(200, {"Operation": {"Id": OPERATION, "Type": "CREATE_NAMESPACE", "Status": status, "Targets": targets or {}, **more}})


SUBMITTED, MADE = operation("SUBMITTED"), operation("SUCCESS", {"NAMESPACE": NAMESPACE["Id"]})
DENIED = json_error("AccessDeniedException", "User is not authorized to perform: servicediscovery:GetOperation")
FAILED = operation("FAIL", ErrorCode="INTERNAL_FAILURE", ErrorMessage="Something went wrong.")
GONE = json_error("NamespaceNotFound", "There is no such namespace.")


def rules(*more):
    started = Answer(200, {"OperationId": OPERATION})
    return [*more, Rule("sts", answer=caller_identity()), Rule(SERVICE, "ListTagsForResource", Answer(200, {"Tags": []})),
            Rule(SERVICE, "GetOperation", MADE), Rule(SERVICE, "GetNamespace", Answer(200, {"Namespace": NAMESPACE})),
            *(Rule(SERVICE, name, started) for name in ("CreateHttpNamespace", "DeleteNamespace", "UpdateService", "DeregisterInstance"))]


class ServiceDiscovery(FaultTest):
    def test_an_operation_takes_its_time(self):
        with Endpoint(rules(Rule(SERVICE, "GetOperation", SUBMITTED, times=2))) as endpoint:
            workspace = self.workspace(HTTP_NAMESPACE, endpoint.url)
            workspace.run(*APPLY)
            self.assertEqual(workspace.outputs()["id"], NAMESPACE["Id"])
            workspace.run(*EMPTY_PLAN)
            asked = endpoint.requests(SERVICE, "GetOperation")
            self.assertEqual({r.json()["OperationId"] for r in asked}, {OPERATION})
            before = len(asked)
            workspace.run(*EMPTY_PLAN)
            self.assertEqual(len(endpoint.requests(SERVICE, "GetOperation")), before, "a namespace that is known is not looked for")

    def test_a_namespace_is_not_lost(self):
        """Nobody may ask for the operation: the namespace is made all the same, and found as soon as somebody may."""
        denied = Rule(SERVICE, "GetOperation", DENIED)
        with Endpoint(rules(denied)) as endpoint:
            workspace = self.workspace(HTTP_NAMESPACE, endpoint.url)
            told = self.only_error_of(workspace, *APPLY, "-json")
            self.assertIn("AccessDeniedException", told)
            state = workspace.state()["aws_service_discovery_http_namespace.shop"]["attributes"]
            self.assertEqual(state["id"], OPERATION)
            # Destroyed without a look before: the operation tells what is to be deleted.
            endpoint.rules.remove(denied)
            workspace.run("destroy", "-auto-approve", "-input=false", "-refresh=false")
            [deleted] = endpoint.requests(SERVICE, "DeleteNamespace")
            self.assertEqual(deleted.json(), {"Id": NAMESPACE["Id"]})
            self.assertEqual(workspace.state(), {})

    def test_a_namespace_that_turns_up(self):
        """A refresh gives it its id; as its creation failed, Terraform replaces it."""
        denied = Rule(SERVICE, "GetOperation", DENIED)
        with Endpoint(rules(denied)) as endpoint:
            workspace = self.workspace(HTTP_NAMESPACE, endpoint.url)
            self.errors_of(workspace, *APPLY, "-json")
            endpoint.rules.remove(denied)
            _, output = workspace.run("plan", "-input=false")
            self.assertIn(NAMESPACE["Id"], output)
            self.assertIn("1 to add, 0 to change, 1 to destroy", output)
            workspace.run(*APPLY)
            self.assertEqual(endpoint.requests(SERVICE, "DeleteNamespace")[0].json(), {"Id": NAMESPACE["Id"]})
            self.assertEqual(workspace.state()["aws_service_discovery_http_namespace.shop"]["attributes"]["id"], NAMESPACE["Id"])

    def test_an_operation_that_is_forgotten(self):
        """The object stays in the state, and the error says what can be done."""
        denied = Rule(SERVICE, "GetOperation", DENIED)
        with Endpoint(rules(denied)) as endpoint:
            workspace = self.workspace(HTTP_NAMESPACE, endpoint.url)
            self.errors_of(workspace, *APPLY, "-json")
            denied.answer = json_error("OperationNotFound", "No operation exists with the specified ID.")
            told = self.only_error_of(workspace, "plan", "-input=false", "-json")
            self.assertIn("OperationNotFound", told)
            self.assertIn("terraform state rm", told)
            self.assertEqual(len(workspace.state()), 1)

    def test_an_operation_fails(self):
        """What failed is told; there is no namespace then, so the next plan makes one."""
        failed = Rule(SERVICE, "GetOperation", FAILED)
        gone = Rule(SERVICE, "GetNamespace", GONE)
        with Endpoint(rules(failed, gone)) as endpoint:
            workspace = self.workspace(HTTP_NAMESPACE, endpoint.url)
            self.assertIn("Something went wrong.", self.only_error_of(workspace, *APPLY, "-json"))
            _, output = workspace.run("plan", "-input=false")
            self.assertIn("1 to add, 0 to change, 0 to destroy", output)

    def test_service(self):
        """The namespace follows from the DNS records, what AWS fills in is no difference, an update sends all that stays."""
        web = {**WEB}
        got = Rule(SERVICE, "GetService", Answer(200, {"Service": web}))
        instances = [Answer(200, {"Instances": [{"Id": "i-1"}, {"Id": "i-2"}], "NextToken": "more"}), Answer(200, {"Instances": [{"Id": "i-3"}]})]
        used = json_error("ResourceInUse", "The service has registered instances.")
        with Endpoint(rules(got, Rule(SERVICE, "CreateService", Answer(200, {"Service": web})),
                            *(Rule(SERVICE, "ListInstances", page, times=1) for page in instances),
                            Rule(SERVICE, "DeregisterInstance", json_error("InstanceNotFound", "There is no such instance."), times=1),
                            Rule(SERVICE, "DeleteService", used, times=2), Rule(SERVICE, "DeleteService", Answer(200, {})))) as endpoint:
            workspace = self.workspace(SERVICE_OF_DNS, endpoint.url)
            workspace.run(*APPLY)
            workspace.run(*EMPTY_PLAN)
            [made] = endpoint.requests(SERVICE, "CreateService")
            sent = made.json()
            self.assertTrue(sent.pop("CreatorRequestId"))
            self.assertEqual(sent, {"Name": "web", "HealthCheckConfig": {"Type": "HTTP"}, "DnsConfig": {
                "NamespaceId": NAMESPACE["Id"], "RoutingPolicy": "WEIGHTED", "DnsRecords": [{"Type": "A", "TTL": 10}]}})
            self.assertEqual(workspace.state()["aws_service_discovery_service.web"]["attributes"]["namespace_id"], NAMESPACE["Id"])
            endpoint.rules.insert(0, Rule(SERVICE, "GetService", Answer(200, {"Service": dict(web)}), times=1))
            del web["HealthCheckConfig"]
            workspace.run(*APPLY, "-var=check=false")
            [updated] = endpoint.requests(SERVICE, "UpdateService")
            self.assertEqual(updated.json(), {"Id": WEB["Id"], "Service": {
                "Description": "", "DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 10}]}}})
            workspace.run(*EMPTY_PLAN, "-var=check=false")
            workspace.run("destroy", "-auto-approve", "-input=false", "-var=check=false")
            freed = [r.json()["InstanceId"] for r in endpoint.requests(SERVICE, "DeregisterInstance")]
            self.assertEqual(freed, ["i-1", "i-2", "i-3"])
            self.assertEqual(len(endpoint.requests(SERVICE, "DeleteService")), 3)
