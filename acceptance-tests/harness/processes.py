"""Finds the provider's processes below a terraform, by /proc."""
import glob
import os


def _children(pid):
    # Each thread has children of its own, and Go starts processes from any of them.
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        try:
            with open(path) as file:
                yield from (int(child) for child in file.read().split())
        except OSError:
            continue


def plugins(pid):
    for child in _children(pid):
        try:
            name = os.path.basename(os.readlink(f"/proc/{child}/exe"))
        except OSError:
            continue
        if name.startswith("terraform-provider-aws"):
            yield child
        yield from plugins(child)
