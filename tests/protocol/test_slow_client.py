"""A client that reads large answers slowly leaves gRPC with a poller that ends seconds later: the process must not wait for it."""

import time
import unittest

from tests.pyclient.process import Plugin

TIMES = 20  # not every time is such a poller left
AT_ONCE = 4
HOST_WAITS_S = 2  # Terraform kills then


class SlowClient(unittest.TestCase):
    def test_the_process_ends_before_it_is_killed(self):
        for _ in range(TIMES):
            plugin = Plugin()
            request = plugin.messages.GetProviderSchema.Request()
            for answer in [plugin.stub.GetProviderSchema.future(request, timeout=60) for _ in range(AT_ONCE)]:
                answer.result()
            asked = time.monotonic()
            self.assertEqual(plugin.stop(), 0, "".join(plugin.log))
            self.assertLess(time.monotonic() - asked, HOST_WAITS_S)
