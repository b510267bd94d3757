"""Shared config and credentials files as people, tools and accidents write them, from a seed."""

KEYS = ["region", "output", "aws_access_key_id", "aws_secret_access_key", "role_arn", "source_profile", "services",
        "sso_session", "sso_start_url", "sso_region", "endpoint_url", "credential_process", "s3", "dynamodb", "elastic_load_balancing_v2",
        "addressing_style", "max_attempts"]
SPARE = [f"x{number}" for number in range(40)]  # for keys and names that are to be new
GROUPS = ["s3", "dynamodb", "elastic_load_balancing_v2"]
NAMES = ["dev", "prod", "a", "two words", "with-dash", "with.dot", "user@x", "default", "default", "local", "corp"]
WORDS = ["eu-west-1", "json", "AKIDEXAMPLE", "wJalr+/x=y==", "arn:aws:iam::123456789012:role/x", "local", "corp", "dev", "#first",
         "https://x.example.com/start#/", "http://localhost:4566/a=b?c=d", "/opt/bin/get --profile dev", '"quoted"', "'single'",
         "50%", "$HOME", "a;b", "a#b", "ünïcode", "\\back", "[bracket]", "x = y", "x: y", "0", "true"]
KINDS = ["profile", "profile", "profile", "profile", "sso-session", "services", "services", "default", "default", "other"]


class Grammar:
    """tame: without what we are meant to read otherwise than botocore, which test_config_files.py lists."""

    def __init__(self, random, credentials=False, tame=False):
        self.random = random
        self.credentials = credentials
        self.tame = tame
        self.used = set()  # headers, and in a section its keys: each once where it is tame

    def maybe(self, share):
        return self.random.random() < share

    def wild(self, share):
        return not self.tame and self.maybe(share)

    def once(self, words, what=""):
        """One of the words; one that was not used before, as far as there are any, where it is tame."""
        left = [w for w in words if not self.tame or what + w not in self.used]
        word = self.random.choice(left or [w for w in SPARE if what + w not in self.used])
        self.used.add(what + word)
        return word

    def pick(self, *choices):
        return self.random.choice(choices)

    def file(self):
        """A whole file."""
        parts = [self.comment() for _ in range(self.random.randrange(2))]
        if self.maybe(0.01):
            parts.append("region = before any section")
        for _ in range(self.random.randrange(1, 6)):
            parts += self.section()
        end = self.pick("\n", "\n", "\n", "\r\n", "\r")
        text = end.join(parts)
        return text if self.maybe(0.2) else text + end

    def comment(self):
        return self.pick("# a comment", "; another", "  # indented = comment", "\t;[profile no]", "#", "", "   ", "\t")

    def header(self):
        kind = "name" if self.credentials else self.random.choice(KINDS)
        if kind == "default" and "[default" in self.used:
            kind = "profile"
        name = self.once([n for n in NAMES if not self.tame or kind == "name" or n != "default"], "[" + kind)
        if kind == "name":
            text = name
        elif kind == "default":
            text = self.once(["default"], "[")
        elif kind == "other":
            text = self.once(["plugins", "preview", "profiles", "profilex", "default x", "services", "profile"], "[")
        else:
            quote = self.pick('"', "'") if " " in name or self.maybe(0.2) else ""
            if self.wild(0.2):
                quote = ""
            text = kind + self.pick(" ", " ", " ", "  ", "\t") + quote + name + quote
        if self.wild(0.05):
            text = self.pick(" " + text, text + " ", f" {text} ")
        behind = self.pick("", "", "", "", " # comment", " ; comment", "   ")
        return ("  " if self.wild(0.15) else "") + f"[{text}]{behind}"

    def section(self):
        lines = [self.header()]
        self.used = {word for word in self.used if word[0] == "["}
        for _ in range(self.random.randrange(5)):
            if self.maybe(0.2):
                lines.append(self.comment())
            lines += self.group() if self.maybe(0.25) else self.option()
        if self.maybe(0.01):
            lines.append(self.pick("nonsense", "= no key", ": no key", "[unclosed", "[]"))
        return lines

    def key(self, keys):
        key = self.once(keys)
        return self.pick(key, key, key, key, key, key.upper(), key.title())

    def separator(self):
        return self.pick(" = ", " = ", " = ", "=", "= ", " =", " : ", ":", "\t=\t", "  =  ")

    def value(self):
        if self.tame:
            return self.random.choice([w for w in WORDS if w[0] != "#"]) + self.pick("", "", " ", "\t", "#no comment", ";none")
        return self.random.choice(WORDS) + self.pick("", "", "", "", "", " ", "\t", " # comment", " ; comment", "\t#comment",
                                                     "#no comment", "  #")

    def option(self):
        indent = self.pick(" ", "    ") if self.wild(0.3) else ""
        lines = [indent + self.key(KEYS) + self.separator() + ("" if self.wild(0.08) else self.value())]
        while self.maybe(0.1):
            lines.append(indent + self.pick("  ", "    ", "\t") + self.value())
            if self.maybe(0.2):
                lines.append(self.comment())
        return lines

    def group(self):
        lines = [self.key(GROUPS) + self.pick(" =", "=", " = ", ":")]
        indent = self.pick("  ", "    ", "\t", " ")
        for _ in range(self.random.randrange(self.tame, 4)):
            key = self.pick("endpoint_url", "addressing_style", "max_attempts")
            if self.wild(0.04):
                key = key.upper()
            lines.append(indent + key + self.pick(" = ", " = ", "=", "  =  ") + ("" if self.wild(0.05) else self.value()))
            if self.maybe(0.15):
                lines.append(self.comment())
        if self.wild(0.04):
            lines.append(indent + "no key and value")
        return lines
