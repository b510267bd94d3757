"""HTTPS listeners, sign-ins, and rules with every action and condition, which no emulator keeps whole: told as AWS documents them."""
import json

from tests.faults.endpoint import Endpoint, Rule, caller_identity
from tests.faults.listeners import BALANCER, Listeners, asked
from tests.faults.session import FaultTest

APPLY = ("apply", "-auto-approve", "-input=false")
EMPTY_PLAN = ("plan", "-detailed-exitcode", "-input=false")

NAMES = f"""
variable "new" {{
  default = false
}}

locals {{
  balancer     = "{BALANCER}"
  certificates = "arn:aws:acm:us-east-1:123456789012:certificate"
  groups       = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup"
}}
"""

GATEWAY = NAMES + """
variable "seconds" {}

resource "aws_lb_listener" "firewall" {
  load_balancer_arn        = replace(local.balancer, "/app/", "/gwy/")
  tcp_idle_timeout_seconds = var.seconds

  default_action {
    type             = "forward"
    target_group_arn = "${local.groups}/firewall/943f017f100becff"
  }
}
"""

HTTPS = NAMES + """
resource "aws_lb_listener" "shop" {
  load_balancer_arn = local.balancer
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = var.new ? "ELBSecurityPolicy-TLS13-1-2-2021-06" : null
  certificate_arn   = "${local.certificates}/${var.new ? "two" : "one"}"

  routing_http_response_server_enabled                                 = false
  routing_http_response_strict_transport_security_header_value         = var.new ? "max-age=60" : "max-age=30"

  mutual_authentication {
    mode            = var.new ? "verify" : "off"
    trust_store_arn = var.new ? "arn:aws:elasticloadbalancing:us-east-1:123456789012:truststore/shop/73e2d6bc24d8a067" : null
  }

  default_action {
    type = "authenticate-cognito"

    authenticate_cognito {
      user_pool_arn       = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Ab129faBb"
      user_pool_client_id = "3ho4ek12345678909nh3fmhpko"
      user_pool_domain    = "caws-shop"
      session_timeout     = var.new ? 3600 : null

      authentication_request_extra_params = {
        prompt = "login"
      }
    }
  }

  default_action {
    type             = "forward"
    target_group_arn = "${local.groups}/web/943f017f100becff"
  }
}

resource "aws_lb_listener_certificate" "more" {
  listener_arn    = aws_lb_listener.shop.arn
  certificate_arn = "${local.certificates}/more"
}
"""

RULES = NAMES + """
resource "aws_alb_listener" "shop" {
  load_balancer_arn = local.balancer
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "${local.certificates}/one"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "nothing here"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "signed_in" {
  listener_arn = aws_alb_listener.shop.arn
  priority     = var.new ? 30 : 10

  action {
    type = "authenticate-oidc"

    authenticate_oidc {
      authorization_endpoint     = "https://id.example.com/authorize"
      client_id                  = "shop"
      client_secret              = "of-the-shop"
      issuer                     = "https://id.example.com"
      on_unauthenticated_request = var.new ? "deny" : "allow"
      token_endpoint             = "https://id.example.com/token"
      user_info_endpoint         = "https://id.example.com/me"
    }
  }

  action {
    type = "forward"

    forward {
      target_group {
        arn    = "${local.groups}/web/943f017f100becff"
        weight = var.new ? 80 : 100
      }

      target_group {
        arn    = "${local.groups}/next/843f017f100becff"
        weight = var.new ? 20 : 0
      }

      stickiness {
        enabled  = true
        duration = 600
      }
    }
  }

  condition {
    host_header {
      values = ["shop.example.com", "*.shop.example.com"]
    }
  }

  condition {
    path_pattern {
      values = [var.new ? "/me/*" : "/account/*"]
    }
  }

  tags = { Purpose = var.new ? "store" : "shop" }
}

resource "aws_lb_listener_rule" "elsewhere" {
  listener_arn = aws_alb_listener.shop.arn

  action {
    type = "redirect"

    redirect {
      host        = "new.example.com"
      status_code = "HTTP_302"
    }
  }

  condition {
    http_header {
      http_header_name = "User-Agent"
      values           = ["*Mobile*"]
    }
  }

  condition {
    http_request_method {
      values = ["GET", "HEAD"]
    }
  }

  condition {
    query_string {
      key   = "version"
      value = var.new ? "3" : "2"
    }

    query_string {
      value = "preview"
    }
  }

  condition {
    source_ip {
      values = ["192.0.2.0/24", "2001:db8::/32"]
    }
  }

  depends_on = [aws_lb_listener_rule.signed_in]
}
"""
SPELT = NAMES + """
locals {
  upper = { for word in ["forward", "off", "fixed-response"] : word => var.new ? upper(word) : word }
}

resource "aws_lb_listener" "tls" {
  load_balancer_arn = replace(local.balancer, "/app/", "/net/")
  port              = 443
  protocol          = var.new ? "tls" : "TLS"
  certificate_arn   = "${local.certificates}/one"
  alpn_policy       = var.alpn

  default_action {
    type             = local.upper["forward"]
    target_group_arn = "${local.groups}/web/943f017f100becff"
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = local.balancer
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "${local.certificates}/one"

  mutual_authentication {
    mode = local.upper["off"]
  }

  default_action {
    type             = local.upper["forward"]
    target_group_arn = "${local.groups}/web/943f017f100becff"
  }
}

resource "aws_lb_listener_rule" "closed" {
  listener_arn = aws_lb_listener.https.arn

  action {
    type = local.upper["fixed-response"]

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }

  condition {
    path_pattern {
      values = ["/closed/*"]
    }
  }
}

variable "alpn" {
  default = null
}
"""
NEW = "-var=new=true"


