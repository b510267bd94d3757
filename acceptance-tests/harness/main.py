"""The command line of the acceptance tests."""
import argparse
import concurrent.futures
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

from . import case as cases, gaps, peer, terraform
from .emulator import NAMES, Emulator
from .steps import Run, Skipped, Unexpected

ROOT = cases.ROOT
OUTPUT_SHOWN = 3000


def arguments():
    parser = argparse.ArgumentParser(prog="acceptance-tests/run", description="Runs cases/ with real Terraform on real emulators.")
    parser.add_argument("filter", nargs="*", help="only cases whose name has this in it")
    parser.add_argument("--binary", default=os.path.join(ROOT, "build", "release", "terraform-provider-aws"),
                        help="the provider (build/release/terraform-provider-aws); `peer`: an installed hashicorp/aws 5.100.0")
    parser.add_argument("--cli", help="terraform, tofu or a path (terraform, else tofu)")
    parser.add_argument("--emulator", choices=[*NAMES, "both"], default="both")
    parser.add_argument("-j", "--jobs", type=int, default=(os.cpu_count() or 1) + 1, help="how many cases side by side")
    parser.add_argument("--keep", action="store_true", help="keep the folders of all cases, not only of those that fail")
    parser.add_argument("--list", action="store_true", help="list the cases")
    parser.add_argument("-v", "--verbose", action="store_true", help="show all of what terraform said where a case fails")
    return parser.parse_args()


def others(jobs):
    """The mirror with the providers of others that cases use, or None; and why there is none."""
    if not any(case.providers for case, _ in jobs):
        return None, ""
    done = subprocess.run([os.path.join(ROOT, "tools", "other-providers")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        return None, (done.stderr.strip().splitlines() or ["tools/other-providers failed"])[-1]
    return done.stdout.strip(), ""


def install(cli, binary, folder, jobs=(), others_mirror=None):
    """What the cases run: (installation, is its provider the peer)."""
    where = os.path.join(folder, "mirror")
    is_peer = binary == "peer"
    override = None
    if is_peer:
        binary = peer.find()
        if not binary:
            sys.exit("acceptance-tests/run: no hashicorp/aws 5.100.0 is installed here")
        override = peer.override(binary, os.path.join(folder, "peer"))
    mirrors = [others_mirror] if others_mirror else []
    if not is_peer or any(case.init for case, _ in jobs):
        done = subprocess.run([os.path.join(ROOT, "tools", "mirror"), "--hashicorp", where, binary], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"acceptance-tests/run: tools/mirror failed:\n{done.stderr}")
        mirrors.append(where)
    return terraform.Installation(cli, os.path.join(folder, "cli"), mirrors, override), is_peer


class Runner:
    def __init__(self, installation, emulators, is_peer, folder, options, gaps_of, no_others):
        self.no_others = no_others
        self.installation = installation
        self.emulators = emulators
        self.is_peer = is_peer
        self.folder = folder
        self.options = options
        self.gaps_of = gaps_of
        self.version = terraform.version(installation.cli)

    def run(self, case, emulator_name):
        """(status, seconds, text) of one case on one emulator; status is ok, FAIL or skip."""
        started = time.monotonic()
        configs = case.config_folders()
        if configs is None:
            return "skip", 0, f"no {' or '.join(case.config)} here (CAWS_SEEDS names the folder of the seeds)"
        if self.version < case.client:
            return "skip", 0, f"it needs Terraform or OpenTofu {'.'.join(map(str, case.client))}"
        if case.providers and self.no_others:
            return "skip", 0, self.no_others
        emulator = self.emulators[emulator_name]
        folder = os.path.join(self.folder, case.name.replace("/", "-") + "-" + emulator_name)
        known = self.gaps_of(case.name, emulator_name)
        failure = run = None
        try:
            account = emulator.take()
            source = "hashicorp/aws" if self.is_peer else None
            run = Run(case, configs, self.installation, account, known, folder, source)
            run.execute()
            if case.makes_nothing:
                emulator.give_back(account)
        except Skipped as error:
            shutil.rmtree(folder)
            return "skip", 0, str(error)
        except (Unexpected, terraform.Failed) as error:
            failure = str(error)
        except Exception:  # a fault of the tests themselves, or an answer botocore cannot take
            failure = traceback.format_exc()
        if failure and known.expects_failure(failure):
            failure = None
        stale = known.stale()
        if not failure and stale:
            failure = "\n".join(f"emulator-gaps.yaml has a stale entry: {entry}" for entry in stale)
        if failure:
            return "FAIL", time.monotonic() - started, self._report(failure, run, folder)
        if not self.options.keep:
            shutil.rmtree(folder)
        return "ok", time.monotonic() - started, ""

    def _report(self, failure, run, folder):
        lines = [failure[-OUTPUT_SHOWN:] if not self.options.verbose else failure]
        if run and run.workspace.log:
            command, status, output = run.workspace.log[-1]
            lines.append(f"last command ({status}): terraform {command}")
            if self.options.verbose:
                lines.append(output)
        lines.append(f"its folder: {folder}")
        return "\n".join(lines)


def select(options, found):
    emulators = NAMES if options.emulator == "both" else (options.emulator,)
    chosen = [case for case in found if not options.filter or any(word in case.name for word in options.filter)]
    # The longest first, so that none of them is the last to run alone.
    jobs = [(case, name) for case in chosen for name in emulators if name in case.emulators]
    return sorted(jobs, key=lambda job: -len(job[0].steps) - 100 * bool(job[0].config))


def main():
    options = arguments()
    found = cases.find()
    gaps_of, named = gaps.load(os.path.join(ROOT, "acceptance-tests", "emulator-gaps.yaml"))
    unknown = named - {case.name for case in found}
    if unknown:
        sys.exit(f"acceptance-tests/run: emulator-gaps.yaml names cases that are not there: {', '.join(sorted(unknown))}")
    jobs = select(options, found)
    if options.list:
        print("\n".join(sorted({f"{case.name}: {case.about}" for case, _ in jobs})))
        return 0
    if not jobs:
        sys.exit("acceptance-tests/run: no such case")
    cli = terraform.find_cli(options.cli)
    if not cli:
        sys.exit("acceptance-tests/run: neither terraform nor tofu is on PATH")
    folder = tempfile.mkdtemp(prefix="caws-acceptance-")
    passed = failed = 0
    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        others_mirror, no_others = others(jobs)
        installation, is_peer = install(cli, options.binary, folder, jobs, others_mirror)
        emulators = {
            name: stack.enter_context(Emulator(name, os.path.join(folder, name))) for name in sorted({name for _, name in jobs})
        }
        runner = Runner(installation, emulators, is_peer, folder, options, gaps_of, no_others)
        pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(options.jobs))
        futures = {pool.submit(runner.run, case, name): (case, name) for case, name in jobs}
        for future in concurrent.futures.as_completed(futures):
            case, name = futures[future]
            status, seconds, text = future.result()
            print(f"{status:4} {case.name} on {name} ({seconds:.1f} s){': ' + text if status == 'skip' else ''}", flush=True)
            if status == "FAIL":
                failed += 1
                print("     " + text.replace("\n", "\n     "), flush=True)
            elif status == "ok":
                passed += 1
    if not failed and not options.keep:
        shutil.rmtree(folder)
    print(f"took {time.monotonic() - started:.0f} s with {cli}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
