"""User pools as AWS documents them, as far as no emulator has them: what UpdateUserPool resets, members that say the same twice,
second factors, domains that take their time."""
from tests.faults.endpoint import Answer, Rule, json_error

ACCOUNT = "123456789012"
POOL = "us-east-1_Ab129faBb"
ARN = f"arn:aws:cognito-idp:us-east-1:{ACCOUNT}:userpool/{POOL}"
STANDARD = ("name", "email", "phone_number", "nickname")
# What a pool has that was made, or is updated, without saying so.
USUAL = {
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7},
    "DeletionProtection": "INACTIVE",
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "LambdaConfig": {},
    "MfaConfiguration": "OFF",
    "Policies": {
        "PasswordPolicy": {"MinimumLength": 8, "RequireUppercase": True, "RequireLowercase": True, "RequireNumbers": True,
                           "RequireSymbols": True, "TemporaryPasswordValidityDays": 7},
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
    },
    "UserPoolTier": "ESSENTIALS",
    "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
}
# Members of a pool, and of its template, that are the same.
TWINS = {"EmailVerificationMessage": "EmailMessage", "EmailVerificationSubject": "EmailSubject", "SmsVerificationMessage": "SmsMessage"}
FIXED = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "UserPoolTags", "SchemaAttributes")


class Refused(Exception):
    pass


def invalid(message):
    return json_error("InvalidParameterException", message)


def attribute(name, type_="String", **more):
    made = {"Name": name, "AttributeDataType": type_, "DeveloperOnlyAttribute": False, "Mutable": True, "Required": False, **more}
    if type_ == "String":
        made.setdefault("StringAttributeConstraints", {"MinLength": "0", "MaxLength": "2048"})
    return made


def custom(asked):
    prefix = "dev:custom:" if asked.get("DeveloperOnlyAttribute") else "custom:"
    made = {**asked, "Name": prefix + asked["Name"]}
    if asked["AttributeDataType"] == "String":
        made.setdefault("StringAttributeConstraints", {})
    return made


def agreed(one, other, what):
    """The value of two members that are one."""
    if one is not None and other is not None and one != other:
        raise Refused(f"{what} must be identical")
    return one if one is not None else other


