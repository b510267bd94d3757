"""The provider's functions have the signatures of the peer's, wherever they are told, and refuse what does not fit."""

import json
import unittest

from tests.facts import reference
from tests.pyclient import UNKNOWN, Provider


def signature(function):
    """As `terraform providers schema -json` has it, without the texts."""
    return {"parameters": [{"name": p.name, "type": json.loads(p.type)} for p in function.parameters],
            "return_type": json.loads(getattr(function, "return").type)}


class Functions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.provider = cls.enterClassContext(Provider())

    @unittest.skipIf(reference.folder() is None, reference.MISSING)
    def test_signatures(self):
        wanted = reference.functions()
        self.assertEqual({n: signature(f) for n, f in self.provider.functions.items()}, wanted)

    def test_told_alike(self):
        """By GetProviderSchema, GetFunctions and GetMetadata, with texts for the documentation."""
        listed, named = self.provider.listed_functions()
        self.assertEqual(self.provider.functions, listed)
        self.assertEqual(sorted(listed), named)
        for name, function in listed.items():
            texts = [function.summary, function.description, *(p.description for p in function.parameters)]
            self.assertTrue(all(texts), name)

    def test_results(self):
        self.assertEqual(self.provider.call("arn_parse", "arn:aws:iam::123456789012:role/shop/web"),
                         {"partition": "aws", "service": "iam", "region": "", "account_id": "123456789012",
                          "resource": "role/shop/web"})
        self.assertEqual(self.provider.call("trim_iam_role_path", "arn:aws:iam::123456789012:role/shop/web"),
                         "arn:aws:iam::123456789012:role/web")
        self.assertEqual(self.provider.call("arn_build", "aws", "s3", "", "", "shop"), "arn:aws:s3:::shop")

    def test_errors(self):
        """Each names the argument that is at fault, where there is one."""
        for name, arguments, argument, text in (
                ("arn_parse", ["nothing"], 0, "begins with"),
                ("arn_parse", [None], 0, "not null"),
                ("arn_build", ["aws", "s3", UNKNOWN, "", "shop"], 2, "known value"),
                ("arn_parse", [], None, "takes 1 arguments, but was given 0"),
                ("arn_build", ["aws"], None, "takes 5 arguments, but was given 1"),
                ("arn_break", ["arn:aws:s3:::shop"], None, "no function named")):
            with self.subTest(name, arguments=arguments):
                error = self.provider.call_error(name, *arguments)
                self.assertIn(text, error.text)
                self.assertEqual(error.function_argument if error.HasField("function_argument") else None, argument)

    def test_an_argument_that_is_no_text(self):
        error = self.provider.call_error("arn_build", "aws", "s3", "", 7, "shop", types=["string", "string", "string", "number", "string"])
        self.assertEqual(error.function_argument, 3)
        error = self.provider.call_error("arn_parse", ["arn:aws:s3:::shop"], types=[["list", "string"]])
        self.assertEqual(error.function_argument, 0)


if __name__ == "__main__":
    unittest.main()
