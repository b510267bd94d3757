"""What a plugin's process holds: threads, descriptors, connections to a port, memory."""
import dataclasses
import os


@dataclasses.dataclass(frozen=True)
class Residue:
    threads: int
    descriptors: int
    connections: int  # to the port, whatever their state
    memory: int  # resident, bytes


def residue(pid, port):
    folder = f"/proc/{pid}"
    with open(f"{folder}/statm") as file:
        memory = int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
    return Residue(len(os.listdir(f"{folder}/task")), len(os.listdir(f"{folder}/fd")), _connections(folder, port), memory)


def _connections(folder, port):
    mine = set()
    for name in os.listdir(f"{folder}/fd"):
        try:
            mine.add(os.readlink(f"{folder}/fd/{name}"))
        except FileNotFoundError:
            pass  # closed meanwhile
    found = set()  # a table that changes while it is read may have a line twice
    for table in ("tcp", "tcp6"):
        with open(f"{folder}/net/{table}") as file:
            for line in file.readlines()[1:]:
                fields = line.split()
                if int(fields[2].rsplit(":", 1)[1], 16) == port:
                    found.add(f"socket:[{fields[9]}]")
    return len(found & mine)


def is_sanitized(binary):
    """Whether a sanitizer, which keeps what is freed, is in it."""
    with open(binary, "rb") as file:
        content = file.read()
    return b"__asan_init" in content or b"__tsan_init" in content
