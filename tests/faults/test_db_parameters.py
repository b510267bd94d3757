"""Settings of a database engine: twenty go in one call, and those first that are valid only together."""
import re

from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity
from tests.faults.session import FaultTest

APPLY = ("apply", "-auto-approve", "-input=false")
EMPTY_PLAN = ("plan", "-detailed-exitcode", "-input=false")

GROUP = """
variable "last" {
  default = 24
}

resource "aws_db_parameter_group" "main" {
  name   = "shop"
  family = "mysql8.0"

  dynamic "parameter" {
    for_each = concat([for i in range(var.last) : "a_setting_${i}"], ["character_set_server", "collation_server"])
    content {
      name  = parameter.value
      value = "1"
    }
  }
}
"""


def rds(operation, body):
    return Answer(200, f'<{operation}Response xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><{operation}Result>{body}</{operation}Result>'
                       f"</{operation}Response>", {"Content-Type": "text/xml"})


def names_of(request):
    form = request.form()
    return [form[k] for k in sorted(form, key=lambda k: [int(n) for n in re.findall(r"\d+", k)]) if k.endswith(".ParameterName")]


class DbParameters(FaultTest):
    def test_calls(self):
        settings = {}

        def set_all(request):
            form = request.form()
            for name in names_of(request):
                key = next(k for k, v in form.items() if v == name).replace("ParameterName", "ParameterValue")
                settings[name] = form[key]
            return rds("ModifyDBParameterGroup", "<DBParameterGroupName>shop</DBParameterGroupName>")

        def reset(request):
            for name in names_of(request):
                del settings[name]
            return rds("ResetDBParameterGroup", "<DBParameterGroupName>shop</DBParameterGroupName>")

        def parameters(_):
            listed = "".join(f"<Parameter><ParameterName>{n}</ParameterName><ParameterValue>{v}</ParameterValue><Source>user</Source><ApplyMethod>"
                             "immediate</ApplyMethod></Parameter>" for n, v in settings.items())
            return rds("DescribeDBParameters", f"<Parameters>{listed}</Parameters>")

        group = ("<DBParameterGroupName>shop</DBParameterGroupName><DBParameterGroupFamily>mysql8.0</DBParameterGroupFamily><Description>Managed by "
                 "Terraform</Description><DBParameterGroupArn>arn:aws:rds:us-east-1:123456789012:pg:shop</DBParameterGroupArn>")
        rules = [
            Rule("sts", answer=caller_identity()),
            Rule("rds", "CreateDBParameterGroup", rds("CreateDBParameterGroup", f"<DBParameterGroup>{group}</DBParameterGroup>")),
            Rule("rds", "DescribeDBParameterGroups",
                 rds("DescribeDBParameterGroups", f"<DBParameterGroups><DBParameterGroup>{group}</DBParameterGroup></DBParameterGroups>")),
            Rule("rds", "DescribeDBParameters", parameters),
            Rule("rds", "ModifyDBParameterGroup", set_all),
            Rule("rds", "ResetDBParameterGroup", reset),
            Rule("rds", "ListTagsForResource", rds("ListTagsForResource", "<TagList/>")),
        ]
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(GROUP, endpoint.url)
            workspace.run(*APPLY)
            sent = [names_of(r) for r in endpoint.requests("rds", "ModifyDBParameterGroup")]
            self.assertEqual([len(names) for names in sent], [20, 6])
            self.assertEqual(set(sent[0][:2]), {"character_set_server", "collation_server"})
            workspace.run(*EMPTY_PLAN)
            workspace.run(*APPLY, "-var=last=22")
            self.assertEqual(len(endpoint.requests("rds", "ModifyDBParameterGroup")), 2)
            [taken] = endpoint.requests("rds", "ResetDBParameterGroup")
            self.assertEqual(names_of(taken), ["a_setting_22", "a_setting_23"])
            workspace.run(*EMPTY_PLAN, "-var=last=22")
