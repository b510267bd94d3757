"""Runs the steps of one case on one emulator. README.md says what each word means."""
import json
import os
import re
import shutil
import time

from . import aws, imports, peer, plan as plans, terraform

SUMMARY_MOST = 200  # what is more than a line or two belongs into the detail


class Unexpected(Exception):
    """Something went otherwise than the case says."""


class Skipped(Exception):
    """The case cannot run here."""


class Run:
    def __init__(self, case, configs, installation, account, gaps, folder, source=None):
        self.case = case
        self.account = account
        self.gaps = gaps
        self.vars = dict(case.vars)
        self._lay_out(folder, configs)
        env = {**account.environment(), "AWS_REGION": case.region, **case.env}
        self.workspace = self._workspace(installation, folder, env, source)
        self.before = self._inventory()
        self.given = None
        if case.given:
            self._lay_out(folder + "-given", [case.given])
            self.given = self._workspace(installation, folder + "-given", env, source)

    @staticmethod
    def _lay_out(folder, configs):
        """The configuration: the files of several folders and what lies below them, the states and cases among them aside."""
        for config in configs:
            shutil.copytree(config, folder, ignore=shutil.ignore_patterns("case.yaml", "*.tfstate*", ".*"), dirs_exist_ok=True)

    def _workspace(self, installation, folder, env, source):
        workspace = terraform.Workspace(installation, folder, env)
        workspace.adopt(source or self.case.source, override=self.case.source != "hashicorp/aws", init=self.case.init)
        return workspace

    def _inventory(self):
        return set().union(*(aws.inventory(self.account, region) for region in self.case.regions))

    def execute(self):
        if self.given:
            self.given.run("apply", "-no-color", "-auto-approve")
            self.vars.update(self.given.outputs())
        for number, (word, arguments) in enumerate(self.case.steps, 1):
            if arguments.get("emulator", self.account.emulator.name) != self.account.emulator.name:
                continue
            try:
                getattr(self, "step_" + word)(arguments)
            except (Unexpected, terraform.Failed) as failure:
                raise Unexpected(f"step {number} ({word}): {failure}") from None
        try:
            self.clean_up()
        except (Unexpected, terraform.Failed) as failure:
            raise Unexpected(f"at the end: {failure}") from None

    # Plans

    def _plan(self, expected, env=None, extra=(), file="plan.bin", outputs=False):
        """Plans with the present variables, and fails unless the plan is as expected."""
        status, _ = self.workspace.run(
            "plan", "-no-color", "-detailed-exitcode", f"-out={file}", *self.workspace.variables(self.vars), *extra,
            env=env, ok=(0, 2),
        )
        if status == 0 and not expected:
            return None
        plan = plans.Plan(self.workspace.show(file))
        plan.forgive(self.gaps.covers)
        found = plans.problems(plan, expected)
        # Values that an emulator loses may show in an output, too: these count only where resources do not change.
        if not expected and not outputs and plan.outputs and all(change.kind in ("none", "read") for change in plan.changes):
            found.append("outputs change")
        if found:
            raise Unexpected("\n".join(["the plan is not as expected:", *found, "the plan:", plan.describe()]))
        return plan

    def _take_vars(self, arguments):
        self.vars.update(arguments.get("vars", {}))
        return {key: None if value is None else str(value) for key, value in arguments.get("env", {}).items()}

    def _expected(self, arguments):
        keys = ("add", "change", "destroy", "import", "changes", "replaces")
        return {key: self._filled(arguments[key]) for key in keys if key in arguments}

    def step_plan(self, arguments):
        env = self._take_vars(arguments)
        self._plan(self._expected(arguments), env)

    def step_apply(self, arguments):
        env = self._take_vars(arguments)
        self._plan(self._expected(arguments), env, outputs="outputs" in arguments)
        self.workspace.run("apply", "-no-color", "plan.bin", env=env)
        try:
            self._plan(self._filled(arguments.get("then") or {}), env)
        except Unexpected as failure:
            raise Unexpected(f"after the apply, {failure}") from None
        for name, wanted in arguments.get("outputs", {}).items():
            self._compare(f"output.{name}", "", self.workspace.outputs().get(name), self._filled(wanted))
        self.step_values(arguments.get("values", {}))

    def step_values(self, arguments):
        state = self.workspace.state()
        for address, wanted in arguments.items():
            if address not in state:
                raise Unexpected(f"{address} is not in the state")
            for path, value in wanted.items():
                self._compare(address, path, plans.lookup(state[address]["attributes"], path), self._filled(value))

    def _compare(self, address, path, value, wanted):
        """Texts between slashes are patterns."""
        if isinstance(wanted, str) and len(wanted) > 1 and wanted[0] == wanted[-1] == "/":
            same = isinstance(value, str) and re.fullmatch(wanted[1:-1], value)
        else:
            same = value == wanted
        if not same and not self.gaps.covers(address, path):
            raise Unexpected(f"{address} {path} is {value!r}, expected {wanted!r}")

    def _filled(self, value):
        """Puts values of the state where a text says ${address.attribute}, and the account's number for ${account}."""
        if isinstance(value, dict):
            return {key: self._filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._filled(item) for item in value]
        if not isinstance(value, str):
            return value
        return re.sub(r"\$\{([^}]+)\}", lambda match: self._lookup(match.group(1)), value)

    def _lookup(self, name):
        if name == "account":
            return self.account.number
        state = self.workspace.state()
        for address in sorted(state, key=len, reverse=True):
            if name.startswith(address + "."):
                return str(plans.lookup(state[address]["attributes"], name[len(address) + 1:]))
        raise Unexpected(f"the state has no {name}")

    # Import

    def _import_ids(self, arguments):
        state = self.workspace.state()
        only = arguments.get("only") or sorted(set(state) - set(arguments.get("but", ())))
        told = self._filled(arguments.get("ids", {}))
        return {
            address: told.get(address) or imports.import_id(state[address]["type"], state[address]["attributes"], self.case.region)
            for address in only
        }

    def step_import(self, arguments):
        """Forgets resources and imports them again: a plan then shows nothing but `changes`. The state is as before then."""
        self._take_vars(arguments)
        ids = self._import_ids(arguments)
        changes = self._filled(arguments.get("changes", {}))
        expected = {"changes": changes} if changes else {}
        saved = os.path.join(self.workspace.folder, "terraform.tfstate")
        shutil.copy(saved, saved + ".saved")
        if arguments.get("by") == "blocks":
            self.workspace.run("state", "rm", *ids)
            path = os.path.join(self.workspace.folder, "import_blocks.tf")
            self._write_blocks(path, ids)
            self._plan({"import": len(ids), **expected})
            os.remove(path)
        else:
            # One by one: a configuration whose counts depend on a resource cannot be read without it.
            for address, identifier in ids.items():
                self.workspace.run("state", "rm", address)
                self.workspace.run("import", "-no-color", *self.workspace.variables(self.vars), address, identifier)
            self._plan(expected)
        os.replace(saved + ".saved", saved)

    @staticmethod
    def _write_blocks(path, ids):
        with open(path, "w") as file:
            for address, identifier in ids.items():
                file.write(f"import {{\n  to = {address}\n  id = {json.dumps(identifier)}\n}}\n")

    def step_generate(self, arguments):
        """Lets `plan -generate-config-out` write the configuration of what is there: importing it changes nothing.

        remove: attributes of which Terraform writes both though only one may be set; it fails then, and a user drops one.
        """
        ids = self._import_ids(arguments)
        main = self.workspace
        folder = os.path.join(main.folder, "generate")
        os.makedirs(folder)
        self.workspace = terraform.Workspace(main.installation, folder, {k: v for k, v in main.env.items() if k != "HOME"})
        try:
            self.workspace.copy_init(main.folder)
            made = os.path.join(main.folder, "source_override.tf")
            if os.path.exists(made):
                shutil.copy(made, os.path.join(folder, "source.tf"))
            # Generated resources have no instances: one of each is enough.
            self._write_blocks(os.path.join(folder, "import.tf"), {a: i for a, i in ids.items() if "[" not in a})
            names, self.vars = self.vars, {}
            expected = {"import": sum("[" not in a for a in ids)}
            try:
                if arguments.get("remove"):
                    self.workspace.run("plan", "-no-color", "-generate-config-out=generated.tf", ok=(1,))
                    self._drop_lines(os.path.join(folder, "generated.tf"), arguments["remove"])
                    self._plan(expected)
                else:
                    self._plan(expected, extra=["-generate-config-out=generated.tf"])
            finally:
                self.vars = names
        finally:
            main.log += self.workspace.log
            self.workspace = main

    @staticmethod
    def _drop_lines(path, names):
        with open(path) as file:
            lines = file.readlines()
        with open(path, "w") as file:
            file.writelines(line for line in lines if line.split("=")[0].strip() not in names)

    # hashicorp/aws itself, where it is installed: the same folder and state, another provider

    def _as_peer(self, act):
        found = peer.find()
        if not found:
            raise Skipped("no hashicorp/aws 5.100.0 is installed here")
        main = self.workspace.installation
        folder = os.path.join(self.workspace.folder, ".peer")
        if not os.path.exists(folder):
            peer.override(found, os.path.join(folder, "bin"))
        swapped = terraform.Installation(main.cli, folder, [], override=os.path.join(folder, "bin"))
        self.workspace.installation = swapped
        self.workspace.env["TF_CLI_CONFIG_FILE"] = swapped.rc
        try:
            act()
        finally:
            self.workspace.installation = main
            self.workspace.env["TF_CLI_CONFIG_FILE"] = main.rc

    def step_peer_apply(self, arguments):
        """Lets hashicorp/aws make the stack and write the state."""
        self._take_vars(arguments)
        self._as_peer(lambda: self.workspace.run("apply", "-no-color", "-auto-approve", *self.workspace.variables(self.vars)))
        # What it asked for twice, because an answer was lost, is in no state and not ours to destroy.
        with open(os.path.join(self.workspace.folder, "terraform.tfstate")) as file:
            told = file.read()
        self.before |= {identifier for identifier in self._inventory() if identifier not in told}

    def step_peer_plan(self, arguments):
        """hashicorp/aws plans over the present state: nothing but what an emulator causes."""
        self._take_vars(arguments)
        self._as_peer(lambda: self._plan({}))

    def step_peer_reads(self, arguments):
        """Both read the data sources over the same objects: equal values, empties included.

        but: {address: {path: why}}, what differs for a reason. One that does not differ is stale, and fails.
        """
        if self.workspace.installation.override:
            raise Skipped("the provider is hashicorp/aws itself")
        self._take_vars(arguments)
        theirs = {}
        self._as_peer(lambda: theirs.update(self._read()))
        ours = self._read()
        but = {(address, path): why for address, paths in arguments.get("but", {}).items() for path, why in paths.items()}
        found = list(plans.differences(theirs, ours))
        differing = {difference[:2] for difference in found}
        problems = [f"{a} {p} is {mine!r}, hashicorp/aws has {peers!r}" for a, p, peers, mine in found if (a, p) not in but]
        problems += [f"{a} {p} is as in hashicorp/aws, although the case says otherwise" for a, p in but if (a, p) not in differing]
        if problems:
            raise Unexpected("\n".join(problems))

    def _read(self):
        """{address: values} of the data sources, as a plan reads them."""
        file = "read.bin"
        self.workspace.run("plan", "-no-color", f"-out={file}", *self.workspace.variables(self.vars))
        return plans.data_sources(self.workspace.show(file))

    # The world outside

    def step_outside(self, arguments):
        time.sleep(arguments.get("pause", 0))
        aws.call(self.account, self.case.region, arguments["service"], arguments["call"], self._filled(arguments.get("with", {})))

    def step_edit(self, arguments):
        """Changes the configuration, where a variable cannot: blocks that come and go."""
        path = os.path.join(self.workspace.folder, arguments["file"])
        with open(path) as file:
            text = file.read()
        if text.count(arguments["replace"]) != 1:
            raise Unexpected(f"{arguments['file']} has not exactly one {arguments['replace']!r}")
        with open(path, "w") as file:
            file.write(text.replace(arguments["replace"], (arguments.get("by") or "").replace("${account}", self.account.number)))

    # Errors

    def step_error(self, arguments):
        """One clear diagnostic, and nothing created."""
        env = self._take_vars(arguments)
        during = arguments.get("during", "plan")
        command = {
            "validate": ["validate", "-json"],
            "plan": ["plan", "-json", *self.workspace.variables(self.vars)],
            "apply": ["apply", "-json", "-auto-approve", *self.workspace.variables(self.vars)],
            "destroy": ["plan", "-destroy", "-json", *self.workspace.variables(self.vars)],
        }[during]
        status, output = self.workspace.run(*command, env=env, ok=None, timeout=arguments.get("within", terraform.TIMEOUT_S))
        if during == "validate":
            found = json.loads(output)["diagnostics"]
        else:
            found = terraform.diagnostics(output)
        errors = [diagnostic for diagnostic in found if diagnostic["severity"] == "error"]
        if status != 1 or len(errors) != 1:
            told = "\n".join(f"- {error['summary']}: {error.get('detail', '')}" for error in errors)
            raise Unexpected(f"{len(errors)} errors instead of one, status {status}:\n{told or output[-2000:]}")
        self._check_error(errors[0], arguments)
        if not arguments.get("leaves"):
            left = self._inventory() - self.before
            if left:
                raise Unexpected(f"the error left behind: {', '.join(sorted(left))}")

    def _check_error(self, error, arguments):
        text = f"{error['summary']}\n{error.get('detail', '')}"
        if len(error["summary"]) > SUMMARY_MOST:
            raise Unexpected(f"the error's summary is longer than {SUMMARY_MOST} characters:\n{text}")
        for key, told in (("summary", error["summary"]), ("detail", error.get("detail", ""))):
            wanted = arguments.get(key)
            for pattern in wanted if isinstance(wanted, list) else [wanted] if wanted else []:
                if not re.search(pattern, " ".join(told.split()), re.IGNORECASE):
                    raise Unexpected(f"the error's {key} does not match {pattern!r}:\n{text}")
        if arguments.get("not") and re.search(arguments["not"], text, re.IGNORECASE):
            raise Unexpected(f"the error matches {arguments['not']!r}:\n{text}")
        if "address" in arguments and error.get("address") != arguments["address"]:
            raise Unexpected(f"the error is at {error.get('address')!r}, expected {arguments['address']!r}:\n{text}")
        if "attribute" in arguments:
            code = (error.get("snippet") or {}).get("code", "")
            if not re.search(rf"(^|\W){re.escape(arguments['attribute'])}(\W|$)", code):
                raise Unexpected(f"the error points at {code!r}, expected {arguments['attribute']!r}:\n{text}")

    # The end

    def clean_up(self):
        """Destroys what is left, and finds nothing afterwards."""
        state = self.workspace.state()
        if state:
            _, output = self.workspace.run("destroy", "-no-color", "-auto-approve", *self.workspace.variables(self.vars))
            if f"{len(state)} destroyed" not in output:
                raise Unexpected(f"destroy did not say that it destroyed {len(state)}:\n{output[-2000:]}")
        if self.given:
            self.given.run("destroy", "-no-color", "-auto-approve")
        left = self._inventory() - self.before
        if left:
            raise Unexpected(f"destroy left behind: {', '.join(sorted(left))}")
