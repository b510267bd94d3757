"""Certificates as no emulator has them: of a private authority, renewed early; proven by mail."""
import datetime

from tests.faults.endpoint import Answer, Endpoint, Rule, caller_identity
from tests.faults.session import FaultTest

APPLY = ("apply", "-auto-approve", "-input=false")
PLAN = ("plan", "-detailed-exitcode", "-input=false")
ARN = "arn:aws:acm:us-east-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab"
CA = "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/1234abcd-12ab-34cd-56ef-1234567890ab"

PRIVATE = """
variable "early" {
  default = null
}

resource "aws_acm_certificate" "main" {
  domain_name               = "shop.internal"
  certificate_authority_arn = "%s"
  early_renewal_duration    = var.early
}
""" % CA
MAIL = """
resource "aws_acm_certificate" "main" {
  domain_name       = "example.com"
  validation_method = "EMAIL"
}

output "mails" {
  value = aws_acm_certificate.main.validation_emails
}
"""


def in_days(days):
    return int((datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)).timestamp())


class Certificate(FaultTest):
    def rules(self, described):
        return [
            Rule("sts", answer=caller_identity()),
            Rule("acm", "RequestCertificate", Answer(200, {"CertificateArn": ARN})),
            Rule("acm", "DescribeCertificate", lambda _: Answer(200, {"Certificate": described})),
            Rule("acm", "ListTagsForCertificate", Answer(200, {"Tags": []})),
        ]

    def test_early_renewal(self):
        """It is issued before the apply ends; it is renewed once it ends in less than was said, and not before."""
        described = {
            "CertificateArn": ARN, "DomainName": "shop.internal", "SubjectAlternativeNames": ["shop.internal"], "Type": "PRIVATE",
            "CertificateAuthorityArn": CA, "KeyAlgorithm": "RSA-2048", "Status": "PENDING_VALIDATION", "RenewalEligibility": "ELIGIBLE",
            "NotBefore": in_days(-300), "NotAfter": in_days(80), "Options": {"CertificateTransparencyLoggingPreference": "ENABLED"}}

        def issue(_):
            answer = Answer(200, {"Certificate": dict(described)})
            described["Status"] = "ISSUED"
            return answer

        def renew(_):
            described["NotAfter"] = in_days(395)
            described["RenewalSummary"] = {"RenewalStatus": "SUCCESS", "UpdatedAt": in_days(0), "DomainValidationOptions": []}
            return Answer(200, {})

        with Endpoint(self.rules(described)) as endpoint:
            endpoint.rules.insert(0, Rule("acm", "DescribeCertificate", issue, times=1))
            endpoint.rules.append(Rule("acm", "RenewCertificate", renew))
            workspace = self.workspace(PRIVATE, endpoint.url)
            workspace.run(*APPLY)
            self.assertEqual(workspace.state()["aws_acm_certificate.main"]["attributes"]["status"], "ISSUED")
            workspace.run(*PLAN)
            for early in ("P2M", "60h"):
                workspace.run(*APPLY, f"-var=early={early}")
                self.assertEqual(endpoint.requests("acm", "RenewCertificate"), [])
                workspace.run(*PLAN, f"-var=early={early}")
            workspace.run(*APPLY, "-var=early=P3M")
            self.assertEqual(len(endpoint.requests("acm", "RenewCertificate")), 1)
            self.assertIs(workspace.state()["aws_acm_certificate.main"]["attributes"]["pending_renewal"], False)
            workspace.run(*PLAN, "-var=early=P3M")
            # Time goes by.
            described["NotAfter"] = in_days(85)
            workspace.run(*PLAN, "-var=early=P3M", ok=(2,))
            workspace.run(*APPLY, "-var=early=P3M")
            self.assertEqual(len(endpoint.requests("acm", "RenewCertificate")), 2)
            workspace.run(*PLAN, "-var=early=P3M")

    def test_mails(self):
        """The addresses are told once the mails are sent, and the apply waits for that."""
        option = {"DomainName": "example.com", "ValidationDomain": "example.com", "ValidationStatus": "PENDING_VALIDATION", "ValidationMethod": "EMAIL"}
        described = {"CertificateArn": ARN, "DomainName": "example.com", "SubjectAlternativeNames": ["example.com"], "Type": "AMAZON_ISSUED",
                     "KeyAlgorithm": "RSA-2048", "Status": "PENDING_VALIDATION", "RenewalEligibility": "INELIGIBLE",
                     "Options": {"CertificateTransparencyLoggingPreference": "ENABLED"},
                     "DomainValidationOptions": [{**option, "ValidationEmails": ["admin@example.com"]}]}
        early = {**described, "DomainValidationOptions": [option]}
        with Endpoint(self.rules(described)) as endpoint:
            endpoint.rules.insert(0, Rule("acm", "DescribeCertificate", Answer(200, {"Certificate": early}), times=3))
            workspace = self.workspace(MAIL, endpoint.url)
            workspace.run(*APPLY)
            self.assertEqual(workspace.outputs()["mails"], ["admin@example.com"])
            workspace.run(*PLAN)
