"""Drives terraform or tofu in a folder of its own, offline, with a CLI configuration and a home that are ours alone."""
import json
import os
import re
import shutil
import signal
import subprocess
import threading

TIMEOUT_S = 600


class Failed(Exception):
    """A command of terraform's ended otherwise than it should have."""


def find_cli(wanted):
    """The path of the program to run; None where there is none."""
    for name in [wanted] if wanted else ["terraform", "tofu"]:
        path = shutil.which(name)
        if path:
            return os.path.abspath(path)  # it runs in other folders
    return None


def version(cli):
    """(major, minor, patch), of Terraform's and OpenTofu's common count."""
    done = subprocess.run([cli, "version", "-json"], capture_output=True, text=True, check=True, env={**os.environ, "CHECKPOINT_DISABLE": "1"})
    told = json.loads(done.stdout)["terraform_version"]
    return tuple(int(part) for part in told.split("-")[0].split("."))


class Installation:
    """A client and a mirror that it installs the provider from; remembers what init made, once for each source."""

    def __init__(self, cli, folder, mirrors, override=None):
        """mirrors: folders to install from. override: a folder with a provider to use for aws without `init`, which
        spares the check of a large binary's sum in every command."""
        self.cli = cli
        self.folder = folder
        self.override = override
        os.makedirs(folder, exist_ok=True)
        blocks = "".join(f'  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n' for mirror in mirrors)
        self.init_rc = self._write("init.tfrc", blocks)
        self.rc = self.init_rc
        if override:
            names = "".join(f'    "{name}" = "{override}"\n' for name in ("hashicorp/aws", "caws/aws"))
            self.rc = self._write("cli.tfrc", f'  dev_overrides {{\n{names}  }}\n{blocks}')
        self._lock = threading.Lock()
        self._ready = {}

    def _write(self, name, blocks):
        path = os.path.join(self.folder, name)
        with open(path, "w") as file:
            file.write(f"provider_installation {{\n{blocks}}}\n")
        return path

    def environment(self, home):
        os.makedirs(home, exist_ok=True)
        return {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "TF_CLI_CONFIG_FILE": self.rc,
            "CHECKPOINT_DISABLE": "1",
            "TF_IN_AUTOMATION": "1",
            "TF_INPUT": "0",
        }

    def prepare(self, source):
        """Runs `init` for a provider source, once, and gives the folder to copy its result from."""
        with self._lock:
            if source not in self._ready:
                folder = os.path.join(self.folder, "init-" + source.replace("/", "-"))
                os.makedirs(folder)
                with open(os.path.join(folder, "main.tf"), "w") as file:
                    file.write(required_providers(source))
                env = self.environment(os.path.join(folder, "home"))
                done = subprocess.run(
                    [self.cli, "init", "-no-color", "-input=false"], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                    capture_output=True, text=True, timeout=TIMEOUT_S,
                )
                if done.returncode:
                    raise Failed(f"init from the mirror failed:\n{done.stdout}{done.stderr}")
                self._ready[source] = folder
            return self._ready[source]


def _errors_first(output):
    """A client says its errors last, after its plan, and the end of a long text is what reports of a test leave out."""
    found = re.search(r"^(?:\x1b\[[0-9;]*m|[│ ])*Error: ", output, re.MULTILINE)
    return f"{output[found.start():]}\nbefore that:\n{output[:found.start()]}" if found else output


def required_providers(source):
    return f'terraform {{\n  required_providers {{\n    aws = {{\n      source = "{source}"\n    }}\n  }}\n}}\n'


class Workspace:
    """A folder with a configuration in it."""

    def __init__(self, installation, folder, environment):
        self.installation = installation
        self.folder = folder
        self.env = {**installation.environment(os.path.join(folder, ".home")), **environment}
        self.log = []

    def adopt(self, source, override, init=False):
        """Takes the result of an `init` that was run before, or runs its own. override: also tell the configuration where
        its provider comes from."""
        if override:
            with open(os.path.join(self.folder, "source_override.tf"), "w") as file:
                file.write(required_providers(source))
        if init:
            self.init()
        elif not self.installation.override:
            self.copy_init(self.installation.prepare(source))

    def init(self):
        """`init` for a configuration that says more about its providers and modules than where one of them comes from."""
        self.run("init", "-no-color", env={"TF_CLI_CONFIG_FILE": self.installation.init_rc})

    def copy_init(self, made):
        if os.path.exists(os.path.join(made, ".terraform")):
            shutil.copytree(os.path.join(made, ".terraform"), os.path.join(self.folder, ".terraform"), symlinks=True)
            shutil.copy(os.path.join(made, ".terraform.lock.hcl"), self.folder)

    def start(self, *arguments, env=None):
        """Starts a command in a process group of its own."""
        full = {**self.env, **(env or {})}
        full = {key: value for key, value in full.items() if value is not None}
        return subprocess.Popen(
            [self.installation.cli, *arguments], cwd=self.folder, env=full, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
        )

    def run(self, *arguments, env=None, ok=(0,), timeout=TIMEOUT_S):
        """Runs a command to its end: (status, output). Fails with its output where the status is none of `ok`."""
        process = self.start(*arguments, env=env)
        try:
            output, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, _ = process.communicate()
            raise Failed(f"{' '.join(arguments)} took more than {timeout} s:\n{output}") from None
        self.log.append((" ".join(arguments), process.returncode, output))
        if ok is not None and process.returncode not in ok:
            raise Failed(f"{' '.join(arguments)} ended with {process.returncode}:\n{_errors_first(output)}")
        return process.returncode, output

    def variables(self, values):
        return [f"-var={name}={value if isinstance(value, str) else json.dumps(value)}" for name, value in values.items()]

    def show(self, file=None):
        _, output = self.run("show", "-json", "-no-color", *([file] if file else []))
        return json.loads(output[output.index("{"):])

    def state(self):
        """{address: instance} of the managed resources in the state."""
        path = os.path.join(self.folder, "terraform.tfstate")
        if not os.path.exists(path):
            return {}
        with open(path) as file:
            document = json.load(file)
        found = {}
        for resource in document["resources"]:
            if resource["mode"] != "managed":
                continue
            for instance in resource["instances"]:
                address = f"{resource.get('module', '')}{'.' if 'module' in resource else ''}{resource['type']}.{resource['name']}"
                if "index_key" in instance:
                    address += f"[{json.dumps(instance['index_key'])}]"
                found[address] = dict(instance, type=resource["type"])
        return found

    def outputs(self):
        path = os.path.join(self.folder, "terraform.tfstate")
        if not os.path.exists(path):
            return {}
        with open(path) as file:
            return {name: output["value"] for name, output in json.load(file)["outputs"].items()}


def diagnostics(output):
    """The diagnostics in the output of a command that was run with -json."""
    found = []
    for line in output.splitlines():
        try:
            message = json.loads(line)
        except ValueError:
            continue
        if isinstance(message, dict) and message.get("type") == "diagnostic":
            found.append(message["diagnostic"])
    return found
