"""Looks into an emulator with botocore: what exists there, and calls that a case makes outside of Terraform."""
import threading

import botocore.config
import botocore.exceptions
import botocore.session

_session = botocore.session.Session()
_lock = threading.Lock()
_config = botocore.config.Config(retries={"max_attempts": 2}, connect_timeout=10, read_timeout=60, parameter_validation=True)


def client(service, region, url, key, secret, token):
    with _lock:  # sessions are not made for threads; clients are
        return _session.create_client(
            service, region_name=region, endpoint_url=url, aws_access_key_id=key, aws_secret_access_key=secret,
            aws_session_token=token, config=_config,
        )


def _pages(api, operation, take, **arguments):
    if api.can_paginate(operation):
        for page in api.get_paginator(operation).paginate(**arguments):
            yield from page.get(take, [])
    else:
        yield from getattr(api, operation)(**arguments).get(take, [])


# service, operation, member of the answer, id of an element (None: the element is the id), which elements do not count: what
# a VPC has from its birth goes with it
_LISTS = (
    ("ec2", "describe_vpcs", "Vpcs", "VpcId", None),
    ("ec2", "describe_subnets", "Subnets", "SubnetId", None),
    ("ec2", "describe_internet_gateways", "InternetGateways", "InternetGatewayId", None),
    ("ec2", "describe_addresses", "Addresses", "AllocationId", None),
    ("ec2", "describe_nat_gateways", "NatGateways", "NatGatewayId", lambda o: o["State"] in ("deleted", "deleting")),
    ("ec2", "describe_route_tables", "RouteTables", "RouteTableId", lambda o: any(a.get("Main") for a in o["Associations"])),
    ("ec2", "describe_security_groups", "SecurityGroups", "GroupId", lambda o: o["GroupName"] == "default"),
    ("ec2", "describe_managed_prefix_lists", "PrefixLists", "PrefixListId", None),
    ("ec2", "describe_launch_templates", "LaunchTemplates", "LaunchTemplateId", None),
    ("ec2", "describe_instances", "Reservations", "ReservationId", lambda o: all(i["State"]["Name"] == "terminated" for i in o["Instances"])),
    ("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroups", "AutoScalingGroupARN", None),
    ("elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerArn", None),
    ("elbv2", "describe_target_groups", "TargetGroups", "TargetGroupArn", None),
    ("logs", "describe_log_groups", "logGroups", "logGroupName", None),
    ("ecr", "describe_repositories", "repositories", "repositoryArn", None),
    ("ecs", "list_task_definitions", "taskDefinitionArns", None, None),
    ("iam", "list_roles", "Roles", "Arn", None),
    ("route53", "list_hosted_zones", "HostedZones", "Id", None),
    ("acm", "list_certificates", "CertificateSummaryList", "CertificateArn", None),
    ("rds", "describe_db_instances", "DBInstances", "DBInstanceIdentifier", None),
    ("rds", "describe_db_subnet_groups", "DBSubnetGroups", "DBSubnetGroupName", lambda o: o["DBSubnetGroupName"] == "default"),
    ("secretsmanager", "list_secrets", "SecretList", "ARN", None),
    ("s3", "list_buckets", "Buckets", "Name", None),
    ("servicediscovery", "list_namespaces", "Namespaces", "Id", None),
    ("servicediscovery", "list_services", "Services", "Id", None),
)


def inventory(account, region):
    """The ids of all that exists in an account, of the kinds that the provider makes; service-linked roles aside."""
    found = set()
    apis = {}
    for service, operation, take, key, ignore in _LISTS:
        api = apis.get(service) or apis.setdefault(service, account.client(service, region))
        for item in _pages(api, operation, take):
            if not (ignore and ignore(item)):
                found.add(item[key] if key else item)
    for balancer in [arn for arn in found if ":loadbalancer/" in arn]:
        for item in _pages(apis["elbv2"], "describe_listeners", "Listeners", LoadBalancerArn=balancer):
            found.add(item["ListenerArn"])
    ecs = apis["ecs"]
    clusters = list(_pages(ecs, "list_clusters", "clusterArns"))
    for cluster in ecs.describe_clusters(clusters=clusters)["clusters"] if clusters else ():
        if cluster["status"] != "INACTIVE":  # moto lists clusters that were deleted
            found.add(cluster["clusterArn"])
            found.update(_pages(ecs, "list_services", "serviceArns", cluster=cluster["clusterArn"]))
    return {item for item in found if "/aws-service-role/" not in item}


def call(account, region, service, operation, arguments):
    """One call made outside of Terraform, as a user's script would make it."""
    return getattr(account.client(service, region), operation)(**arguments)