def changes(plan):
    """{address: names of the attributes that change}"""
    found = {}
    for resource in plan["resource_changes"]:
        before, after = resource["change"]["before"] or {}, resource["change"]["after"] or {}
        names = sorted(n for n in {*before, *after} if before.get(n) != after.get(n))
        if resource["change"]["actions"] == ["update"]:
            found[resource["address"]] = names
    return found


class LoadBalancer(FaultTest):
    def setUp(self):
        self.balancer = Listeners()
        self.endpoint = self.enterContext(Endpoint([Rule("sts", answer=caller_identity()), *self.balancer.rules]))

    def sent(self, operation):
        return [asked(r.form()) for r in self.endpoint.requests("elasticloadbalancing", operation)]

    def planned(self, workspace, *arguments):
        """What a plan changes in place; that it adds, replaces and destroys nothing."""
        workspace.run("plan", "-input=false", "-out=plan.bin", *arguments)
        plan = json.loads(workspace.run("show", "-json", "-no-color", "plan.bin")[1])
        self.assertLessEqual({tuple(r["change"]["actions"]) for r in plan["resource_changes"]}, {("update",), ("no-op",)})
        return changes(plan)

    def imported(self, workspace, address, id_):
        workspace.run("state", "rm", address)
        workspace.run("import", "-input=false", NEW, address, id_)

    def test_https(self):
        """Certificates, policy, sign-in and headers change in place; everything imports without a change."""
        workspace = self.workspace(HTTPS, self.endpoint.url)
        workspace.run(*APPLY)
        workspace.run(*EMPTY_PLAN)
        [made] = self.sent("CreateListener")
        self.assertEqual(made["Certificates"], [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/one"}])
        self.assertEqual([a["Type"] for a in made["DefaultActions"]], ["authenticate-cognito", "forward"])
        [arn] = self.balancer.listeners

        self.assertEqual(self.planned(workspace, NEW), {"aws_lb_listener.shop": [
            "certificate_arn", "default_action", "mutual_authentication",
            "routing_http_response_strict_transport_security_header_value", "ssl_policy"]})
        workspace.run(*APPLY, NEW)
        workspace.run(*EMPTY_PLAN, NEW)
        listener = self.balancer.listeners[arn]
        self.assertEqual(listener["SslPolicy"], "ELBSecurityPolicy-TLS13-1-2-2021-06")
        self.assertEqual(listener["Certificates"][0]["CertificateArn"], "arn:aws:acm:us-east-1:123456789012:certificate/two")
        self.assertEqual(listener["DefaultActions"][0]["AuthenticateCognitoConfig"]["SessionTimeout"], "3600")
        self.assertEqual(listener["MutualAuthentication"]["Mode"], "verify")
        self.assertEqual(self.balancer.attributes[arn]["routing.http.response.strict_transport_security.header_value"], "max-age=60")

        more = "arn:aws:acm:us-east-1:123456789012:certificate/more"
        self.imported(workspace, "aws_lb_listener.shop", arn)
        self.imported(workspace, "aws_lb_listener_certificate.more", f"{arn}_{more}")
        workspace.run(*EMPTY_PLAN, NEW)
        workspace.run("destroy", "-auto-approve", "-input=false", NEW)
        self.assertEqual((self.balancer.listeners, self.balancer.more[arn]), ({}, []))

    def test_rules(self):
        """All actions and conditions; weights, conditions and places change in place; only the client's secret is not imported."""
        workspace = self.workspace(RULES, self.endpoint.url)
        workspace.run(*APPLY)
        workspace.run(*EMPTY_PLAN)
        first, second = self.sent("CreateRule")
        self.assertEqual((first["Priority"], second["Priority"]), ("10", "11"))
        self.assertEqual(sorted(c["Field"] for c in first["Conditions"] + second["Conditions"]),
                         ["host-header", "http-header", "http-request-method", "path-pattern", "query-string", "source-ip"])

        self.assertEqual(self.planned(workspace, NEW), {
            "aws_lb_listener_rule.signed_in": ["action", "condition", "priority", "tags", "tags_all"],
            "aws_lb_listener_rule.elsewhere": ["condition"]})
        workspace.run(*APPLY, NEW)
        workspace.run(*EMPTY_PLAN, NEW)
        signed_in, elsewhere = self.balancer.rules_of
        told = self.balancer.rules_of[signed_in]
        self.assertEqual(told["Priority"], "30")
        self.assertEqual(sorted(g["Weight"] for g in told["Actions"][1]["ForwardConfig"]["TargetGroups"]), ["20", "80"])
        self.assertEqual(told["Actions"][0]["AuthenticateOidcConfig"]["OnUnauthenticatedRequest"], "deny")
        self.assertEqual(self.balancer.tags[signed_in], [{"Key": "Purpose", "Value": "store"}])
        modified = next(m for m in self.sent("ModifyRule") if m["RuleArn"] == signed_in)
        self.assertEqual(modified["Actions"][0]["AuthenticateOidcConfig"]["ClientSecret"], "of-the-shop")

        self.imported(workspace, "aws_lb_listener_rule.elsewhere", elsewhere)
        self.imported(workspace, "aws_alb_listener.shop", next(iter(self.balancer.listeners)))
        workspace.run(*EMPTY_PLAN, NEW)
        self.imported(workspace, "aws_lb_listener_rule.signed_in", signed_in)
        self.assertEqual(self.planned(workspace, NEW), {"aws_lb_listener_rule.signed_in": ["action"]})
        workspace.run(*APPLY, NEW)
        workspace.run(*EMPTY_PLAN, NEW)
        workspace.run("destroy", "-auto-approve", "-input=false", NEW)
        self.assertEqual((self.balancer.listeners, self.balancer.rules_of), ({}, {}))

    def test_next_priorities(self):
        """Rules without a priority that are made at once each get their own."""
        rules = "".join(f"""
resource "aws_lb_listener_rule" "of_{name}" {{
  listener_arn = aws_alb_listener.shop.arn

  action {{
    type             = "forward"
    target_group_arn = "${{local.groups}}/web/943f017f100becff"
  }}

  condition {{
    path_pattern {{
      values = ["/{name}/*"]
    }}
  }}
}}
""" for name in ("cart", "help", "me", "news"))
        workspace = self.workspace(RULES[:RULES.index('resource "aws_lb_listener_rule"')] + rules, self.endpoint.url)
        workspace.run(*APPLY)
        workspace.run(*EMPTY_PLAN)
        self.assertEqual(sorted(r["Priority"] for r in self.sent("CreateRule")), ["1", "2", "3", "4"])

    def test_gateway(self):
        """A Gateway Load Balancer's listener has neither protocol nor port, and keeps connections for as long as it is told."""
        workspace = self.workspace(GATEWAY, self.endpoint.url)
        for seconds in ("400", "500"):
            workspace.run(*APPLY, f"-var=seconds={seconds}")
            [attributes] = self.balancer.attributes.values()
            self.assertEqual(attributes["tcp.idle_timeout.seconds"], seconds)
            workspace.run(*EMPTY_PLAN, f"-var=seconds={seconds}")

    def test_spelling(self):
        """Words in another case are sent as AWS spells them, and a change of the case alone is none."""
        workspace = self.workspace(SPELT, self.endpoint.url)
        workspace.run(*APPLY, NEW, "-var=alpn=http2optional")
        workspace.run(*EMPTY_PLAN, NEW, "-var=alpn=http2optional")
        workspace.run(*EMPTY_PLAN, "-var=alpn=HTTP2Optional")
        self.assertEqual({(m["Protocol"], m["DefaultActions"][0]["Type"], m.get("MutualAuthentication", {}).get("Mode"), *m.get("AlpnPolicy", []))
                          for m in self.sent("CreateListener")}, {("TLS", "forward", None, "HTTP2Optional"), ("HTTPS", "forward", "off")})
        self.assertEqual([r["Actions"][0]["Type"] for r in self.sent("CreateRule")], ["fixed-response"])
        for alpn, sent in (("HTTP1ONLY", "HTTP1Only"), ("none", "None")):
            workspace.run(*APPLY, NEW, f"-var=alpn={alpn}")
            workspace.run(*EMPTY_PLAN, f"-var=alpn={alpn}")
            self.assertEqual(self.sent("ModifyListener")[-1]["AlpnPolicy"], [sent])
        workspace.run(*APPLY, NEW, "-var=alpn=HTTP2Only")
        workspace.run(*APPLY, NEW)
        workspace.run(*EMPTY_PLAN)
        self.assertEqual(self.sent("ModifyListener")[-1]["AlpnPolicy"], ["None"])

    def test_switch(self):
        """What hashicorp/aws made plans empty with us, and what we then change plans empty there."""
        for configuration in (HTTPS, RULES):
            workspace = self.workspace(configuration, self.endpoint.url)
            self.as_peer(workspace, *APPLY)
            workspace.run(*EMPTY_PLAN)
            workspace.run(*APPLY, NEW)
            self.as_peer(workspace, *EMPTY_PLAN, NEW)
            workspace.run("destroy", "-auto-approve", "-input=false", NEW)
        self.assertEqual((self.balancer.listeners, self.balancer.rules_of), ({}, {}))
        ours = [r.operation for r in self.endpoint.requests("elasticloadbalancing") if "caws/" in r.headers["user-agent"]]
        self.assertFalse([o for o in ours if o.startswith("Create")], "what was there was changed in place, and not made anew")
