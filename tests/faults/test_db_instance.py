"""RDS instances, as AWS documents what no emulator does: what is pending, promotion, states that end a wait; and no password in any output."""
import json

from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity, xml_error
from tests.faults.session import FaultTest

APPLY = ("apply", "-json", "-auto-approve", "-input=false")
DESTROY = ("destroy", "-json", "-auto-approve", "-input=false")
EMPTY_PLAN = ("plan", "-detailed-exitcode", "-input=false")
RESOURCE_ID = "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PASSWORD = "correct horse battery staple"
OTHER = "a password that nobody sees"
SPACE = "http://rds.amazonaws.com/doc/2014-10-31/"

PLAIN = """
variable "class" {
  default = "db.t3.micro"
}

variable "immediately" {
  default = true
}

variable "engine_version" {
  default = "14"
}

variable "logs" {
  type    = set(string)
  default = ["postgresql"]
}

variable "skip" {
  default = true
}

resource "aws_db_instance" "shop" {
  identifier                      = "shop"
  engine                          = "postgres"
  engine_version                  = var.engine_version
  instance_class                  = var.class
  allocated_storage               = 20
  max_allocated_storage           = 20
  username                        = "shop"
  password                        = "%s"
  enabled_cloudwatch_logs_exports = var.logs
  apply_immediately               = var.immediately
  skip_final_snapshot             = var.skip
}
""" % PASSWORD
COPIES = """
variable "replicates" {
  default = "primary"
}

variable "password" {
  default   = "%s"
  sensitive = true
}

resource "aws_db_instance" "shop" {
  identifier              = "shop"
  instance_class          = "db.t3.micro"
  %%s
  backup_retention_period = 7
  parameter_group_name    = "shop"
  password_wo             = var.password
  password_wo_version     = 1
  skip_final_snapshot     = true
}
""" % OTHER


def xml(operation, body):
    return Answer(200, f'<{operation}Response xmlns="{SPACE}"><{operation}Result>{body}</{operation}Result></{operation}Response>',
                  {"Content-Type": "text/xml"})


def instance(status="available", **more):
    """What AWS tells of it; members that hold lists are given as XML."""
    members = {
        "DBInstanceIdentifier": "shop", "DBInstanceStatus": status, "DbiResourceId": RESOURCE_ID, "Engine": "postgres",
        "EngineVersion": "14.9", "DBInstanceClass": "db.t3.micro", "AllocatedStorage": 20, "MasterUsername": "shop",
        "DBInstanceArn": "arn:aws:rds:us-east-1:123456789012:db:shop", "BackupRetentionPeriod": 1, "AutoMinorVersionUpgrade": "true",
        "CopyTagsToSnapshot": "false", "PubliclyAccessible": "false",
        "DBParameterGroups": parameter_group("default.postgres14"), "MonitoringInterval": 0, "PendingModifiedValues": "",
        "Endpoint": "<Address>shop.example.com</Address><Port>5432</Port><HostedZoneId>Z1</HostedZoneId>", **more,
    }
    return "".join(f"<{name}>{value}</{name}>" for name, value in members.items())


def parameter_group(name, status="in-sync"):
    return (f"<DBParameterGroup><DBParameterGroupName>{name}</DBParameterGroupName>"
            f"<ParameterApplyStatus>{status}</ParameterApplyStatus></DBParameterGroup>")


def made(operation, *told):
    return Rule("rds", operation, xml(operation, f"<DBInstance>{told[0] if told else instance('creating')}</DBInstance>"))


def described(*told, times=None):
    return Rule("rds", "DescribeDBInstances", xml("DescribeDBInstances", f"<DBInstances><DBInstance>{told[0]}</DBInstance></DBInstances>"),
                times=times)


GONE = xml("DescribeDBInstances", "<DBInstances/>")


