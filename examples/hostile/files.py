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
    "/proc/1/environ",
    f"/proc/{os.getppid()}/environ",
    f"/proc/{os.getppid()}/mem",
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

for folder in ("/root", "/home", "/var/log", "/proc/1", "/proc/self/fd"):
    attempt(f"list {folder}", lambda: os.listdir(folder))

for folder in ("/", "/etc", "/var/tmp", "/dev/shm", os.getcwd(), os.path.dirname(os.getcwd())):
    name = os.path.join(folder, "written-by-a-submission")
    attempt(f"write {name}", lambda: open(name, "w"))
    attempt(f"mkdir {name}", lambda: os.mkdir(name))
    attempt(f"symlink {name}", lambda: os.symlink("/etc/passwd", name))

link = os.path.join(tempfile.gettempdir(), "link")
attempt("follow a link", lambda: (os.symlink("/etc/passwd", link), open(link).read()))
attempt("chmod its own folder", lambda: os.chmod(os.getcwd(), 0o777))
attempt("overwrite itself", lambda: open("submission.py", "a"))
attempt("delete itself", lambda: os.unlink("submission.py"))

with tempfile.TemporaryFile() as file:  # its own temporary folder is its own
    file.write(b"x" * 1000)
print("done")