class UserPools:
    """One pool and its domain. `rules` answer for them; `slow` is how often a domain is described before it is ready."""

    def __init__(self, slow=2):
        self.pool = None
        self.mfa = {}
        self.domain = None
        self.slow = slow
        self.waits = 0

    @property
    def rules(self):
        return [Rule("cognito-idp", answer=self._answer)]

    def _answer(self, request):
        try:
            return Answer(200, getattr(self, request.operation)(request.json()))
        except Refused as e:
            return invalid(str(e))
        except LookupError as e:
            return json_error("ResourceNotFoundException", str(e))

    def _there(self):
        if self.pool is None:
            raise LookupError(f"User pool {POOL} does not exist.")
        return self.pool

    def _set(self, asked):
        """Everything that an update says, and the usual for what it does not."""
        kept = {name: self.pool[name] for name in FIXED if name in self.pool} if self.pool else {}
        pool = {**USUAL, **kept, **{k: v for k, v in asked.items() if k not in ("UserPoolId", "PoolName", "Schema")}}
        pool["Policies"] = {**USUAL["Policies"], **pool["Policies"]}
        template = {**USUAL["VerificationMessageTemplate"], **pool["VerificationMessageTemplate"]}
        for member, twin in TWINS.items():
            both = agreed(pool.pop(member, None), template.pop(twin, None), f"{member} and VerificationMessageTemplate.{twin}")
            if both is not None:
                pool[member] = template[twin] = both
        functions = dict(pool["LambdaConfig"])
        configured = functions.get("PreTokenGenerationConfig", {})
        arn = agreed(functions.get("PreTokenGeneration"), configured.get("LambdaArn"), "PreTokenGeneration and PreTokenGenerationConfig")
        if arn is not None:
            functions["PreTokenGeneration"] = arn
            functions["PreTokenGenerationConfig"] = {"LambdaVersion": "V1_0", **configured, "LambdaArn": arn}
        settings = asked.get("UserAttributeUpdateSettings", (self.pool or {}).get("UserAttributeUpdateSettings"))
        pool.pop("UserAttributeUpdateSettings", None)
        if settings is not None:
            pool["UserAttributeUpdateSettings"] = settings
        self.pool = {**pool, "VerificationMessageTemplate": template, "LambdaConfig": functions, "Id": POOL, "Arn": ARN, "Name": "shop",
                     "CreationDate": 1700000000.123, "LastModifiedDate": 1700000000.456, "EstimatedNumberOfUsers": 0}

    # ---- the operations --------------------------------------------------------------------------------------------

    def CreateUserPool(self, asked):
        if asked.get("MfaConfiguration", "OFF") != "OFF" and "SmsConfiguration" not in asked:
            raise Refused("SMS configuration and Auto verification for phone_number are required when MFA is required/optional")
        self._set(asked)
        schema = {a["Name"]: a for a in asked.get("Schema", ())}
        standard = [attribute(n, **{k: v for k, v in schema.get(n, {}).items() if k not in ("Name", "AttributeDataType")}) for n in STANDARD]
        sub = attribute("sub", Mutable=False, Required=True, StringAttributeConstraints={"MinLength": "1", "MaxLength": "2048"})
        birthdate = attribute("birthdate", StringAttributeConstraints={"MinLength": "10", "MaxLength": "10"})
        updated = attribute("updated_at", "Number", NumberAttributeConstraints={"MinValue": "0"})
        self.pool["SchemaAttributes"] = [sub, *standard, birthdate, attribute("email_verified", "Boolean"), updated,
                                         *(custom(a) for a in asked.get("Schema", ()) if a["Name"] not in STANDARD)]
        return {"UserPool": self.pool}

    def DescribeUserPool(self, asked):
        return {"UserPool": self._there()}

    def UpdateUserPool(self, asked):
        self._there()
        self._set(asked)
        return {}

    def DeleteUserPool(self, asked):
        self._there()
        self.pool = None
        return {}

    def AddCustomAttributes(self, asked):
        self._there()["SchemaAttributes"] += [custom(a) for a in asked["CustomAttributes"]]
        return {}

    def SetUserPoolMfaConfig(self, asked):
        given = {k: v for k, v in asked.items() if k not in ("UserPoolId", "MfaConfiguration", "WebAuthnConfiguration")}
        if asked["MfaConfiguration"] == "OFF" and given:
            raise Refused("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.")
        self.mfa = {k: v for k, v in asked.items() if k not in ("UserPoolId", "MfaConfiguration")}
        self._there()["MfaConfiguration"] = asked["MfaConfiguration"]
        return {}

    def GetUserPoolMfaConfig(self, asked):
        return {**self.mfa, "MfaConfiguration": self._there()["MfaConfiguration"]}

    def TagResource(self, asked):
        self.pool["UserPoolTags"] = {**self.pool.get("UserPoolTags", {}), **asked["Tags"]}
        return {}

    def UntagResource(self, asked):
        self.pool["UserPoolTags"] = {k: v for k, v in self.pool["UserPoolTags"].items() if k not in asked["TagKeys"]}
        return {}

    def CreateUserPoolDomain(self, asked):
        self.domain = {**asked, "AWSAccountId": ACCOUNT, "Status": "CREATING", "S3Bucket": "aws-cognito-prod-iad-assets", "Version": "20231114",
                       "CloudFrontDistribution": "d111111abcdef8.cloudfront.net", "ManagedLoginVersion": asked.get("ManagedLoginVersion", 1)}
        self.waits = self.slow
        return {"CloudFrontDomain": self.domain["CloudFrontDistribution"]}

    def UpdateUserPoolDomain(self, asked):
        self.domain = {**self.domain, **asked, "Status": "UPDATING"}
        self.waits = self.slow
        return {}

    def DescribeUserPoolDomain(self, asked):
        """A domain that is not there is described as nothing."""
        if self.domain is None or self.domain["Domain"] != asked["Domain"]:
            return {"DomainDescription": {}}
        if self.waits > 0:
            self.waits -= 1
        elif self.domain["Status"] == "DELETING":
            self.domain = None
            return {"DomainDescription": {}}
        else:
            self.domain["Status"] = "ACTIVE"
        return {"DomainDescription": self.domain}

    def DeleteUserPoolDomain(self, asked):
        self.domain["Status"] = "DELETING"
        self.waits = self.slow
        return {}