class DbInstance(FaultTest):
    def base(self):
        return [Rule("sts", answer=caller_identity()), *(made(name) for name in (
            "CreateDBInstance", "CreateDBInstanceReadReplica", "RestoreDBInstanceFromDBSnapshot", "RestoreDBInstanceToPointInTime",
            "ModifyDBInstance", "PromoteReadReplica", "RebootDBInstance", "DeleteDBInstance"))]

    def test_creation_and_change(self):
        """It waits while AWS works, also for what is done at once but still pending; what waits for the window is not waited for."""
        exporting = instance(EnabledCloudwatchLogsExports="<member>postgresql</member>")
        rules = [described(instance("creating"), times=2), described(instance("backing-up"), times=1), described(exporting), *self.base()]
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(PLAIN, endpoint.url)
            workspace.run(*APPLY)
            [create] = endpoint.requests("rds", "CreateDBInstance")
            form = create.form()
            self.assertEqual(form["MasterUserPassword"], PASSWORD)
            self.assertEqual(form["EngineVersion"], "14")
            self.assertEqual(form["EnableCloudwatchLogsExports.member.1"], "postgresql")
            # The version is still one of 14, and a limit of what is allocated is none.
            workspace.run(*EMPTY_PLAN)
            self.assertEqual(endpoint.requests("rds", "ModifyDBInstance"), [])

            pending = instance(EnabledCloudwatchLogsExports="<member>postgresql</member>", PendingModifiedValues="<DBInstanceClass>db.t3.small</DBInstanceClass>")
            changed = instance(DBInstanceClass="db.t3.small", EnabledCloudwatchLogsExports="<member>upgrade</member>")
            endpoint.rules[:0] = [described(exporting, times=1), described(pending, times=2), described(instance("modifying"), times=1),
                                  described(changed)]
            variables = ("-var=class=db.t3.small", '-var=logs=["upgrade"]')
            workspace.run(*APPLY, *variables)
            [modify] = endpoint.requests("rds", "ModifyDBInstance")
            form = modify.form()
            self.assertEqual((form["DBInstanceClass"], form["ApplyImmediately"]), ("db.t3.small", "true"))
            self.assertEqual(form["CloudwatchLogsExportConfiguration.EnableLogTypes.member.1"], "upgrade")
            self.assertEqual(form["CloudwatchLogsExportConfiguration.DisableLogTypes.member.1"], "postgresql")
            for name in ("MasterUserPassword", "AllocatedStorage", "MaxAllocatedStorage", "EngineVersion", "Iops"):
                self.assertNotIn(name, form)
            workspace.run(*EMPTY_PLAN, *variables)

            # A version that waits for the window is planned once.
            later = changed.replace("<PendingModifiedValues>", "<PendingModifiedValues><EngineVersion>15.4</EngineVersion>")
            endpoint.rules[:0] = [described(changed, times=1), described(later)]
            variables = (*variables, "-var=engine_version=15.4", "-var=immediately=false")
            workspace.run(*APPLY, *variables)
            form = endpoint.requests("rds", "ModifyDBInstance")[1].form()
            self.assertEqual((form["EngineVersion"], form["ApplyImmediately"]), ("15.4", "false"))
            workspace.run(*EMPTY_PLAN, *variables)

    def test_deletion(self):
        """Without a name for the last snapshot it is refused when it is planned, and AWS is not asked."""
        with Endpoint([described(instance()), *self.base()]) as endpoint:
            workspace = self.workspace(PLAIN, endpoint.url)
            logs = "-var=logs=[]"
            workspace.run(*APPLY, logs, "-var=skip=false")
            error = self.only_error_of(workspace, *DESTROY, logs, "-var=skip=false")
            self.assertIn("final_snapshot_identifier", error)
            self.assertEqual(endpoint.requests("rds", "DeleteDBInstance"), [])
            workspace.run(*APPLY, logs)
            endpoint.rules[:0] = [described(instance(), times=1), described(instance("deleting"), times=2),
                                  Rule("rds", "DescribeDBInstances", GONE)]
            workspace.run(*DESTROY, logs)
            [delete] = endpoint.requests("rds", "DeleteDBInstance")
            form = delete.form()
            self.assertEqual((form["SkipFinalSnapshot"], form["DeleteAutomatedBackups"]), ("true", "true"))
            self.assertNotIn("FinalDBSnapshotIdentifier", form)

    def test_a_state_that_ends_the_wait(self):
        with Endpoint([described(instance("creating"), times=1), described(instance("incompatible-network")), *self.base()]) as endpoint:
            workspace = self.workspace(PLAIN, endpoint.url)
            self.assertIn("incompatible-network", self.only_error_of(workspace, *APPLY))
            _, state = workspace.run("show", "-json")
            self.assertIn(RESOURCE_ID, state)

    def test_replica(self):
        """Its own settings follow once it is there, and hold after a restart; it is promoted, and gets no other source."""
        told = {"ReadReplicaSourceDBInstanceIdentifier": "primary"}
        waiting = instance(**told, BackupRetentionPeriod=7, DBParameterGroups=parameter_group("shop", "pending-reboot"))
        ready = instance(**told, BackupRetentionPeriod=7, DBParameterGroups=parameter_group("shop"))
        configuration = COPIES % "replicate_source_db = var.replicates"
        # Read after the creation, after the password, and before what differs is set.
        rules = [described(instance("creating", **told), times=1), described(instance(**told), times=3), described(waiting, times=2),
                 described(ready), *self.base()]
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(configuration, endpoint.url)
            workspace.run(*APPLY)
            [create] = endpoint.requests("rds", "CreateDBInstanceReadReplica")
            self.assertEqual(create.form()["SourceDBInstanceIdentifier"], "primary")
            self.assertNotIn("DBParameterGroupName", create.form())
            password, settings = [r.form() for r in endpoint.requests("rds", "ModifyDBInstance")]
            self.assertEqual((password["MasterUserPassword"], password["ApplyImmediately"]), (OTHER, "true"))
            self.assertEqual((settings["BackupRetentionPeriod"], settings["DBParameterGroupName"], settings["ApplyImmediately"]),
                             ("7", "shop", "true"))
            self.assertEqual(len(endpoint.requests("rds", "RebootDBInstance")), 1)
            workspace.run(*EMPTY_PLAN)
            # AWS may tell the source by its ARN.
            endpoint.rules.insert(0, described(ready.replace("primary", "arn:aws:rds:us-west-2:123456789012:db:primary")))
            workspace.run(*EMPTY_PLAN)
            self.assertIn("another source", self.only_error_of(workspace, *APPLY, "-var=replicates=other"))
            endpoint.rules[:0] = [described(ready, times=1), described(ready.replace("primary", ""))]
            workspace.run(*APPLY, "-var=replicates=")
            [promoted] = endpoint.requests("rds", "PromoteReadReplica")
            self.assertEqual(promoted.form()["BackupRetentionPeriod"], "7")
            self.assertEqual(len(endpoint.requests("rds", "ModifyDBInstance")), 2)

    def test_of_a_snapshot(self):
        """What a restore cannot set is changed afterwards; a setting that it took is not sent again."""
        restored = instance(DBParameterGroups=parameter_group("shop"))
        rules = [described(restored, times=3), described(restored.replace("Period>1<", "Period>7<")), *self.base()]
        with Endpoint(rules) as endpoint:
            self.workspace(COPIES % 'snapshot_identifier = "monday"', endpoint.url).run(*APPLY)
            [create] = endpoint.requests("rds", "RestoreDBInstanceFromDBSnapshot")
            self.assertEqual((create.form()["DBSnapshotIdentifier"], create.form()["DBParameterGroupName"]), ("monday", "shop"))
            password, settings = [r.form() for r in endpoint.requests("rds", "ModifyDBInstance")]
            self.assertEqual(password["MasterUserPassword"], OTHER)
            self.assertEqual(settings["BackupRetentionPeriod"], "7")
            self.assertNotIn("DBParameterGroupName", settings)

    def test_of_a_point_in_time(self):
        block = """restore_to_point_in_time {
    source_db_instance_identifier = "primary"
    use_latest_restorable_time    = true
  }"""
        rules = [described(instance(BackupRetentionPeriod=7, DBParameterGroups=parameter_group("shop"))), *self.base()]
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(COPIES % block, endpoint.url)
            workspace.run(*APPLY)
            [create] = endpoint.requests("rds", "RestoreDBInstanceToPointInTime")
            form = create.form()
            self.assertEqual((form["SourceDBInstanceIdentifier"], form["TargetDBInstanceIdentifier"], form["UseLatestRestorableTime"]),
                             ("primary", "shop", "true"))
            workspace.run(*EMPTY_PLAN)

    def test_no_password_is_told(self):
        """At the most talkative, when a call goes well and when it fails in words that repeat the password."""
        with Endpoint([described(instance()), *self.base()]) as endpoint:
            workspace = self.workspace(PLAIN, endpoint.url, {"TF_LOG_PROVIDER": "TRACE"})
            self.quiet(workspace.run(*APPLY)[1], "CreateDBInstance")
            self.quiet(workspace.run("plan", "-input=false", "-var=class=db.t3.small")[1], "DescribeDBInstances")
            for operation, configuration, value in (("CreateDBInstance", PLAIN, PASSWORD), ("ModifyDBInstance", COPIES % 'snapshot_identifier = "monday"', OTHER)):
                endpoint.rules.insert(0, Rule("rds", operation, xml_error("InvalidParameterValue", f"The password {value} is not valid.")))
                workspace = self.workspace(configuration, endpoint.url, {"TF_LOG_PROVIDER": "TRACE"})
                self.quiet(workspace.run(*APPLY, ok=(1,))[1], "(sensitive value)")

    def quiet(self, output, says):
        """The output says one thing, and no password. What it is is not told when that fails."""
        joined = " ".join(output.replace("\u2502", " ").split())
        self.assertTrue(says in joined, f"{says} is not said")
        for value in (PASSWORD, OTHER, json.dumps(PASSWORD)):
            self.assertFalse(value in joined, "a password is told")
