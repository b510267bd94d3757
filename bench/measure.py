"""What the benches share: a command of terraform's, watched; and the table of two providers side by side."""
import collections
import glob
import os
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
sys.path[:0] = [ROOT, os.path.join(ROOT, "acceptance-tests")]
from harness import peer, processes, terraform  # noqa: E402
from harness.main import install  # noqa: E402
from tests.faults.endpoint import Endpoint  # noqa: E402

TICK_S = os.sysconf("SC_CLK_TCK")
PAUSE_S = 0.01
SHARES_EVERY_S = 0.1  # the kernel walks all pages to tell them


def _read(path):
    with open(path) as file:
        return file.read()


def _fields(path):
    """The lines "name: value kB" of a file of /proc: {name: KiB}."""
    lines = (line.split() for line in _read(path).splitlines())
    return {line[0].rstrip(":"): int(line[1]) for line in lines if len(line) == 3 and line[2] == "kB"}


def _cpu_s(pid):
    """User and system time so far: in ticks of all threads that ever were, and exactly of those that are; the greater is nearer."""
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    threads = sum(int(_read(path).split()[0]) for path in glob.glob(f"/proc/{pid}/task/*/schedstat"))
    return max((int(fields[11]) + int(fields[12])) / TICK_S, threads / 1e9)


class Watch(threading.Thread):
    """The plugins below a process, by /proc: processes at once, CPU of all, peak resident memory of one, and the memory of all at
    once, resident and with what they share counted once."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid = pid
        self.cpu = {}  # pid -> seconds
        self.most = self.peak_kib = self.sum_kib = self.share_kib = 0
        self.ended = threading.Event()

    def run(self):
        looked = 0
        while not self.ended.wait(PAUSE_S):
            plugins = list(processes.plugins(self.pid))
            now = [kib for kib in map(self._look, plugins) if kib]
            self.most = max(self.most, len(now))
            self.sum_kib = max(self.sum_kib, sum(now))
            if time.monotonic() - looked > SHARES_EVERY_S:
                self.share_kib = max(self.share_kib, sum(map(self._share, plugins)))
                looked = time.monotonic()

    def _look(self, pid):
        """Its resident memory now; None when it has gone."""
        try:
            memory = _fields(f"/proc/{pid}/status")
            self.cpu[pid] = _cpu_s(pid)
            self.peak_kib = max(self.peak_kib, memory["VmHWM"])
            return memory["VmRSS"]
        except (OSError, KeyError, IndexError):
            return None

    @staticmethod
    def _share(pid):
        try:
            return _fields(f"/proc/{pid}/smaps_rollup")["Pss"]
        except (OSError, KeyError):
            return 0

    def end(self):
        self.ended.set()
        self.join()


class Figures:
    """What one command took. `calls` counts the requests that reached the emulator, by operation."""

    def __init__(self, wall, watch, calls):
        self.wall = wall
        self.cpu = sum(watch.cpu.values())
        self.processes = watch.most
        self.peak = watch.peak_kib / 1024
        self.sum = watch.sum_kib / 1024
        self.share = watch.share_kib / 1024
        self.calls = calls

    @property
    def call_count(self):
        return sum(self.calls.values())


def command(workspace, endpoint, *arguments, ok=(0,)):
    """Runs a command of terraform's: (its figures, its output)."""
    before = len(endpoint.requests())
    started = time.monotonic()
    process = workspace.start(*arguments)
    watch = Watch(process.pid)
    watch.start()
    output, _ = process.communicate(timeout=3 * terraform.TIMEOUT_S)
    wall = time.monotonic() - started
    watch.end()
    if process.returncode not in ok:
        sys.exit(f"{' '.join(arguments)} ended with {process.returncode}:\n{output[-4000:]}")
    calls = collections.Counter(f"{r.service} {r.operation}" for r in endpoint.requests()[before:])
    return Figures(wall, watch, calls), output


def provider(cli, binary, account, folder, endpoint, configuration):
    """A workspace with the configuration, of a binary or of the `peer`, that talks to the account through the endpoint."""
    installation, is_peer = install(cli, binary, os.path.join(folder, "install"))
    place = os.path.join(folder, "stack")
    os.makedirs(place)
    with open(os.path.join(place, "main.tf"), "w") as file:
        file.write(configuration)
    workspace = terraform.Workspace(installation, place, {**account.environment(), "AWS_ENDPOINT_URL": endpoint.url})
    workspace.adopt("hashicorp/aws", override=True)
    return workspace


def _figure(number):
    return f"{number:.2f}" if number < 10 else f"{number:.0f}"


def beside(rows):
    """Prints rows of (what, ours, the peer's or None)."""
    print(f"{'':44}{'caws':>10}{'hashicorp/aws':>16}{'ratio':>10}")
    for what, ours, theirs in rows:
        said = f"{_figure(theirs):>16}{ours / theirs:9.1%}" if theirs else f"{'-':>16}"
        print(f"{what:44}{_figure(ours):>10}{said}")


def use_venv(script):
    """Goes on in the project's Python."""
    venv = os.path.join(ROOT, ".venv")
    if os.path.realpath(sys.prefix) != os.path.realpath(venv):
        python = os.path.join(venv, "bin", "python")
        if not os.access(python, os.X_OK):
            sys.exit(f"{script}: no .venv here: run tools/setup first")
        os.execv(python, [python, os.path.abspath(script), *sys.argv[1:]])


def has_peer():
    return peer.find() is not None


__all__ = ["Endpoint", "Figures", "Watch", "beside", "command", "has_peer", "provider", "terraform", "use_venv"]
