"""Listeners of an Application Load Balancer, their rules and certificates, as AWS documents them: what it answers of HTTPS, of
sign-ins and of conditions, which the emulators do not keep."""
import xml.sax.saxutils

from tests.faults.endpoint import Answer, Rule, xml_error

BALANCER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188"
NAMESPACE = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"
SIGN_IN = {"OnUnauthenticatedRequest": "authenticate", "Scope": "openid", "SessionCookieName": "AWSELBAuthSessionCookie",
           "SessionTimeout": "604800"}
# Of these conditions the API has the values at two places.
BOTH_PLACES = {"host-header": "HostHeaderConfig", "path-pattern": "PathPatternConfig"}
HTTPS_ATTRIBUTES = {"routing.http.response.server.enabled": "true", "routing.http.response.strict_transport_security.header_value": ""}

GATEWAY_ATTRIBUTES = {"tcp.idle_timeout.seconds": "350"}


class Map(dict):
    """A map, whose names are no members."""


def asked(form):
    """The members of a Query request: structures and maps as dicts, `member.N` as lists; all scalars are texts."""
    tree = {}
    for key, text in form.items():
        at = tree
        *outer, last = key.split(".")
        for name in outer:
            at = at.setdefault(name, {})
        at[last] = text
    return _listed(tree)


def _listed(v):
    if not isinstance(v, dict):
        return v
    if set(v) == {"member"}:
        return [_listed(v["member"][n]) for n in sorted(v["member"], key=int)]
    if set(v) == {"entry"}:
        return Map((e["key"], e["value"]) for e in v["entry"].values())
    return {name: _listed(item) for name, item in v.items()}


def _xml(v):
    if isinstance(v, Map):
        return "".join(f"<entry>{_xml({'key': k, 'value': item})}</entry>" for k, item in v.items())
    if isinstance(v, dict):
        return "".join(f"<{name}>{_xml(item)}</{name}>" for name, item in v.items())
    if isinstance(v, list):
        return "".join(f"<member>{_xml(item)}</member>" for item in v)
    return xml.sax.saxutils.escape(str(v))


class Refused(Exception):
    """An error's code."""


