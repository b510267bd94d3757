"""Starts moto and MiniStack, each as one process on a port of its own, and hands out accounts in them.

A case gets an account to itself while it runs, so that cases run side by side and what a case leaves behind is seen. A new
account costs moto about two seconds, so an account that was left clean goes to the next case.
"""
import os
import queue
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

from . import aws

NAMES = ("ministack", "moto")
START_TIMEOUT_S = 60


class Account:
    """Credentials for one account in one emulator, and what they see there."""

    def __init__(self, emulator, number, key, secret, token):
        self.emulator = emulator
        self.number = number
        self.key = key
        self.secret = secret
        self.token = token

    def environment(self):
        env = {
            "AWS_ENDPOINT_URL": self.emulator.url,
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        if self.token:
            env["AWS_SESSION_TOKEN"] = self.token
        return env

    def client(self, service, region):
        return aws.client(service, region, self.emulator.url, self.key, self.secret, self.token)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# moto's own images are more than a thousand in each account.
AMIS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "amis.json")


class Emulator:
    """One running emulator. Use as a context manager."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process = None
        self._clean = queue.SimpleQueue()
        self._next = 100000000001
        self._lock = threading.Lock()

    def __enter__(self):
        os.makedirs(self.folder, exist_ok=True)
        scripts = os.path.join(sys.prefix, "bin")
        env = {"PATH": os.environ["PATH"], "HOME": self.folder, "TMPDIR": self.folder}
        if self.name == "moto":
            command = [os.path.join(scripts, "moto_server"), "-H", "127.0.0.1", "-p", str(self.port)]
            env.update(MOTO_IAM_LOAD_MANAGED_POLICIES="true", MOTO_AMIS_PATH=AMIS, MOTO_ACM_VALIDATION_WAIT="1")
        else:
            command = [os.path.join(scripts, "ministack")]
            env.update(GATEWAY_PORT=str(self.port), BIND_HOST="127.0.0.1", LOG_LEVEL="WARNING")
        self._log = open(os.path.join(self.folder, "log"), "wb")
        self._process = subprocess.Popen(
            command, env=env, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
            start_new_session=True,
        )
        self._await()
        return self

    def __exit__(self, *exc):
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()

    def _await(self):
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                urllib.request.urlopen(self.url, timeout=5).close()
                return
            except urllib.error.HTTPError:
                return  # any answer will do
            except OSError:
                time.sleep(0.05)
        self._process.kill()
        with open(os.path.join(self.folder, "log"), errors="replace") as log:
            raise RuntimeError(f"{self.name} did not start:\n{log.read()[-2000:]}")

    def take(self):
        """An account that nobody else uses, nor has made anything in. Give it back where it was left as it was found."""
        try:
            return self._clean.get_nowait()
        except queue.Empty:
            pass
        with self._lock:
            number = str(self._next)
            self._next += 1
        if self.name == "ministack":  # a key of twelve digits is the account
            return Account(self, number, number, "secret", None)
        sts = aws.client("sts", "us-east-1", self.url, "root", "secret", None)
        got = sts.assume_role(RoleArn=f"arn:aws:iam::{number}:role/acceptance", RoleSessionName="acceptance")["Credentials"]
        return Account(self, number, got["AccessKeyId"], got["SecretAccessKey"], got["SessionToken"])

    def give_back(self, account):
        self._clean.put(account)
