"""A client of the plugin protocol, for tests that are easier to say in Python than in C."""

from tests.pyclient.provider import Provider
from tests.pyclient.schema import Attribute, Block, Nested
from tests.pyclient.values import UNKNOWN

__all__ = ["UNKNOWN", "Attribute", "Block", "Nested", "Provider"]