class Listeners:
    """`rules` answer for any number of listeners of one load balancer."""

    def __init__(self):
        self.listeners, self.rules_of, self.more, self.attributes, self.tags = {}, {}, {}, {}, {}
        self.made = 0

    @property
    def rules(self):
        return [Rule("elasticloadbalancing", answer=self._answer)]

    def _answer(self, request):
        members = {k: v for k, v in request.form().items() if k not in ("Action", "Version")}
        try:
            result = _xml(getattr(self, request.operation)(asked(members)))
        except Refused as e:
            return xml_error(str(e), "Refused as AWS would")
        body = (f'<{request.operation}Response xmlns="{NAMESPACE}"><{request.operation}Result>{result}</{request.operation}Result>'
                f"<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></{request.operation}Response>")
        return Answer(200, body, {"Content-Type": "text/xml"})

    def _id(self):
        self.made += 1
        return f"{self.made:016x}"

    @staticmethod
    def _of(things, arn, code):
        if arn not in things:
            raise Refused(code)
        return things[arn]

    @staticmethod
    def _action(action, place, alone):
        """An action as it is told: with its place among several, and without what was left out."""
        told = dict(action)
        if not alone:
            told.setdefault("Order", str(place + 1))
        if "TargetGroupArn" in told:
            told.setdefault("ForwardConfig", {"TargetGroups": [{"TargetGroupArn": told["TargetGroupArn"], "Weight": "1"}]})
        if "ForwardConfig" in told:
            forward = {"TargetGroupStickinessConfig": {"Enabled": "false"}, **told["ForwardConfig"]}
            told["ForwardConfig"] = forward
            if len(forward["TargetGroups"]) == 1:
                told["TargetGroupArn"] = forward["TargetGroups"][0]["TargetGroupArn"]
        for name in ("AuthenticateCognitoConfig", "AuthenticateOidcConfig"):
            if name in told:
                told[name] = {**SIGN_IN, **told[name]}
                told[name].pop("ClientSecret", None)  # no answer has it
                told[name].pop("UseExistingClientSecret", None)
        return told

    def _actions(self, actions):
        ordered = sorted(enumerate(actions), key=lambda a: int(a[1].get("Order", a[0] + 1)))
        return [self._action(action, place, len(actions) == 1) for place, action in ordered]

    @staticmethod
    def _condition(condition):
        """AWS tells the values at both places, whichever was asked."""
        filled = {k: v for k, v in condition.items() if v not in ({}, [], "")}
        config = BOTH_PLACES.get(condition["Field"])
        if config:
            values = filled.get(config, {}).get("Values") or filled.get("Values")
            filled.update({"Values": values, config: {"Values": values}})
        return filled

    # ---- listeners -------------------------------------------------------------------------------------------------

    def CreateListener(self, given):
        arn = f"{given['LoadBalancerArn'].replace(':loadbalancer/', ':listener/')}/{self._id()}"
        secure = given.get("Protocol") == "HTTPS"
        self.tags[arn] = given.pop("Tags", [])
        usual = {"SslPolicy": "ELBSecurityPolicy-2016-08", "MutualAuthentication": {"Mode": "off"}} if secure else {}
        self.listeners[arn] = {"ListenerArn": arn, **usual, **given, "DefaultActions": self._actions(given["DefaultActions"])}
        self.attributes[arn] = dict(HTTPS_ATTRIBUTES if "Protocol" in given else GATEWAY_ATTRIBUTES)
        self.more[arn] = []
        return {"Listeners": [self.listeners[arn]]}

    def DescribeListeners(self, given):
        return {"Listeners": [self._of(self.listeners, arn, "ListenerNotFound") for arn in given["ListenerArns"]]}

    def ModifyListener(self, given):
        listener = self._of(self.listeners, given["ListenerArn"], "ListenerNotFound")
        listener.update(given)
        listener["DefaultActions"] = self._actions(listener["DefaultActions"])
        return {"Listeners": [listener]}

    def DeleteListener(self, given):
        arn = given["ListenerArn"]
        self._of(self.listeners, arn, "ListenerNotFound")
        del self.listeners[arn]
        for rule in self._rules_at(arn):
            del self.rules_of[rule]  # they go with it
        return {}

    def DescribeListenerAttributes(self, given):
        attributes = self._of(self.attributes, given["ListenerArn"], "ListenerNotFound")
        return {"Attributes": [{"Key": k, "Value": v} for k, v in attributes.items()]}

    def ModifyListenerAttributes(self, given):
        self.attributes[given["ListenerArn"]].update({a["Key"]: a.get("Value", "") for a in given["Attributes"]})
        return self.DescribeListenerAttributes(given)

    def AddListenerCertificates(self, given):
        self.more[given["ListenerArn"]] += [c["CertificateArn"] for c in given["Certificates"]]
        return {"Certificates": given["Certificates"]}

    def DescribeListenerCertificates(self, given):
        listener = self._of(self.listeners, given["ListenerArn"], "ListenerNotFound")
        own = [{**c, "IsDefault": "true"} for c in listener["Certificates"]]
        return {"Certificates": own + [{"CertificateArn": c, "IsDefault": "false"} for c in self.more[given["ListenerArn"]]]}

    def RemoveListenerCertificates(self, given):
        for certificate in given["Certificates"]:
            self.more[given["ListenerArn"]].remove(certificate["CertificateArn"])
        return {}

    # ---- rules -----------------------------------------------------------------------------------------------------

    def _rules_at(self, listener):
        place = f"{listener.replace(':listener/', ':listener-rule/')}/"
        return [arn for arn in self.rules_of if arn.startswith(place)]

    def CreateRule(self, given):
        if given["Priority"] in [self.rules_of[r]["Priority"] for r in self._rules_at(given["ListenerArn"])]:
            raise Refused("PriorityInUse")
        arn = f"{given['ListenerArn'].replace(':listener/', ':listener-rule/')}/{self._id()}"
        self.tags[arn] = given.get("Tags", [])
        self.rules_of[arn] = {"RuleArn": arn, "Priority": given["Priority"], "IsDefault": "false", "Actions": self._actions(given["Actions"]),
                              "Conditions": [self._condition(c) for c in given["Conditions"]]}
        return {"Rules": [self.rules_of[arn]]}

    def DescribeRules(self, given):
        if "RuleArns" in given:
            return {"Rules": [self._of(self.rules_of, arn, "RuleNotFound") for arn in given["RuleArns"]]}
        last = {"RuleArn": "default", "Priority": "default", "IsDefault": "true", "Conditions": [], "Actions": []}
        return {"Rules": [*self.rules_of.values(), last]}

    def ModifyRule(self, given):
        rule = self._of(self.rules_of, given["RuleArn"], "RuleNotFound")
        if "Actions" in given:
            rule["Actions"] = self._actions(given["Actions"])
        if "Conditions" in given:
            rule["Conditions"] = [self._condition(c) for c in given["Conditions"]]
        return {"Rules": [rule]}

    def SetRulePriorities(self, given):
        for wanted in given["RulePriorities"]:
            self.rules_of[wanted["RuleArn"]]["Priority"] = wanted["Priority"]
        return {"Rules": []}

    def DeleteRule(self, given):
        self._of(self.rules_of, given["RuleArn"], "RuleNotFound")
        del self.rules_of[given["RuleArn"]]
        return {}

    # ---- tags ------------------------------------------------------------------------------------------------------

    def DescribeTags(self, given):
        return {"TagDescriptions": [{"ResourceArn": arn, "Tags": self.tags.get(arn, [])} for arn in given["ResourceArns"]]}

    def AddTags(self, given):
        for arn in given["ResourceArns"]:
            kept = [t for t in self.tags[arn] if t["Key"] not in {n["Key"] for n in given["Tags"]}]
            self.tags[arn] = kept + given["Tags"]
        return {}

    def RemoveTags(self, given):
        for arn in given["ResourceArns"]:
            self.tags[arn] = [t for t in self.tags[arn] if t["Key"] not in given["TagKeys"]]
        return {}
