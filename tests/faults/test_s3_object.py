"""Objects that are locked: only a time that becomes shorter asks for leave to bypass what is agreed."""
from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity
from tests.faults.session import FaultTest

APPLY = ("apply", "-auto-approve", "-input=false")
LATE, EARLY = "2031-01-02T03:04:05Z", "2030-01-02T03:04:05Z"
PATH = "/shop/report"
OBJECT = """
variable "until" {}

resource "aws_s3_object" "report" {
  bucket                        = "shop"
  key                           = "report"
  content                       = "a"
  object_lock_mode              = "GOVERNANCE"
  object_lock_retain_until_date = var.until
}
"""


class LockedObject(FaultTest):
    def test_retention(self):
        head = Answer(200, None, {"ETag": '"0cc175b9c0f1b6a831c399e269772661"', "Content-Type": "application/octet-stream",
                                  "x-amz-object-lock-mode": "GOVERNANCE", "x-amz-object-lock-retain-until-date": LATE})
        xml = {"Content-Type": "application/xml"}
        rules = [Rule("sts", answer=caller_identity()),
                 Rule("s3", when=lambda r: r.method == "HEAD", answer=head),
                 Rule("s3", when=lambda r: r.method == "GET", answer=Answer(200, "<Tagging><TagSet/></Tagging>", xml)),
                 Rule("s3", when=lambda r: r.method == "PUT", answer=Answer(200, "", {**xml, "ETag": head.headers["ETag"]}))]
        with Endpoint(rules) as endpoint:
            workspace = self.workspace(OBJECT, endpoint.url, provider="s3_use_path_style = true")
            workspace.run(*APPLY, f"-var=until={LATE}")
            for before, after in ((LATE, EARLY), (EARLY, LATE)):
                endpoint.rules.insert(0, Rule("s3", when=lambda r: r.method == "HEAD", times=1, answer=Answer(
                    200, None, {**head.headers, "x-amz-object-lock-retain-until-date": before})))
                head.headers["x-amz-object-lock-retain-until-date"] = after
                workspace.run(*APPLY, f"-var=until={after}")
            changes = [r for r in endpoint.requests("s3") if r.method == "PUT" and "retention" in r.path]
            self.assertEqual([r.headers.get("x-amz-bypass-governance-retention") for r in changes], ["true", None])
