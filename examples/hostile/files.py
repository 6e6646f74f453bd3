"""Reads, lists and writes files that are none of its business, by several roads.

expect: ok
flops: 10
stopped-by: files
prints: done
"""

import io
import os
import tempfile

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)

OTHERS = (
    "/etc/passwd",
    "/etc/shadow",
    # The harness, the server, and whatever else started shortly before.
    *(f"/proc/{pid}/{name}" for pid in (1, os.getppid()) for name in ("environ", "mem", "maps")),
    *(f"/proc/{os.getpid() - n}/{name}" for n in range(1, 9) for name in ("environ", "mem")),
    "/proc/self/mem",
    "/proc/kcore",
    "/sys/kernel/notes",
    "/dev/mem",
    os.path.join(os.path.dirname(os.getcwd()), "owner.json"),
)


def attempt(what, action):
    try:
        action()
    except OSError as error:
        print("denied", what, error.errno)
    else:
        print("BREACH", what)


for path in OTHERS:
    attempt(f"open {path}", lambda: open(path, "rb").read(1))
    attempt(f"os.open {path}", lambda: os.read(os.open(path, os.O_RDONLY), 1))
    attempt(f"FileIO {path}", lambda: io.FileIO(path).read(1))

OWN = os.getcwd()
SERVERS = os.path.dirname(os.environ["FLOPSCOPE_SERVER_URL"].removeprefix("ipc://"))
for folder in (
    *("/", "/root", "/home", "/var/log", "/proc", "/proc/1", "/proc/self/fd", "/var/cache"),
    # Where other submissions would be, and the server's own files.
    *(os.path.dirname(OWN), os.path.dirname(os.path.dirname(OWN)), SERVERS),
):
    attempt(f"list {folder}", lambda: os.listdir(folder))

for folder in ("/", "/etc", "/var/tmp", "/dev/shm", os.getcwd(), os.path.dirname(os.getcwd())):
    name = os.path.join(folder, "written-by-a-submission")
    attempt(f"write {name}", lambda: open(name, "w"))
    attempt(f"os.open {name}", lambda: os.open(name, os.O_WRONLY | os.O_CREAT))
    attempt(f"FileIO {name}", lambda: io.FileIO(name, "w"))
    attempt(f"mkdir {name}", lambda: os.mkdir(name))
    attempt(f"symlink {name}", lambda: os.symlink("/etc/passwd", name))

link = os.path.join(tempfile.gettempdir(), "link")
attempt("follow a link", lambda: (os.symlink("/etc/passwd", link), open(link).read()))
attempt("chmod its own folder", lambda: os.chmod(os.getcwd(), 0o777))
attempt("overwrite itself", lambda: open("submission.py", "a"))
attempt("truncate itself", lambda: os.truncate("submission.py", 0))
attempt("delete itself", lambda: os.unlink("submission.py"))

with tempfile.TemporaryFile() as file:  # its own temporary folder is its own
    file.write(b"x" * 1000)
print("done")
