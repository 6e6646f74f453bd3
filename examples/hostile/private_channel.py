"""Looks for what the harness shares with the server: its socket, and the files beside it.

expect: ok
flops: 10
stopped-by: files, network
prints: done
"""

import os
import socket

import flopscope.numpy as fnp

fnp.ones(10) + fnp.ones(10)


def attempt(what, action):
    try:
        action()
    except OSError as error:
        print("denied", what, error.errno)
    else:
        print("BREACH", what)


def connect(path):
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(path)
        one.sendall(b"\0\0\0\x01\xc0")


SERVERS = os.path.dirname(os.environ["FLOPSCOPE_SERVER_URL"].removeprefix("ipc://"))
for folder in ("/run/private", os.path.join(os.path.dirname(SERVERS), "private")):
    attempt(f"list {folder}", lambda: os.listdir(folder))
    attempt(f"make {folder}/x", lambda: open(f"{folder}/x", "w"))
    for name in ("channel", "recorder"):
        path = os.path.join(folder, name)
        attempt(f"connect {path}", lambda: connect(path))
        attempt(f"read {path}", lambda: open(path, "rb"))
        attempt(f"write {path}", lambda: open(path, "r+b"))
        attempt(f"unlink {path}", lambda: os.unlink(path))
# Nothing of it was inherited.
for descriptor in range(3, 64):
    try:
        target = os.readlink(f"/proc/self/fd/{descriptor}")
    except OSError:
        continue
    if "private" in target or "channel" in target or "recorder" in target:
        print("BREACH", descriptor, target)
print("done")
