"""What GetProviderSchema takes of memory: a few times the message, and nothing that stays."""

import unittest

from tests.pyclient.process import Plugin

KIB = 1024
COPIES = 4  # the message as it grows, as it is packed, and as gRPC sends it
WORKERS_KIB = 4 * KIB  # what further threads of the plugin keep for themselves


class SchemaMemory(unittest.TestCase):
    def own_kib(self):
        """Memory of the process's own, resident now."""
        with open(f"/proc/{self.plugin.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("RssAnon:"))

    def peak_kib(self):
        with open(f"/proc/{self.plugin.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:"))

    def ask(self):
        return self.plugin.stub.GetProviderSchema(self.plugin.messages.GetProviderSchema.Request(), timeout=60)

    def setUp(self):
        self.plugin = Plugin()
        self.addCleanup(self.plugin.stop)
        self.plugin.stub.GetMetadata(self.plugin.messages.GetMetadata.Request(), timeout=60)

    def test_a_call_takes_the_message_a_few_times(self):
        before = self.own_kib()
        size_kib = self.ask().ByteSize() / KIB
        self.assertLess(self.own_kib() - before, COPIES * size_kib + KIB)

    def test_many_calls_take_no_more_than_some(self):
        size_kib = self.ask().ByteSize() / KIB
        peak = self.peak_kib()
        for _ in range(100):
            self.ask()
        self.assertGreater(100 * size_kib, 4 * WORKERS_KIB)  # so that a leak of the message would be seen
        self.assertLess(self.peak_kib() - peak, WORKERS_KIB)


if __name__ == "__main__":
    unittest.main()
