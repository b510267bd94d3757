"""The ids that `terraform import` takes, by type, as hashicorp/aws documents them; most types take the id itself."""


def _route(a):
    destination = a.get("destination_cidr_block") or a.get("destination_ipv6_cidr_block") or a.get("destination_prefix_list_id")
    return f"{a['route_table_id']}_{destination}"


def _scalable(a):
    return f"{a['service_namespace']}/{a['resource_id']}/{a['scalable_dimension']}/{a['name']}"


def _arn_name(arn):
    return arn.rsplit("/", 1)[-1]


def _security_group_rule(a):
    sources = [*(a["cidr_blocks"] or ()), *(a["ipv6_cidr_blocks"] or ()), *(a["prefix_list_ids"] or ())]
    if a["self"]:
        sources.append("self")
    if a["source_security_group_id"]:
        sources.append(a["source_security_group_id"])
    return "_".join([a["security_group_id"], a["type"], a["protocol"].lower(), str(a["from_port"]), str(a["to_port"]), *sources])


def _target(a):
    return f"{a['target_group_arn']},{a['target_id']},{a['port']}"


_RULES = {
    "aws_cloudwatch_event_target": lambda a: f"{a['rule']}/{a['target_id']}",
    "aws_cloudwatch_log_metric_filter": lambda a: f"{a['log_group_name']}:{a['name']}",
    "aws_cloudwatch_log_stream": lambda a: f"{a['log_group_name']}:{a['name']}",
    "aws_security_group_rule": _security_group_rule,
    "aws_service_discovery_private_dns_namespace": lambda a: f"{a['id']}:{a['vpc']}",
    "aws_appautoscaling_policy": _scalable,
    "aws_appautoscaling_scheduled_action": _scalable,
    "aws_appautoscaling_target": lambda a: f"{a['service_namespace']}/{a['resource_id']}/{a['scalable_dimension']}",
    "aws_autoscaling_attachment": lambda a: f"{a['autoscaling_group_name']},{a['lb_target_group_arn'] or a['elb']}",
    "aws_autoscaling_policy": lambda a: f"{a['autoscaling_group_name']}/{a['name']}",
    "aws_autoscaling_schedule": lambda a: f"{a['autoscaling_group_name']}/{a['scheduled_action_name']}",
    "aws_cognito_user_pool_client": lambda a: f"{a['user_pool_id']}/{a['id']}",
    "aws_db_instance": lambda a: a["identifier"],
    "aws_ecs_account_setting_default": lambda a: a["name"],
    "aws_ecs_capacity_provider": lambda a: a["name"],
    "aws_ecs_cluster": lambda a: a["name"],
    "aws_ecs_service": lambda a: f"{_arn_name(a['cluster'])}/{a['name']}",
    "aws_ecs_task_definition": lambda a: a["arn"],
    "aws_lb_target_group_attachment": _target,
    "aws_alb_target_group_attachment": _target,
    "aws_route": _route,
    "aws_route_table_association": lambda a: f"{a['subnet_id'] or a['gateway_id']}/{a['route_table_id']}",
    "aws_iam_role_policy_attachment": lambda a: f"{a['role']}/{a['policy_arn']}",
}


def import_id(type_name, attributes, home):
    """The id to import an object by; `home` is the provider's region."""
    plain = _RULES.get(type_name, lambda a: a["id"])(attributes)
    region = attributes.get("region")
    return plain if region in (None, home) else f"{plain}@{region}"
